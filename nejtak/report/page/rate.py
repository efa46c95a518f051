"""The share of offers with the answer that a wave is about, how it moves, and who withdrew a yes.

These are the employer's own counts, with their uncertainty. They reveal nothing about any
candidate, so they are published exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nejtak.base.wilson import whole_percent
from nejtak.disclosure import QUOTES
from nejtak.report.page import periods
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import Words
from nejtak.report.tables.trend import Point, difference, move, withdrawn

NEWEST = 3  # points on the first page
ROOM = 0.9  # of the drawing's height that the highest interval reaches


@dataclass(frozen=True, slots=True)
class Drawn:
    """One period: its words, and its places in percent of the drawing."""

    period: str
    counts: str
    share: str
    interval: str
    ends: tuple[str, str]
    value: float
    x: float
    y: float
    high: float
    low: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The share over time. `flip` is set if time runs from right to left."""

    points: tuple[Drawn, ...]
    description: str
    flip: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """The share on the first page. Without `value` the employer's counts are missing."""

    title: str
    value: str
    of: str
    says: tuple[str, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The same as evidence."""

    headline: str
    asked: str
    says: tuple[str, ...]
    chart: Chart
    heads: tuple[str, str, str, str]


def rate(found: Material) -> Rate:
    """Make the first page's part."""
    words = found.words
    if not found.has_rate:
        return Rate(words.text("no_rate"), "", "", (words.text("no_rate_more"),), None)
    now, before = found.points[-1], found.points[:-1]
    uncertainty = words.text("uncertainty", interval=_interval(now, words))
    says = (
        (_change(before[-1], now, words), uncertainty)
        if before
        else (words.text("first_rate"), words.text("first_rate_more"), uncertainty)
    )
    return Rate(
        words.text("rate_title"),
        words.percent(whole_percent(now.share)),
        words.text("rate_of", offers=words.number(now.offers)),
        (*says, *_withdrawn(found)),
        _chart(found.points[-NEWEST:], words) if before else None,
    )


def trend(found: Material) -> Trend | None:
    """Make the evidence; nothing for a single period, and nothing more for a small wave."""
    if not found.has_rate or len(found.points) < 2 or found.found.m < QUOTES:
        return None
    words, (before, now) = found.words, found.points[-2:]
    ends = {
        "low": words.percent(whole_percent(before.share)),
        "high": words.percent(whole_percent(now.share)),
    }
    says = [_change(before, now, words)]
    if len(found.points) > 2:
        says.append(_change(found.points[0], now, words))
    return Trend(
        words.text(f"trend_{move(before, now)}", **ends),
        words.text("trend_note"),
        tuple(says),
        _chart(found.points, words),
        (
            words.text("trend_period"),
            words.text("trend_offers"),
            words.text("trend_share"),
            words.text("trend_interval"),
        ),
    )


def _withdrawn(found: Material) -> Iterator[str]:
    """How many said yes and later took it back, if the employer counts them apart."""
    words, point = found.words, withdrawn(found.wave)
    if point:
        count, offers = words.number(point.count), words.number(point.offers)
        interval = _interval(point, words)
        yield words.text("withdrawn", count=count, offers=offers, interval=interval)


def _change(before: Point, now: Point, words: Words) -> str:
    low, high = difference(before, now)
    return words.text(
        f"change_{move(before, now)}",
        value=words.signed(now.share - before.share),
        period=_period(before, words),
        low=words.signed(low, "low"),
        high=words.signed(high, "high"),
    )


def _chart(points: Sequence[Point], words: Words) -> Chart:
    top = max(point.high for point in points) / ROOM
    flip = words.locale.direction == "rtl"
    drawn = []
    for place, point in enumerate(points):
        across = 100 * (place + 0.5) / len(points)
        drawn.append(
            Drawn(
                _period(point, words),
                _counts(point, words),
                words.percent(whole_percent(point.share)),
                _interval(point, words),
                (words.number(whole_percent(point.low)), words.number(whole_percent(point.high))),
                round(point.share, 4),
                round(100 - across if flip else across, 2),
                _down(point.share, top),
                _down(point.high, top),
                _down(point.low, top),
            )
        )
    said = words.text("and_then").join(
        words.text("share_in", share=one.share, period=one.period) for one in drawn
    )
    return Chart(tuple(drawn), words.text("rate_chart", a=said), flip)


def _down(share: float, top: float) -> float:
    """The distance of a share from the drawing's upper edge, in percent."""
    return round(100 - 100 * share / top, 2)


def _period(point: Point, words: Words) -> str:
    return periods.short(point.wave.opens, point.wave.closes, words)


def _counts(point: Point, words: Words) -> str:
    numbers = {"count": words.number(point.count), "offers": words.number(point.offers)}
    return words.text("trend_counts", **numbers)


def _interval(point: Point, words: Words) -> str:
    return words.range(whole_percent(point.low), whole_percent(point.high))
