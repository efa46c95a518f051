"""Respondents divided by an answer of theirs, attacked by somebody who knows how many answered.

As in `test_published_counts`, every world is listed and sorted by what would be published of it. A
set is large enough with 5 answers here, so that all worlds can be listed; the rule is the same for
14. Rules that are close to ours and do not hold are broken by the same code.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from exhaustive import Array, fewest, low_ends, sums, tables

from nejtak.disclosure import at_most, counted, counted_by_set, drawn, least_asked

Draw = Callable[[int, int, int], int]
LEAST = 5  # counted in each set, here
ASKED = 1_000
NOBODY = -1


def seen_of_sets(people: Array, least: int = LEAST) -> Array:
    """The published numbers of sets, for tables of those drawn; the last column is the rest."""
    names = [str(number) for number in range(people.shape[1] - 1)]
    seen = []
    for row in people.tolist():
        told = counted_by_set(dict(zip(names, row, strict=False)), least)
        seen.append([told.get(name, 0) for name in names])
    return np.array(seen)


def received_beside(drawn_: Array, received: int) -> tuple[Array, Array]:
    """Each table of those drawn with each of those left out by lot: those drawn, and all."""
    extra = tables(received - int(drawn_[0].sum()), drawn_.shape[1] - 1)
    first = np.repeat(drawn_, len(extra), axis=0)
    return first, first + np.tile(extra, (len(drawn_), 1))


def left_of_sets(
    received: int, sets: int, draw: Draw = drawn, asked: int = ASKED, least: int = LEAST
) -> tuple[int, int]:
    """Counts left of sets, their sums and the rest: to an outsider, and to one who is among them.

    Both know how many answers were received.
    """
    number = draw(received, asked, sets)
    if number <= 0:
        return 99, 99
    those_drawn, every = received_beside(tables(number, sets), received)
    seen = seen_of_sets(those_drawn, least)
    outsider = fewest(seen, np.column_stack([sums(those_drawn), sums(every)]))
    insider = 99
    for own in range(sets + 1):
        mine = every[:, own] > 0
        others = every[mine] - np.eye(sets + 1, dtype=np.int64)[own]
        insider = min(insider, fewest(seen[mine], sums(others)))
    return outsider, insider


@pytest.mark.parametrize("sets", [2, 3])
def test_the_fewest_to_ask_for_sets_are_those_that_a_report_can_have_them_of(sets: int) -> None:
    """One fewer, and even if all answer, no set of fourteen leaves two in the rest."""
    fewest = next(asked for asked in range(ASKED) if drawn(asked, asked, sets) >= 14 * sets + 2)
    assert least_asked(sets) == fewest


@pytest.mark.parametrize(("received", "sets"), [*product(range(5, 24), (2, 3))])
def test_who_chose_which_rival_keeps_three_counts(received: int, sets: int) -> None:
    """Each set, each sum of sets and the rest, also if the number received is known."""
    outsider, insider = left_of_sets(received, sets)
    assert outsider >= 3
    assert insider >= 2


@pytest.mark.parametrize(("asked", "sets"), [*product(range(14, 24), (2, 3))])
def test_who_did_not_answer_keeps_three_counts(asked: int, sets: int) -> None:
    """The number received is bound by the number asked; sets say no more about it."""
    worlds = []
    for received in range(asked + 1):
        number = drawn(received, asked, sets)
        whole = counted(received, asked)
        every = tables(number, sets)
        seen = seen_of_sets(every)
        untold = np.where(seen.any(axis=1), 0, whole)
        worlds.append(np.column_stack([seen, untold, np.full(len(every), received)]))
    found = np.vstack(worlds)
    out = found[:, :-1].any(axis=1)  # there is a report
    assert fewest(found[out, :-1], found[out, -1:]) >= 3


def split(n: int, sets: int) -> Array:
    """Tables of n people: yes and no in each set, then yes and no in the rest."""
    return tables(n, 2 * (sets + 1) - 1)


def by_set(table: Array) -> Array:
    """The numbers in each set, and in the rest."""
    return np.asarray(table.reshape(len(table), -1, 2).sum(axis=2))


def counted_in_sets(people: Array) -> tuple[Array, Array]:
    """Every lot for the counted of each set: people again, and how many of the counted said yes."""
    seen = seen_of_sets(by_set(people))
    worlds, counts = [], []
    for row, told in zip(people.tolist(), seen.tolist(), strict=True):
        choices = []
        for number, m in enumerate(told):
            yes, no = row[2 * number : 2 * number + 2]
            choices.append(range(max(0, m - no), min(yes, m) + 1) if m else [NOBODY])
        for picked in product(*choices):
            worlds.append(row)
            counts.append(picked)
    return np.array(worlds), np.array(counts)


def left_of_figures(received: int) -> tuple[int, int]:
    """Counts that stay possible if two sets are published with a figure each: two attackers.

    The first is an outsider, the second one of those who answered.

    Those left out by lot only add counts: here is what is left of those drawn.
    """
    people, yes = counted_in_sets(split(drawn(received, ASKED, 2), 2))
    told = yes.max(axis=1) > NOBODY
    people, yes = people[told], yes[told]
    seen = np.column_stack([seen_of_sets(by_set(people)), low_ends(yes)])
    secret = [sums(by_set(people)), yes, yes.sum(axis=1), people[:, 0:4:2]]
    outsider, insider = fewest(seen, np.column_stack(secret)), 99
    for own in range(people.shape[1]):
        mine = people[:, own] > 0
        others = people[mine] - np.eye(people.shape[1], dtype=np.int64)[own]
        left = np.column_stack([sums(by_set(others)), others[:, 0:4:2]])
        insider = min(insider, fewest(seen[mine], left))
    return outsider, insider


@pytest.mark.parametrize("received", [12, 15])
def test_figures_of_sets_keep_three_counts(received: int) -> None:
    """A figure of each set beside the numbers of the sets, and everything that adds up of them."""
    outsider, insider = left_of_figures(received)
    assert outsider >= 3
    assert insider >= 2


def untold_worlds(received: int, sets: int) -> tuple[Array, Array]:
    """Everybody, and those whom the whole counts, in all worlds in which no set is published.

    Those drawn and those counted are the first in one order.
    """
    number, m = drawn(received, ASKED, sets), counted(received, ASKED)
    first, second = sorted((number, m))
    inner = split(first, sets)
    more = tables(second - first, inner.shape[1] - 1)
    small = np.repeat(inner, len(more), axis=0)
    large = small + np.tile(more, (len(inner), 1))
    extra = tables(received - second, inner.shape[1] - 1)
    small, large = (np.repeat(part, len(extra), axis=0) for part in (small, large))
    every = large + np.tile(extra, (len(large) // len(extra), 1))
    those_drawn, counted_ = (small, large) if number <= m else (large, small)
    out = ~seen_of_sets(by_set(those_drawn)).any(axis=1)
    return every[out], counted_[out]


def left_if_untold(received: int, *, with_a_table: bool) -> int:
    """Counts left if sets are not published; `with_a_table` publishes who chose what after all."""
    every, counted_ = untold_worlds(received, 2)
    yes = counted_[:, ::2].sum(axis=1)
    seen = [low_ends(yes)[:, None]]
    if with_a_table:
        seen.append(low_ends(by_set(counted_)[:, :-1]))
    secret = [sums(by_set(every)), sums(by_set(counted_)), yes, every[:, ::2].sum(axis=1)]
    return fewest(np.column_stack(seen), np.column_stack(secret))


@pytest.mark.parametrize("received", [11, 12])
def test_sets_that_are_not_told_keep_three_counts(received: int) -> None:
    """A report without sets says that one is too small; its other figures add nothing to that."""
    assert left_if_untold(received, with_a_table=False) >= 3


# Rules close to ours, each broken by the same code.


def test_sets_of_all_who_answered_are_broken() -> None:
    """Positive control: 5 and 5 counted of 10 received are all there are, and nobody else."""
    assert left_of_sets(10, 2, lambda received, *_: received) == (1, 1)


def test_sets_of_those_whom_the_whole_would_count_are_broken() -> None:
    """Positive control: 5 and 5 counted of 11 leave one for the rest, or for either set."""
    outsider, _ = left_of_sets(11, 2, lambda received, *_: at_most(received))
    assert outsider < 3


def test_a_table_of_the_question_beside_untold_sets_is_broken() -> None:
    """Positive control: 6-8 chose one type, so under 5 chose the other, and 3-5 is 3 or 4."""
    assert left_if_untold(12, with_a_table=True) < 3
