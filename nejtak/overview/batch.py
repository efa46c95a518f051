"""Which waves a command for all of them is about: those that the overview says it is next for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from nejtak.base import gitignore
from nejtak.base.files import remove_file, write_file
from nejtak.overview.pool import Job
from nejtak.overview.rows import Overview, OverviewRow, Step
from nejtak.project.model import Client, Project, Wave
from nejtak.wave import ledger

NOTE = "report-all.json"


def rows(found: Overview, step: Step) -> list[OverviewRow]:
    """The waves whose next step this is, in the order of the overview."""
    return [row for row, todo in found.todo if todo.step == step]


def jobs(chosen: Iterable[OverviewRow], command: tuple[str, ...], *options: str) -> list[Job]:
    """One job for each wave."""
    return [Job(command, row.client, row.wave, options) for row in chosen]


def unfinished(
    project: Project, found: Overview, reports: Path, kinds: Sequence[str]
) -> Iterator[Job]:
    """The reports that were recorded and not written, or not in all `kinds` of each page.

    They are made again as the ledger has them: a release is never changed.
    """
    waves = {(wave.client, wave.id): wave for _, wave, _ in project.waves()}
    for row in found.rows:
        if row.state != "reported" or row.step != "wait":
            continue
        last = ledger.releases(waves[row.client, row.wave])[-1]
        pages = [name.removesuffix(".html") for name in last.files if name.endswith(".html")]
        names = [*last.files, *(f"{page}.{kind}" for page in pages for kind in kinds)]
        folder = reports / row.client / last.name
        if last.basis and not all((folder / name).exists() for name in names):
            yield Job(("report",), row.client, row.wave, ("--again", last.name))


def rounds(project: Project, jobs: Sequence[Job]) -> list[list[Job]]:
    """The reports that can be made at once: of each client the next that others are shown beside.

    A report shows the client's releases about those who accepted, and of earlier periods. So the
    former come first, then the earlier ones, and one run makes reports that show each other.
    """
    waves = {_name(wave): wave for _, wave, _ in project.waves()}
    due: dict[str, list[Job]] = {}
    for job in sorted(jobs, key=lambda job: _turn(waves[job.name])):
        due.setdefault(job.client, []).append(job)
    return [
        [own[number] for own in due.values() if number < len(own)]
        for number in range(max(map(len, due.values()), default=0))
    ]


def _turn(wave: Wave) -> tuple[bool, date, str]:
    return wave.asks == "declined", wave.closes, wave.id


def without(project: Project, names: Iterable[str]) -> Project:
    """A project without some waves, for norms that no report of the same batch is a part of.

    Otherwise a report's norms would depend on which reports of the batch were finished before it.
    """
    left_out = set(names)
    clients: Mapping[str, Client] = {
        id_: replace(client, waves=tuple(w for w in client.waves if _name(w) not in left_out))
        for id_, client in project.clients.items()
    }
    return replace(project, clients=clients)


def _name(wave: Wave) -> str:
    return f"{wave.client}/{wave.id}"


def begin_batch(state: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Note which waves a batch reports on; one that was killed goes on with its own.

    So its reports say the same whether or not it is interrupted.
    """
    gitignore.make_folder(state, mode=0o700)
    file = state / NOTE
    before = json.loads(file.read_bytes()) if file.exists() else []
    batch = sorted({*before, *names})
    write_file(file, json.dumps(batch).encode())
    return tuple(batch)


def end_batch(state: Path) -> None:
    """Forget the batch: each of its reports was made, or failed with a message."""
    if (state / NOTE).exists():
        remove_file(state / NOTE)
