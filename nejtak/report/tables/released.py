"""Other waves of the same client, as their releases say them: who said yes, and earlier periods.

A report sets them beside its own figures. They are released figures alone, of other people, so they
say nothing new about anybody. The ledger notes which releases a report showed, so that it can be
made again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nejtak.disclosure import Range, total
from nejtak.project.model import Client, Wave
from nejtak.report.tables.norms import Place
from nejtak.wave import ledger

MOST = 3  # earlier periods that a report shows


@dataclass(frozen=True, slots=True)
class Released:
    """One release of a wave: the number counted, and each figure over all its groups."""

    name: str
    wave: Wave
    m: int
    figures: Mapping[Place, Range]


@dataclass(frozen=True, slots=True)
class Others:
    """The release about those who said yes, if there is one, and those of earlier periods."""

    accepted: Released | None = None
    earlier: tuple[Released, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The releases, as a ledger notes them."""
        found = (*self.earlier, *([self.accepted] if self.accepted else []))
        return tuple(release.name for release in found)


def others(client: Client, wave: Wave, only: Collection[str] | None = None) -> Others:
    """Return the last release of each other wave that a report of this one shows.

    Only a report about those who declined shows the last wave that asked those who accepted, if
    that did not open later. `only` names the releases that an earlier report showed.
    """
    closed = [w for w in client.waves if w.status == "closed" and not w.within and w.id != wave.id]
    closed.sort(key=lambda other: (other.closes, other.id))
    before = [w for w in closed if (w.survey, w.asks) == (wave.survey, wave.asks)]
    earlier = [found for w in before if w.closes < wave.closes and (found := _last(w, only))]
    yes = [w for w in closed if w.asks == "accepted" and w.opens <= wave.closes]
    accepted = [found for w in yes if wave.asks == "declined" and (found := _last(w, only))]
    return Others(accepted[-1] if accepted else None, tuple(earlier[-MOST:]))


def _last(wave: Wave, only: Collection[str] | None) -> Released | None:
    known = [r for r in ledger.releases(wave) if r.basis and (only is None or r.name in only)]
    return _released(wave, known[-1]) if known else None


def _released(wave: Wave, entry: ledger.LedgerEntry) -> Released:
    parts: dict[Place, list[Range]] = defaultdict(list)
    m = entry.basis.number if entry.basis else 0
    for said in entry.figures:
        parts[said.question, said.members, said.column].append(Range(said.low, said.high))
    return Released(entry.name, wave, m, {place: total(own, m) for place, own in parts.items()})
