"""What says that a wave is closed: `WAVE.closed.json` beside it, made to be kept in git.

It holds the SHA-256 of the wave's sealed file, which is no part of git. So a colleague's checkout
knows that the wave is closed, and whether a copy of the sealed file is the right one, and nothing
that could be counted. A sealed file that is lost opens no wave again.

The note is written first, while the sealed file waits beside its place (`closed_wave`). After
a kill in between, its hash tells which of the files there is the one that was meant.
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
    """Whether the wave was closed; before there were notes, a sealed file or a ledger said so."""
    return any(file.exists() for file in (wave.closed_file, wave.responses_file, wave.ledger_file))


def note(wave: Wave, sealed: bytes) -> None:
    """Note that the wave is closed, and with which sealed file."""
    content = {
        "format": CLOSED_FORMAT,
        "sha256": hashlib.sha256(sealed).hexdigest(),
        "together": sorted(part.id for part in wave.together),
    }
    write_file(wave.closed_file, f"{json.dumps(content, indent=1)}\n".encode())


def noted(wave: Wave) -> str | None:
    """The SHA-256 of the wave's sealed file; None if nothing is noted."""
    try:
        return str(json.loads(wave.closed_file.read_bytes())["sha256"])
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{wave.closed_file} is damaged. Restore it from git.") from error


def is_noted(wave: Wave, sealed: bytes) -> bool:
    """Whether this is the sealed file that the note names."""
    return hashlib.sha256(sealed).hexdigest() == noted(wave)


def waiting(wave: Wave) -> Iterator[Path]:
    """The files that a kill kept from the place of the sealed file."""
    yield from sorted(wave.folder.glob(f".{wave.responses_file.name}-*"))


def state(wave: Wave) -> State:
    """How the sealed file of a closed wave is, without opening it.

    One that waits for its place is whole: the next command that works on the wave puts it there.
    """
    if any(is_noted(wave, path.read_bytes()) for path in waiting(wave)):
        return "whole"
    if not wave.responses_file.exists():
        return "missing"
    if noted(wave) is None or is_noted(wave, wave.responses_file.read_bytes()):
        return "whole"
    return "damaged"


def damaged(wave: Wave) -> str:
    """What is wrong with a sealed file that is not the noted one, and how to mend it."""
    return (
        f"is not the file that {wave.closed_file.name} names: it is damaged, or older. Copy it "
        f"from the machine that closed the wave, or restore it from your backup."
    )
