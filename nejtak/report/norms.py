"""What candidates of other employers said: norms over the clients of one partner.

They are pooled from what those clients' releases published, and so say nothing of any candidate
that was not said before. That nobody may recognise a *client* in them is a matter of its own: at
least CLIENTS of them stand behind each norm, with RESPONDENTS or more together, and none of them
makes up more than DOMINANCE of it: the (n, k) dominance rule of statistical offices with n = 1
(Hundepool et al., *Statistical Disclosure Control*, 2012, section 4.2).

Two norms that a client was shown can be subtracted. So they differ by nobody, or by the releases of
CLIENTS others or more; until so many are new, it is shown what it was shown before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from nejtak import ledger
from nejtak.ledger import Said
from nejtak.model import Client, Project, Wave

CLIENTS = 5
RESPONDENTS = 50
DOMINANCE = 0.4

Place = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Norm:
    """One pooled figure: `low` to `high` of `base` respondents of `clients` other employers.

    `of` names the releases that it is pooled from.
    """

    low: int
    high: int
    base: int
    clients: int
    of: tuple[str, ...] = field(default=(), compare=False)


def pooled(project: Project, client: Client, wave: Wave) -> dict[Place, Norm]:
    """Return the norm of each figure, by question, members and column, where there may be one.

    Of every other client, the last release of its last closed wave with the same survey counts.
    What this client was shown before stays where the new norm would differ from it by too few.
    """
    told: dict[Place, list[Norm]] = defaultdict(list)
    for other in project.clients.values():
        last = _last(other, wave.survey) if other.id != client.id else None
        for place, share in (_shares(last, other.id) if last else {}).items():
            told[place].append(share)
    found = {place: norm for place, shares in told.items() if (norm := _norm(shares)) is not None}
    shown = _shown(client, wave.survey)
    return {
        place: norm if all(_apart(norm, old) for old in shown[place]) else shown[place][-1]
        for place, norm in found.items()
    }


def _shown(client: Client, survey: str) -> dict[Place, list[Norm]]:
    """Every norm that this client's releases have shown, by place, wave after wave."""
    found: dict[Place, list[Norm]] = defaultdict(list)
    for wave in sorted(client.waves, key=lambda wave: (wave.closes, wave.id)):
        for release in ledger.releases(wave) if wave.survey == survey else ():
            for place, norm in from_record(release.norms).items():
                found[place].append(norm)
    return found


def _apart(new: Norm, old: Norm) -> bool:
    """Whether two norms laid side by side show no single employer."""
    return set(new.of) == set(old.of) or len({*new.of} - {*old.of}) >= CLIENTS


def _shares(release: ledger.Release, client: str) -> dict[Place, Norm]:
    """What one client adds to each norm: once, also where it is told group by group."""
    groups: dict[Place, list[Said]] = defaultdict(list)
    for figure in release.figures:
        groups[figure.question, figure.members, figure.column].append(figure)
    of = (f"{client}/{release.name}",)
    return {
        place: Norm(sum(f.low for f in told), sum(f.high for f in told), release.responses, 1, of)
        for place, told in groups.items()
    }


def _last(client: Client, survey: str) -> ledger.Release | None:
    waves = [wave for wave in client.waves if wave.survey == survey and wave.status == "closed"]
    for wave in sorted(waves, key=lambda wave: (wave.closes, wave.id), reverse=True):
        if found := ledger.releases(wave):
            return found[-1]
    return None


def _norm(shares: Sequence[Norm]) -> Norm | None:
    total = sum(share.base for share in shares)
    most = max(share.base for share in shares)
    if len(shares) < CLIENTS or total < RESPONDENTS or most > DOMINANCE * total:
        return None
    low, high = sum(share.low for share in shares), sum(share.high for share in shares)
    return Norm(low, high, total, len(shares), tuple(name for share in shares for name in share.of))


def to_record(norms: Mapping[Place, Norm]) -> dict[str, Any]:
    """The norms as the ledger keeps them, so that a release can be made again as it was."""
    return {"\t".join((q, "+".join(m), c)): asdict(n) for (q, m, c), n in sorted(norms.items())}


def from_record(record: Mapping[str, Any]) -> dict[Place, Norm]:
    """What `to_record` made."""
    found = {}
    for place, norm in record.items():
        question, members, column = place.split("\t")
        of = tuple(norm.get("of", ()))
        found[question, tuple(members.split("+")), column] = Norm(**{**norm, "of": of})
    return found
