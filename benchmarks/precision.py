"""The precision of a report under the rule of threes, compared with the earlier bands.

    python -m benchmarks.precision

1,000 made-up waves of each size, drawn with a fixed seed: 16 reasons of popularity 1 / rank in
shuffled order, of which one stays untold, and everybody names one. Prints one line of JSON for each
size. `levels` are the blocks that a count can fall in; `error` is how far the middle of a figure is
from the true share of all received, in points, on reasons that a sixth or more named; `named` is in
how many of 100 waves one or two reasons lead, each named by three or more for certain. `lost` is in
how many a row of a comparison is named as better elsewhere, if 55 % would say so and 10 % the
contrary; `wrong` is the same if 30 % would say either.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from statistics import fmean

from nejtak.disclosure import Range, block, counted

SIZES = (5, 6, 8, 9, 12, 14, 20, 23, 25, 36, 60, 150, 600)
WAVES, REASONS, UNTOLD = 1_000, 16, 15
ASKED = 10_000  # far more than answered
Counts = Sequence[int]
Rule = Callable[[Sequence[int], int], Mapping[int, Range]]


def bands(n: int) -> list[Range]:
    """What this rule replaced: bands cut from 0 up and from n down, as wide as n asks for."""
    width = next(w for w in count(3) if n % w >= 2)
    full = n // width
    upper = full // 2
    lows = [i * width for i in range(full - upper + 1)]
    lows += [n + 1 - i * width for i in range(upper, 0, -1)]
    return [Range(a, b - 1) for a, b in zip(lows, [*lows[1:], n + 1], strict=True)]


def before(said: Sequence[int], n: int) -> Mapping[int, Range]:
    """The band of each published reason; all answers are counted."""
    cut = bands(n)
    lows = [band.low for band in cut]
    return {r: cut[bisect_right(lows, said.count(r)) - 1] for r in range(REASONS) if r != UNTOLD}


def after(said: Sequence[int], n: int) -> Mapping[int, Range]:
    """The block of each published reason among the first m."""
    first = said[: counted(n, ASKED)]
    return {r: block(first.count(r)) for r in range(REASONS) if r != UNTOLD}


def named(figures: Mapping[int, Range]) -> bool:
    """Whether one or two reasons stand above all others, with three or more each."""
    top = max(figure.low for figure in figures.values())
    return top >= 3 and sum(figure.low == top for figure in figures.values()) <= 2


def measure(n: int, rule: Rule, base: int, levels: int) -> Mapping[str, float]:
    """All waves of one size under one rule; `base` is what its figures are shares of."""
    chance = random.Random(f"precision {n}")
    errors, leading = [], 0
    for _ in range(WAVES):
        liked = [1 / rank for rank in range(1, REASONS + 1)]
        chance.shuffle(liked)
        said = chance.choices(range(REASONS), liked, k=n)
        figures = rule(said, n)
        leading += named(figures)
        for reason, figure in figures.items():
            share = said.count(reason) / n
            if share >= 1 / 6:
                middle = (figure.low + min(figure.high, base)) / 2 / base
                errors.append(100 * abs(middle - share))
    return {
        "levels": levels,
        "error": round(fmean(errors), 1),
        "named": round(100 * leading / WAVES),
    }


def sided(n: int, there: float, here: float) -> int:
    """In how many of 100 waves a row certainly has more answers on its one side than on the other.

    That is what a report needs to name it (`nejtak.report.tables.sides`).
    """
    chance, named = random.Random(f"sides {n} {there}"), 0
    for _ in range(WAVES):
        said = chance.choices(("there", "here", ""), (there, here, 1 - there - here), k=n)
        first = said[: counted(n, ASKED)]
        named += block(first.count("there")).low > block(first.count("here")).high
    return round(100 * named / WAVES)


def main() -> None:
    """Measure both rules at every size."""
    for n in SIZES:
        m = counted(n, ASKED)
        found = {
            "before": measure(n, before, n, len(bands(n))),
            "after": measure(n, after, m, (m + 1) // 3),
        }
        rows = {"lost": sided(n, 0.55, 0.1), "wrong": sided(n, 0.3, 0.3)}
        print(json.dumps({"n": n, "counted": m, **found, **rows}), flush=True)


if __name__ == "__main__":
    main()
