"""A scale's upper end, and how many could have been won, in earlier periods and in this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nejtak.disclosure import Range
from nejtak.project.model import Wave
from nejtak.report.page import periods
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import percents
from nejtak.report.page.ranges import PLAIN, Pair, Ranges, ranges
from nejtak.report.tables.chance import ALONE, shares
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row


def over_time(found: Material) -> tuple[Ranges, ...]:
    """One table for each such question that an earlier release has a figure for."""
    made = (_table(table, row, found) for table, row in _followed(found))
    return tuple(table for table in made if table)


def _followed(found: Material) -> Iterator[tuple[Table, Row]]:
    for table in found.found.tables:
        won = found.found.plan.won.get(table.layout.question)
        rows = [row for row in table.layout.rows if won in row.members]
        if table.layout.kind == "scale":
            rows = [table.layout.rows[-1]]
        yield from ((table, row) for row in rows[:1])


def _table(table: Table, row: Row, found: Material) -> Ranges | None:
    place = (table.layout.question, row.members, ONLY)
    before = [(r.wave, r.figures[place], r.m) for r in found.others.earlier if place in r.figures]
    if not before:
        return None
    own = table.cells[row.id, ONLY]
    points = [*before, (found.wave, own, found.found.m)]
    label = found.names(table, [row])[0]
    words = found.words
    return ranges(
        f"{table.layout.id}.time",
        words.html(f"over_time_{_move(*before[-1][1:], own, found.found.m)}", a=label),
        words.text("quoted", a=found.labels.asked(table.layout)),
        (words.text("trend_period"), words.text("column"), "", ""),
        [_pair(*point, found) for point in points],
        words,
    )


def _move(before: Range, n: int, now: Range, m: int) -> str:
    """Whether the share is above or below that of the period before, beyond chance."""
    if shares(before, n, now, m) > ALONE:
        return "none"
    return "up" if now.low * n > before.low * m else "down"


def _pair(wave: Wave, figure: Range, m: int, found: Material) -> Pair:
    words = replace(found.words, n=m)
    period = periods.short(wave.opens, wave.closes, words)
    ends = percents(figure.low, figure.high, m)
    return Pair(period, PLAIN.format(words.share(figure)), ends)
