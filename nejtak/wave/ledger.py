"""The release ledger: which reports of a wave have been released, with which figures.

A release is never changed. It is recorded before it is written, so that none exists without a
record. All releases of a wave have the same basis and the same figures, since two that differed
could be subtracted; so after the first release, no late answers are added to the wave. The raw
answers are kept for a number of days that starts with the first release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Wave

FORMAT = 2  # 1 had no format: a list of releases


@dataclass(frozen=True, slots=True)
class Said:
    """A published block: `low` to `high` of the counted chose one of `members` in `column`.

    `group` is the group of respondents it is about; empty for all of them.
    """

    question: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts that all releases of a wave share. Frozen when the first one is made.

    `counted` is the number counted of each group, under an empty name if there are no groups;
    `asked` is the number asked, and `groups` the number asked in each planned group. `reach` is by
    reason; `untold` is the choice of each question that is not published. `meanings` are the ids of
    the choices that the survey gives a meaning, by question and meaning; `rivals` those of each set
    of rivals.
    """

    counted: Mapping[str, int]
    asked: int
    groups: Mapping[str, int]
    reach: Mapping[str, str]
    untold: Mapping[str, str]
    meanings: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number of answers counted."""
        return sum(self.counted.values())

    def differing(self, other: Basis) -> Iterator[str]:
        """Yield each difference from another basis, in the words of the admin's files."""
        names = {"counted": "the answers counted", "asked": "how many were asked", **WORDS}
        for one in fields(self):
            if getattr(self, one.name) != getattr(other, one.name):
                yield names[one.name]


WORDS = {
    "groups": "[groups] in the wave's file",
    "reach": "the reach of reasons",
    "untold": "the untold choices",
    "meanings": "the meanings of choices in survey.toml",
    "rivals": "[rivals] in the wave's file",
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One release of a wave: its name, its basis, the SHA-256 of each file, and its figures.

    `basis` is None for a release under an earlier rule. `norms` are the figures taken from other
    clients' releases; those change later, and with them the release can be made again unchanged.
    `beside` names the releases of the client's other waves that it showed.
    `released` is a date that no file of the release contains.
    """

    name: str
    basis: Basis | None
    files: Mapping[str, str]
    figures: tuple[Said, ...] = ()
    norms: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    released: date = field(default_factory=date.today)


def releases(wave: Wave) -> tuple[LedgerEntry, ...]:
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
        ledger = () if undated or not known else tuple(map(made, entries))
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{wave.ledger_file} is damaged. Restore it from your backup.") from error
    if not known:
        raise StateError(
            f"{wave.ledger_file} was written by another version of nejtak: it does not have format "
            f"{FORMAT}. Use the version that wrote it."
        )
    if undated:
        raise StateError(
            f"{wave.ledger_file} does not say when {', '.join(undated)} was released. Add the day "
            f'to each after its name, like "released": "2026-10-31".'
        )
    return ledger


def _earlier(entry: Mapping[str, Any]) -> LedgerEntry:
    """A release under an earlier rule, whose figures cannot be compared and are not used."""
    day = date.fromisoformat(entry["released"])
    return LedgerEntry(entry["name"], None, entry["files"], released=day)


def _release(entry: Mapping[str, Any]) -> LedgerEntry:
    said = [Said(f[0], tuple(f[1]), *f[2:]) for f in entry["figures"]]
    values = {
        "basis": Basis(**entry["basis"]),
        "figures": tuple(said),
        "beside": tuple(entry.get("beside", ())),
        "released": date.fromisoformat(entry["released"]),
    }
    return LedgerEntry(**{**entry, **values})


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in hex."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def check_basis(wave: Wave, basis: Basis, before: Sequence[LedgerEntry]) -> None:
    """Raise StateError if a release on this basis could be subtracted from an earlier one."""
    for release in before:
        if release.basis is None:
            raise StateError(
                f"{release.name} was made under an earlier rule, which grouped counts in another "
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
    beside: Sequence[str] = (),
) -> LedgerEntry:
    """Record a release before it is written, and return it; the same files are the same release.

    Raises StateError if an earlier release has another basis.
    """
    before = releases(wave)
    check_basis(wave, basis, before)
    hashes = digests(files)
    for release in before:
        if release.files == hashes:
            return release
    name = f"{wave.id}-{len(before) + 1}"
    new = LedgerEntry(name, basis, hashes, tuple(figures), norms or {}, tuple(beside))
    write_file(wave.ledger_file, _encoded([*before, new]))
    return new


def _encoded(all_: Sequence[LedgerEntry]) -> bytes:
    """The ledger's content, one value a line, so that a diff shows only the new release."""
    entries = []
    for release in all_:
        entry = asdict(release)
        entry["figures"] = [list(figure.values()) for figure in entry["figures"]]
        entry["released"] = release.released.isoformat()
        entries.append(entry)
    content = {"format": FORMAT, "releases": entries}
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
