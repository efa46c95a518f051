"""Which answers are counted: the first ones of the sealed file; and how many were asked."""

from dataclasses import replace
from typing import Any

import pytest
from report_project import answers, project

from nejtak.errors import StateError
from nejtak.project.waves import number_asked
from nejtak.wave.counted import asked_of, count, number_counted

WAVE = project().clients["nordlys"].waves[0]


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, 61),
        ({"asked": 40}, 40),
        ({"asked": 40, "declined": None}, 40),
        ({"asked": 70}, 61),
        ({"asks": "accepted"}, 151),
        ({"asks": "accepted", "asked": 100}, 100),
        ({"asks": "accepted", "offers": None, "asked": 100}, 100),
        ({"declined": None}, None),
        ({"asks": "accepted", "offers": None}, None),
    ],
)
def test_the_smaller_number_asked_counts(changes: dict[str, Any], asked: int | None) -> None:
    """How many were asked, and how many declined; of those who accepted, all other offers."""
    assert number_asked(replace(WAVE, **changes)) == asked


def test_a_wave_without_a_number_asked_is_refused() -> None:
    """The file and both keys are named."""
    with pytest.raises(StateError) as refused:
        asked_of(replace(WAVE, declined=None))
    assert str(refused.value) == (
        "clients/nordlys/waves/2026-h2.toml does not say how many were asked; a report "
        "counts at most two fewer. Add `asked = ...` or `declined = ...` to it."
    )


@pytest.mark.parametrize(("n", "asked", "m"), [(5, 7, 5), (38, 61, 38), (40, 61, 38), (40, 39, 35)])
def test_the_first_of_the_file_are_counted(n: int, asked: int, m: int) -> None:
    """In their order; the others are in nothing that is made of them."""
    said = [{"decided": str(place)} for place in range(n)]
    found = count(replace(WAVE, declined=asked), said)
    assert found.answers == {"": said[:m]}
    assert (found.by_group, found.number, found.asked) == ({"": m}, m, asked)


@pytest.mark.parametrize(("n", "asked"), [(0, 61), (4, 61), (6, 6), (40, 6)])
def test_fewer_than_five_are_none(n: int, asked: int) -> None:
    """The refusal does not tell how many came in."""
    own = replace(WAVE, declined=asked)
    assert number_counted(own, answers(n)) == 0
    with pytest.raises(StateError) as refused:
        count(own, answers(n))
    assert str(refused.value) == (
        "Fewer than 5 answers to nordlys/2026-h2 can be counted: at most two fewer than were "
        "asked. A report on so few would show who said what."
    )
