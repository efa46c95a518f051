"""Norms: the answers of other employers' candidates, over the clients of one partner.

They are pooled from the published figures of those clients' releases, and so say nothing new about
any candidate. A separate rule keeps a *client* from being recognised in them: each norm pools at
least CLIENTS clients with NORMS or more counted answers, and none of them makes up more than
DOMINANCE of it: the (n, k) dominance rule of statistical offices with n = 1 (Hundepool et al.,
*Statistical Disclosure Control*, 2012, section 4.2).

A client could subtract two norms that it was shown. So they differ by nobody, or by the releases of
CLIENTS others or more; until that many are new, the client is shown the same norm as before.

A norm is shown only if it distinguishes reasons: if it is above or below another reason's for
certain. And it is not shown if it may count nobody: a low end of 0 would say that each of the other
employers is in the lowest block, and give the reader no information.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any

from nejtak.disclosure import NORMS
from nejtak.project.contract import Asks
from nejtak.project.model import Client, Project, Wave
from nejtak.wave import ledger
from nejtak.wave.ledger import Said

CLIENTS = 5
DOMINANCE = 0.4

Place = tuple[str, tuple[str, ...], str]
Whom = tuple[str, Asks]  # a survey, and the people whom a wave asks


@dataclass(frozen=True, slots=True)
class Norm:
    """One pooled figure: `low` to `high` of `base` counted answers to `clients` other employers.

    `of` names the releases that it is pooled from.
    """

    low: int
    high: int
    base: int
    clients: int
    of: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class _Survey:
    """Clients' figures for one survey: by client, all together, and the two largest bases."""

    shares: Mapping[str, Mapping[Place, Norm]]
    totals: Mapping[Place, tuple[Norm, Sequence[int]]]


class Pool:
    """The figures of clients' releases now, read once and used for every report made with them.

    In `project`, the waves of a batch that is under way are left out.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._surveys: dict[Whom, _Survey] = {}

    def beside(self, client: Client, wave: Wave) -> dict[Place, Norm]:
        """Return the norm of each figure that may have one, by question, members and column.

        Of every other client, the last release of its last closed wave with the same survey,
        asked of the same people, counts.
        This client is shown its previous norm if the new one would differ by too few clients.
        """
        whom = _whom(wave)
        if whom not in self._surveys:
            self._surveys[whom] = _survey(self.project, whom)
        survey = self._surveys[whom]
        own = survey.shares.get(client.id, {})
        shown = _shown(client, whom)
        found = {}
        for place, (total, largest) in survey.totals.items():
            norm = _norm(total, largest, own.get(place))
            if norm is not None:
                before = shown[place]
                found[place] = norm if all(_apart(norm, old) for old in before) else before[-1]
        return found


def _whom(wave: Wave) -> Whom:
    return wave.survey, wave.asks


def _survey(project: Project, whom: Whom) -> _Survey:
    shares = {
        client.id: _shares(last, client.id)
        for client in project.clients.values()
        if (last := _last(client, whom)) is not None
    }
    told: dict[Place, list[Norm]] = defaultdict(list)
    for said in shares.values():
        for place, share in said.items():
            told[place].append(share)
    return _Survey(shares, {place: (_sum(all_), _largest(all_)) for place, all_ in told.items()})


def _shares(release: ledger.LedgerEntry, client: str) -> dict[Place, Norm]:
    """One client's share of each norm: counted once, even if its wave is reported by group."""
    groups: dict[Place, list[Said]] = defaultdict(list)
    for figure in release.figures:
        groups[figure.question, figure.members, figure.column].append(figure)
    of, base = frozenset({f"{client}/{release.name}"}), release.basis.number if release.basis else 0
    return {
        place: Norm(sum(f.low for f in told), sum(f.high for f in told), base, 1, of)
        for place, told in groups.items()
    }


def _last(client: Client, whom: Whom) -> ledger.LedgerEntry | None:
    waves = [wave for wave in client.waves if _whom(wave) == whom and wave.status == "closed"]
    for wave in sorted(waves, key=lambda wave: (wave.closes, wave.id), reverse=True):
        found = ledger.releases(wave)
        if found and found[-1].basis:
            return found[-1]
    return None


def _shown(client: Client, whom: Whom) -> dict[Place, list[Norm]]:
    """Every norm that this client's releases have shown, by place, wave after wave."""
    found: dict[Place, list[Norm]] = defaultdict(list)
    for wave in sorted(client.waves, key=lambda wave: (wave.closes, wave.id)):
        for release in ledger.releases(wave) if _whom(wave) == whom else ():
            for place, norm in from_record(release.norms).items():
                found[place].append(norm)
    return found


def _sum(shares: Sequence[Norm]) -> Norm:
    columns = zip(*((s.low, s.high, s.base, s.clients) for s in shares), strict=True)
    low, high, base, clients = map(sum, columns)
    return Norm(low, high, base, clients, frozenset().union(*(share.of for share in shares)))


def _largest(shares: Sequence[Norm]) -> Sequence[int]:
    return nlargest(2, (share.base for share in shares))


def _norm(total: Norm, largest: Sequence[int], own: Norm | None) -> Norm | None:
    """The norm without the client whose report it is; None if too few clients or answers remain."""
    rest = total
    if own is not None:
        largest = largest[1:] if own.base == largest[0] else largest
        low, high, base = total.low - own.low, total.high - own.high, total.base - own.base
        rest = Norm(low, high, base, total.clients - 1, total.of - own.of)
    if rest.clients < CLIENTS or rest.base < NORMS or largest[0] > DOMINANCE * rest.base:
        return None
    return rest


def telling(norms: Mapping[Place, Norm]) -> dict[Place, Norm]:
    """The norms of one table that tell its rows apart."""
    shares = {place: (n.low / n.base, n.high / n.base) for place, n in norms.items()}
    return {
        place: norms[place]
        for place, (low, high) in shares.items()
        if low > 0 and any(low > other[1] or high < other[0] for other in shares.values())
    }


def _apart(new: Norm, old: Norm) -> bool:
    """Whether two norms laid side by side show no single employer."""
    return new.of == old.of or len(new.of - old.of) >= CLIENTS


def to_record(norms: Mapping[Place, Norm]) -> dict[str, Any]:
    """Return norms as a ledger stores them: all their releases once, and those each norm lacks."""
    every = frozenset[str]().union(*(norm.of for norm in norms.values()))
    figures = []
    for (question, members, column), norm in sorted(norms.items()):
        counts = [norm.low, norm.high, norm.base, norm.clients]
        figures.append([question, members, column, *counts, sorted(every - norm.of)])
    return {"of": sorted(every), "figures": figures}


def from_record(record: Mapping[str, Any]) -> dict[Place, Norm]:
    """Return norms as a ledger kept them."""
    every = frozenset(record.get("of", ()))
    return {
        (question, tuple(members), column): Norm(low, high, base, clients, every - {*without})
        for question, members, column, low, high, base, clients, without in record.get(
            "figures", ()
        )
    }
