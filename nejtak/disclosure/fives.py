"""Counts of answers as they come in, in steps of five.

One who looks every day must not see when a single answer came; and of answers that seem to be a
program's, a few must not be picked out, since a person may be among them.
"""

from __future__ import annotations

from nejtak.disclosure.blocks import MINIMUM


def fives(count: int) -> int:
    """A count rounded down to a multiple of five."""
    return count // MINIMUM * MINIMUM


def in_fives(count: int) -> str:
    """A count of answers in words: `fewer than 5`, `5 or more`, `10 or more`."""
    least = fives(count)
    return f"{least} or more" if least else f"fewer than {MINIMUM}"
