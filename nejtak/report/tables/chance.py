"""Whether a difference between published figures is more than chance among those who answered.

Two ranges that do not meet differ for certain among the people counted. They may still differ by
chance: of twelve aspects that everybody finds even, nearly every report would have one with its two
sides apart. So a row is named only if chance seldom makes such a difference, too.

The tests take the middles of ranges, and so follow from published figures alone:

- *halves*: of those on either side of a row, is one side more than half? The score test of a half,
  which is McNemar's for two answers of the same people, with Edwards' correction for continuity.
- *shares*: do two groups of people differ in a share? The score test of two independent
  proportions, with Yates' correction.

Of the rows of one table that count somebody for certain, those are named that the procedure of
Benjamini and Hochberg ("Controlling the false discovery rate", JRSS B 57, 1995) keeps at ONE_IN: if
no row really differs, about one report in ten at most names any. If one row leads a list, it is
tested against the next alone, as if the two had been chosen before: that keeps its level (Gutmann &
Maymin, "Is the selected population the best?", Annals of Statistics 15, 1987).
`python -m benchmarks.precision` measures what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

from nejtak.disclosure import Range
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import Row

ONE_IN = 0.1  # of the rows named, about so many may be named by chance
ALONE = 0.05  # the level of a single comparison


def halves(one: Range, other: Range) -> float:
    """How often chance alone sets two answers of the same people so far apart; 1 if they meet."""
    if meet(one, 1, other, 1):
        return 1.0
    a, b = middle(one), middle(other)
    return _both_tails((abs(a - b) - 1) / sqrt(a + b))


def shares(one: Range, m: int, other: Range, n: int) -> float:
    """How often chance alone sets shares of m and of n people so far apart; 1 if they meet."""
    if meet(one, m, other, n):
        return 1.0
    a, b = middle(one) / m, middle(other) / n
    pooled = (middle(one) + middle(other)) / (m + n)
    corrected = abs(a - b) - (1 / m + 1 / n) / 2
    return _both_tails(corrected / sqrt(pooled * (1 - pooled) * (1 / m + 1 / n)))


def meet(one: Range, m: int, other: Range, n: int) -> bool:
    """Whether two ranges, of m and of n people, allow the same share."""
    return one.low * n <= other.high * m and other.low * m <= one.high * n


def middle(figure: Range) -> float:
    """The middle of a range."""
    return (figure.low + figure.high) / 2


def beyond_chance(found: Sequence[float]) -> list[bool]:
    """Which of these results, one for each row of a table, chance alone seldom gives."""
    ranked = sorted(found)
    kept = [p for place, p in enumerate(ranked, 1) if p <= ONE_IN * place / len(ranked)]
    return [bool(kept) and p <= kept[-1] for p in found]


def clear_leaders(table: Table) -> tuple[Row, ...]:
    """The fewest rows that lead a table, the last of them ahead of the next row beyond chance."""
    return table.leaders(lambda last, other: last.low > other.high and halves(last, other) <= ALONE)


def _both_tails(z: float) -> float:
    return erfc(max(z, 0.0) / sqrt(2))
