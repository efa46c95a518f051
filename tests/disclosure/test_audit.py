"""The audit: what it works out is exact, and what gives way is refused."""

import random
from itertools import combinations, product

import pytest
from exhaustive import low_ends, tables

from nejtak.disclosure import (
    ALL,
    Cell,
    Declaration,
    Program,
    Published,
    Range,
    Variable,
    audit,
    block,
    total,
)
from nejtak.errors import NejtakError

REASONS = ("a", "b", "other")


def reasons(*names: str, categories: tuple[str, ...] = REASONS) -> Declaration:
    """A question with these choices, the last untold, and figures named by their members."""
    cells = [Cell(c, frozenset([("q", c)])) for c in categories[:-1]]
    cells += [Cell(name, frozenset(("q", c) for c in name), is_sum=True) for name in names]
    return Declaration((Variable("q", categories, categories[-1]),), tuple(cells))


def published(m: int, **figures: Range) -> Published:
    """The figures of m answers without groups."""
    return Published({ALL: m}, {ALL: figures})


@pytest.mark.parametrize(("m", "cells"), [*product((5, 8, 11), (1, 2, 3))])
def test_the_attack_equals_listing_every_table(m: int, cells: int) -> None:
    """No attacker does better: the ends of each interval are those among all tables alike."""
    names = "abc"[:cells]
    declared = reasons(categories=(*names, "other"))
    every = tables(m, cells)
    blocks = low_ends(every[:, :-1])
    for told in {tuple(row) for row in blocks.tolist()}:
        alike = every[(blocks == told).all(axis=1)]
        figures = {n: block(3 * low) for n, low in zip(names, told, strict=True)}
        program = Program(declared, published(m, **figures))
        for place, name in enumerate(names):
            found = program.interval([(ALL, ("q", name))])
            assert found == Range(int(alike[:, place].min()), int(alike[:, place].max()))


def test_the_attack_knows_exclusions() -> None:
    """Who decided by pay has not ticked it: 6 and 3 of 11 leave 2 and 5 at most to the others."""
    tick = Variable("also", ("a",))
    cells = (Cell("q", frozenset([("q", "a")])), Cell("tick", frozenset([("also", "a")])))
    declared = Declaration(
        (Variable("q", REASONS, "other"), tick), cells, ((("q", "a"), ("also", "a")),)
    )
    program = Program(declared, published(11, q=Range(6, 8), tick=Range(3, 5)))
    both = [(ALL, ("q", "a")), (ALL, ("also", "a"))]
    assert program.interval(both) == Range(9, 11)
    assert "q.a or also.a" in program.targets()


def test_ends_are_whole_where_fractions_would_go_further() -> None:
    """Of three ticks no two together: half of five in each would make 7.5, whole numbers 7."""
    ticks = [(name, name) for name in "abc"]
    variables = tuple(Variable(name, (name,)) for name in "abc")
    cells = tuple(Cell(name, frozenset([tick])) for name, tick in zip("abc", ticks, strict=True))
    pairs = tuple(combinations(ticks, 2))
    figures = dict.fromkeys("abc", Range(0, 5))
    program = Program(Declaration(variables, cells, pairs), published(5, **figures))
    assert program.interval([(ALL, tick) for tick in ticks]) == Range(0, 7)


def test_the_attack_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """The solver has lines of its own about its version and its steps."""
    audit(reasons(), published(11, a=Range(3, 5), b=Range(0, 2)), 13)
    assert capfd.readouterr() == ("", "")


def test_random_releases_pass() -> None:
    """5 to 500 counted answers, up to eight reasons, sums of some of them."""
    chance = random.Random(1)
    for _ in range(25):
        m, size = 3 * chance.randint(1, 166) + 2, chance.randint(2, 8)
        names = "abcdefgh"[:size]
        liked = [chance.random() ** 3 for _ in range(size + 1)]
        picks = chance.choices(range(size + 1), liked, k=m)
        blocks = {name: block(picks.count(i)) for i, name in enumerate(names)}
        some = "".join(sorted(chance.sample(names, chance.randint(1, size))))
        declared = reasons(some, categories=(*names, "other"))
        beside = [told for name, told in blocks.items() if name not in some]
        if len(some) > 1:
            blocks[some] = total([blocks[name] for name in some], m, beside)
        else:
            declared = reasons(categories=(*names, "other"))
        assert audit(declared, published(m, **blocks), asked=m + 2) > size


