"""Reads a release as it lies on a disk: every figure of every format, by nobody's leave.

It shares no code with nejtak. What the formats say of one thing must be the same.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as it was read: from `low` to `high` of `base`, in a row and column of a table.

    `group` is the group that it is about; empty for all.
    """

    table: str
    row: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    base: int
    group: str = ""


Rows = Iterable[Mapping[str, Any]]
BAR = 298.5  # units of a bar across


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on a page: the cells that it is about, its words, and its drawing, if it has one.

    `drawn` is what is certain, what is certain or possible, and the rest: in answers, of a bar as
    shares of all that are counted.
    """

    cells: tuple[str, ...]
    words: str
    form: str = ""
    drawn: tuple[float, float, float] = (0, 0, 0)


def from_csv(content: bytes) -> list[Seen]:
    """The figures of a CSV, without the apostrophe that keeps an id from becoming a date."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return _seen({key: value.removeprefix("'") for key, value in row.items()} for row in rows)


def from_json(content: bytes) -> list[Seen]:
    """The figures of a JSON export."""
    found = json.loads(content)["figures"]
    return _seen({**one, "members": " ".join(one["members"])} for one in found)


def from_xlsx(content: bytes) -> list[Seen]:
    """The figures of a workbook's first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        texts = ["".join(item.itertext()) for item in shared]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells = {}
        for cell in row:
            value = "".join(cell.itertext())
            letter = re.sub(r"\d", "", cell.get("r", ""))
            cells[letter] = texts[int(value)] if cell.get("t") == "s" else value
        rows.append(cells)
    head, *body = rows
    return _seen({name: row.get(letter, "") for letter, name in head.items()} for row in body)


def _seen(rows: Rows) -> list[Seen]:
    return [
        Seen(
            row["question"],
            row["row"],
            tuple(row["members"].split()),
            row["column"],
            int(row["low"]),
            int(row["high"]),
            int(row["base"]),
            row["group"],
        )
        for row in rows
    ]


class _Page(HTMLParser):
    """Collects the elements that name cells, with the text and the drawing in each."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Shown] = []
        self._depth = 0
        self._cells: tuple[str, ...] = ()
        self._words = self._form = ""
        self._reads = False
        self._counts: dict[str, float] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if "data-cells" in had and not self._depth:
            self._cells, self._words, self._form = tuple(had["data-cells"].split()), "", ""
            self._counts = {"sure": 0, "maybe": 0, "rest": 0}
            self._depth = 1
        elif self._depth:
            self._depth += 1
        self._reads = bool(self._depth) and had.get("class") == "no"
        if self._depth and tag == "svg":
            self._form = had["class"].split()[0]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if self._depth and had.get("class") in self._counts:
            self._counts[had["class"]] += _size(self._form, had)

    def handle_endtag(self, tag: str) -> None:
        self._reads = False
        if self._depth:
            self._depth -= 1
            if not self._depth:
                sure, maybe, rest = self._counts.values()
                drawn = (sure, sure + maybe, rest)
                self.found.append(Shown(self._cells, self._words, self._form, drawn))

    def handle_data(self, data: str) -> None:
        if self._reads:
            self._words += data.replace("\u2060", "")


def _size(form: str, shape: Mapping[str, str]) -> float:
    if form == "dots":
        return shape["d"].count("M")
    width = float(shape["width"])
    return width / BAR if form == "bar" else (width + 2.5) / 6


def from_page(content: bytes) -> list[Shown]:
    """Every figure that a page shows, in the order of the page."""
    page = _Page()
    page.feed(content.decode())
    return page.found


def read(files: Mapping[str, bytes]) -> list[Seen]:
    """Every figure of a release, from all its formats; they must not say different things."""
    table = from_csv(files["figures.csv"])
    assert set(table) == set(from_json(files["figures.json"]))
    assert set(table) == set(from_xlsx(files["figures.xlsx"]))
    told = {_name(one): one for one in table}
    pages = [from_page(content) for name, content in files.items() if name.endswith(".html")]
    assert pages
    for page in pages:
        for shown in page:
            for cell in shown.cells:
                _compare(shown, told[cell])
        on_page = {cell for shown in page for cell in shown.cells}
        assert {_name(one) for one in table if not one.group and "/" not in one.table} <= on_page
    return table


def _name(one: Seen) -> str:
    name = ".".join(filter(None, (one.table, one.row, one.column)))
    return f"{one.group}:{name}" if one.group else name


def _compare(shown: Shown, told: Seen) -> None:
    """Words are counts, or percents rounded outwards; a drawing is as long as its figure."""
    low, high = (int(number) for number in re.findall(r"\d+", shown.words))
    if "%" in shown.words:
        assert (low, high) == (100 * told.low // told.base, -(-100 * told.high // told.base))
    else:
        assert (low, high) == (told.low, told.high)
    if shown.form:
        one = 1 / told.base if shown.form == "bar" else 1
        sure, maybe, rest = (round(part / one) for part in shown.drawn)
        assert (sure, maybe) == (told.low, told.high)
        assert rest in (0, told.base - told.high)
