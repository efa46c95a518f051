"""Whether the free texts of a closed wave are reviewed, to be seen without a key.

The review itself is sealed. Once every text is decided, `WAVE.reviewed` is written next to it. It
contains only the SHA-256 of the sealed file whose texts were read, as in `WAVE.closed.json`, so
that nobody can count texts by it. If answers join later, the hashes differ, and the review has
texts left.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nejtak.base.files import remove_file, write_file
from nejtak.project.model import Wave
from nejtak.wave import closed_note

Review = Literal["none", "begun", "done"]


def flag_file(wave: Wave) -> Path:
    """The file which notes that every text is decided."""
    return wave.folder / f"{wave.id}.reviewed"


def review(wave: Wave) -> Review:
    """How far the review of a closed wave is."""
    try:
        done = flag_file(wave).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        done = ""
    if done and done == closed_note.noted_hash(wave):
        return "done"
    return "begun" if wave.quotes_file.exists() else "none"


def mark(wave: Wave, *, done: bool) -> None:
    """Note that every text is decided, or that some are not."""
    noted = closed_note.noted_hash(wave)
    if done and noted:
        write_file(flag_file(wave), f"{noted}\n".encode())
    else:
        remove_file(flag_file(wave))
