"""Checks the note that a wave is closed, `WAVE.closed.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping

from nejtak.base.ids import is_slug
from nejtak.errors import Faults
from nejtak.project.source import Source

CLOSED_FORMAT = 1  # of the note that a wave is closed

# A wave with any of these files is closed.
CLOSED = (".closed.json", ".responses.age", ".releases.json")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_closed(source: Source, wave: str, together: Collection[str], faults: Faults) -> None:
    """Report a note that was changed; `wave` is the path of the wave's files, without an ending.

    `together` are the waves that the wave's file names; closing settles which ones are counted.
    """
    file = f"{wave}{CLOSED[0]}"
    if file not in source.tables or file in faults.unread:
        return
    note = source.tables[file]
    if note.get("format") != CLOSED_FORMAT:
        faults.add(file, "format", "closed-format", known=CLOSED_FORMAT)
    elif not _is_note(note):
        faults.add(file, "", "closed-broken")
    elif f"{wave}.toml" not in faults.unread and sorted(together) != note["together"]:
        line = f"together = {json.dumps(note['together'])}" if note["together"] else "no 'together'"
        faults.add(f"{wave}.toml", "together", "together-settled", line=line)


def _is_note(note: Mapping[str, object]) -> bool:
    ids = note.get("together")
    return (
        note.keys() == {"format", "sha256", "together"}
        and isinstance(note["sha256"], str)
        and _SHA256.fullmatch(note["sha256"]) is not None
        and isinstance(ids, list)
        and all(isinstance(id_, str) and is_slug(id_) for id_ in ids)
        and ids == sorted(set(ids))
    )
