"""What became of a wave's offers, by the employer's own counts.

An offer that was answered has one of three outcomes. It is *declined*, or it is *accepted*, or it
was accepted and later *withdrawn*: the candidate took the yes back before the first day at work. An
offer that is not answered yet, or that the employer took back, is not counted.

The counts are exact if a wave's file has all three: then they make up all offers. A file may have
only `offers` and `declined`; how its employer counts a withdrawn yes is then not known, so its
counts stand alone, and are never added to another employer's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nejtak.project.contract import Asks
from nejtak.project.toml_table import TomlTable

MOST_OFFERS = 1_000_000
PARTS = ("accepted", "declined", "withdrawn")


class Counts(Protocol):
    """Whatever has these counts, as a wave does; None for one that is not known."""

    @property
    def offers(self) -> int | None:
        """All offers that were answered."""

    @property
    def accepted(self) -> int | None:
        """Those accepted, and not withdrawn."""

    @property
    def declined(self) -> int | None:
        """Those declined."""

    @property
    def withdrawn(self) -> int | None:
        """Those accepted and later withdrawn."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The counts of one wave's file."""

    offers: int | None = None
    accepted: int | None = None
    declined: int | None = None
    withdrawn: int | None = None


def parse_outcomes(table: TomlTable) -> Outcomes:
    """Read the counts, and report those that do not add up."""
    offers = table.integer("offers", 0, MOST_OFFERS)
    parts = {key: table.integer(key, 0, MOST_OFFERS) for key in PARTS}
    known = [count for count in parts.values() if count is not None]
    declined = parts["declined"]
    if len(known) == len(PARTS):
        if offers is not None and offers != sum(known):
            table.fault("offers", "outcomes-sum", **parts, total=sum(known), offers=offers)
        offers = sum(known)
    elif "accepted" in table.values or "withdrawn" in table.values:
        for key in PARTS:
            if key not in table.values:
                table.fault(key, "outcomes-part")
    elif offers is not None and declined is not None and declined > offers:
        table.fault("declined", "declined", declined=declined, offers=offers)
    return Outcomes(offers, **parts)


def exact(counts: Counts) -> bool:
    """Whether the three outcomes make up all offers."""
    return counts.withdrawn is not None


def population(asks: Asks, counts: Counts) -> int | None:
    """How many offers were declined, or accepted; None if the counts do not say.

    Without an exact count of those accepted it is at most the rest.
    """
    if asks == "declined" or counts.accepted is not None:
        return counts.declined if asks == "declined" else counts.accepted
    if counts.offers is None or counts.declined is None:
        return None
    return max(0, counts.offers - counts.declined)


def askable(asks: Asks, counts: Counts) -> int | None:
    """The most people who can have been asked: who withdrew may have been, before."""
    number = population(asks, counts)
    if number is None or asks == "declined":
        return number
    return number + (counts.withdrawn or 0)
