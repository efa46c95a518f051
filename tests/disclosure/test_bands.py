"""What the bands promise, attacked by someone who knows the code, n and everything published.

The exhaustive attacker lists every table there is, sorts the tables by what would be published
of them, and asks what is common to all that look alike. It shares no code with the gate.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import pytest

from nejtak.disclosure import MINIMUM, WIDTH, Attack, Band, Claim, band, bands
from nejtak.disclosure import old_audit as audit
from nejtak.errors import NejtakError

Counts = tuple[int, ...]
Partitions = Sequence[Iterable[Hashable]]
Guesses = Sequence[tuple[Hashable, Hashable]]


def name(cell: Hashable) -> str:
    """What a refusal calls a cell."""
    return ".".join(filter(None, cell)) if isinstance(cell, tuple) else str(cell)


def on_cells(
    published: Mapping[Any, Band], partitions: Partitions, guesses: Guesses, n: int
) -> Attack:
    """An attack where each figure is about one cell of the table."""
    return Attack(
        n,
        [Claim(name(cell), frozenset([cell]), found) for cell, found in published.items()],
        [frozenset(cells) for cells in partitions],
        [(frozenset([x]), frozenset([y])) for x, y in guesses],
    )


def attack(
    published: Mapping[Any, Band], partitions: Partitions, guesses: Guesses, n: int
) -> dict[Hashable, Band]:
    """What is left of each cell."""
    found = on_cells(published, partitions, guesses, n).intervals()
    return {cell: left for atoms, left in found.items() for cell in atoms}


def tables(n: int, cells: int) -> Iterator[Counts]:
    """Every way in which n respondents or fewer fall into these cells."""
    if cells == 0:
        yield ()
        return
    for first in range(n + 1):
        for rest in tables(n - first, cells - 1):
            yield first, *rest


def alike(found: Iterable[Counts], publish: Callable[[Counts], Hashable]) -> Sequence[list[Counts]]:
    """The tables in groups that look the same once published."""
    groups: dict[Hashable, list[Counts]] = defaultdict(list)
    for table in found:
        groups[publish(table)].append(table)
    return list(groups.values())


def in_bands(n: int) -> Callable[[Counts], Hashable]:
    """Our policy: publish the band of each count."""
    return lambda table: tuple(band(number, n) for number in table)


def left(group: Iterable[Counts], value: Callable[[Counts], int]) -> set[int]:
    """The values that an attacker cannot rule out."""
    return {value(table) for table in group}


@pytest.mark.parametrize(
    ("n", "edges"),
    [
        (5, [0, 3]),
        (6, [0, 4]),
        (7, [0, 4]),
        (8, [0, 3, 6]),
        (10, [0, 4, 7]),
        (12, [0, 5, 8]),
        (18, [0, 4, 8, 11, 15]),
        (38, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36]),
    ],
)
def test_bands_are_these(n: int, edges: list[int]) -> None:
    """A reader can check a published band by hand."""
    highs = [edge - 1 for edge in edges[1:]] + [n]
    assert [(b.low, b.high) for b in bands(n)] == list(zip(edges, highs, strict=True))


def test_bands_cover_every_count_and_hold_three() -> None:
    """Each count lies in exactly one band, and no band says none, all, or a pinned count."""
    for n in range(MINIMUM, 1500):
        assert [c for b in bands(n) for c in range(b.low, b.high + 1)] == list(range(n + 1))
        assert min(map(len, bands(n))) >= WIDTH
        assert len(bands(n)[0]) == len(bands(n)[-1]) or len(bands(n)) == 2


def test_precision_follows_the_number_of_responses() -> None:
    """30 responses give tenths or so, 60 steps of a ninth, 300 whole percents or so."""
    widest = {n: max(map(len, bands(n))) / n for n in (30, 60, 300)}
    assert widest[30] < 0.14
    assert widest[60] < 0.12
    assert widest[300] < 0.025


def test_no_sum_of_edges_is_just_below_an_edge() -> None:
    """The one fact about numbers that the proof rests on, for every n up to 1,500."""
    for n in range(MINIMUM, 1500):
        edges = [b.low for b in bands(n)[1:]]
        sums = 1  # bit i: some edges, each as often as you like, sum to i
        for edge in edges:
            step = edge
            while step <= n:
                sums |= sums << step
                step *= 2
            sums &= (1 << (n + 1)) - 1
        assert not any(sums >> (edge - 2) & 0b11 for edge in (*edges, n + 1))


def test_fewer_than_five_say_nothing() -> None:
    """There is no band for four respondents."""
    with pytest.raises(NejtakError, match="Fewer than 5 responses"):
        bands(4)


SMALL = [(n, k) for n in range(MINIMUM, 15) for k in (1, 2, 3)] + [(8, 4), (9, 4), (12, 6)]


@pytest.mark.parametrize(("n", "cells"), SMALL)
def test_every_table_keeps_three_counts_everywhere(n: int, cells: int) -> None:
    """Whatever the answers: each cell, each sum of cells and the rest keep three counts."""
    for group in alike(tables(n, cells), in_bands(n)):
        for size in range(1, cells + 1):
            for some in combinations(range(cells), size):
                assert len(left(group, lambda t, some=some: sum(t[i] for i in some))) >= WIDTH
        assert len(left(group, lambda t: n - sum(t))) >= WIDTH
        for one, other in combinations(range(cells), 2):
            assert len(left(group, lambda t, a=one, b=other: t[a] - t[b])) >= WIDTH


@pytest.mark.parametrize(("n", "cells"), SMALL)
def test_attack_finds_what_listing_every_table_finds(n: int, cells: int) -> None:
    """The gate's arithmetic is exact: no attacker on one question does better."""
    for group in alike(tables(n, cells), in_bands(n)):
        published = {i: band(group[0][i], n) for i in range(cells)}
        for i, found in attack(published, [range(cells)], [], n).items():
            exact = left(group, lambda t, i=i: t[i])
            assert (found.low, found.high, len(found)) == (min(exact), max(exact), len(exact))


