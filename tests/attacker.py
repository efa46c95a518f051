"""Someone who wants to know who said what, and has nothing but what was handed out.

It shares no code with nejtak. It reads the files of a release as they lie on a disk, knows the
survey (it was a public page), the number of respondents and how nejtak works, and works out how
many counts remain possible for each answer. A question by itself is a matter of adding up; the
deciding reason laid beside what would have turned it is an integer program. Many releases of one
wave are attacked all together, which is at least as strong as any two of them.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from typing import Any
from xml.etree import ElementTree

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ENOUGH = 3  # possible counts, or the attacker has won
NONE = ""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as it was read: from `low` to `high` of `base`, in a row and column of a table."""

    table: str
    row: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    base: int


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
            int(row["low"]), int(row["high"]), int(row["base"]),
        )
        for row in rows
        if not row["segment"]
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
    for one in table:
        told.setdefault((one.table, one.row), []).append((one.low, one.high, one.base))
    pages = [from_page(content) for name, content in files.items() if name.endswith(".html")]
    assert pages
    for bars in pages:
        assert {k: sorted(v) for k, v in bars.items()} == {k: sorted(v) for k, v in told.items()}
    return table


@dataclass(frozen=True, slots=True)
class Survey:
    """What the attacker knows of the questions: ids and kinds, and which one asks about which.

    With `turned` as (deciding, altered, yes): who picked `yes` in `altered` would have said yes to
    the offer, had what they picked in `deciding` been better. The attacker who `guesses` takes for
    granted that a deciding reason was also given the most weight in the grid of that name.
    """

    questions: Mapping[str, Mapping[str, Any]]
    turned: tuple[str, str, str] | None = None
    guesses: tuple[str, str] | None = None


def pinned(seen: Sequence[Seen], survey: Survey, exact: bool = False) -> list[str]:
    """What gives way: fewer than ENOUGH counts remain.

    `seen` is everything read of one wave's respondents, from one release or many. With `exact`,
    only what is left with a single count, from one to four.
    """
    n = max(one.base for one in seen)
    found = dict(_singly(seen, survey, n))
    if survey.turned and {one.table.partition("/")[0] for one in seen} & {*survey.turned[:2]}:
        found |= _Crossing(survey, n, seen).spreads()
    if exact:
        return [name for name, (low, high) in found.items() if low == high and 1 <= low <= 4]
    return [name for name, (low, high) in found.items() if high - low + 1 < ENOUGH]


