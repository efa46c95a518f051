"""The parts of a report that are the same for any answers: its owner, and how figures are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nejtak.disclosure import QUOTES
from nejtak.report.page import periods
from nejtak.report.page.material import Material


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts around the figures, in one language. `method` is short titles and sentences."""

    title: str
    demo: str
    client: str
    when: str
    partner: str
    foot: str
    method: tuple[tuple[str, str], ...]


def frame(found: Material) -> Frame:
    """Fill the locale's texts with the facts of the wave that do not depend on any answer."""
    words, client, wave = found.words, found.client, found.wave
    days = {"opens": words.day(wave.opens), "closes": words.day(wave.closes)}
    period = periods.short(wave.opens, wave.closes, words)
    title = words.text("title")
    return Frame(
        f"{title} – {client.name}, {period}",
        words.text("demo", "page", client=client.name) if client.fictional else "",
        client.name,
        words.text("period", **days),
        words.text("partner", partner=client.partner) if client.partner else "",
        f"{client.name} · {title} · {period}",
        tuple(
            (words.text(key), words.text(f"{key}_more", **_numbers(found)))
            for key in _method(found)
        ),
    )


def _numbers(found: Material) -> dict[str, str]:
    words = found.words
    return {"n": words.number(found.found.m), "asked": words.number(found.found.asked)}


def _method(found: Material) -> Iterator[str]:
    yield from ("method_threes", "method_untold", "method_breadth", "method_silent")
    if found.client.interviews:  # by the client's file: an entry's mark tells nobody
        yield "method_interviews"
    if any(layout.by for layout in found.found.layouts) and found.found.m >= QUOTES:
        yield "method_reach"
    if found.found.plan.rivals:
        yield "method_rivals" if found.found.groups else "method_no_rivals"
    elif found.found.plan.group:
        yield "method_groups" if found.found.groups else "method_no_groups"
    if found.has_rate:
        yield "method_rate"
    yield "method_cause"
