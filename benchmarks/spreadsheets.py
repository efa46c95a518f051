"""Opens every export in LibreOffice, with a thousand hostile texts in it, and counts formulas.

    make checkers     (or: python -m benchmarks.spreadsheets)

Each file is read with the comma that it is written with, and with the semicolon that a Danish
spreadsheet reads with. Beside ours stand the same texts as Python's csv and xlsxwriter write them
when nobody thinks of it: there LibreOffice must find formulas, or the check could not fail. Exits
with 1 where ours holds a formula or a link, where the others hold none, and where a text of the
workbook is not what was put in.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import xlsxwriter

from benchmarks.tools import need
from nejtak.base.csv_safe import cell_text
from nejtak.project.contract import Contract, FrozenQuestion
from nejtak.project.model import Wave
from nejtak.report.audit.read_exports import read
from nejtak.report.exports import CSV, XLSX, files
from nejtak.report.figures import Figure, Labelled
from nejtak.wave import export
from nejtak.wave.closed_wave import Responses, Written

COUNT = 1000
BEFORE = ("", " ", "\t", "\n", "'", '"', "x;", 'x;"', "x; ", "x\t", "x\n", "\u00a0", "\ufeff", "x,")
TRIGGERS = "=+-@＝＋－＠"
AFTER = (
    "1+1",
    "SUM(1;2)",
    'HYPERLINK("http://127.0.0.1/";"se her")',
    "A1",
    "cmd|' /C calc'!A0",
    'WEBSERVICE("http://127.0.0.1/")',
    'DDE("soffice";"/etc/passwd";"A1")',
    '1";=2+2',
    "1\n=2+2",
    "{1}",
)
SEPARATORS = {"comma": "44", "semicolon": "59"}
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Seen(NamedTuple):
    """What LibreOffice made of a file: formulas, links, and the texts of its cells."""

    formulas: int
    links: int
    texts: set[str]


def hostile() -> list[str]:
    """A thousand texts that want to be more than that, each another one."""
    every = (
        before + trigger + after for before, after, trigger in product(BEFORE, AFTER, TRIGGERS)
    )
    return list(islice(every, COUNT))


def ours(said: Sequence[str]) -> dict[str, bytes]:
    """The exports with these texts as labels and as raw answers."""
    groups = [said[i : i + 4] for i in range(0, len(said), 4)]
    labelled = [
        Labelled(Figure(f"s-{n}", f"q-{n}", "r", ("r",), "c", 3, 5, 38), *group)
        for n, group in enumerate(groups)
    ]
    made = files(labelled, {f"fact-{n}": text for n, text in enumerate(said)}, "da", "a/b")
    read(made)
    day = date(2026, 7, 1)
    asked = {"advice": FrozenQuestion("text", max_length=1000)}
    contract = Contract("a", "b", "why", "declined", "open", ("da",), 1, 1, (), 30, (), asked)
    wave = Wave("b", "a", "why", day, day, None, None, 1, "closed", Path(), contract)
    texts = Responses(texts={"advice": tuple(map(Written, said))})
    name, content = export.export(wave, texts, "csv", plain=True)
    return {CSV: made[CSV], XLSX: made[XLSX], name: content}


def naive(said: Sequence[str]) -> dict[str, bytes]:
    """The same texts as they are written when nobody thinks of it."""
    text, book = io.StringIO(newline=""), io.BytesIO()
    csv.writer(text).writerows(("id", cell) for cell in said)
    workbook = xlsxwriter.Workbook(book, {"in_memory": True})
    workbook.add_worksheet().write_column(0, 0, said)
    workbook.close()
    return {"naive.csv": text.getvalue().encode("utf-8-sig"), "naive.xlsx": book.getvalue()}


def seen(folder: Path, name: str, content: bytes) -> Iterator[tuple[str, Seen]]:
    """Open a file in LibreOffice in each way, and yield what it shows."""
    (folder / name).write_bytes(content)
    ways = SEPARATORS if name.endswith(".csv") else {"": ""}
    for way, code in ways.items():
        reading = [f"--infilter=CSV:{code},34,76,1"] if code else []
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                *reading,
                "--convert-to",
                "fods",
                "--outdir",
                str(folder / "out"),
                str(folder / name),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        shown = (folder / "out" / name).with_suffix(".fods")
        yield way, _seen(shown.read_bytes())
        shown.unlink()


def _seen(document: bytes) -> Seen:
    tree = ElementTree.fromstring(document)
    cells = [*tree.iter(f"{_TABLE}table-cell")]
    formulas = sum(f"{_TABLE}formula" in cell.attrib for cell in cells)
    formulas += sum(f"{_TABLE}expression" in node.attrib for node in tree.iter())
    links = sum(1 for _ in tree.iter(f"{_TEXT}a"))
    return Seen(formulas, links, {_squeezed("".join(cell.itertext())) for cell in cells})


def _squeezed(text: str) -> str:
    """Without white space, which the document's format has elements for."""
    return re.sub(r"\s+", "", text)


def main() -> int:
    """Open everything, print a table, and return 1 where something is not as it should be."""
    need("soffice")
    said = hostile()
    wanted = {_squeezed(cell_text(text)) for text in said}
    wrong = []
    print(f"{len(set(said))} texts\n\n{'file':16}{'read with':>12}{'formulas':>10}{'links':>7}")
    with tempfile.TemporaryDirectory() as name:
        for file, content in {**ours(said), **naive(said)}.items():
            for way, found in seen(Path(name).resolve(), file, content):
                print(f"{file:16}{way:>12}{found.formulas:>10}{found.links:>7}")
                control = file.startswith("naive")
                if control != bool(found.formulas) or (found.links and not control):
                    wrong.append(f"{file} {way}: {found.formulas} formulas, {found.links} links")
                if file == XLSX and (lost := wanted - found.texts):
                    wrong.append(f"{file}: {len(lost)} texts are not what they were")
    print("\n".join(["", *wrong]) if wrong else "\nNo text of ours became a formula.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
