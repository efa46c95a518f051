"""Counts of incoming answers are shown in steps of five."""

from __future__ import annotations

import pytest

from nejtak.disclosure import fives, in_fives


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "fewer than 5"),
        (4, "fewer than 5"),
        (5, "5 or more"),
        (9, "5 or more"),
        (10, "10 or more"),
        (1234, "1230 or more"),
    ],
)
def test_a_count_is_shown_in_steps_of_five(count: int, told: str) -> None:
    """The shown count changes with every fifth answer, and with no other."""
    assert in_fives(count) == told


def test_no_single_answer_changes_more_than_one_step() -> None:
    """Rounded down: never more than there are, and less by four at most."""
    assert all(0 <= count - fives(count) <= 4 and fives(count) % 5 == 0 for count in range(100))
