"""How the share of declined offers moves from wave to wave, and whether that can be chance.

Offers and declines are the employer's own counts. They reveal nothing about any candidate, so they
are published exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Literal

from nejtak.project.model import Client, Wave

Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval
MOST = 12  # waves on the chart: more could not be distinguished on a phone

Move = Literal["up", "down", "uncertain"]


@dataclass(frozen=True, slots=True)
class Point:
    """One wave: its declined offers of all offers. Shares are 0 to 1; `low` and `high` Wilson's."""

    wave: Wave
    declined: int
    offers: int
    share: float
    low: float
    high: float


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share, both ends 0 to 1 (Wilson, JASA 22, 1927)."""
    share, squared = part / whole, Z * Z
    centre = (share + squared / (2 * whole)) / (1 + squared / whole)
    spread = sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    spread *= Z / (1 + squared / whole)
    return max(0.0, centre - spread), min(1.0, centre + spread)


def point(wave: Wave) -> Point | None:
    """The wave's declines; None if the employer has not given its counts."""
    if wave.declined is None or not wave.offers:
        return None
    low, high = wilson(wave.declined, wave.offers)
    return Point(wave, wave.declined, wave.offers, wave.declined / wave.offers, low, high)


def points(client: Client, wave: Wave) -> tuple[Point, ...]:
    """The client's waves up to this one that have counts, oldest first, the last MOST of them.

    A wave counts whether or not candidates were asked: the employer may know older figures. One
    that is counted with a later one is a part of that one's point.
    """
    told_alone = [other for other in client.waves if not other.within and other.id != wave.id]
    earlier = [other for other in told_alone if other.closes < wave.closes]
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
