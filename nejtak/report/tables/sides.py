"""The two sides of a grid: what an employer loses and wins on, which sources misled and helped.

The sides are two margins of one row, next to each other. A row is named on a side only if more are
certain to be on it than can be on the other, and chance alone seldom sets rows so far apart
(`nejtak.report.tables.chance`). If only the first holds, it may be chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nejtak.project.meanings import COMPARISON, SOURCES
from nejtak.report.tables.chance import beyond_chance, halves
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import Design, Row

About = Literal["compared", "sources", "grid"]


@dataclass(frozen=True, slots=True)
class Sides:
    """A grid with its two sides: `compared` with what was chosen, `sources`, or any other grid."""

    table: Table
    about: About
    left: str
    right: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, those of the sides outermost."""
        middle = [c for c in self.table.layout.columns if c not in (self.left, self.right)]
        return tuple(dict.fromkeys((self.left, *middle, self.right)))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows from those that are furthest to the left to those furthest to the right."""
        if self.about == "grid":
            return self.table.rows
        return tuple(sorted(self.table.layout.rows, key=self._place))

    def _place(self, row: Row) -> tuple[int, int]:
        left, right = (self.table.cells[row.id, side].low for side in (self.left, self.right))
        return right - left, -left

    def named(self, side: str) -> tuple[Row, ...]:
        """The rows with more answers on this side than on the other, beyond chance.

        Those with the widest distance come first.
        """
        other, cells = self.right if side == self.left else self.left, self.table.cells
        rows = [r for r in self._beyond() if cells[r.id, side] > cells[r.id, other]]
        if side == self.left or self.about == "grid":
            return tuple(rows)
        return tuple(sorted(rows, key=self._place, reverse=True))

    @property
    def close(self) -> tuple[Row, ...]:
        """The rows whose sides differ for certain among those counted, but perhaps by chance."""
        beyond = self._beyond()
        return tuple(row for row in self.rows if row not in beyond and self._chance(row) < 1)

    def _beyond(self) -> list[Row]:
        """The rows beyond chance, of those that count somebody for certain: no other could be."""
        tested = [row for row in self.rows if not self.is_empty(row)]
        named = beyond_chance([self._chance(row) for row in tested])
        return [row for row, is_named in zip(tested, named, strict=True) if is_named]

    def _chance(self, row: Row) -> float:
        return halves(*(self.table.cells[row.id, side] for side in (self.left, self.right)))

    def is_empty(self, row: Row) -> bool:
        """Whether both sides of a row may count nobody."""
        return not any(self.table.cells[row.id, side].low for side in (self.left, self.right))


def sides(table: Table, plan: Design) -> Sides:
    """The sides that the survey declares for a grid, or its first and last column."""
    question, columns = table.layout.question, table.layout.columns
    pairs: tuple[tuple[About, tuple[str, ...]], ...] = (
        ("compared", tuple(c for m in COMPARISON for c in plan.meant(question, m))),
        ("sources", tuple(c for m in SOURCES for c in plan.meant(question, m))),
    )
    for about, ends in pairs:
        if len(ends) == 2 and {*ends} <= {*columns}:
            return Sides(table, about, *ends)
    return Sides(table, "grid", columns[0], columns[-1])


def comparison(found: Findings) -> Sides | None:
    """The comparison with what was chosen instead, if the wave asks for one."""
    grids = (sides(t, found.plan) for t in found.tables if t.layout.kind == "grid")
    return next((one for one in grids if one.about == "compared"), None)
