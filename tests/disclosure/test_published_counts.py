"""The rule of threes, attacked by somebody who knows the code, the number received and all figures.

`exhaustive` lists every table, sorts the tables by what would be published of them, and asks what
is common to those that look alike. Each rule that is close to ours and does not hold is broken by
the same code.
"""

from itertools import product

import numpy as np
import pytest
from exhaustive import Array, Worlds, fewest, left_if_linked, low_ends, sums, tables, with_columns

from nejtak.disclosure import (
    GROUP,
    MINIMUM,
    Range,
    at_most,
    block,
    counted,
    counted_by_group,
    counted_without_groups,
    planned,
    total,
)

NUMBERS = (5, 8, 11, 14)


def in_blocks(counts: Array) -> Array:
    """The rule's block of each published cell; the last column is not published."""
    return low_ends(counts[:, :-1])


@pytest.mark.parametrize(
    ("received", "asked", "m"),
    [
        (4, 40, 0),
        (5, 40, 5),
        (7, 40, 5),
        (8, 40, 8),
        (12, 40, 11),
        (38, 61, 38),
        (5, 6, 0),
        (5, 7, 5),
        (9, 9, 5),
        (9, 10, 8),
        (40, 10, 8),
        (600, 900, 599),
    ],
)
def test_counted_is_two_above_a_multiple_of_three(received: int, asked: int, m: int) -> None:
    """Neither more than were received, nor more than two fewer than were asked."""
    assert counted(received, asked) == m


def test_blocks_of_three_cover_the_number_counted() -> None:
    """Each count lies in one block of three; the last block ends with the number counted."""
    for m in range(5, 600, 3):
        assert at_most(m) == m
        blocks = sorted({block(count) for count in range(m + 1)})
        assert [c for b in blocks for c in range(b.low, b.high + 1)] == list(range(m + 1))
        assert all(b.is_block for b in blocks)


def test_sums_have_the_range_that_a_reader_can_calculate() -> None:
    """The low end of the others is not in a sum, and no sum exceeds the number counted."""
    assert total([Range(3, 5), Range(0, 2)], 11) == Range(3, 7)
    assert total([Range(3, 5), Range(0, 2)], 11, [Range(6, 8)]) == Range(3, 5)
    assert total([Range(6, 8), Range(3, 5)], 11) == Range(9, 11)


def left_out(m: int) -> list[int]:
    """How many can be left out: also more than two, if nearly everybody asked has answered."""
    received = {(n, asked) for n in range(MINIMUM, m + 5) for asked in range(n, n + 4)}
    return sorted({n - m for n, asked in received if counted(n, asked) == m})


@pytest.mark.parametrize(("m", "cells"), [*product(NUMBERS, (1, 2, 3, 4))])
def test_every_table_keeps_three_counts(m: int, cells: int) -> None:
    """Each cell, sum and rest keeps three counts, two for an insider, if the number is known."""
    for out in left_out(m):
        worlds = Worlds.of(m, out, cells)
        assert worlds.left_to_outsiders(in_blocks) >= 3
        assert worlds.left_to_insiders(in_blocks) >= 2


@pytest.mark.parametrize(("m", "cells"), [*product(NUMBERS, (1, 2, 3))])
def test_who_does_not_know_the_number_received_knows_no_more(m: int, cells: int) -> None:
    """The same with every number received that comes to this number counted, all laid together."""
    found = [Worlds.of(m, out, cells) for out in left_out(m)]
    counted_, received = ([getattr(w, name) for w in found] for name in ("counted", "received"))
    worlds = Worlds(np.vstack(counted_), np.vstack(received))
    assert worlds.left_to_outsiders(in_blocks) >= 3
    assert worlds.left_to_insiders(in_blocks) >= 2


LINKS = {
    "x1 + y1 <= m": lambda t: (
        (t[:, 0] + t[:, 3] <= t[:, :3].sum(axis=1)) & (t[:, 1] + t[:, 4] <= t[:, :3].sum(axis=1))
    ),
    "x1 <= y1": lambda t: t[:, 0] <= t[:, 3],
    "x1 <= y1, x2 <= y2": lambda t: (t[:, 0] <= t[:, 3]) & (t[:, 1] <= t[:, 4]),
    "x1 + x2 <= y1": lambda t: t[:, 0] + t[:, 1] <= t[:, 3],
}


@pytest.mark.parametrize(("m", "link"), [*product((8, 11), LINKS)])
def test_links_between_questions_keep_three_counts(m: int, link: str) -> None:
    """Two questions laid together, of which one binds the other, keep what each keeps alone."""
    assert left_if_linked(m, LINKS[link]) == (3, 2)


# Rules close to ours, each broken by the same code.


