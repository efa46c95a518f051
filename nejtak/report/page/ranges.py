"""A table of ranges on one scale of percents: the client's own, and another one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nejtak.report.page.phrasing import Ends, Words

STEPS = (10, 25)  # percents between the lines of the scale: the first that makes few of them
MOST_LINES = 6
PLAIN = Markup('<span class="no">{}</span>')  # a figure that is of no single cell


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: its label, both ranges in words and in percents, and what their difference says."""

    label: str
    own: Markup
    ours: Ends
    others: str = ""
    theirs: Ends | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A row as it is drawn: starts and lengths in percent of the drawing."""

    label: str
    own: Markup
    others: str
    says: str
    ours: tuple[float, float]
    theirs: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Ranges:
    """The table; `ticks` are the scale's lines, as places in percent and in words.

    `heads` are those of the label, of the own figure, of the other one and of the difference; empty
    for a column that the table does not have.
    """

    id: str
    headline: Markup
    asked: str
    heads: tuple[str, str, str, str]
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[Compared, ...]


def ranges(
    id_: str,
    headline: Markup,
    asked: str,
    heads: tuple[str, str, str, str],
    pairs: Sequence[Pair],
    words: Words,
) -> Ranges:
    """Draw rows on one scale from 0 to the next line above the highest end."""
    ends = [end for pair in pairs for end in (pair.ours, pair.theirs) if end]
    highest = max(high for _, high in ends)
    step = next((step for step in STEPS if highest <= step * MOST_LINES), STEPS[-1])
    top = max(step, -(-highest // step) * step)
    ticks = [(round(100 * n / top, 2), words.percent(n)) for n in range(0, top + 1, step)]
    lines = [
        Compared(
            pair.label,
            pair.own,
            pair.others,
            pair.says,
            _across(pair.ours, top),
            _across(pair.theirs, top) if pair.theirs else None,
        )
        for pair in pairs
    ]
    return Ranges(id_, headline, asked, heads, tuple(ticks), tuple(lines))


def _across(ends: Ends, top: int) -> tuple[float, float]:
    """The start and the length of a range, in percent of the scale."""
    low, high = ends
    return round(100 * low / top, 2), round(100 * (high - low) / top, 2)
