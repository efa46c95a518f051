"""What became of offers: exact if all three outcomes are there, and who can have been asked."""

from __future__ import annotations

import pytest

from nejtak.errors import Faults
from nejtak.project.outcomes import Outcomes, askable, exact, parse_outcomes, population
from nejtak.project.toml_table import TomlTable


def read(**values: int) -> tuple[Outcomes, list[str]]:
    """The counts of a file with these values, and the keys of its faults."""
    faults = Faults()
    found = parse_outcomes(TomlTable("a.toml", values, faults))
    return found, [fault.where for fault in faults.collected]


def test_three_outcomes_make_up_all_offers() -> None:
    """The number of offers may be left out, and has to be their sum if it is there."""
    whole = Outcomes(40, 25, 12, 3)
    assert read(accepted=25, declined=12, withdrawn=3) == (whole, [])
    assert read(offers=40, accepted=25, declined=12, withdrawn=3) == (whole, [])
    assert read(offers=41, accepted=25, declined=12, withdrawn=3)[1] == ["offers"]
    assert exact(whole)


def test_a_split_is_whole_or_not_there() -> None:
    """What is not said could be any number, so a split with a gap is a fault."""
    assert read(offers=40, accepted=25)[1] == ["declined", "withdrawn"]
    assert read(offers=40, declined=12, withdrawn=0)[1] == ["accepted"]
    assert read(offers=40, declined=12)[1] == []
    assert not exact(read(offers=40, declined=12)[0])


def test_more_cannot_decline_than_had_an_offer() -> None:
    """Each count has its own limits too."""
    assert read(offers=11, declined=12)[1] == ["declined"]
    assert read(accepted=-1, declined=12, withdrawn=0)[1] == ["accepted"]


@pytest.mark.parametrize(
    ("counts", "declined", "accepted"),
    [
        (Outcomes(40, 25, 12, 3), (12, 12), (25, 28)),
        (Outcomes(40, None, 12, None), (12, 12), (28, 28)),
        (Outcomes(None, None, 12, None), (12, 12), (None, None)),
        (Outcomes(), (None, None), (None, None)),
    ],
)
def test_whoever_withdrew_a_yes_may_have_been_asked_before(
    counts: Outcomes,
    declined: tuple[int | None, int | None],
    accepted: tuple[int | None, int | None],
) -> None:
    """They are not counted with those who accepted, nor ever with those who declined."""
    for asks, expected in (("declined", declined), ("accepted", accepted)):
        assert (population(asks, counts), askable(asks, counts)) == expected
