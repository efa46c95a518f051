"""The release ledger: which reports of a wave have been handed out, and what they said.

A release is never changed. It is recorded before it is written, so that none is ever out without a
record. All releases of a wave rest on the same basis and say the same figures: two that differed
could be subtracted. So once one is out, no late answers join the wave. The day of the first one
starts the time for which the answers themselves are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Wave

FORMAT = 2  # 1 had no format: a list of releases


@dataclass(frozen=True, slots=True)
class Said:
    """A published block: `low` to `high` of the counted picked one of the members in that column.

    `group` is the group of respondents that it is about; empty for all of them.
    """

    question: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What all releases of a wave rest on. Frozen when the first one is made.

    `counted` is the number counted of each group, under an empty name if they are not divided;
    `asked` how many could have answered; `groups` how many were asked of each planned group;
    `reach` is by reason, and `untold` the choice of each question that is published nowhere.
    """

    counted: Mapping[str, int]
    asked: int
    groups: Mapping[str, int]
    reach: Mapping[str, str]
    untold: Mapping[str, str]

    @property
    def number(self) -> int:
        """How many answers are counted."""
        return sum(self.counted.values())

    def differing(self, other: Basis) -> Iterator[str]:
        """What differs between two bases, in the words of the files that say it."""
        names = {"counted": "the answers counted", "asked": "how many were asked", **WORDS}
        for one in fields(self):
            if getattr(self, one.name) != getattr(other, one.name):
                yield names[one.name]


WORDS = {
    "groups": "[groups] in the wave's file",
    "reach": "the reach of reasons",
    "untold": "the untold choices",
}


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a wave: its name, its basis, the SHA-256 of each file, and its figures.

    `basis` is None for a release under an earlier rule. `norms` is what was taken from other
    clients' releases, which go on changing: with it the release can be made again as it was.
    `released` is a day and stands in no file of the release.
    """

    name: str
    basis: Basis | None
    files: Mapping[str, str]
    figures: tuple[Said, ...] = ()
    norms: Mapping[str, Any] = field(default_factory=dict)
    released: date = field(default_factory=date.today)


def releases(wave: Wave) -> tuple[Release, ...]:
    """Every release of the wave so far, oldest first."""
    if not wave.ledger_file.exists():
        return ()
    try:
        content = json.loads(wave.ledger_file.read_bytes())
        old = isinstance(content, list)
        entries = content if old else content["releases"]
        undated = [entry["name"] for entry in entries if "released" not in entry]
        known = old or content["format"] == FORMAT
        made = _earlier if old else _release
        found = () if undated or not known else tuple(map(made, entries))
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{wave.ledger_file} is damaged. Restore it from your backup.") from error
    if not known:
        raise StateError(
            f"{wave.ledger_file} was written by another version of nejtak: it has not format "
            f"{FORMAT}. Use the version that wrote it."
        )
    if undated:
        raise StateError(
            f"{wave.ledger_file} does not say when {', '.join(undated)} was released. Add the day "
            f'to each after its name, like "released": "2026-10-31".'
        )
    return found


def kept_until(wave: Wave, known: Sequence[Release] | None = None) -> date | None:
    """The day from which the wave's answers are to be purged; None while nothing was released.

    `known` are its releases, if they were read before.
    """
    before = releases(wave) if known is None else known
    return before[0].released + timedelta(wave.retention_days) if before else None


def _earlier(entry: Mapping[str, Any]) -> Release:
    """A release under an earlier rule: its figures were cut in another way, and are not used."""
    day = date.fromisoformat(entry["released"])
    return Release(entry["name"], None, entry["files"], released=day)


def _release(entry: Mapping[str, Any]) -> Release:
    said = [Said(f[0], tuple(f[1]), *f[2:]) for f in entry["figures"]]
    values = {
        "basis": Basis(**entry["basis"]),
        "figures": tuple(said),
        "released": date.fromisoformat(entry["released"]),
    }
    return Release(**{**entry, **values})


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in hex."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def check(wave: Wave, basis: Basis, before: Sequence[Release]) -> None:
    """Raise StateError if a release on this basis could be subtracted from an earlier one."""
    for release in before:
        if release.basis is None:
            raise StateError(
                f"{release.name} was made under an earlier rule, which cut the figures in another "
                f"way. {wave.client}/{wave.id} is not released again; that report stays as it is."
            )
        if differs := [*release.basis.differing(basis)]:
            raise StateError(
                f"Another report of {wave.client}/{wave.id} could be subtracted from "
                f"{release.name}: {', '.join(differs)} must be as they were then."
            )


def record(
    wave: Wave,
    basis: Basis,
    files: Mapping[str, bytes],
    figures: Sequence[Said] = (),
    norms: Mapping[str, Any] | None = None,
) -> Release:
    """Note a release before it is written, and return it; the same files are the same release.

    Raises StateError if an earlier release rests on another basis.
    """
    before = releases(wave)
    check(wave, basis, before)
    hashes = digests(files)
    for release in before:
        if release.files == hashes:
            return release
    name = f"{wave.id}-{len(before) + 1}"
    new = Release(name, basis, hashes, tuple(figures), norms or {})
    write_file(wave.ledger_file, _encoded([*before, new]))
    return new


def _encoded(all_: Sequence[Release]) -> bytes:
    """The ledger's content, in lines, so that a version control shows what is new."""
    entries = []
    for release in all_:
        entry = asdict(release)
        entry["figures"] = [list(figure.values()) for figure in entry["figures"]]
        entry["released"] = release.released.isoformat()
        entries.append(entry)
    content = {"format": FORMAT, "releases": entries}
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