def _singly(seen: Sequence[Seen], survey: Survey, n: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each question by itself: what is left of its cells, and of those who are in none."""
    parts: dict[str, list[Seen]] = {}
    for one in seen:
        if "/" in one.table or (survey.turned and one.table in survey.turned[:2]):
            continue
        kind = survey.questions[one.table]["kind"]
        row = one.members[0] if kind in {"grid", "choices"} else NONE
        parts.setdefault(f"{one.table}.{row}", []).append(one)
    for name, cells in parts.items():
        low, high = 0, n
        own: dict[tuple[tuple[str, ...], str], tuple[int, int]] = {}
        for cell in cells:
            if cell.row == "total":
                low, high = cell.low, cell.high
            else:
                known = own.get((cell.members, cell.column), (0, n))
                place = cell.members, cell.column
                own[place] = max(known[0], cell.low), min(known[1], cell.high)
        lows, highs = (sum(ends[i] for ends in own.values()) for i in (0, 1))
        for (members, column), (a, b) in own.items():
            ends = max(a, low - (highs - b)), min(b, high - (lows - a))
            yield f"{name}.{'+'.join(members)}.{column}", ends
        yield f"{name} left over", (max(0, n - min(high, highs)), n - max(low, lows))


@dataclass
class _Crossing:
    """The deciding reason by what would have turned it: all tables that fit what was read."""

    survey: Survey
    n: int
    seen: Sequence[Seen]
    rules: list[tuple[np.ndarray, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        assert self.survey.turned
        reason, by, self.yes = self.survey.turned
        self.reasons = [*self.survey.questions[reason]["choices"], NONE]
        self.answers = [*self.survey.questions[by]["choices"], NONE]
        pairs = list(product(self.reasons, self.answers))
        self.place = {pair: number for number, pair in enumerate(pairs)}
        self.places = len(pairs) + len(self.reasons)  # and how many gave it the most weight
        everyone = self._row(pairs)
        self.rules.append((everyone, self.n, self.n))
        for one in self.seen:
            table = one.table.partition("/")[0]
            if table in (reason, by):
                self.rules.append((self._of(one, table == by), one.low, one.high))
        self.certain = len(self.rules)  # what follows is a guess, and goes where nothing fits it
        if self.survey.guesses:
            self.rules += self._guesses()

    def _row(self, pairs: Iterable[tuple[str, str]]) -> np.ndarray:
        row = np.zeros(self.places)
        row[[self.place[pair] for pair in pairs]] = 1
        return row

    def _of(self, one: Seen, by: bool) -> np.ndarray:
        if by:
            return self._row(product(self.reasons, one.members))
        others = [answer for answer in self.answers if answer != self.yes]
        parts = {"": self.answers, "turned": [self.yes], "firm": others}
        return self._row(product(one.members, parts[one.column]))

    def _guesses(self) -> Iterator[tuple[np.ndarray, float, float]]:
        grid, most = self.survey.guesses or ("", "")
        for one in self.seen:
            if one.table == grid and one.row in self.reasons and one.column == most:
                weight = np.zeros(self.places)
                weight[len(self.place) + self.reasons.index(one.row)] = 1
                yield weight, one.low, one.high
                decided = self._row(product([one.row], self.answers))
                yield decided - weight, -self.n, 0

    def _targets(self) -> dict[str, np.ndarray]:
        """Cells, rows, columns, what was read, and what one figure has more than another."""
        rows = {x: self._row(product([x], self.answers)) for x in self.reasons}
        columns = {y: self._row(product(self.reasons, [y])) for y in self.answers}
        turned = {x: self._row([(x, self.yes)]) for x in self.reasons}
        found = {f"{x or 'none'} & {y or 'none'}": self._row([(x, y)]) for x, y in self.place}
        found |= {f"{x or 'none'} decided": row for x, row in rows.items()}
        found |= {f"{y or 'none'} said": row for y, row in columns.items()}
        found |= {f"{x or 'none'} not turned": rows[x] - turned[x] for x in self.reasons}
        told = {name.tobytes(): name for name, _, _ in self.rules[1:]}
        sums = [
            row for row in told.values() if (row >= 0).all() and not row[len(self.place) :].any()
        ]
        found |= {f"sum {i}": row for i, row in enumerate(sums)}
        for (i, one), (j, other) in product(enumerate(sums), repeat=2):
            if i != j and (one - other >= 0).all():
                found[f"sum {i} without sum {j}"] = one - other
        return found

    def spreads(self) -> dict[str, tuple[int, int]]:
        """The least and the greatest count of each target; exact where fewer than ENOUGH fit."""
        targets = self._targets()
        matrix = np.array(list(targets.values()))
        lows, highs = np.full(len(matrix), self.n), np.zeros(len(matrix), dtype=int)
        for goal in (matrix.sum(axis=0), -matrix.sum(axis=0)):
            counts = np.rint(matrix @ self._solved(goal)).astype(int)
            lows, highs = np.minimum(lows, counts), np.maximum(highs, counts)
        for number in range(len(matrix)):
            for sign in (1, -1):
                if highs[number] - lows[number] + 1 < ENOUGH:
                    counts = np.rint(matrix @ self._solved(sign * matrix[number])).astype(int)
                    lows, highs = np.minimum(lows, counts), np.maximum(highs, counts)
        ends = zip(lows.tolist(), highs.tolist(), strict=True)
        return dict(zip(targets, ends, strict=True))

    def _solved(self, goal: np.ndarray) -> np.ndarray:
        rows, lows, highs = (np.array(part) for part in zip(*self.rules, strict=True))
        found = milp(
            goal,
            constraints=LinearConstraint(rows, lows, highs),
            integrality=np.ones(self.places, dtype=int),
            bounds=Bounds(0, self.n),
        )
        if found.x is None and self.survey.guesses:
            self.survey = Survey(self.survey.questions, self.survey.turned)
            self.rules = self.rules[: self.certain]
            return self._solved(goal)
        assert found.x is not None, "the truth itself must fit what was published"
        return np.asarray(found.x)
