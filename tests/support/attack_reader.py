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
Bars = dict[tuple[str, str], list[tuple[int, int, int]]]


def from_csv(content: bytes) -> list[Seen]:
    """The figures of a CSV."""
    return _seen(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


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
    """Collects the bars of each table by the rows that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Bars = {}
        self._table = ""
        self._rows: list[str] = []
        self._drawn: list[tuple[int, int, int]] = []
        self._sure = self._whole = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table = had.get("id", "")
        elif tag == "tbody":
            self._rows, self._drawn = [], []
        elif tag == "svg":
            self._sure, self._whole = 0, int(had.get("viewbox", "0 0 0 1").split()[2])
        elif tag == "rect" and self._table:
            width = int(had["width"])
            if had["class"] == "sure":
                self._sure = width
            else:
                self._drawn.append((self._sure, self._sure + width, self._whole))
        elif had.get("id", "").startswith(f"{self._table}.") and self._table:
            self._rows.append(had["id"].removeprefix(f"{self._table}."))

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody" and self._table:
            self.bars |= {(self._table, row): self._drawn for row in self._rows}
        elif tag == "table":
            self._table = ""


def from_page(content: bytes) -> Bars:
    """The ends of the bars of a page, and what they are parts of, by table and row."""
    page = _Page()
    page.feed(content.decode())
    return page.bars


def read(files: Mapping[str, bytes]) -> list[Seen]:
    """Every figure of a release, from all its formats; they must not say different things."""
    table = from_csv(files["figures.csv"])
    assert set(table) == set(from_json(files["figures.json"]))
    assert set(table) == set(from_xlsx(files["figures.xlsx"]))
    told: Bars = {}
    for one in (one for one in table if not one.group):
        told.setdefault((one.table, one.row), []).append((one.low, one.high, one.base))
    pages = [from_page(content) for name, content in files.items() if name.endswith(".html")]
    assert pages
    for bars in pages:
        assert {k: sorted(v) for k, v in bars.items()} == {k: sorted(v) for k, v in told.items()}
    language = json.loads(files["figures.json"])["language"]
    _read_groups(files[f"{language}.html"], files["figures.csv"])
    return table


class _Groups(HTMLParser):
    """The cells of the table of groups: one list of texts for each row."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.rows: list[list[list[str]]] = []
        self._inside = False
        self._keeps = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag == "section":
            self._inside = had.get("aria-labelledby") == "groups_title"
        elif self._inside and tag == "tr":
            self.rows.append([])
        elif self._inside and self.rows and tag in {"th", "td"}:
            self.rows[-1].append([])
        hidden = "aria-hidden" in had
        self._keeps = "" if hidden or not self._inside else had.get("class") or tag

    def handle_data(self, data: str) -> None:
        if self._keeps == "base" and not self.rows:
            self.asked = data
        elif self.rows and self.rows[-1] and self._keeps in {"th", "label", "share"}:
            self.rows[-1][-1].append(data)
        self._keeps = ""


def _read_groups(page: bytes, table: bytes) -> None:
    """What the page says of groups must be what the CSV says, and as wide at least."""
    groups = _Groups()
    groups.feed(page.decode())
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    known = {(row["group_label"], row["question_title"], row["row_label"]): row for row in rows}
    assert bool(groups.rows) == any(row["group"] for row in rows)
    head, *body = groups.rows or [[]]
    for labels, *shares in body:
        for name, label, (share,) in (
            (n, g, s) for n in labels for (g,), s in zip(head[1:], shares, strict=True)
        ):
            _compare(share, known[label, groups.asked, name])


def _compare(share: str, figure: Mapping[str, str]) -> None:
    """Words of the page: counts of the base, or percents of it."""
    base = int(figure["base"])
    numbers = [int(number) for number in re.findall(r"\d+", share)]
    if "%" in share:
        assert numbers[0] * base <= 100 * int(figure["low"])
        assert 100 * int(figure["high"]) <= numbers[1] * base
    else:
        assert numbers == [int(figure["low"]), int(figure["high"]), base]
