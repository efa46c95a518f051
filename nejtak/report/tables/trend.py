"""How the share of declined or accepted offers moves from wave to wave, and whether by chance.

Offers and their outcomes are the employer's own counts. They reveal nothing about any candidate, so
they are published exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal

from nejtak.base.wilson import wilson
from nejtak.project.model import Client, Wave

MOST = 12  # waves on the chart: more could not be distinguished on a phone

Move = Literal["up", "down", "uncertain"]


@dataclass(frozen=True, slots=True)
class Point:
    """One wave: the offers that ended as the people it asks said, of all its offers.

    Shares are 0 to 1; `low` and `high` Wilson's.
    """

    wave: Wave
    count: int
    offers: int
    share: float
    low: float
    high: float


def point(wave: Wave) -> Point | None:
    """The offers declined, or accepted; None if the employer has not given its counts.

    A yes that was later withdrawn is neither, so the number accepted has to be given as such.
    """
    return _point(wave, wave.declined if wave.asks == "declined" else wave.accepted)


def withdrawn(wave: Wave) -> Point | None:
    """The offers accepted and later withdrawn; None if the employer does not count them apart."""
    return _point(wave, wave.withdrawn)


def _point(wave: Wave, count: int | None) -> Point | None:
    if count is None or not wave.offers:
        return None
    low, high = wilson(count, wave.offers)
    return Point(wave, count, wave.offers, count / wave.offers, low, high)


def points(client: Client, wave: Wave) -> tuple[Point, ...]:
    """The client's waves up to this one that have counts, oldest first, the last MOST of them.

    Only waves that ask the same people. One counts whether or not candidates were asked: the
    employer may know older figures. One that is counted with a later one is a part of its point.
    """
    told_alone = [other for other in client.waves if not other.within and other.id != wave.id]
    alike = [other for other in told_alone if other.asks == wave.asks]
    earlier = [other for other in alike if other.closes < wave.closes]
    told = [found for other in (*earlier, wave) if (found := point(other)) is not None]
    return tuple(sorted(told, key=lambda p: (p.wave.closes, p.wave.id))[-MOST:])


def difference(before: Point, now: Point) -> tuple[float, float]:
    """Return the 95 % interval of the change in share, -1 to 1.

    The hybrid score interval of two independent shares: Newcombe, "Interval estimation for the
    difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
    """
    change = now.share - before.share
    low = hypot(now.share - now.low, before.high - before.share)
    high = hypot(now.high - now.share, before.share - before.low)
    return change - low, change + high


def move(before: Point, now: Point) -> Move:
    """Whether the share rose or fell by more than chance explains."""
    low, high = difference(before, now)
    if low > 0:
        return "up"
    return "down" if high < 0 else "uncertain"
