"""What a check says of the sealed files of closed waves, without a key to them.

A file that is not here is no fault: a colleague's checkout has none, and builds and deploys all the
same. One that is not as it was noted is a fault, to be mended while there is a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nejtak.base.command import run
from nejtak.errors import Problem
from nejtak.project.model import Project, Wave
from nejtak.wave import closed_note, closed_wave, ledger


def faults(project: Project) -> Iterator[Problem]:
    """Yield the sealed files that are damaged."""
    for wave in _closed(project):
        if closed_note.state(wave) == "damaged":
            yield Problem(_file(wave), "", closed_note.damaged(wave))


def remarks(project: Project, today: date) -> Iterator[str]:
    """Say which sealed files are not here and not purged, and which are not noted yet."""
    for wave in _closed(project):
        until = ledger.kept_until(wave)
        if closed_note.state(wave) == "missing":
            if until is None or today < until:
                yield f"{_file(wave)} {closed_wave.not_here(wave, until)}"
        elif closed_note.noted(wave) is None:
            yield (
                f"{wave.client}/{wave.id} was closed by an earlier nejtak. Note it for git: "
                f"{run('wave close', wave.client, wave.id)}"
            )


def _closed(project: Project) -> Iterator[Wave]:
    for _, wave, _ in project.waves():
        if wave.status == "closed" and not wave.within:
            yield wave


def _file(wave: Wave) -> str:
    return f"clients/{wave.client}/waves/{wave.responses_file.name}"
