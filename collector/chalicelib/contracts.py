"""Reads the contract of each wave from the files that the build put next to this module.

A contract is cached as long as its file stays the same, so that a rebuild takes effect at once in a
preview. The build has checked it, so this module trusts its content and refuses only an unknown
format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FORMAT = 2
WAVES = Path(__file__).parent / "waves"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 40
_KEPT = 64  # contracts; one with seven questions takes some 10 KB


@dataclass(frozen=True, slots=True)
class ContractQuestion:
    """The answers that one question accepts, retired ids included.

    `choices` are the answers of `choice`, `choices` and `scale` and the columns of `grid`; `rows`
    are the rows of `grid`; `max_length` is for `text`, in UTF-16 units.
    """

    kind: str
    choices: frozenset[str]
    rows: frozenset[str]
    max_length: int


@dataclass(frozen=True, slots=True)
class WaveContract:
    """The answers that a wave accepts. `expires` is in Unix seconds; `recipients` are age keys."""

    client: str
    wave: str
    closed: bool
    languages: tuple[str, ...]
    expires: int
    shards: int
    recipients: tuple[str, ...]
    questions: Mapping[str, ContractQuestion]
    folder: Path


def _is_slug(text: str) -> bool:
    """Whether `text` can be the id of a client or wave, and so a folder's name."""
    return len(text) <= _SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def load_contract(client: str, wave: str, waves: Path = WAVES) -> WaveContract | None:
    """Return the wave's contract, or None if there is no such wave.

    Paths are built only from slugs. Raises ValueError if the contract has another format.
    """
    if not (_is_slug(client) and _is_slug(wave)):
        return None
    folder = waves / client / wave
    try:
        state = (folder / "contract.json").stat()
        return _read(client, wave, folder, (state.st_mtime_ns, state.st_size))
    except FileNotFoundError:
        return None


@lru_cache(_KEPT)
def _read(client: str, wave: str, folder: Path, _: tuple[int, int]) -> WaveContract:
    """Read a contract again whenever the time or the size of its file changes."""
    data = json.loads((folder / "contract.json").read_bytes())
    if data["format"] != FORMAT:
        raise ValueError("contract format")
    return WaveContract(
        client=client,
        wave=wave,
        closed=data["status"] == "closed",
        languages=tuple(data["languages"]),
        expires=data["expires"],
        shards=data["shards"],
        recipients=tuple(recipient["key"] for recipient in data["recipients"]),
        questions={name: _question(entry) for name, entry in data["questions"].items()},
        folder=folder,
    )


def _question(entry: Mapping[str, Any]) -> ContractQuestion:
    choices = entry.get("columns") or entry.get("choices") or ()
    return ContractQuestion(
        kind=entry["kind"],
        choices=frozenset(choices),
        rows=frozenset(entry.get("rows", ())),
        max_length=entry.get("max_length", 0),
    )
