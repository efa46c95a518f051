"""The note that a wave is closed: `WAVE.closed.json` next to the wave's file, kept in git.

It contains the SHA-256 of the wave's sealed file, which is not in git. From it a colleague's
checkout knows that the wave is closed, and whether a copy of the sealed file is the right one. It
contains nothing that could be counted. A wave stays closed even if its sealed file is lost.

The note is written while the sealed file still has a temporary name (`closed_wave`). After a kill
between the two, the hash identifies the right file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.closed_notes import CLOSED_FORMAT
from nejtak.project.model import Wave

State = Literal["whole", "missing", "damaged"]


def is_closed(wave: Wave) -> bool:
    """Whether the wave was closed; without a note, a sealed file or a ledger shows that it was."""
    return any(file.exists() for file in (wave.closed_file, wave.responses_file, wave.ledger_file))


def write_note(wave: Wave, sealed: bytes) -> None:
    """Write that the wave is closed, with the hash of its sealed file."""
    content = {
        "format": CLOSED_FORMAT,
        "sha256": hashlib.sha256(sealed).hexdigest(),
        "together": sorted(part.id for part in wave.together),
    }
    write_file(wave.closed_file, f"{json.dumps(content, indent=1)}\n".encode())


def noted_hash(wave: Wave) -> str | None:
    """The SHA-256 of the wave's sealed file; None if nothing is noted."""
    try:
        return str(json.loads(wave.closed_file.read_bytes())["sha256"])
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{wave.closed_file} is damaged. Restore it from git.") from error


def is_noted(wave: Wave, sealed: bytes) -> bool:
    """Whether this is the sealed file that the note names."""
    return hashlib.sha256(sealed).hexdigest() == noted_hash(wave)


def waiting(wave: Wave) -> Iterator[Path]:
    """Sealed files that still have a temporary name after a kill."""
    yield from sorted(wave.folder.glob(f".{wave.responses_file.name}-*"))


def sealed_file_state(wave: Wave) -> State:
    """The state of a closed wave's sealed file, without opening it.

    A noted file that still has a temporary name counts as whole: the next command that works on
    the wave renames it.
    """
    if any(is_noted(wave, path.read_bytes()) for path in waiting(wave)):
        return "whole"
    if not wave.responses_file.exists():
        return "missing"
    if noted_hash(wave) is None or is_noted(wave, wave.responses_file.read_bytes()):
        return "whole"
    return "damaged"


def damaged(wave: Wave) -> str:
    """Why a sealed file is not the noted one, and how to fix it."""
    return (
        f"is not the file that {wave.closed_file.name} names: it is damaged or older. Copy it "
        f"from the machine that closed the wave, or restore it from your backup."
    )
