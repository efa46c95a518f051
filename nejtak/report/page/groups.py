"""The deciding reasons, group by group: each group has its own headline and ranks."""

from __future__ import annotations

from dataclasses import dataclass

from nejtak.report.page.material import Material
from nejtak.report.page.sections import Line, Rest, Section, TableCell
from nejtak.report.tables import leading
from nejtak.report.tables.layout import ONLY

RANKS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One group's section."""

    label: str
    section: Section


def groups(found: Material) -> tuple[Group, ...]:
    """The groups in the order of the wave's file; none if the wave is not reported by group."""
    made = (_group(id_, found) for id_ in found.found.groups)
    return tuple(group for group in made if group)


def _group(id_: str, whole: Material) -> Group | None:
    found = whole.of_group(id_)
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
    section = Section(
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
    return Group(found.labels.group(id_, found.found.plan), section)
