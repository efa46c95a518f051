"""The deadline of a purge: so many days after the first release, as the page has promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from nejtak.project.model import Wave
from nejtak.wave.ledger import LedgerEntry, releases


def kept_until(wave: Wave, known: Sequence[LedgerEntry] | None = None) -> date | None:
    """The day from which the wave's answers are due for purging; None before the first release.

    `known` are its releases, if they were read before.
    """
    before = releases(wave) if known is None else known
    return before[0].released + timedelta(wave.retention_days) if before else None