def refusal(declared: Declaration, said: Published, asked: int = 100) -> str:
    """Why the audit refuses it."""
    with pytest.raises(NejtakError) as error:
        audit(declared, said, asked)
    return str(error.value)


def test_a_figure_that_is_no_block_is_refused() -> None:
    """Narrower, wider, or not a multiple of three."""
    for wrong in (Range(3, 4), Range(3, 6), Range(4, 6), Range(12, 14)):
        assert "a: it is neither a block nor a sum" in refusal(
            reasons(), published(11, a=wrong, b=Range(0, 2))
        )


def test_a_sum_discloses_no_more_than_its_parts() -> None:
    """Whoever can add gets as far; a narrower sum and a wider one are refused."""
    figures = {"a": Range(3, 5), "b": Range(6, 8)}
    audit(reasons("ab"), published(20, **figures, ab=Range(9, 13)), 22)
    for wrong in (Range(9, 12), Range(10, 13), Range(9, 14)):
        assert "ab: it is neither" in refusal(reasons("ab"), published(20, **figures, ab=wrong))


def test_another_number_of_answers_than_the_rule_is_refused() -> None:
    """4, 6 and 7 are never counted, nor more than two fewer than were asked."""
    figures = {"a": Range(0, 2), "b": Range(0, 2)}
    for m in (2, 6, 7):
        assert "the number counted does not follow" in refusal(reasons(), published(m, **figures))
    assert "the number asked less two" in refusal(reasons(), published(8, **figures), asked=9)
    audit(reasons(), published(8, **figures), asked=10)


def test_figures_that_no_table_fits_are_refused() -> None:
    """Low ends that sum to more than are counted cannot be true."""
    figures = {"a": Range(6, 8), "b": Range(6, 8)}
    assert "No table of answers fits" in refusal(reasons(), published(11, **figures))


def test_undeclared_figures_are_refused() -> None:
    """A figure more, or a figure fewer."""
    assert "not those that were declared" in refusal(reasons(), published(11, a=Range(0, 2)))


GROUPS = Published(
    {"x": 14, "y": 17},
    {
        "x": {"a": Range(3, 5), "b": Range(6, 8)},
        "y": {"a": Range(0, 2), "b": Range(12, 14)},
        ALL: {"a": Range(3, 7), "b": Range(18, 22)},
    },
)


def test_all_are_the_sum_of_their_groups() -> None:
    """Groups in blocks, all as their sum; a block of its own for all is refused."""
    assert audit(reasons(), GROUPS, 33) == 12  # a, b, other, all of q; in x, in y, together
    figures = {**GROUPS.figures, ALL: {"a": Range(3, 5), "b": Range(18, 22)}}
    assert "all a: it is neither" in refusal(reasons(), Published(GROUPS.counted, figures))


def test_small_groups_are_refused() -> None:
    """A group of eleven has no figures of its own."""
    small = {**GROUPS.counted, "x": 11}
    assert "x: the number counted" in refusal(reasons(), Published(small, GROUPS.figures))


def test_attack_pins_figures_of_another_rule() -> None:
    """Positive control: blocks of six answers, all counted, that pin two counts at three each."""
    program = Program(reasons(), published(6, a=Range(3, 5), b=Range(3, 5)))
    assert program.interval([(ALL, ("q", "a"))]) == Range(3, 3)
    assert program.interval([(ALL, ("q", "other"))]) == Range(0, 0)


def test_attack_that_wins_refuses_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the figure, so that the admin finds it, and no count, which would give it away."""
    monkeypatch.setattr("nejtak.disclosure.attack.at_most", lambda m: m)
    assert refusal(reasons(), published(6, a=Range(3, 5), b=Range(3, 5))) == (
        "The report is refused and nothing is written: q.a: fewer than 3 counts remain possible."
    )
