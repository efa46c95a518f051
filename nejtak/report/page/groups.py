"""What decided it, and what is lost and won on, group by group: each has headlines of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nejtak.report.page.grids import grid
from nejtak.report.page.material import Material
from nejtak.report.page.sections import Line, Rest, Section, TableCell
from nejtak.report.tables import leading
from nejtak.report.tables.layout import ONLY
from nejtak.report.tables.sides import comparison

RANKS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One group's sections."""

    label: str
    sections: tuple[Section, ...]


def groups(found: Material) -> tuple[Group, ...]:
    """The groups in the order of the wave's file; none if the wave is not reported by group."""
    plan = found.found.plan
    made = (
        Group(found.labels.group(id_, plan), tuple(_sections(id_, found.of_group(id_))))
        for id_ in found.found.groups
    )
    return tuple(group for group in made if group.sections)


def _sections(id_: str, found: Material) -> Iterator[Section]:
    if reasons := _reasons(id_, found):
        yield reasons
    if compared := comparison(found.found):
        yield replace(grid(compared.table, found), id=f"group-{id_}-compared")


def _reasons(id_: str, found: Material) -> Section | None:
    table = leading.by_reason(found.found, "choice")
    if table is None:
        return None
    words = found.words
    shown = [row for rank in leading.ranks(table, RANKS) for row in rank.rows]
    names = found.labels.rows(table.layout)
    lines = [Line(names[row.id], "", (TableCell("", found.mark(table, [row])),)) for row in shown]
    rest = [row for row in table.layout.rows if row not in shown]
    alike = len({table.cells[row.id, ONLY] for row in rest}) == 1
    rests: tuple[Rest, ...] = ()
    if rest and alike:
        figure = found.inline(table.cells[rest[0].id, ONLY], found.cells(table, rest))
        count = words.number(len(rest))
        said = (
            words.text("others", count=count) if shown else words.text("all_reasons", count=count)
        )
        rests = (Rest(words.html("rest_each", a=figure), said),)
    return Section(
        f"group-{id_}",
        "one",
        words.headline(table, names, "", "reason"),
        words.text("base_group", n=words.number(found.found.m)),
        (),
        words.text("decided_it"),
        (TableCell(words.measure, None),),
        tuple(lines),
        rests,
    )
