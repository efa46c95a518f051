"""Purges raw answers after the number of days that the client's file gives.

The days count from the first release in the ledger. Removed is every file with raw answers or
texts: the sealed file, the review, second codes, exports, temporary files that a kill left, and
late items in the inbox. Kept are contract, ledger, reports and certificates, and so the trend and
other employers' norms.

A purge can be interrupted at any point and run again: the inbox is emptied first, then the files
are removed one by one, and the wave stays due until all are gone. No file records the purge, and
the note that the wave is closed stays. A wave is purged if its days are over and it has no sealed
file; before that day, a missing file is lost, or on another machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nejtak.base.command import run
from nejtak.base.files import remove_file
from nejtak.project.model import Wave
from nejtak.wave import closed_note, closed_wave, export
from nejtak.wave.inbox import Inbox
from nejtak.wave.purge_day import kept_until


@dataclass(frozen=True, slots=True)
class Due:
    """A wave that is due for purging, the day since which it is, and the files to remove."""

    wave: Wave
    since: date
    files: tuple[Path, ...]


def due(waves: Iterable[Wave], today: date, exports: Path) -> Iterator[Due]:
    """Yield each wave whose days are over and that has files left; `exports` is their folder.

    A wave without a report is not due, nor one that is counted with a later wave.
    """
    for wave in waves:
        files = raw_files(wave, exports) if wave.status == "closed" else ()
        until = kept_until(wave) if files else None
        if until and until <= today:
            yield Due(wave, until, files)


def raw_files(wave: Wave, exports: Path) -> tuple[Path, ...]:
    """The files with raw answers, the sealed one first: once it is gone, the wave is purged."""
    sealed = (wave.responses_file, wave.quotes_file, closed_wave.second_codes_file(wave))
    exported = export.export_files(wave, exports)
    return (*_present(wave.folder, sealed), *_present(exports / wave.client, exported))


def _present(folder: Path, named: Sequence[Path]) -> Iterator[Path]:
    """Those of these files that are in their folder, and temporary ones that a kill left."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    yield from (path for path in named if path.name in names)
    begun = tuple(f".{path.name}-" for path in named)  # as `nejtak.base.files` names them
    yield from (folder / name for name in names if name.startswith(begun))


def purge(due_wave: Due, inbox: Inbox | None) -> None:
    """Remove a wave's raw answers: those in the inbox, if there is one, then the files.

    Raises StateError, and removes nothing, while the wave is being reviewed or closed.
    """
    with closed_wave.alone(due_wave.wave):
        if inbox:
            inbox.delete(inbox.items())
        for path in due_wave.files:
            remove_file(path)


def standing(wave: Wave, today: date) -> str:
    """The state of a closed wave's raw answers, in a few words."""
    until, state = kept_until(wave), closed_note.sealed_file_state(wave)
    there = state == "whole"
    if state == "damaged":
        return f"damaged: {wave.responses_file.name} {closed_note.damaged(wave)}"
    if until is None:
        return "kept; nothing was reported yet" if there else f"not here: {_restore(wave)}"
    if there and until <= today:
        return f"due for purging since {until}: {run('purge', wave.client, wave.id)}"
    if there:
        return f"kept until {until}"
    if until <= today:
        return f"purged; they were kept until {until}"
    return f"not here: {_restore(wave)}; it is kept until {until}"


def _restore(wave: Wave) -> str:
    name = wave.responses_file.name
    return f"copy {name} from the machine that closed the wave, or restore it from your backup"
