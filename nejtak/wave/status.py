"""A wave's status in lines for the admin, with the inbox in steps of five."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nejtak.disclosure import MINIMUM, fives, in_fives
from nejtak.project.model import Wave
from nejtak.project.outcomes import PARTS, askable
from nejtak.wave.purge import standing


def status_lines(wave: Wave, today: date) -> Iterator[str]:
    """Yield status and dates, the waves counted together, outcomes, and until when answers stay."""
    yield f"{wave.client}/{wave.id}: {wave.status}, {wave.opens} to {wave.closes}"
    if wave.within:
        yield f"counted together with {wave.client}/{wave.within}"
        return
    if wave.together:
        yield f"counted with it: {', '.join(part.id for part in wave.together)}"
    for part in PARTS:
        if wave.offers is not None and getattr(wave, part) is not None:
            yield f"{part}: {getattr(wave, part)} of {wave.offers} offers"
    if wave.status == "closed":
        yield f"raw answers: {standing(wave, today)}"


def inbox_range(count: int) -> tuple[int, int]:
    """The answers in an inbox as an admin may know them: from five to five, ends included."""
    return fives(count), fives(count) + MINIMUM - 1


def inbox_lines(wave: Wave, count: int) -> Iterator[str]:
    """Yield how many answers are in the inbox, and whether they are more than people."""
    if wave.status == "closed":
        yield f"late answers in the inbox: {in_fives(count)}"
        return
    yield f"answers in the inbox: {in_fives(count)}"
    most = askable(wave.asks, wave)
    if most is not None and fives(count) > most:
        yield f"flooded: more answers than {wave.asks}"
