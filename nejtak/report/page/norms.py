"""Compares the client's deciding reasons with other employers', if that is informative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from nejtak.base.wilson import wilson
from nejtak.disclosure import Range
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import Words
from nejtak.report.tables import leading
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row
from nejtak.report.tables.norms import Norm, telling

STEP = 10  # percents between the lines of the scale


@dataclass(frozen=True, slots=True)
class Compared:
    """A reason here and elsewhere, in words and in percent of the drawing."""

    label: str
    own: Markup
    others: str
    says: str
    ours: tuple[float, float]
    theirs: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Norms:
    """The comparison; `ticks` are the scale's lines, as places in percent and in words."""

    headline: Markup
    asked: str
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[Compared, ...]


def norms(found: Material) -> Norms | None:
    """Compare reasons with other employers', if their norms distinguish the reasons."""
    table = leading.by_reason(found.found, "choice")
    if table is None:
        return None
    places = {row: (table.layout.question, row.members, ONLY) for row in table.rows}
    shown = telling({p: found.norms[p] for p in places.values() if p in found.norms})
    rows = [(row, shown[place]) for row, place in places.items() if place in shown]
    if not rows:
        return None
    ends = [_percents(table.cells[row.id, ONLY], found.found.m) for row, _ in rows]
    ends += [_percents(norm, norm.base) for _, norm in rows]
    top = -(-max(high for _, high in ends) // STEP) * STEP
    lines = [_compared(row, norm, table, top, found) for row, norm in rows]
    least = min((norm for _, norm in rows), key=lambda norm: norm.base)
    numbers = {"clients": least.clients, "base": least.base}
    asked = found.words.text("norms_note", **{k: found.words.number(n) for k, n in numbers.items()})
    ticks = [(round(100 * n / top, 2), found.words.percent(n)) for n in range(0, top + 1, STEP)]
    return Norms(_headline(lines, found.words), asked, tuple(ticks), tuple(lines))


def _compared(row: Row, norm: Norm, table: Table, top: int, found: Material) -> Compared:
    """One reason on a scale from 0 to `top` percent."""
    figure = table.cells[row.id, ONLY]
    ours, theirs = _percents(figure, found.found.m), _percents(norm, norm.base)
    return Compared(
        found.labels.reason(row.id),
        found.inline(figure, found.cells(table, [row])),
        found.words.range(*theirs),
        _against(figure, found.found.m, norm, found.words),
        _across(ours, top),
        _across(theirs, top),
    )


def _headline(lines: list[Compared], words: Words) -> Markup:
    said = list(_differing(lines, words))
    return Markup(" ").join(said) if said else words.html("norms_none")


def _differing(lines: list[Compared], words: Words) -> Iterator[Markup]:
    for key in ("norms_more", "norms_less"):
        names = [line.label for line in lines if line.says == words.text(key)]
        if names:
            yield words.html(f"head_{key}", a=words.joined(names))


def _against(own: Range, n: int, norm: Norm, words: Words) -> str:
    """Say that a reason is more or less common here, if chance alone does not explain it."""
    if wilson(own.low, n)[0] > norm.high / norm.base:
        return words.text("norms_more")
    if wilson(own.high, n)[1] < norm.low / norm.base:
        return words.text("norms_less")
    return words.text("norms_alike")


def _percents(figure: Range | Norm, base: int) -> tuple[int, int]:
    """The ends in whole percents, rounded outwards."""
    return 100 * figure.low // base, -(-100 * figure.high // base)


def _across(ends: tuple[int, int], top: int) -> tuple[float, float]:
    """The start and the length of a range, in percent of the scale."""
    low, high = ends
    return round(100 * low / top, 2), round(100 * (high - low) / top, 2)
