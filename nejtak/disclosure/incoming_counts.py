"""Rounds counts of incoming answers down to multiples of five.

An admin who looks every day must not see when a single answer arrives. And a few answers that a
program seems to have sent must not stand out, since a person may be among them.
"""

from __future__ import annotations

from nejtak.disclosure.published_counts import MINIMUM


def fives(count: int) -> int:
    """A count rounded down to a multiple of five."""
    return count // MINIMUM * MINIMUM


def in_fives(count: int) -> str:
    """A rounded count in words: `fewer than 5`, `5 or more`, `10 or more`."""
    least = fives(count)
    return f"{least} or more" if least else f"fewer than {MINIMUM}"
