"""What became of the offers of all clients together, for whoever runs the survey for several.

Only clients that count the same way are added up: those whose file says exactly how many offers
were accepted, declined and withdrawn (`nejtak.project.outcomes`). Of each, its last period counts,
once, though a wave may ask those who declined and another one those who accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nejtak.base.wilson import whole_percent, wilson
from nejtak.project.model import Client, Wave
from nejtak.project.outcomes import PARTS, exact


@dataclass(frozen=True, slots=True)
class Share:
    """One outcome: its offers, and its share with Wilson's interval, in whole percents."""

    outcome: str
    count: int
    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The outcomes over clients; `apart` is the number of clients that do not count this way."""

    clients: int
    offers: int
    parts: tuple[Share, ...]
    apart: int


def over_clients(clients: Sequence[Client]) -> Shares | None:
    """Add up the clients' last periods; None for fewer than two that can be added."""
    last = [wave for client in clients if (wave := _last(client)) is not None]
    alike = [wave for wave in last if exact(wave) and wave.offers]
    if len(alike) < 2:
        return None
    offers = sum(wave.offers or 0 for wave in alike)
    parts = tuple(_share(part, sum(getattr(w, part) for w in alike), offers) for part in PARTS)
    return Shares(len(alike), offers, parts, len(last) - len(alike))


def _last(client: Client) -> Wave | None:
    """The client's last period with a number of offers."""
    known = [wave for wave in client.waves if not wave.within and wave.offers is not None]
    return max(known, key=lambda wave: (wave.closes, exact(wave)), default=None)


def _share(outcome: str, count: int, offers: int) -> Share:
    low, high = wilson(count, offers)
    percents = (whole_percent(share) for share in (count / offers, low, high))
    return Share(outcome, count, *percents)
