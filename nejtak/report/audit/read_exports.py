"""Reads an export back, as its recipient would, so that the gate can check its content.

Each format is read by itself. Then the export is made again from the content read, and must be the
same to the byte. So it contains only the figures, their words and the facts, and nothing is hidden
in a sheet, a comment, a property of the document, a name, a colour, or the order of the rows.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from xml.etree.ElementTree import Element

from nejtak.base.csv_safe import BOM, GUARD
from nejtak.errors import NejtakError
from nejtak.report.audit.read_xml import read_xml
from nejtak.report.audit.reader import refused
from nejtak.report.exports import CODEBOOK, CSV, JSON, SHEETS, XLSX, files
from nejtak.report.fields import HEAD, NUMBERS
from nejtak.report.figures import Figure, Labelled

FILES = {CSV, XLSX, JSON, CODEBOOK}
PARTS = {
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/theme/theme1.xml",
    "xl/workbook.xml",
    *(f"xl/worksheets/sheet{n}.xml" for n in range(1, len(SHEETS) + 1)),
}
Record = dict[str, str | int]  # a row by the names of its fields
IDS = ("group", "question", "row", "members", "column")
WORDS = ("question_title", "row_label", "column_label", "group_label")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WHOLE = re.compile(r"0|[1-9][0-9]{0,9}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(exported: Mapping[str, bytes]) -> dict[str, list[Figure]]:
    """Return the figures of each format: `csv`, `xlsx` and `json`, in their own order.

    Raises NejtakError if a file is missing, cannot be read, or contains anything but its figures,
    their words and the facts.
    """
    if exported.keys() != FILES:
        raise refused("the export", "its files are not those of an export")
    found = {
        "csv": _figures(CSV, _csv(exported[CSV])),
        "xlsx": _figures(XLSX, _xlsx(exported[XLSX])),
        "json": _figures(JSON, _records(exported[JSON])),
    }
    again = _again(exported[JSON], found["json"])
    for name in sorted(FILES):
        if again[name] != exported[name]:
            raise refused(name, "it says more, or something else, than the figures that it shows")
    return found


def agree(formats: Mapping[str, Sequence[Figure]]) -> None:
    """Raise NejtakError with the place if two formats do not give the same figure for it.

    The order may differ: the page ranks its rows.
    """
    placed = {name: _placed(name, figures) for name, figures in formats.items()}
    for name, figures in placed.items():
        for other, others in placed.items():
            for place in figures.keys() | others.keys():
                if figures.get(place) != others.get(place):
                    where = ".".join(filter(None, place))
                    raise refused(where, f"{name} and {other} say different things of it")


def _placed(name: str, figures: Sequence[Figure]) -> dict[tuple[str, str, str, str], Figure]:
    placed = {figure.place: figure for figure in figures}
    if len(placed) < len(figures):
        raise refused(name, "it has two figures for one cell")
    return placed


def _figures(name: str, records: Iterator[Mapping[str, object]]) -> list[Figure]:
    """Check each figure's words in one format, and return the figures without their words."""
    found = []
    for record in records:
        if tuple(sorted(record)) != tuple(sorted(HEAD)):
            raise refused(name, "its columns are not those of an export")
        if not all(type(record[key]) is (int if key in NUMBERS else str) for key in HEAD):
            raise refused(name, "a cell is of another type than its column")
        figure = _figure(record)
        shares = record["low_percent"], record["high_percent"]
        if figure.fault() or shares != (figure.low_percent, figure.high_percent):
            raise refused(name, "a row is no figure")
        found.append(figure)
    return found


def _figure(record: Mapping[str, object]) -> Figure:
    """The figure of a record whose types have been checked."""
    group, question, row, members, column = (
        str(record[key]) for key in ("group", "question", "row", "members", "column")
    )
    low, high, base = (cast("int", record[key]) for key in ("low", "high", "base"))
    return Figure(group, question, row, tuple(members.split(" ")), column, low, high, base)


def _csv(content: bytes) -> Iterator[Record]:
    try:
        text = content.decode()
        rows = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refused(CSV, "it cannot be read") from error
    for record in _rows(CSV, [[(cell, False) for cell in row] for row in rows]):
        yield {key: _unguarded(value) if key in IDS else value for key, value in record.items()}


def _unguarded(id_: str | int) -> str | int:
    """An id without the apostrophe before what a spreadsheet would take for a date."""
    return id_.removeprefix(GUARD) if isinstance(id_, str) else id_


