"""The tables that a report's first page rests on, and the headline that their figures allow.

The headline is the first of the list below whose condition is met, and says the low end of a
published figure: one number that is true, without a hedge. Whoever reads the figures can work it
out.

1. *won*: somebody could have been won for certain; of those who accepted, lost.
2. *one*: one reason decided it for more people than any other, for certain.
3. *two*: two reasons do.
4. *reach*: no reason leads, or more than two, but some of one reach decided it for certain.
5. *answer*: the survey asks for neither, so its first question leads; *texts*: it has only texts.
6. *directions*: none of these holds.

With fewer than five counted answers there is no report (`nejtak.wave.counted`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nejtak.disclosure import WIDTH, Range
from nejtak.project.contract import Kind
from nejtak.project.model import REACHES, Reach
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY, Row

Rung = Literal["won", "one", "two", "reach", "answer", "texts", "directions"]
RUNGS: tuple[Rung, Rung] = ("one", "two")


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a report: its kind, the least number, and the reasons or reach it names."""

    rung: Rung
    least: int = 0
    reasons: tuple[str, ...] = ()
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """Rows of a table that share a figure, in the survey's order."""

    rows: tuple[Row, ...]
    figure: Range


def by_reason(found: Findings, kind: Kind) -> Table | None:
    """The first table of this kind whose rows are reasons: `choice` decided it, `choices` also."""
    for table in found.tables:
        layout = table.layout
        if layout.question in found.plan.reasons and not layout.by and layout.kind == kind:
            return table
    return None


def doubts(found: Findings) -> Table | None:
    """The first table of reasons to tick that are no reasons for the decision."""
    for table in found.tables:
        question, kind = table.layout.question, table.layout.kind
        apart = question in found.plan.reasons - found.plan.beside.keys()
        if apart and kind == "choices":
            return table
    return None


def by_reach(found: Findings) -> Table | None:
    """The deciding reasons by reach: how much the employer can do about them."""
    return next((table for table in found.tables if table.layout.by == "reach"), None)


def winnable(found: Findings) -> tuple[Table, Range] | None:
    """The question that asks whether a candidate could have been won, and how many say so."""
    for table in found.tables:
        won = found.plan.won.get(table.layout.question)
        if won and (won, ONLY) in table.cells:
            return table, table.cells[won, ONLY]
    return None


def headline(found: Findings) -> Headline:
    """Return the first headline of the ladder that the figures allow."""
    if not found.tables:
        return Headline("texts")
    won, decided, reach = winnable(found), by_reason(found, "choice"), by_reach(found)
    if won and won[1].low:
        return Headline("won", won[1].low)
    leaders = decided.leaders() if decided else ()
    if decided and 0 < len(leaders) <= len(RUNGS):
        least = min(decided.cells[row.id, ONLY].low for row in leaders)
        return Headline(RUNGS[len(leaders) - 1], least, tuple(row.id for row in leaders))
    lying = _reach(reach) if reach else None
    if lying:
        return lying
    return Headline("directions" if won or decided or reach else "answer")


def _reach(table: Table) -> Headline | None:
    """The reach that most deciding reasons certainly have; of equals, the one easier to act on."""
    least = {
        reach: table.cells[reach, ONLY].low for reach in REACHES if (reach, ONLY) in table.cells
    }
    reach = max(least, key=lambda reach: least[reach])
    return Headline("reach", least[reach], reach=reach) if least[reach] else None


def ranks(table: Table, most: int) -> tuple[Rank, ...]:
    """The first ranks of a table's first column that count somebody for certain.

    Rows with the same figure share a rank: nothing tells them apart.
    """
    column = table.layout.columns[0]
    figures = dict.fromkeys(table.cells[row.id, column] for row in table.rows)
    found: Sequence[Rank] = [
        Rank(tuple(r for r in table.layout.rows if table.cells[r.id, column] == figure), figure)
        for figure in figures
        if figure.low
    ]
    return tuple(found[:most])


def second(table: Table) -> Row | None:
    """The row that comes after the one that leads, if it is alone there for certain."""
    column = table.layout.columns[0]
    found = ranks(table, 2)
    if len(found) < 2 or len(found[1].rows) != 1:
        return None
    before = {*found[0].rows, *found[1].rows}
    rest = [table.cells[row.id, column].high for row in table.rows if row not in before]
    return found[1].rows[0] if found[1].figure.low > max(rest, default=-1) else None


def named_by_few(figure: Range) -> bool:
    """Whether a figure is of the lowest that counts somebody for certain."""
    return figure.low == WIDTH
