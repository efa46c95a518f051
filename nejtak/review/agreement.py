"""Agreement of two coders: Krippendorff's alpha for nominal codes, and how to read it.

Alpha is 1 if two coders always agree, and 0 if they agree no more often than chance would let them
with the codes that they used. It is Krippendorff's own formula for two coders without missing codes
(Content Analysis, 4th ed., ch. 12); tests compare it with his examples and with the package
`krippendorff`, whose licence (GPL) keeps it out of what nejtak passes on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff's bounds


def alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """The agreement in pairs of codes; None if only one code was used, or there is no pair."""
    used = Counter(code for pair in pairs for code in pair)
    could_differ = used.total() ** 2 - sum(number**2 for number in used.values())
    if not could_differ:
        return None
    differ = sum(one != other for one, other in pairs)
    return 1 - (used.total() - 1) * 2 * differ / could_differ


def to_show(value: float | None) -> str:
    """An alpha in three decimals, rounded down, so that it never looks as if it reached a bound."""
    return "–" if value is None else f"{math.floor(value * 1000) / 1000:.3f}"


def reading(value: float | None) -> str:
    """How to read an alpha, in a sentence."""
    if value is None:
        return "Both used one code only, so alpha says nothing."
    if value >= RELIABLE:
        return "0.800 or more: the reasons are reliable, and one person may code the rest."
    if value >= TENTATIVE:
        return "From 0.667 to below 0.800: draw tentative conclusions only."
    return "Below 0.667: do not rely on the reasons. Agree on what each one means, then code anew."
