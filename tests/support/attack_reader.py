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

    `segment` is the group that it is about; empty for all.
    """

    table: str
    row: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    base: int
    segment: str = ""


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
            row["question"], row["row"], tuple(row["members"].split()), row["column"],
            int(row["low"]), int(row["high"]), int(row["base"]), row["segment"],
        )
        for row in rows
    ]  # fmt: skip


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
    for one in (one for one in table if not one.segment):
        told.setdefault((one.table, one.row), []).append((one.low, one.high, one.base))
    pages = [from_page(content) for name, content in files.items() if name.endswith(".html")]
    assert pages
    for bars in pages:
        assert {k: sorted(v) for k, v in bars.items()} == {k: sorted(v) for k, v in told.items()}
    language = json.loads(files["figures.json"])["language"]
    _read_groups(files[f"{language}.html"], files["figures.csv"])
    return table


class _Groups(HTMLParser):
    """The words of the table of groups: a list of texts for its head and for each group."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.rows: list[list[str]] = []
        self._inside = self._keeps = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag == "section":
            self._inside = (had.get("aria-labelledby") or "").startswith("segments_")
        elif self._inside and tag == "tr":
            self.rows.append([])
        heads = tag == "th" and had.get("scope") == "col"
        told = had.get("class") in {"share", "base"} or (
            had.get("class") == "label" and "aria-hidden" not in had
        )
        self._keeps = self._inside and (heads or told)

    def handle_data(self, data: str) -> None:
        if self._keeps and not self.rows:
            self.asked = data
        elif self._keeps:
            self.rows[-1].append(data)
        self._keeps = False


def _read_groups(page: bytes, table: bytes) -> None:
    """What the page says of groups must be what the CSV says, and as wide at least."""
    groups = _Groups()
    groups.feed(page.decode())
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    known = {}
    for row in rows:
        asked = " – ".join(filter(None, (row["question_title"], row["column_label"])))
        known[row["segment_label"], asked, row["row_label"]] = row
    assert bool(groups.rows) == any(row["segment"] for row in rows)
    for label, *shares in groups.rows[1:]:
        assert len(shares) == len(groups.rows[0]) - 1
        for name, share in zip(groups.rows[0][1:], shares, strict=True):
            figure = known[label, groups.asked, name]
            low, high = map(int, re.findall(r"\d+", share))
            low_of_base, high_of_base = (100 * int(figure[end]) for end in ("low", "high"))
            assert low * int(figure["base"]) <= low_of_base
            assert high_of_base <= high * int(figure["base"])
