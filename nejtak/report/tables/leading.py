"""The tables that a report's first page rests on: reasons, their reach, who could have been won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nejtak.disclosure import WIDTH, Range
from nejtak.project.contract import Kind
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY, Row


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
