"""The note in the state folder by which other commands find a running preview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from nejtak.base.lock import is_held

NOTE, LOCK = "preview.json", "preview.lock"


class PreviewNote(TypedDict):
    """The content of the note."""

    pid: int
    url: str
    port: int
    environment: dict[str, str]


def running_preview(state: Path) -> PreviewNote | None:
    """Return the running preview's note; None if there is no preview.

    The note of a killed preview is ignored: only a running one has the lock.
    """
    try:
        text = (state / NOTE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    note: PreviewNote = json.loads(text)
    return note if is_held(state / LOCK) else None
