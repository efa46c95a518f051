"""A share of a number of cases: its uncertainty, and the one way in which it is rounded."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share, both ends 0 to 1 (Wilson, JASA 22, 1927)."""
    share, squared = part / whole, Z * Z
    centre = (share + squared / (2 * whole)) / (1 + squared / whole)
    spread = sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    spread *= Z / (1 + squared / whole)
    return max(0.0, centre - spread), min(1.0, centre + spread)


def whole_percent(share: float) -> int:
    """A share as whole percents, halves upwards: 57 of 200 is 29, though 28.5 is less in binary."""
    return int(round(100 * share, 6) + 0.5)
