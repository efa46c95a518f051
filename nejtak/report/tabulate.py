"""From answers to figures that may be published: counts go in, bands come out.

What is counted, and how it is laid out, follows from the wave's contract and the number of
responses alone; the answers decide nothing but each cell's band, and by these the order of rows.
Exact counts never leave this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from nejtak.disclosure import Band, band, bands
from nejtak.model import Kind

# One respondent's answers to closed questions, by question id, as in the collector's JSON.
Answers = Mapping[str, "str | Sequence[str] | Mapping[str, str]"]
ONLY = ""  # the one column of a table that is no grid
MOST_LEADERS = 3  # more rows than these in the highest band lead nothing
LEAST_FOLDED = 3  # fewer rows than these in the lowest band stand alone
Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what was picked, or the points of a scale that are taken together."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one question is published: rows in the survey's order, and columns.

    A grid has its columns but the neutral one; all others have the single column ONLY.
    """

    question: str
    kind: Kind
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Each cell as question, row and column."""
        for row in self.rows:
            for column in self.columns:
                yield self.question, row.id, column

    def partitions(self) -> tuple[tuple[tuple[str, str, str], ...], ...]:
        """The sets of cells in which a respondent is counted once at most."""
        if self.kind == "choices":
            return tuple((cell,) for cell in self.cells())
        if self.kind == "grid":
            return tuple(
                tuple((self.question, row.id, column) for column in self.columns)
                for row in self.rows
            )
        return (tuple(self.cells()),)


@dataclass(frozen=True, slots=True)
class Table:
    """One question's figures: `rows` in their published order, `cells` by row and column."""

    layout: Layout
    rows: tuple[Row, ...]
    cells: Mapping[tuple[str, str], Band]

    def leaders(self) -> tuple[Row, ...]:
        """The rows that share the highest band of the first column.

        None where that is the lowest band of all, or where more rows share it than lead anything.
        """
        column = self.layout.columns[0]
        top = max(self.cells[row.id, column] for row in self.rows)
        leaders = tuple(row for row in self.layout.rows if self.cells[row.id, column] == top)
        return leaders if top.low > 0 and len(leaders) <= MOST_LEADERS else ()

    def folded(self) -> Iterator[tuple[Row, ...]]:
        """The rows in their order, those in the lowest band throughout taken together at the end.

        A long list of reasons that hardly anyone picked hides the others. A scale stands as it is.
        """
        low = tuple(
            row
            for row in self.rows
            if not any(self.cells[row.id, column].low for column in self.layout.columns)
        )
        if self.layout.kind == "scale" or len(low) < LEAST_FOLDED:
            low = ()
        yield from ((row,) for row in self.rows if row not in low)
        if low:
            yield low


def layouts(questions: Mapping[str, Mapping[str, Any]], n: int) -> tuple[Layout, ...]:
    """Lay out every closed question of a contract for n respondents, in the contract's order."""
    return tuple(_layout(id_, q, n) for id_, q in questions.items() if q["kind"] != "text")


def _layout(id_: str, question: Mapping[str, Any], n: int) -> Layout:
    kind: Kind = question["kind"]
    if kind == "grid":
        columns = tuple(c for c in question["columns"] if c != question.get("neutral"))
        return Layout(id_, kind, _rows(question["rows"]), columns)
    if kind == "scale":
        return Layout(id_, kind, _points(question["choices"], n), (ONLY,))
    return Layout(id_, kind, _rows(question["choices"]), (ONLY,))


def _rows(ids: Sequence[str]) -> tuple[Row, ...]:
    return tuple(Row(id_, (id_,)) for id_ in ids)


def _points(points: Sequence[str], n: int) -> tuple[Row, ...]:
    """Take the ends of a scale together where n gives no more bands than the scale has points.

    These are the bottom and top boxes of survey practice: with few answers every single point
    would stand in the lowest band.
    """
    half = len(points) // 2
    if half < 2 or len(bands(n)) > len(points):
        return _rows(points)
    boxes = (points[:half], points[half : len(points) - half], points[-half:])
    return tuple(
        Row(box[0] if len(box) == 1 else f"{box[0]}-{box[-1]}", tuple(box)) for box in boxes if box
    )


def tabulate(
    questions: Mapping[str, Mapping[str, Any]], answers: Sequence[Answers]
) -> tuple[Table, ...]:
    """Count the answers to a contract's closed questions and return their bands.

    Raises NejtakError where there are too few respondents to say anything.
    """
    n = len(answers)
    counts: Counter[tuple[str, str, str]] = Counter()
    for response in answers:
        counts.update(_picks(response))
    return tuple(_table(layout, counts, n) for layout in layouts(questions, n))


def _picks(response: Answers) -> set[tuple[str, str, str]]:
    """What one respondent picked, as question, row and column; each pick once."""
    picks = set()
    for question, answer in response.items():
        if isinstance(answer, str):
            picks.add((question, answer, ONLY))
        elif isinstance(answer, Mapping):
            picks.update((question, row, column) for row, column in answer.items())
        else:
            picks.update((question, choice, ONLY) for choice in answer)
    return picks


def _table(layout: Layout, counts: Mapping[tuple[str, str, str], int], n: int) -> Table:
    cells = {
        (row.id, column): band(
            sum(counts.get((layout.question, pick, column), 0) for pick in row.members), n
        )
        for row in layout.rows
        for column in layout.columns
    }
    return Table(layout, ranked(layout, cells), cells)


def ranked(layout: Layout, cells: Mapping[tuple[str, str], Band]) -> tuple[Row, ...]:
    """Order rows by their bands, highest first, then as the survey has them; a scale as it is.

    Never by exact counts: their order would tell two counts of one band apart.
    """
    if layout.kind == "scale":
        return layout.rows
    return tuple(
        sorted(
            layout.rows,
            key=lambda row: tuple(-cells[row.id, column].low for column in layout.columns),
        )
    )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share, both ends 0 to 1 (Wilson, JASA 22, 1927)."""
    share, squared = part / whole, Z * Z
    centre = (share + squared / (2 * whole)) / (1 + squared / whole)
    spread = sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    spread *= Z / (1 + squared / whole)
    return max(0.0, centre - spread), min(1.0, centre + spread)
