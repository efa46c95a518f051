"""Krippendorff's alpha against his own examples, and against the package of that name."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nejtak.review.agreement import alpha, reading, to_show

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A and B; and the same
# two coders of B who agree on all.
MEG_AND_OWEN = ("0100000010", "1110010000")
BEN_AND_GERRY = ("aabbdcccedda", "babbbccceddd")


def pairs(one: str, other: str) -> list[tuple[str, str]]:
    """What two coders chose, a letter for each unit."""
    return [*zip(one, other, strict=True)]


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        (MEG_AND_OWEN, 0.095),
        (BEN_AND_GERRY, 0.692),
        ((BEN_AND_GERRY[0], BEN_AND_GERRY[0]), 1.0),
    ],
)
def test_alpha_is_that_of_the_published_examples(coders: tuple[str, str], published: float) -> None:
    """To the three decimals that are printed there."""
    found = alpha(pairs(*coders))
    assert found is not None
    assert round(found, 3) == published


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), min_size=1))
def test_alpha_is_that_of_the_package(both: list[tuple[str, str]]) -> None:
    """For any two coders who use more than one code."""
    assume(len({code for pair in both for code in pair}) > 1)
    codes = np.array([["abcde".index(code) for code in one] for one in zip(*both, strict=True)])
    theirs = krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")
    assert alpha(both) == pytest.approx(theirs)


def test_alpha_needs_two_codes() -> None:
    """If nothing could have differed, there is no alpha."""
    assert alpha([]) is None
    assert alpha(pairs("aaa", "aaa")) is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "says nothing"),
        (0.8, "reliable"),
        (0.799, "tentative"),
        (0.667, "tentative"),
        (0.6669, "do not rely"),
        (-0.2, "do not rely"),
    ],
)
def test_how_to_read_alpha(value: float | None, says: str) -> None:
    """By Krippendorff's bounds, 0.800 and 0.667."""
    assert says in reading(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (1.0, "1.000"),
        (0.8, "0.800"),
        (0.7996, "0.799"),
        (0.6669, "0.666"),
        (-0.2, "-0.200"),
    ],
)
def test_an_alpha_below_a_bound_does_not_look_like_the_bound(
    value: float | None, said: str
) -> None:
    """Rounded down: 0.7996 is not 0.800, of which another sentence speaks."""
    assert to_show(value) == said
