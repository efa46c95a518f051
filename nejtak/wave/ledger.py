"""The release ledger: which reports of a wave have been handed out, and what they said.

A release is never changed. It is recorded before it is written, so that none is ever out without a
record. Once one is out, the wave takes no late answers in any more: two reports of one wave with
different numbers of responses could be laid side by side, and their difference is a small group.
What each release said is kept too, since the attacker of the next one will hold it. The day of the
first one starts the time for which the answers themselves are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Wave


@dataclass(frozen=True, slots=True)
class Said:
    """A published figure: `low` to `high` respondents picked one of the members in that column.

    `segment` is the group of respondents that it is about; empty for all of them.
    """

    question: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a wave: its name, its base, the SHA-256 of each file, and its figures.

    `norms` is what was taken from other clients' releases, which go on changing: with it the
    release can be made again as it was. `released` is a day and stands in no file of the release.
    """

    name: str
    responses: int
    files: Mapping[str, str]
    figures: tuple[Said, ...] = ()
    norms: Mapping[str, Any] = field(default_factory=dict)
    released: date = field(default_factory=date.today)


def releases(wave: Wave) -> tuple[Release, ...]:
    """Every release of the wave so far, oldest first."""
    if not wave.ledger_file.exists():
        return ()
    try:
        entries = json.loads(wave.ledger_file.read_bytes())
        undated = [entry["name"] for entry in entries if "released" not in entry]
        found = () if undated else tuple(map(_release, entries))
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{wave.ledger_file} is damaged. Restore it from your backup.") from error
    if undated:
        raise StateError(
            f"{wave.ledger_file} does not say when {', '.join(undated)} was released. Add the day "
            f'to each after its name, like "released": "2026-10-31".'
        )
    return found


def kept_until(wave: Wave) -> date | None:
    """The day from which the wave's answers are to be purged; None while nothing was released."""
    before = releases(wave)
    return before[0].released + timedelta(wave.retention_days) if before else None


def _release(entry: Mapping[str, Any]) -> Release:
    said = [Said(f[0], tuple(f[1]), *f[2:]) for f in entry["figures"]]
    released = date.fromisoformat(entry["released"])
    return Release(**{**entry, "figures": tuple(said), "released": released})


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in hex."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def record(
    wave: Wave,
    responses: int,
    files: Mapping[str, bytes],
    figures: Sequence[Said] = (),
    norms: Mapping[str, Any] | None = None,
) -> Release:
    """Note a release before it is written, and return it; the same files are the same release.

    Raises StateError where an earlier release was made from another number of responses.
    """
    before = releases(wave)
    if any(release.responses != responses for release in before):
        raise StateError(
            f"{wave.client}/{wave.id} has been reported on with another number of responses. "
            f"Restore {wave.responses_file.name} as it was then."
        )
    hashes = digests(files)
    for release in before:
        if release.files == hashes:
            return release
    name = f"{wave.id}-{len(before) + 1}"
    new = Release(name, responses, hashes, tuple(figures), norms or {})
    write_file(wave.ledger_file, _encoded([*before, new]))
    return new


def _encoded(all_: Sequence[Release]) -> bytes:
    """The ledger's content, in lines, so that a version control shows what is new."""
    content = []
    for release in all_:
        entry = asdict(release)
        entry["figures"] = [list(figure.values()) for figure in entry["figures"]]
        entry["released"] = release.released.isoformat()
        content.append(entry)
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