def _rows(name: str, rows: Sequence[Sequence[tuple[str, bool]]]) -> Iterator[Record]:
    """Each row but the first by the names in the first; a cell says whether it is a string."""
    if not rows or [cell for cell, _ in rows[0]] != list(HEAD):
        raise refused(name, "its columns are not those of an export")
    for row in rows[1:]:
        if len(row) != len(HEAD):
            raise refused(name, "a row has more or fewer cells than there are columns")
        yield {key: _value(name, key, *cell) for key, cell in zip(HEAD, row, strict=True)}


def _value(name: str, key: str, cell: str, string: bool) -> str | int:
    if key not in NUMBERS:
        return cell
    if string or not _WHOLE.fullmatch(cell):
        raise refused(name, "a number is not written as one")
    return int(cell)


def _release(content: bytes) -> dict[str, Any]:
    """The JSON as a whole, as far as its shape goes."""
    try:
        release = json.loads(content)
        whole = set(release) == {"format", "name", "language", "facts", "figures"}
        shaped = whole and all(isinstance(record, dict) for record in release["figures"])
        facts = list(release["facts"].values()) if shaped else [None]
        said = [release["name"], release["language"]] if shaped else []
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise refused(JSON, "it cannot be read") from error
    if not all(type(fact) in {str, int} for fact in facts) or {type(s) for s in said} - {str}:
        raise refused(JSON, "its content is not that of an export")
    return dict(release)


def _records(content: bytes) -> Iterator[dict[str, object]]:
    for record in _release(content)["figures"]:
        members = record.get("members")
        if not isinstance(members, list) or not all(isinstance(id_, str) for id_ in members):
            raise refused(JSON, "its members are no list of ids")
        yield {**record, "members": " ".join(members)}


def _again(content: bytes, figures: Sequence[Figure]) -> dict[str, bytes]:
    """Make the export again from the content read. It is refused if that cannot be done."""
    release = _release(content)
    labelled = [
        Labelled(figure, *(record[key] for key in WORDS))
        for figure, record in zip(figures, release["figures"], strict=True)
    ]
    try:
        return files(labelled, release["facts"], release["language"], release["name"])
    except (ValueError, NejtakError) as error:
        raise refused(JSON, "its figures make no export") from error


def _xlsx(content: bytes) -> Iterator[Record]:
    parts = _parts(content)
    sheets = parts["xl/workbook.xml"].iter(f"{_MAIN}sheet")
    if [sheet.get("name") for sheet in sheets] != [*SHEETS]:
        raise refused(XLSX, "its sheets are not those of an export")
    strings = _strings(parts["xl/sharedStrings.xml"])
    return _rows(XLSX, list(_cells(parts["xl/worksheets/sheet1.xml"], strings)))


def _parts(content: bytes) -> dict[str, Element]:
    """The tree of each part of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = book.namelist()
            if len(names) != len(PARTS) or set(names) != PARTS:
                raise refused(XLSX, "its parts are not those of an export")
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in book.infolist()):
                raise refused(XLSX, "its parts are compressed")
            return {name: read_xml(book.read(name)) for name in names}
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise refused(XLSX, "it cannot be read") from error


def _strings(tree: Element) -> list[str]:
    """The texts that cells refer to, as Excel reads them: _x0001_ is a character."""
    found = []
    for item in tree:
        if [child.tag for child in item] != [f"{_MAIN}t"]:
            raise refused(XLSX, "a text is more than plain")
        text = item[0].text or ""
        found.append(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text))
    return found


def _cells(tree: Element, strings: Sequence[str]) -> Iterator[list[tuple[str, bool]]]:
    """The cells of a sheet, row by row: each is a value in its place, and nothing else."""
    for number, row in enumerate(tree.iter(f"{_MAIN}row"), 1):
        if row.attrib.keys() - {"r", "spans"} or row.get("r") != str(number):
            raise refused(XLSX, "a row is hidden, or drawn otherwise")
        yield [_cell(number, *cell, strings) for cell in zip(_LETTERS, row, strict=False)]
        if len(row) > len(HEAD):
            raise refused(XLSX, "a row has more cells than there are columns")


def _cell(row: int, letter: str, cell: Element, strings: Sequence[str]) -> tuple[str, bool]:
    kind = cell.get("t")
    if cell.get("r") != f"{letter}{row}" or kind not in {None, "s"}:
        raise refused(XLSX, "a cell is out of its place, or neither text nor number")
    if cell.tag != f"{_MAIN}c" or [child.tag for child in cell] != [f"{_MAIN}v"]:
        raise refused(XLSX, "a cell holds more than a value")
    value = cell[0].text or ""
    if kind is None:
        return value, False
    if not _WHOLE.fullmatch(value) or int(value) >= len(strings):
        raise refused(XLSX, "a cell has no text")
    return strings[int(value)], True
