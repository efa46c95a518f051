"""Compares the client's figures with other employers', if that is informative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nejtak.base.wilson import wilson
from nejtak.disclosure import Range
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import Words, percents
from nejtak.report.page.ranges import Pair, Ranges, ranges
from nejtak.report.tables import leading
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row
from nejtak.report.tables.norms import Norm, telling
from nejtak.report.tables.sides import sides


@dataclass(frozen=True, slots=True)
class _About:
    """A column of a table that is compared: `key` begins the names of its texts."""

    key: str
    table: Table
    column: str


def norms(found: Material) -> tuple[Ranges, ...]:
    """What decided it, what is lost on, the words and the sources that mislead.

    Each only if its norms distinguish its rows.
    """
    made = (_norms(about, found) for about in _abouts(found))
    return tuple(table for table in made if table)


def _abouts(found: Material) -> Iterator[_About]:
    decided = leading.by_reason(found.found, "choice")
    if decided:
        yield _About("norms", decided, ONLY)
    for table in found.found.tables:
        if table.layout.kind == "grid":
            own = sides(table, found.found.plan)
            if own.about != "grid":
                yield _About(f"norms_{own.about}", table, own.left)
        elif found.found.plan.meant(table.layout.question, "hurts"):
            yield _About("norms_words", table, ONLY)


def _norms(about: _About, found: Material) -> Ranges | None:
    table, words = about.table, found.words
    places = {row: (table.layout.question, row.members, about.column) for row in table.rows}
    shown = telling({p: found.norms[p] for p in places.values() if p in found.norms})
    rows = [(row, shown[place]) for row, place in places.items() if place in shown]
    if not rows:
        return None
    least = min((norm for _, norm in rows), key=lambda norm: norm.base)
    numbers = {"clients": words.number(least.clients), "base": words.number(least.base)}
    pairs = [_pair(row, norm, about, found) for row, norm in rows]
    head = "decided_it" if about.key == "norms" else f"{about.key}_head"
    keys = ("norms_own", "norms_others", "norms_difference")
    own, others, difference = (words.text(key) for key in keys)
    return ranges(
        about.key,
        _headline(pairs, about.key, words),
        words.text("norms_note" if about.key == "norms" else "norms_base", **numbers),
        (words.text(head), own, others, difference),
        pairs,
        words,
    )


def _pair(row: Row, norm: Norm, about: _About, found: Material) -> Pair:
    """One row here and elsewhere."""
    table = about.table
    figure, m = table.cells[row.id, about.column], found.found.m
    theirs = percents(norm.low, norm.high, norm.base)
    return Pair(
        found.names(table, [row])[0],
        found.words.based(found.inline(figure, found.cells(table, [row], about.column))),
        percents(figure.low, figure.high, m),
        found.words.range(*theirs),
        theirs,
        _against(figure, m, norm, found.words),
    )


def _headline(pairs: Sequence[Pair], about: str, words: Words) -> Markup:
    said = []
    for end in ("more", "less"):
        names = [pair.label for pair in pairs if pair.says == words.text(f"norms_{end}")]
        if names:
            said.append(words.html(f"head_{about}_{end}", a=words.few(names)))
    none = "norms_none" if about == "norms" else "norms_same"
    return Markup(" ").join(said) if said else words.html(none)


def _against(own: Range, n: int, norm: Norm, words: Words) -> str:
    """Say that a row is more or less common here, if chance alone does not explain it."""
    if wilson(own.low, n)[0] > norm.high / norm.base:
        return words.text("norms_more")
    if wilson(own.high, n)[1] < norm.low / norm.base:
        return words.text("norms_less")
    return words.text("norms_alike")