@pytest.mark.parametrize(("n", "cells"), [(n, k) for n in range(MINIMUM, 13) for k in (2, 3)])
def test_one_respondent_who_knows_its_own_answer_pins_nobody_else(n: int, cells: int) -> None:
    """Also for someone who takes itself away, two counts remain for the others, everywhere."""
    for group in alike(tables(n, cells), in_bands(n)):
        everything = [(*table, n - sum(table)) for table in group]
        for own in range(cells + 1):
            others = [t for t in everything if t[own] > 0]
            for i in range(cells + 1):
                values = {t[i] - (i == own) for t in others}
                assert len(values) != 1


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_links_between_questions_pin_nothing(n: int) -> None:
    """Who names a reason as deciding calls it decisive: two questions laid together keep three."""
    one = list(tables(n, 2))
    linked = [
        (*d, *pay, *process)
        for d, pay, process in product(one, one, one)
        if d[0] <= pay[0] and d[1] <= process[0]
    ]
    partitions, implied = [(0, 1), (2, 3), (4, 5)], [(0, 2), (1, 4)]
    for group in alike(linked, in_bands(n)):
        published = {i: band(number, n) for i, number in enumerate(group[0])}
        for i, found in attack(published, partitions, implied, n).items():
            exact = left(group, lambda t, i=i: t[i])
            assert len(exact) >= WIDTH
            assert (found.low, found.high) == (min(exact), max(exact))


@pytest.mark.parametrize("n", range(MINIMUM, 14))
def test_two_answers_that_imply_a_third_pin_nothing(n: int) -> None:
    """Two reasons that both mean one destination (x1 + x2 <= y) keep three counts too."""
    linked = [
        (*reasons, *chosen)
        for reasons in tables(n, 2)
        for chosen in tables(n, 2)
        if sum(reasons) <= chosen[0]
    ]
    for group in alike(linked, in_bands(n)):
        for i in range(4):
            assert len(left(group, lambda t, i=i: t[i])) >= WIDTH


def test_large_waves_hold_as_small_ones_do() -> None:
    """5 to 2,000 respondents, up to 20 answers, 3,000 random questions: the gate lets all pass."""
    chance = random.Random(1)
    for _ in range(3000):
        n, cells = chance.randint(MINIMUM, 2000), chance.randint(1, 20)
        weights = [chance.random() ** 3 for _ in range(cells + 1)]
        picks = chance.choices(range(cells + 1), weights, k=n)
        published = {i: band(picks.count(i), n) for i in range(cells)}
        audit(on_cells(published, [range(cells)], [], n))


def test_five_or_more_with_exact_counts_is_broken() -> None:
    """Positive control: the common rule, on two groups with three answers each, gives way.

    Counts under five are left out, in cells and in sums over rows and columns; the attacker
    still pins a count of one to four in a third of all 18,354 tables of 5 to 12 respondents.
    """
    sums = [(0, 1, 2), (3, 4, 5), (0, 3), (1, 4), (2, 5), range(6), *((i,) for i in range(6))]

    def publish(table: Counts) -> Hashable:
        shown = [sum(table[i] for i in some) for some in sums]
        return tuple(number if number >= MINIMUM else "under 5" for number in shown)

    pinned = 0
    found = [table for table in tables(12, 6) if sum(table) >= MINIMUM]
    for group in alike(found, publish):
        small = [i for i in range(6) if 0 < group[0][i] < MINIMUM]
        if any(len(left(group, lambda t, i=i: t[i])) == 1 for i in small):
            pinned += len(group)
    assert pinned / len(found) > 0.3


