"""Those who said no beside those who said yes: two reports' figures, and nothing else.

Each group keeps its own rule of threes. A row is named on one side only if its share there is above
its share on the other side for certain (the lowest share that the one range allows is above the
highest that the other allows), and if chance alone seldom sets rows so far apart
(`nejtak.report.tables.chance`). It weighs with both if it counts somebody for certain in both, and
is named on no side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from nejtak.disclosure import Range, total
from nejtak.report.tables import leading
from nejtak.report.tables.chance import beyond_chance, shares
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY, Row
from nejtak.report.tables.released import Released

Side = Literal["no", "both", "yes", ""]


@dataclass(frozen=True, slots=True)
class Contrasted:
    """A row in both groups: its ranges, the numbers counted, whether they differ beyond chance."""

    row: Row
    no: Range
    m: int
    yes: Range
    n: int
    beyond_chance: bool = False

    @property
    def side(self) -> Side:
        """With whom it weighs: one of the groups, both, or neither for certain."""
        if self.beyond_chance:
            return "no" if self.no.low * self.n > self.yes.low * self.m else "yes"
        return "both" if self.no.low and self.yes.low else ""


def contrast_reasons(found: Findings, yes: Released) -> tuple[Contrasted, ...]:
    """Who names each reason: as the one that decided, or as one that also played a part.

    Nobody is counted as both, so the two figures can be added.
    """
    decided, also = (leading.by_reason(found, kind) for kind in ("choice", "choices"))
    if decided is None:
        return ()
    tables = [decided]
    if also and found.plan.beside.get(also.layout.question) == decided.layout.question:
        tables.append(also)
    return _tested(_contrasted(tables, found, yes))


def contrast_words(found: Findings, yes: Released) -> tuple[Contrasted, ...]:
    """Which words each group ticked."""
    asked = (t for t in found.tables if found.plan.meant(t.layout.question, "hurts"))
    return _tested(row for table in asked for row in _contrasted([table], found, yes))


def _tested(rows: Iterable[Contrasted]) -> tuple[Contrasted, ...]:
    """The rows that count somebody for certain in a group, tested together."""
    shown = [row for row in rows if row.no.low or row.yes.low]
    beyond = beyond_chance([shares(row.no, row.m, row.yes, row.n) for row in shown])
    return tuple(replace(row, beyond_chance=is_) for row, is_ in zip(shown, beyond, strict=True))


def _contrasted(tables: list[Table], found: Findings, yes: Released) -> Iterator[Contrasted]:
    """The rows of the first table that both groups have figures for in all tables."""
    for row in tables[0].layout.rows:
        own = [table.cells[row.id, ONLY] for table in tables if (row.id, ONLY) in table.cells]
        places = [(table.layout.question, row.members, ONLY) for table in tables]
        theirs = [yes.figures[place] for place in places if place in yes.figures]
        if len(own) == len(theirs) == len(tables):
            yield Contrasted(row, total(own, found.m), found.m, total(theirs, yes.m), yes.m)
