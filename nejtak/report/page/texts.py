"""What a report says whatever the answers were: whose it is, its method, the employer's counts.

Offers, declines and the number of responses are no secret of any candidate and stand exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nejtak.disclosure import bands
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
    key: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]

    def texts(self) -> Iterator[str]:
        """Yield every text but the key's counts, which the gate reads as figures."""
        yield from (self.title, self.demo, self.base, self.shares)
        yield from (*self.about, *self.notes, *self.method, *self.limits)
        yield from (word for word, _ in self.key)
        for tile in self.tiles:
            yield from (tile.value, tile.label, tile.detail)


Say = Callable[[str], str]


def frame(
    client: Client, wave: Wave, words: Words, findings: Findings, points: Sequence[Point]
) -> Frame:
    """Fill the locale's texts with what is known of the wave without any answer."""
    values = _values(client, wave, words)

    def say(key: str) -> str:
        return words.text(key, **values)

    return Frame(
        title=f"{say('title')} – {client.name}, {say('period')}",
        demo=_demo(client, words),
        about=(client.name, say("period"), *((say("partner"),) if client.partner else ())),
        base=say("base"),
        shares=say("shares"),
        tiles=tuple(_tiles(wave, words, say, points)),
        notes=tuple(_notes(wave, words.n, say)),
        method=tuple(_method(wave, findings, words, say)),
        key=tuple(words.key()),
        limits=tuple(_limits(wave, words.n, say)),
    )


def _values(client: Client, wave: Wave, words: Words) -> dict[str, str]:
    """What the placeholders stand for; empty where the employer has not told."""
    example = bands(words.n)[len(bands(words.n)) // 4]
    values = {
        "client": client.name,
        "partner": client.partner or "",
        "opens": words.day(wave.opens),
        "closes": words.day(wave.closes),
        "n": words.number(words.n),
        "offers": "" if wave.offers is None else words.number(wave.offers),
        "declined": "" if wave.declined is None else words.number(wave.declined),
        "share": words.share(example),
        "least": words.number(example.low),
        "most": words.number(example.high),
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
    if declined and words.n <= declined:
        rate = words.percent(_percent(words.n / declined))
        yield Tile(rate, say("responded"), say("responded_detail"))
    if len(points) > 1 and points[-1].wave.id == wave.id:
        low, high = (words.signed(end) for end in difference(points[-2], points[-1]))
        change = words.signed(points[-1].share - points[-2].share)
        detail = words.text(f"change_{move(points[-2], points[-1])}", low=low, high=high)
        yield Tile(words.text("points", value=change), say("change"), detail)


def _notes(wave: Wave, n: int, say: Say) -> Iterator[str]:
    """What is missing, or cannot be right, in what the employer told."""
    if wave.declined is None:
        yield say("no_declined")
        return
    if not _has_rate(wave):
        yield say("no_offers")
    if n > wave.declined:
        yield say("more_responses")


def _method(wave: Wave, findings: Findings, words: Words, say: Say) -> Iterator[str]:
    yield say("method_base")
    yield say("method_words" if any(words.key()) else "method_ranges")
    yield say("method_bar")
    yield say("method_order")
    yield say("method_skipped")
    yield say("method_weight")
    if findings.plan.reasons:
        yield say("method_reach")
    if findings.plan.segment:
        yield say("method_segments" if findings.parts else "method_no_segments")
    if any(table.sums for table in findings.tables):
        yield say("method_sums")
    if _has_rate(wave):
        yield say("method_rate")


def _limits(wave: Wave, n: int, say: Say) -> Iterator[str]:
    if wave.declined is not None and n < wave.declined:
        yield say("limit_silent")
    yield say("limit_chance")
    yield say("limit_cause")


def _percent(share: float) -> int:
    """A share as whole percents, halves upwards."""
    return int(100 * share + 0.5)


def _demo(client: Client, words: Words) -> str:
    return words.text("demo", "page", client=client.name) if client.fictional else ""
