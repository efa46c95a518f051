"""Statistical disclosure control: what may be said about a wave, and why that is safe.

**Method.** The only exact count published about respondents is their number n, at least MINIMUM.
It is the base of every share: a base of those who answered the question would give the few who
did not away by subtraction. All other counts are published as one of a few *bands* that cut
0..n, and in every question at least one category (no answer, and a grid's neutral column) is
never published, so that an attacker knows of each partition of the respondents only that its
published counts sum to n or less.

**Bands.** The width w is the smallest from WIDTH on with n mod w >= WIDTH - 1. Bands of width w
are laid from 0 up and from n down; the short one, n mod w + 1 wide, lies between them. Call the
first count of each band an edge, and n + 1 too. Then no sum of edges is one or two below an edge:
a sum of multiples of w is a multiple of w; one edge counted from the top plus such a sum is n + 1
less a multiple of w; two from the top exceed n; and n + 1 is never one or two above a multiple
of w.

**Claim.** Whatever the answers, and for an attacker who knows this code, n and all published
bands, each published cell, each sum of cells of one partition, and each unpublished rest keeps at
least WIDTH possible counts. *Proof.* Set each cell to its low edge, a possible table since edges
are at most the true counts. The edges of a partition sum to n or less, so, n + 1 being an edge,
to n - 2 or less. Raising any cell by 0, 1 or 2 therefore breaks neither that sum nor the cell's
own band. The rest can fall by as much. Links between questions (who calls pay the deciding reason
also calls it decisive: x <= y, or x1 + x2 <= y) change nothing: raise y with the x it follows
from; its least possible count is an edge or a sum of edges, so it has room too. So nobody can
conclude that none or all of the respondents answered so, nor pin a count. One respondent who uses
its own answer still leaves two possible counts everywhere. The cut depends on n alone, never on
the answers, and so gives nothing away itself.

**What it does not cover**: knowledge from elsewhere that nobody skipped a question (the counts
then sum to exactly n); many respondents who pool their answers; two releases of the same wave
with different n (a wave is closed once, and its report is made from the closed wave).

**Sources.** Feasibility intervals as the attacker's view and width as the protection level:
Willenborg & de Waal, *Elements of Statistical Disclosure Control* (2001), and Hundepool et al.,
*Statistical Disclosure Control* (2012), whose chapter on frequency tables also has banding, the
unpublished complement, and disclosure about groups ("all or none"); bounds by propagation: Dobra
& Fienberg, "Bounds for cell entries in contingency tables" (PNAS 97, 2000); attackers who know
the algorithm: Wong et al., "Minimality attack in privacy preserving data publishing" (VLDB 2007).
That sums of edges keep clear of edges is a statement about gaps of a numerical semigroup.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise

from nejtak.errors import NejtakError

MINIMUM = 5  # respondents behind any figure
WIDTH = 3  # possible counts behind any published value


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """Counts from `low` to `high`, both included."""

    low: int
    high: int

    def __len__(self) -> int:
        return self.high - self.low + 1


@lru_cache(maxsize=8)
def bands(n: int) -> tuple[Band, ...]:
    """Cut the counts 0..n into the bands that n respondents support, lowest first.

    Raises NejtakError where there are fewer than MINIMUM respondents.
    """
    if n < MINIMUM:
        raise NejtakError(f"Fewer than {MINIMUM} responses: nothing may be published about them.")
    width = next(w for w in count(WIDTH) if n % w >= WIDTH - 1)
    full = n // width
    upper = full // 2
    from_bottom = [i * width for i in range(full - upper + 1)]
    from_top = [n + 1 - i * width for i in range(upper, -1, -1)]
    return tuple(Band(low, edge - 1) for low, edge in pairwise(from_bottom + from_top))


def band(number: int, n: int) -> Band:
    """Return the band of n respondents that the count `number` lies in."""
    found = bands(n)
    return found[bisect_right(found, number, key=lambda b: b.low) - 1]
