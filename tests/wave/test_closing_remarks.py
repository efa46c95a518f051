"""What closing says: no count of answers outside its step."""

from __future__ import annotations

import pytest

from nejtak.wave.close import Closing

LATE = "Five or more answers came late and stay in the inbox."


@pytest.mark.parametrize(
    ("count", "said", "late"),
    [(1, "Some", []), (4, "Some", []), (5, "5 or more", [LATE]), (9, "5 or more", [LATE])],
)
def test_marked_left_out_and_late_answers_are_counted_in_fives(
    count: int, said: str, late: list[str]
) -> None:
    """One answer more or fewer shows only where a step of five ends."""
    assert list(Closing(40, aside=count, late=count, suspects=count).remarks()) == [
        f"{said} of the answers seem to come from a program.",
        f"{said} answers are set aside in the file: not opened, not fitting, or left out by you.",
        *late,
    ]


def test_nothing_is_said_of_none() -> None:
    """A closing without suspects, rest and late answers has no remark."""
    assert list(Closing(40, 0, 0).remarks()) == []
