"""Every table there is, sorted by what would be published of it; shares no code with nejtak.

A *world* is one way in which answers can have fallen: a row of numbers. `fewest` sorts worlds by
what is published of them and counts, for each number that nobody may learn, how many values it
takes among worlds that look alike. That is all that can be learnt by whoever knows the method,
since the publishing rule itself did the sorting.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]


@lru_cache(maxsize=64)
def tables(total: int, cells: int) -> Array:
    """Every way in which `total` or fewer fall into these cells, and the rest as a last column."""
    rows = np.zeros((1, 0), dtype=np.int64)
    for _ in range(cells):
        left = total - rows.sum(axis=1)
        times = left + 1
        first = np.repeat(np.cumsum(times) - times, times)
        rows = np.column_stack([np.repeat(rows, times, axis=0), np.arange(times.sum()) - first])
    return np.column_stack([rows, total - rows.sum(axis=1)])


def sums(table: Array) -> Array:
    """Each cell, each sum of cells, and what each leaves over; the last column is the rest."""
    *cells, _ = range(table.shape[1])
    some = [c for size in range(1, len(cells) + 1) for c in combinations(cells, size)]
    inside = np.column_stack([table[:, list(c)].sum(axis=1) for c in some])
    return np.column_stack([inside, table.sum(axis=1)[:, None] - inside])


def low_ends(counts: Array) -> Array:
    """Blocks of three, by their low ends."""
    return counts // 3


def fewest(published: Array, secret: Array) -> int:
    """The least number of values that a secret has left among worlds that look alike."""
    if not len(published):
        return 99
    radix = np.cumprod([1, *(published.max(axis=0) + 1)])[:-1]
    alike = np.unique(published @ radix, return_inverse=True)[1]
    least = 99
    for column in secret.T:
        taken = np.zeros((alike.max() + 1, column.max() + 1), dtype=np.bool_)
        taken[alike, column] = True
        least = min(least, int(taken.sum(axis=1).min()))
    return least


@dataclass(frozen=True)
class Worlds:
    """Counted tables, and the tables of all who answered; the same rows in both."""

    counted: Array
    received: Array

    @staticmethod
    def of(m: int, left_out: int, cells: int) -> "Worlds":
        """Every table of m counted answers with every table of those left out by lot."""
        counted, extra = tables(m, cells), tables(left_out, cells)
        first = np.repeat(counted, len(extra), axis=0)
        return Worlds(first, first + np.tile(extra, (len(counted), 1)))

    def left_to_outsiders(self, publish: Callable[[Array], Array]) -> int:
        """How many counts somebody has left who answered nothing, but knows how many did."""
        secret = np.column_stack([sums(self.counted), sums(self.received)])
        return fewest(publish(self.counted), secret)

    def left_to_insiders(self, publish: Callable[[Array], Array]) -> int:
        """How many counts of the others are left to one of them, whatever that one answered."""
        published = publish(self.counted)
        return min(
            fewest(published[mine], sums(others[mine]))
            for others, mine in (
                (_without(table, own), self.received[:, own] > 0)
                for own in range(self.received.shape[1])
                for table in self._seen_by(own)
            )
        )

    def _seen_by(self, own: int) -> Iterator[Array]:
        """All who answered; and the counted, if the insider is sure to be one of them."""
        yield self.received
        if (self.counted == self.received).all():
            yield self.counted


def _without(table: Array, own: int) -> Array:
    others = table.copy()
    others[:, own] -= 1
    return others


def linked(m: int, holds: Callable[[Array], NDArray[np.bool_]]) -> Array:
    """Every pair of tables of two cells and a rest that `holds`: x1, x2, rest, y1, y2, rest."""
    one = tables(m, 2)
    pairs = np.column_stack([np.repeat(one, len(one), axis=0), np.tile(one, (len(one), 1))])
    return pairs[holds(pairs)]


def left_if_linked(m: int, holds: Callable[[Array], NDArray[np.bool_]]) -> tuple[int, int]:
    """How many counts are left to an outsider, and to one who takes both own answers away.

    The insider's own answers keep to the link, too.
    """
    worlds = linked(m, holds)
    published = low_ends(worlds[:, [0, 1, 3, 4]])
    outsider = fewest(published, _all_sums(worlds))
    insider = 99
    for x in range(3):
        for y in range(3, 6):
            own = np.zeros((1, 6), dtype=np.int64)
            own[:, [x, y]] = 1
            others = worlds - own
            mine = (others >= 0).all(axis=1) & holds(others) & holds(own)
            insider = min(insider, fewest(published[mine], _all_sums(others[mine])))
    return outsider, insider


def _all_sums(worlds: Array) -> Array:
    both = worlds[:, [0, 1]] + worlds[:, [3, 4]]
    return np.column_stack([sums(worlds[:, :3]), sums(worlds[:, 3:]), both])


def with_columns(table: Array, *members: Sequence[int]) -> Array:
    """Sums of these columns."""
    return np.column_stack([table[:, list(some)].sum(axis=1) for some in members])
