"""The precision of a report under the rule of threes, compared with the earlier bands.

    python -m benchmarks.precision

1,000 made-up waves of each size, drawn with a fixed seed: 16 reasons of popularity 1 / rank in
shuffled order, of which one stays untold, and everybody names one. Prints one line of JSON for each
size. `levels` are the blocks that a count can fall in; `error` is how far the middle of a figure is
from the true share of all received, in points, on reasons that a sixth or more named; `named` is in
how many of 100 waves one or two reasons lead, each named by three or more for certain.

The rest is in how many of 100 reports rows are named, first if their two ranges are apart and no
more, then as a report does it, beyond chance: `even` any of twelve rows of a comparison, if 30 % of
all would say either side; `words` any of six words, if 30 % would tick each; `contrast` any of
twelve words beside as many others who said yes, the same; `row` one row that 70 % would call better
there and 30 % here, among eleven even ones; `lost` the same with 55 and 10 %.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from statistics import fmean

from nejtak.disclosure import Range, block, counted
from nejtak.report.tables.chance import beyond_chance, clear_leaders, halves, shares
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Layout, Row

SIZES = (5, 6, 8, 9, 12, 14, 20, 23, 25, 36, 38, 60, 150, 600)
WAVES, REASONS, UNTOLD = 1_000, 16, 15
REPORTS, ROWS, WORDS, EVEN = 400, 12, 6, (0.3, 0.3)
ASKED = 10_000  # far more than answered
Counts = Sequence[int]
Report = Callable[[random.Random, int], tuple[bool, bool]]
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


@dataclass(frozen=True, slots=True)
class Named:
    """In how many of 100 reports a row is named: if its ranges are apart, and beyond chance."""

    apart: int
    beyond: int


def named_of_100(n: int, name: str, made: Report) -> Named:
    """Make so many reports of n answers each, and count those that name a row."""
    chance = random.Random(f"{name} {n}")
    found = [made(chance, counted(n, ASKED)) for _ in range(REPORTS)]
    apart, beyond = (sum(one[place] for one in found) for place in (0, 1))
    return Named(round(100 * apart / REPORTS), round(100 * beyond / REPORTS))


def _drawn(chance: random.Random, m: int, shares: Sequence[float]) -> list[Range]:
    """The blocks of answers that exclude each other, of m people."""
    said = chance.choices(range(len(shares) + 1), (*shares, 1 - sum(shares)), k=m)
    return [block(said.count(answer)) for answer in range(len(shares))]


def rows(*first: float) -> Report:
    """Whether any of twelve even rows is named; or the first, which is not even."""

    def made(chance: random.Random, m: int) -> tuple[bool, bool]:
        shares_ = [first] * bool(first) + [EVEN] * (ROWS - bool(first))
        drawn = [_drawn(chance, m, own) for own in shares_]
        tested = [number for number, sides in enumerate(drawn) if any(one.low for one in sides)]
        found = [halves(*drawn[number]) for number in tested]
        apart = {number for number, p in zip(tested, found, strict=True) if p < 1}
        kept = beyond_chance(found)
        beyond = {number for number, is_kept in zip(tested, kept, strict=True) if is_kept}
        return (0 in apart, 0 in beyond) if first else (bool(apart), bool(beyond))

    return made


def words(chance: random.Random, m: int) -> tuple[bool, bool]:
    """Whether any of six words leads, though all are ticked alike."""
    listed = tuple(Row(str(word), (str(word),)) for word in range(WORDS))
    cells = {(row.id, ONLY): _drawn(chance, m, EVEN[:1])[0] for row in listed}
    table = Table(Layout("words", "words", "choices", listed), listed, cells)
    return bool(table.leaders()), bool(clear_leaders(table))


def contrast(chance: random.Random, m: int) -> tuple[bool, bool]:
    """Whether any of twelve words is named, though both groups tick all alike."""
    pairs = [[_drawn(chance, m, EVEN[:1])[0] for _ in range(2)] for _ in range(ROWS)]
    found = [shares(one, m, other, m) for one, other in pairs]
    return any(p < 1 for p in found), any(beyond_chance(found))


def naming(n: int) -> Mapping[str, Named]:
    """How often rows are named by chance, and how often if they differ."""
    kinds = {
        "even": rows(),
        "words": words,
        "contrast": contrast,
        "row": rows(0.7, 0.3),
        "lost": rows(0.55, 0.1),
    }
    return {name: named_of_100(n, name, made) for name, made in kinds.items()}


def main() -> None:
    """Measure both rules at every size."""
    for n in SIZES:
        m = counted(n, ASKED)
        found = {
            "before": measure(n, before, n, len(bands(n))),
            "after": measure(n, after, m, (m + 1) // 3),
        }
        rows_ = {name: asdict(one) for name, one in naming(n).items()}
        print(json.dumps({"n": n, "counted": m, **found, **rows_}), flush=True)


if __name__ == "__main__":
    main()
