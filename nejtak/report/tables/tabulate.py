"""From answers to figures that may be published: counts go in, bands come out.

What is counted, and how it is laid out, follows from the wave's contract and the number of
responses alone; the answers decide nothing but each cell's band, and by these the order of rows.
Exact counts never leave this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nejtak.disclosure import Band, band
from nejtak.report.tables.layout import ONLY, Design, Layout, Questions, Row, layouts

# One respondent's answers to closed questions, by question id, as in the collector's JSON.
Answers = Mapping[str, "str | Sequence[str] | Mapping[str, str]"]
Cells = Mapping[tuple[str, str], Band]
MOST_LEADERS = 3  # more rows than these in the highest band lead nothing
LEAST_FOLDED = 3  # fewer rows than these in the lowest band stand alone


@dataclass(frozen=True, slots=True)
class Table:
    """One question's figures: `rows` in their published order, `cells` by row and column.

    `sums` tells that the cells are sums of bands, which can overlap.
    """

    layout: Layout
    rows: tuple[Row, ...]
    cells: Cells
    sums: bool = False

    def leaders(self) -> tuple[Row, ...]:
        """The rows that share the highest band of the first column.

        None where that is the lowest band of all, or where more rows share it than lead anything.
        Where ranges can overlap, only a row above all others leads.
        """
        column = self.layout.columns[0]
        if self.sums:
            cells = {row: self.cells[row.id, column] for row in self.layout.rows}
            return tuple(
                row
                for row, own in cells.items()
                if all(own.low > cell.high for other, cell in cells.items() if other != row)
            )
        top = max(self.cells[row.id, column] for row in self.rows)
        leaders = tuple(row for row in self.layout.rows if self.cells[row.id, column] == top)
        return leaders if top.low > 0 and len(leaders) <= MOST_LEADERS else ()

    def folded(self) -> Iterator[tuple[Row, ...]]:
        """The rows in their order, those in the lowest band throughout taken together at the end.

        A long list of reasons that hardly anyone picked hides the others. A scale stands as it is,
        and so does what was worked out, where ranges differ.
        """
        low = tuple(
            row
            for row in self.rows
            if not any(self.cells[row.id, column].low for column in self.layout.columns)
        )
        if self.layout.kind == "scale" or self.layout.derived or len(low) < LEAST_FOLDED:
            low = ()
        yield from ((row,) for row in self.rows if row not in low)
        if low:
            yield low


def tabulate(
    questions: Questions,
    answers: Sequence[Answers],
    plan: Design,
    least: int = 0,
) -> tuple[Table, ...]:
    """Count the answers to a contract's closed questions and return their bands.

    The layout is the one for `least` respondents where that is given: groups are told alike.
    Raises NejtakError where there are too few respondents to say anything.
    """
    n = len(answers)
    counts: Counter[tuple[str, str, str]] = Counter()
    for response in answers:
        counts.update(_picks(response, plan.beside))
    tables: dict[str, Table] = {}
    for layout in layouts(questions, least or n, plan):
        if layout.derived:
            cells = _worked_out(layout, tables[layout.question], n)
        else:
            cells = _counted(layout, counts, n)
        tables[layout.id] = Table(layout, ranked(layout, cells), cells, layout.derived)
    return tuple(tables.values())


def _picks(response: Answers, beside: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """What one respondent picked, as question, row and column; each pick once.

    What decided is no second reason of its own: a tick on it is dropped.
    """
    picks = set()
    for question, answer in response.items():
        if isinstance(answer, str):
            picks.add((question, answer, ONLY))
        elif isinstance(answer, Mapping):
            picks.update((question, row, column) for row, column in answer.items())
        else:
            decided = response.get(beside.get(question, ""))
            picks.update((question, choice, ONLY) for choice in answer if choice != decided)
    return picks


def _counted(layout: Layout, counts: Mapping[tuple[str, str, str], int], n: int) -> Cells:
    return {
        (row.id, column): band(
            sum(counts.get((layout.question, pick, column), 0) for pick in row.members), n
        )
        for row, column in layout.cells()
    }


def summed(tables: Sequence[Table]) -> Table:
    """Add up the same table of several groups, who are different people."""
    layout = tables[0].layout
    cells = {
        cell: Band(sum(t.cells[cell].low for t in tables), sum(t.cells[cell].high for t in tables))
        for cell in tables[0].cells
    }
    return Table(layout, ranked(layout, cells), cells, sums=True)


def _worked_out(layout: Layout, source: Table, n: int) -> Cells:
    """Sums of published bands: what anyone could work out who reads the other table.

    The least is the sum of the least counts; the most is what the least of all others leaves.
    """
    found = {row.members[0]: source.cells[row.id, ONLY] for row in source.rows}
    cells = {}
    for row in layout.rows:
        inside = [found[pick] for pick in row.members]
        outside = sum(band.low for pick, band in found.items() if pick not in row.members)
        most = min(sum(band.high for band in inside), n - outside)
        cells[row.id, ONLY] = Band(sum(band.low for band in inside), most)
    return cells


def ranked(layout: Layout, cells: Cells) -> tuple[Row, ...]:
    """Order rows by their bands, highest first, then as the survey has them.

    Scales and reach stand in their own order.

    Never by exact counts: their order would tell two counts of one band apart.
    """
    if layout.kind == "scale" or layout.by == "reach":
        return layout.rows
    return tuple(
        sorted(
            layout.rows,
            key=lambda row: tuple(-cells[row.id, column].low for column in layout.columns),
        )
    )
