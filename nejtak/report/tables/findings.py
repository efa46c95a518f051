"""The findings of a release about a wave, before any page is made.

`find` is the only step that sees answers. `findings` makes everything else of the blocks that it
returns, so whoever reads these off a release can make the same findings again: the audit does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nejtak.disclosure import ALL, Declaration, Range, total
from nejtak.report.tables.layout import (
    Design,
    Layout,
    Questions,
    Row,
    cell_name,
    declare,
    layouts,
)
from nejtak.report.tables.tabulate import Figures, tabulate
from nejtak.wave.counted import Counted

MOST_LEADERS = 3  # more rows than these lead nothing

Apart = Callable[[Range, Range], bool]


def _apart(higher: Range, lower: Range) -> bool:
    """Whether one count is above another for certain."""
    return higher.low > lower.high


@dataclass(frozen=True, slots=True)
class Table:
    """One question's figures: `rows` in their published order, `cells` by row and column."""

    layout: Layout
    rows: tuple[Row, ...]
    cells: Mapping[tuple[str, str], Range]

    def leaders(self, apart: Apart = _apart) -> tuple[Row, ...]:
        """The rows that are above all others for certain, in the first column.

        They are the fewest such rows. None if more than MOST_LEADERS would be needed, if they are
        all the rows, or if one of them may count nobody. `apart` compares the last of them with
        the next row.
        """
        column = self.layout.columns[0]
        ranked = sorted(self.layout.rows, key=lambda row: _falling(self.cells[row.id, column]))
        for number in range(1, min(MOST_LEADERS + 1, len(ranked))):
            first = ranked[:number]
            last = min(self.cells[row.id, column] for row in first)
            rest = (self.cells[row.id, column] for row in ranked[number:])
            if apart(last, max(rest, key=lambda figure: figure.high)):
                return tuple(row for row in self.layout.rows if row in first)
        return ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The tables of one wave, or of one group of it, of which m answers are counted.

    `asked` is the number asked in the wave. `groups` are the findings of each group if the wave is
    reported by group; its own figures are then their sums.
    """

    m: int
    asked: int
    tables: tuple[Table, ...]
    plan: Design
    questions: Questions
    groups: Mapping[str, Findings] = field(default_factory=dict)

    @property
    def layouts(self) -> list[Layout]:
        """The layouts of the tables, in their order."""
        return [table.layout for table in self.tables]

    @property
    def figures(self) -> dict[str, Range]:
        """Every figure by the name of its cell."""
        return {
            cell_name(table.layout, row, column): table.cells[row.id, column]
            for table in self.tables
            for row, column in table.layout.cells()
        }

    @property
    def told(self) -> Mapping[str, Findings]:
        """The findings that have blocks of their own, by group; ALL for the whole wave."""
        return self.groups or {ALL: self}

    @property
    def declaration(self) -> Declaration:
        """All figures, declared."""
        plan = self.plan if self.groups else replace(self.plan, groups=())
        return declare(self.questions, self.layouts, plan)


def find(questions: Questions, counted: Counted, plan: Design) -> Findings:
    """Tabulate a wave's counted answers."""
    laid_out = layouts(questions, min(counted.by_group.values()), plan)
    blocks = {
        group: tabulate(laid_out, answers, plan) for group, answers in counted.answers.items()
    }
    return findings(questions, plan, counted.asked, counted.by_group, blocks)


def findings(
    questions: Questions,
    plan: Design,
    asked: int,
    counted: Mapping[str, int],
    blocks: Mapping[str, Figures],
) -> Findings:
    """Make all findings of the numbers counted and the blocks of each group."""
    laid_out = layouts(questions, min(counted.values()), plan)
    parts = {
        group: Findings(m, asked, _tables(laid_out, blocks[group], m), plan, questions)
        for group, m in counted.items()
    }
    if ALL in parts:
        return parts[ALL]
    m = sum(counted.values())
    return Findings(m, asked, tuple(_summed(laid_out, parts, m)), plan, questions, parts)


def _tables(laid_out: Sequence[Layout], blocks: Figures, m: int) -> tuple[Table, ...]:
    tables: dict[str, Table] = {}
    for layout in laid_out:
        if layout.is_sum:
            cells = _sums(layout, tables[layout.question], m)
        else:
            cells = {(r.id, c): blocks[cell_name(layout, r, c)] for r, c in layout.cells()}
        tables[layout.id] = Table(layout, _ranked(layout, cells), cells)
    return tuple(tables.values())


def _sums(layout: Layout, source: Table, m: int) -> dict[tuple[str, str], Range]:
    """Sums of blocks, which any reader of the other table could work out."""
    cells = {}
    for row, column in layout.cells():
        parts: list[Range] = []
        beside: list[Range] = []
        for other in source.rows:
            within = {*other.members} <= {*row.members}
            (parts if within else beside).append(source.cells[other.id, column])
        cells[row.id, column] = total(parts, m, beside)
    return cells


def _summed(laid_out: Sequence[Layout], groups: Mapping[str, Findings], m: int) -> Iterator[Table]:
    """Add up the tables of all groups, who are different people."""
    for number, layout in enumerate(laid_out):
        tables = [found.tables[number] for found in groups.values()]
        cells = {cell: total([t.cells[cell] for t in tables], m) for cell in tables[0].cells}
        yield Table(layout, _ranked(layout, cells), cells)


def _ranked(layout: Layout, cells: Mapping[tuple[str, str], Range]) -> tuple[Row, ...]:
    """Order rows by their figures, highest first, then as the survey has them.

    Scales and reach keep their own order.
    """
    if layout.kind == "scale" or layout.by == "reach":
        return layout.rows
    return tuple(
        sorted(
            layout.rows,
            key=lambda row: [_falling(cells[row.id, column]) for column in layout.columns],
        )
    )


def _falling(figure: Range) -> tuple[int, int]:
    return -figure.low, -figure.high