def test_equal_thirds_are_broken_and_the_gate_sees_it() -> None:
    """Positive control: three bands of four for 12 respondents pin three answers at four each."""
    thirds = {name: Band(4, 7) for name in "abc"}
    assert attack(thirds, ["abc"], [], 12) == {name: Band(4, 4) for name in "abc"}
    with pytest.raises(NejtakError, match="a: fewer than 3 counts remain possible"):
        audit(on_cells(thirds, ["abc"], [], 12))


def test_the_gate_names_question_and_cell() -> None:
    """A refusal tells the admin where, without a count."""
    published = {("deciding", "pay", ""): Band(4, 4)}
    with pytest.raises(NejtakError) as error:
        audit(on_cells(published, [list(published)], [], 38))
    assert str(error.value) == (
        "The report is refused and nothing is written: "
        "deciding.pay: fewer than 3 counts remain possible."
    )


def test_a_band_that_follows_the_answers_is_refused() -> None:
    """Only n may choose the bands: any other cut could have been chosen for what it hides."""
    with pytest.raises(NejtakError, match="a: its band is not one that the number of responses"):
        audit(on_cells({"a": Band(4, 7)}, ["a"], [], 38))


def test_figures_that_no_table_fits_are_refused() -> None:
    """Bands whose least counts exceed the respondents cannot be true."""
    published = {"a": band(30, 38), "b": band(20, 38)}
    with pytest.raises(NejtakError, match="No table of 38 respondents"):
        audit(on_cells(published, ["ab"], [], 38))


def test_a_link_that_the_answers_contradict_is_dropped() -> None:
    """A candidate may answer as it likes; the attacker then learns that its guess is wrong."""
    published = {"deciding": band(10, 38), "decisive": band(1, 38)}
    audit(on_cells(published, [["deciding"], ["decisive"]], [("deciding", "decisive")], 38))


def summing(band: Band, *parts: Claim) -> Attack:
    """An attack on a figure that is said to be the sum of a and b, of a, b and c."""
    both = Claim("both", frozenset("ab"), band, derived=True)
    return Attack(38, [*parts, both], [frozenset("abc")])


def test_a_sum_says_no_more_than_its_parts() -> None:
    """Who can add gets as far, also where it takes more than adding; a narrower sum is refused."""
    parts = [Claim("a", frozenset("a"), Band(12, 14)), Claim("b", frozenset("b"), Band(9, 11))]
    audit(summing(Band(21, 25), *parts))
    audit(summing(Band(20, 38), *parts))
    for narrow in (Band(22, 25), Band(21, 24)):
        with pytest.raises(NejtakError, match="both: it says more than the figures"):
            audit(summing(narrow, *parts))
    audit(summing(Band(21, 23), *parts, Claim("all", frozenset("abc"), Band(21, 23))))


def test_adding_up_is_never_narrower_than_what_is_possible() -> None:
    """Where the gate takes a sum for granted because adding shows it, all possible tables agree."""
    chance = random.Random(17)
    for _ in range(300):
        table = dict(zip("abcd", (chance.randint(0, 9) for _ in range(4)), strict=True))
        n = sum(table.values()) + chance.randint(5, 9)
        claims = []
        for number in range(chance.randint(1, 5)):
            atoms = frozenset(chance.sample("abcd", chance.randint(1, 3)))
            claims.append(Claim(str(number), atoms, band(sum(table[a] for a in atoms), n)))
        found = Attack(n, claims, [frozenset("abcd")])
        for size in range(1, 5):
            atoms = frozenset(chance.sample("abcd", size))
            left, added = found.intervals([atoms])[atoms], found.added_up(atoms)
            assert added.low <= left.low <= left.high <= added.high


def test_halves_of_people_are_no_answer() -> None:
    """Each two of three answers were given once at most: so were all three, not 1.5 times."""
    pairs = [frozenset(pair) for pair in combinations("abc", 2)]
    claims = [Claim("".join(sorted(pair)), pair, Band(0, 1)) for pair in pairs]
    every = frozenset("abc")
    assert Attack(38, claims, [every]).intervals([every]) == {every: Band(0, 1)}
