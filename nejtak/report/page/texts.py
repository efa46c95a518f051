"""What a report says whatever the answers were: whose it is, its method, the employer's counts.

Offers, declines and the number of counted answers stand exactly: the first two are the employer's
own, and the last is all that is said of how many answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nejtak.project.model import Client, Wave
from nejtak.report.page.phrasing import Words
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.trend import Point, difference, move, wilson


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the employer's own: its value, what it is, and how it was worked out."""

    value: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts around the figures, in one language."""

    title: str
    demo: str
    about: tuple[str, ...]
    base: str
    shares: str
    tiles: tuple[Tile, ...]
    notes: tuple[str, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]


Say = Callable[[str], str]
LIMITS = ("limit_silent", "limit_chance", "limit_cause")


def frame(
    client: Client, wave: Wave, words: Words, findings: Findings, points: Sequence[Point]
) -> Frame:
    """Fill the locale's texts with what is known of the wave without any answer."""
    values = _values(client, wave, words, findings)

    def say(key: str) -> str:
        return words.text(key, **values)

    return Frame(
        title=f"{say('title')} – {client.name}, {say('period')}",
        demo=_demo(client, words),
        about=(client.name, say("period"), *((say("partner"),) if client.partner else ())),
        base=say("base"),
        shares=say("shares"),
        tiles=tuple(_tiles(wave, words, say, points)),
        notes=tuple(_notes(wave, say)),
        method=tuple(_method(wave, findings, say)),
        limits=tuple(map(say, LIMITS)),
    )


def _values(client: Client, wave: Wave, words: Words, findings: Findings) -> dict[str, str]:
    """What the placeholders stand for; empty if the employer has not said."""
    values = {
        "client": client.name,
        "partner": client.partner or "",
        "opens": words.day(wave.opens),
        "closes": words.day(wave.closes),
        "n": words.number(words.n),
        "asked": words.number(findings.asked),
        "offers": "" if wave.offers is None else words.number(wave.offers),
        "declined": "" if wave.declined is None else words.number(wave.declined),
    }
    if _has_rate(wave):
        low, high = wilson(wave.declined or 0, wave.offers or 1)
        values["interval"] = words.range(_percent(low), _percent(high))
    return values


def _has_rate(wave: Wave) -> bool:
    return wave.declined is not None and bool(wave.offers)


def _tiles(wave: Wave, words: Words, say: Say, points: Sequence[Point]) -> Iterator[Tile]:
    declined = wave.declined or 0
    if _has_rate(wave):
        rate = words.percent(_percent(declined / (wave.offers or 1)))
        yield Tile(rate, say("rate"), say("rate_detail"))
    yield Tile(say("counted"), say("counted_label"), say("counted_detail"))
    if len(points) > 1 and points[-1].wave.id == wave.id:
        low, high = (words.signed(end) for end in difference(points[-2], points[-1]))
        change = words.signed(points[-1].share - points[-2].share)
        detail = words.text(f"change_{move(points[-2], points[-1])}", low=low, high=high)
        yield Tile(words.text("points", value=change), say("change"), detail)


def _notes(wave: Wave, say: Say) -> Iterator[str]:
    """What is missing in what the employer told."""
    if wave.declined is None:
        yield say("no_declined")
    elif not _has_rate(wave):
        yield say("no_offers")


def _method(wave: Wave, findings: Findings, say: Say) -> Iterator[str]:
    yield from map(say, ("method_counted", "method_blocks", "method_bar", "method_order"))
    yield from map(say, ("method_untold", "method_weight"))
    if any(layout.by for layout in findings.layouts):
        yield say("method_reach")
    if findings.plan.group:
        yield say("method_groups" if findings.groups else "method_no_groups")
    if any(layout.is_sum for layout in findings.layouts):
        yield say("method_sums")
    if _has_rate(wave):
        yield say("method_rate")


def _percent(share: float) -> int:
    """A share as whole percents, halves upwards."""
    return int(100 * share + 0.5)


def _demo(client: Client, words: Words) -> str:
    return words.text("demo", "page", client=client.name) if client.fictional else ""
