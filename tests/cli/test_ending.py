"""What closing says: no count of answers outside its step."""

from __future__ import annotations

import pytest

from nejtak.cli.ending import _some


@pytest.mark.parametrize(
    ("count", "said"), [(1, "Some"), (4, "Some"), (5, "5 or more"), (9, "5 or more")]
)
def test_marked_and_left_out_answers_are_counted_in_fives(count: int, said: str) -> None:
    """One answer more or fewer shows only where a step of five ends."""
    assert _some(count) == said
