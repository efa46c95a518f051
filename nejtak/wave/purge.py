"""Purges the answers themselves when the days are over that a client's file gives.

The clock starts at the first release, as the ledger has it. What goes is everything that holds an
answer or a text as it was given: the sealed file, the review, exports, what a kill left beside
them, and what came late to the inbox. What was told stays: contract, ledger, reports and
certificates, and with them the trend and other employers' norms.

It can be interrupted at any point and run again: the inbox is emptied first and the files go one
by one, and whatever is left makes the wave due again. That a wave was purged is written nowhere,
and the note that it is closed stays. A ledger whose days are over and no sealed file say so; before
that day, a file that is not there is lost, or on another machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nejtak.base.command import run
from nejtak.base.files import remove_file
from nejtak.project.model import Wave
from nejtak.wave import closed_note, closed_wave, export, ledger
from nejtak.wave.inbox import Inbox


@dataclass(frozen=True, slots=True)
class Due:
    """A wave whose days are over, since when, and the files that are to go."""

    wave: Wave
    since: date
    files: tuple[Path, ...]


def due(waves: Iterable[Wave], today: date, exports: Path) -> Iterator[Due]:
    """Yield each wave whose days are over and that has files left; `exports` is where exports lie.

    A wave that was never reported on is not among them, nor one that a later wave counts.
    """
    for wave in waves:
        files = _files(wave, exports) if wave.status == "closed" else ()
        until = ledger.kept_until(wave) if files else None
        if until and until <= today:
            yield Due(wave, until, files)


def _files(wave: Wave, exports: Path) -> tuple[Path, ...]:
    """The files that hold answers, the sealed one first: from then on the wave is purged."""
    named = (wave.responses_file, wave.quotes_file, *export.files(wave, exports))
    here = {folder: _names(folder) for folder in {path.parent for path in named}}
    found = [path for path in named if path.name in here[path.parent]]
    for path in named:  # as `nejtak.base.files` names what a kill kept from its place
        left = [name for name in here[path.parent] if name.startswith(f".{path.name}-")]
        found += [path.parent / name for name in sorted(left)]
    return tuple(found)


def _names(folder: Path) -> set[str]:
    return set(os.listdir(folder)) if folder.is_dir() else set()  # noqa: PTH208 - for all waves


def purge(found: Due, inbox: Inbox | None) -> None:
    """Remove a wave's answers: those in the inbox, where there is one, and then the files.

    Raises StateError, and removes nothing, while the wave is reviewed or closed.
    """
    with closed_wave.alone(found.wave):
        if inbox:
            inbox.delete(inbox.items())
        for path in found.files:
            remove_file(path)


def standing(wave: Wave, today: date) -> str:
    """Where a closed wave's answers are, in a few words."""
    until, state = ledger.kept_until(wave), closed_note.state(wave)
    there = state == "whole"
    if state == "damaged":
        return f"damaged: {wave.responses_file.name} {closed_note.damaged(wave)}"
    if until is None:
        return "kept; nothing was reported yet" if there else f"not here: {_restore(wave)}"
    if there and until <= today:
        return f"due to be purged since {until}: {run('purge', wave.client, wave.id)}"
    if there:
        return f"kept until {until}"
    if until <= today:
        return f"purged; they were kept until {until}"
    return f"not here: {_restore(wave)}; it is kept until {until}"


def _restore(wave: Wave) -> str:
    name = wave.responses_file.name
    return f"copy {name} from the machine that closed the wave, or restore it from your backup"
