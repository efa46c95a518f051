"""Opens every export in LibreOffice, with three thousand hostile texts in it; counts formulas.

    make checkers     (or: python -m benchmarks.spreadsheets)

Each file is read with the comma that it is written with, and with the semicolon that a Danish
spreadsheet reads with. Beside ours stand the same texts as Python's csv and xlsxwriter write them
when nobody thinks of it: there LibreOffice must find formulas, or the check could not fail.

Then ids and labels like `1-3`, `mar-1` and `007` are read as Danish, English, German and Polish
spreadsheets do, with dates recognised, beside the same as plain csv. Exits with 1 where ours holds
a formula, a link, a date or another number than was put in, where the others hold none, and where a
text of the workbook is not what was put in.
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
from nejtak.base.csv_safe import cell_text, to_csv
from nejtak.project.contract import Contract, FrozenQuestion
from nejtak.project.model import Wave
from nejtak.report.audit.read_exports import read
from nejtak.report.exports import CSV, XLSX, files
from nejtak.report.figures import Figure, Labelled
from nejtak.wave import export
from nejtak.wave.closed_wave import Responses, Written

COUNT = 3000
BEFORE = ("", " ", "\t", "\n", "'", '"', "x;", 'x;"', "x; ", "x\t", "x\n", "\u00a0", "\ufeff", "x,")
# What shows nothing, or is the full-width form of what is ignored.
UNSEEN = "\u200b\u00ad\u034f\u061c\u115f\u180e\u2003\u2061\u2800\u3000\u3164\ufe0f\uffa0\u0301"
UNSEEN += "\ue000\uff02\uff07\U000e0041\U000e0100"
TRIGGERS = "=+-@＝＋－＠﹦⁼−"
# What spreadsheets take for dates, times, numbers and truth values, and what they do not.
ONE_WORD = """
    1-3 1-2 6-10 12-31 2026-07 2026-07-01 1.3 1.2.2026 1/3 1/2 3-mar mar-3 mar3 3mar march-2026
    maj-2 2-maj okt-3 3-okt dez-1 1-dez sept2 1e5 1E5 2e-3 007 00 1,5 1.000 5% (5) $5 9pm 9a 12:30
    1:2 2026-07-01t10 true FALSE sand falsk wahr １－３ 12345678901234567 0 7 2026 offer-2 q1
    top3"""
VALUES = [
    *ONE_WORD.split(),
    *("3 mar", "mar 2026", "1 januar 2026", "9 a", "10.30 pm", "5 kr.", " 1-3 ", "1 2", "4 5 6"),
]
LANGUAGES = {"en": 1033, "da": 1030, "de": 1031, "pl": 1045}
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
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Seen(NamedTuple):
    """What LibreOffice made of a file: formulas, links, and the texts of its cells."""

    formulas: int
    links: int
    texts: set[str]


def hostile() -> list[str]:
    """Texts that want to be more than that, each another one."""
    every = (
        before + trigger + after
        for before, after, trigger in product((*BEFORE, *UNSEEN), AFTER, TRIGGERS)
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
    ways = SEPARATORS if name.endswith(".csv") else {"": ""}
    for way, code in ways.items():
        reading = f"CSV:{code},34,76,1" if code else ""
        yield way, _seen(converted(folder, name, content, reading))


def converted(folder: Path, name: str, content: bytes, reading: str) -> bytes:
    """A file as LibreOffice shows it, as a document of flat XML."""
    (folder / name).write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *([f"--infilter={reading}"] if reading else []),
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
    document = shown.read_bytes()
    shown.unlink()
    return document


def changed_values(folder: Path, name: str, content: bytes, language: str) -> list[str]:
    """The texts that a spreadsheet of a language takes for another value, its dates recognised."""
    reading = f"CSV:44,34,76,1,,{LANGUAGES[language]},false,true"
    tree = ElementTree.fromstring(converted(folder, name, content, reading))
    cells = [row[0] for row in tree.iter(f"{_TABLE}table-row") if len(row)]
    return [
        text
        for text, cell in zip(VALUES, cells, strict=False)
        if (kind := cell.get(f"{_OFFICE}value-type")) != "string"
        and not (kind == "float" and cell.get(f"{_OFFICE}value") == text)
    ]


def values(folder: Path) -> Iterator[str]:
    """Print what becomes of values in each language, and yield what is wrong."""
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows([text] for text in VALUES)
    files = {"v.csv": to_csv([text] for text in VALUES), "naive-v.csv": plain.getvalue().encode()}
    for (name, content), language in product(files.items(), LANGUAGES):
        changed = changed_values(folder, name, content, language)
        print(f"{name:16}{language:>12}{len(changed):>10} of {len(VALUES)} changed")
        if bool(changed) != (name != "v.csv"):
            yield f"{name} {language}: {', '.join(changed) or 'nothing changed'}"


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
        wrong += values(Path(name).resolve())
    print("\n".join(["", *wrong]) if wrong else "\nNo text of ours became anything else.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
