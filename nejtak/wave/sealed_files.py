"""Checks the sealed files of closed waves, without a key.

A missing file is no fault: a colleague's checkout has none, and can build and deploy all the same.
A file that differs from its note is a fault, which the admin should fix while there is a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nejtak.base.command import run
from nejtak.errors import Fault
from nejtak.project.model import Project, Wave
from nejtak.wave import closed_note, closed_wave
from nejtak.wave.purge_day import kept_until


def damaged_files(project: Project) -> Iterator[Fault]:
    """Yield the sealed files that are damaged."""
    for wave in _closed(project):
        if closed_note.sealed_file_state(wave) == "damaged":
            yield Fault(_file(wave), "", closed_note.damaged(wave))


def file_remarks(project: Project, today: date) -> Iterator[str]:
    """Yield a remark for each sealed file that is missing and not purged, or not noted yet."""
    for wave in _closed(project):
        until = kept_until(wave)
        if closed_note.sealed_file_state(wave) == "missing":
            if until is None or today < until:
                yield f"{_file(wave)} {closed_wave.not_here(wave, until)}"
        elif closed_note.noted_hash(wave) is None:
            yield (
                f"{wave.client}/{wave.id} was closed by an earlier nejtak, without a note for git. "
                f"Write it: {run('wave close', wave.client, wave.id)}"
            )


def _closed(project: Project) -> Iterator[Wave]:
    for _, wave, _ in project.waves():
        if wave.status == "closed" and not wave.within:
            yield wave


def _file(wave: Wave) -> str:
    return f"clients/{wave.client}/waves/{wave.responses_file.name}"