@pytest.mark.parametrize("n", [6, 7, 9, 10, 12, 13])
def test_blocks_of_all_answers_are_broken(n: int) -> None:
    """Positive control: counts of all n in blocks, n known exactly."""
    table = tables(n, 2)
    assert fewest(in_blocks(table), sums(table)) < 3


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_random_rounding_to_threes_is_broken(n: int) -> None:
    """Positive control: each count is rounded up or down to a multiple of three by lot."""
    table = tables(n, 2)
    ways = [table[:, :-1] // 3 + np.array(up) for up in product((0, 1), repeat=2)]
    could = [(table[:, :-1] % 3 >= up).all(axis=1) for up in product((0, 1), repeat=2)]
    published = np.vstack([way[fits] for way, fits in zip(ways, could, strict=True)])
    worlds = np.vstack([table[fits] for fits in could])
    assert fewest(published, sums(worlds)) < 3


# Each world is a table whose cells are combinations of answers; what is published counts several.
TICKS = ([0, 2], [1, 2], [0, 1, 2])  # one tick, another, at least one; cells: a, b, both
DECIDED = ([0], [1], [0, 1])  # decided, also, either of them
FAMILY = ([0], [1], [0, 1])  # a reason, another, their family
FOLLOW_UP = ([0, 1], [2, 3], [0, 2])  # two reasons, and who of them said yes to a follow-up
CROSSING = ([0, 2], [1, 2], [2])  # a reason, an answer, both
BROKEN = {
    "a union beside its parts": (TICKS, 3),
    "decided, also and either of them": (DECIDED, 2),
    "a family beside its reasons": (FAMILY, 2),
    "a conditional follow-up": (FOLLOW_UP, 4),
    "a crossing beside both totals": (CROSSING, 3),
}


@pytest.mark.parametrize(("rule", "m"), [*product(BROKEN, (8, 11))])
def test_figures_that_may_not_stand_together_are_broken(rule: str, m: int) -> None:
    """Positive control: all as blocks of their own, in a number of answers that is ours."""
    members, cells = BROKEN[rule]
    secret = with_columns(tables(m, cells), *members)
    assert fewest(low_ends(secret), secret) < 3
    assert fewest(low_ends(secret[:, :2]), secret[:, :2]) >= 3  # without the third figure


def test_two_groupings_are_broken() -> None:
    """Positive control: 5 and 8 by department, 8 and 5 by level, each with blocks of its own."""
    yes = np.array([*product(range(9), repeat=4)])  # of 1 x 1, 1 x 2, 2 x 1, 2 x 2
    people = (np.array(split) for split in ((a, 5 - a, 8 - a, a) for a in range(6)))
    worlds = np.vstack([yes[(yes <= size).all(axis=1)] for size in people])
    by_department, by_level = ([0, 1], [2, 3]), ([0, 2], [1, 3])
    secret = with_columns(worlds, *by_department, *by_level)
    assert fewest(low_ends(secret), secret) < 3
    assert fewest(low_ends(secret[:, :2]), secret[:, :2]) >= 3


def test_a_block_for_all_with_groups_is_broken() -> None:
    """Positive control: groups in blocks, and all of them together in a block of its own."""
    groups = np.array([*product(range(15), repeat=2)])
    secret = np.column_stack([groups, groups.sum(axis=1)])
    assert fewest(low_ends(secret), secret) < 3
    assert fewest(low_ends(groups), secret) >= 3


def seen_of_groups(plan: dict[str, int], *, capped: bool) -> tuple[Array, Array]:
    """The published numbers counted by group, for each number that answered."""
    received = np.array([*product(*(range(asked + 1) for asked in plan.values()))])
    published = []
    for each in received.tolist():
        told = counted_by_group(dict(zip(plan, each, strict=True)), plan)
        asked = sum(plan.values())
        whole = counted_without_groups(sum(each), plan) if capped else counted(sum(each), asked)
        published.append([*told.values()] if told else [whole] + [0] * (len(plan) - 1))
    return np.array(published), np.column_stack([received, received.sum(axis=1)])


def left_of_groups(plan: dict[str, int], *, capped: bool) -> int:
    """How many numbers of answers are possible of any group, if there is a report at all."""
    published, secret = seen_of_groups(plan, capped=capped)
    out = published[:, 0] >= MINIMUM
    return fewest(published[out], secret[out])


PLANS = [
    *({"a": a, "b": b} for a in range(16, 29) for b in range(a, 29)),
    {"a": 16, "b": 16, "c": 16},
    {"a": 16, "b": 17, "c": 19},
]


def test_how_many_answered_in_a_group_keeps_three_counts() -> None:
    """Also if planned groups are not published: in some group fewer than 14 answered."""
    assert all(left_of_groups(plan, capped=True) >= 3 for plan in PLANS)


def test_unpublished_groups_without_their_cap_are_broken() -> None:
    """Positive control: 32 answers of 18 and 19 asked, without groups, are 13 and all 19."""
    assert left_of_groups({"a": 18, "b": 19}, capped=False) == 1
    assert sum(left_of_groups(plan, capped=False) < 3 for plan in PLANS) > len(PLANS) / 2


def test_groups_are_planned_from_the_numbers_asked() -> None:
    """Two or more groups of 16 or more asked; whoever was asked outside them joins the last."""
    assert planned({"a": 20, "b": 25}, 61) == {"a": 20, "b": 41}
    assert planned({"a": 20, "b": 5}, 61) == {"a": 20, "b": 41}
    assert planned({"a": 15, "b": 25}, 61) == {}
    assert planned({"a": 20}, 61) == {}
    assert planned({"a": 40, "b": 25}, 61) == {}


def test_all_groups_are_published_or_none() -> None:
    """Each with a number of its own of 14 or more, two fewer than were asked of it at most."""
    plan = {"a": 20, "b": 41}
    assert counted_by_group({"a": 16, "b": 33}, plan) == {"a": 14, "b": 32}
    assert counted_by_group({"a": 20, "b": 14}, plan) == {"a": 17, "b": 14}
    assert counted_by_group({"a": 13, "b": 33}, plan) == {}
    assert GROUP == 14
