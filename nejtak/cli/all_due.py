"""One command for all waves that are due: client after client, with one summary.

Each wave's own command runs in a process of a pool, and its output is printed here.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import EXPECTED, Folders, inbox_of, message_of, say
from nejtak.errors import StateError
from nejtak.overview.pool import Job, Outcome, Task, cores, run_all

if TYPE_CHECKING:
    from nejtak import report
    from nejtak.overview import Overview
    from nejtak.project.model import Client, Project, Survey, Wave
    from nejtak.wave.inbox import Inbox


@dataclass(frozen=True)
class BatchFolders(Folders):
    """The folders of a worker: sources are loaded once, and norms leave the batch out."""

    batch: tuple[str, ...] = ()

    @cached_property
    def loaded(self) -> Project:
        """The checked sources."""
        from nejtak.wave.load import load_project

        return load_project(self.source)

    @cached_property
    def norms(self) -> report.Pool:
        """Norms from other clients' releases, without those of this batch."""
        from nejtak import report
        from nejtak.overview.batch import without

        return report.Pool(without(self.loaded, self.batch))

    def wave(self, client_id: str, wave_id: str) -> tuple[Project, Client, Wave, Survey]:
        """One wave with its client and survey."""
        from nejtak.wave.load import find_wave

        return self.loaded, *find_wave(self.loaded, client_id, wave_id)

    def pool(self, project: Project) -> report.Pool:
        """The same norms for every report of the batch."""
        return self.norms

    def inbox(self, wave: Wave) -> Inbox:
        """The inbox of a wave; the name of its table has already been printed."""
        self.table()
        return inbox_of(wave)


def overview_of(folders: Folders) -> tuple[Project, Overview]:
    """The checked sources, and how far each wave is."""
    from nejtak.overview import overview
    from nejtak.wave.load import load_project

    project = load_project(folders.source)
    return project, overview(project, date.today(), folders.project.exports)


def run_jobs(
    folders: Folders,
    rounds: Sequence[Sequence[Job]],
    batch: tuple[str, ...] = (),
    when_done: Callable[[], None] = lambda: None,
) -> None:
    """Run the jobs, print the output of each and a summary; raise StateError if one failed.

    A round begins when all jobs of the one before have been tried. `when_done` is called after the
    last.
    """
    given = folders.given_source, folders.given_build, folders.given_state, folders.given_keys
    task = Task(_start, (BatchFolders(*given, batch),), _work)
    failed = []
    for outcome in chain.from_iterable(run_all(jobs, task, cores()) for jobs in rounds):
        click.echo(outcome.out, nl=False)
        if outcome.done:
            say(outcome.said, nl=False)
            continue
        failed.append(outcome.job)
        say(f"{outcome.job.name} is not done. {outcome.said.strip()}")
    when_done()
    count = sum(map(len, rounds))
    say(f"{count - len(failed)} of {count} done.")
    if failed:
        again = "".join(f"\n  {run(*job.command, *job.arguments)}" for job in failed)
        raise StateError(f"Not done, each by itself:{again}")


_folders: BatchFolders


def _start(folders: BatchFolders) -> None:
    global _folders  # noqa: PLW0603 - kept by a worker between its jobs
    _folders = folders
    _ = _folders.loaded


def _work(job: Job) -> Outcome:
    """Run one wave's command; whatever goes wrong is that wave's matter alone."""
    from nejtak.cli.commands import cli

    out, said = io.StringIO(), io.StringIO()
    done = False
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        try:
            _command(cli, job).main(list(job.arguments), obj=_folders, standalone_mode=False)
            done = True
        except EXPECTED as error:
            say(message_of(error))
        except Exception as error:  # its text could quote an answer
            say(f"A fault of nejtak's own: {type(error).__name__}.")
    return Outcome(job, done, out.getvalue(), said.getvalue())


def _command(cli: click.Group, job: Job) -> click.Command:
    command: click.Command = cli
    for word in job.command:
        if isinstance(command, click.Group):
            command = command.commands[word]
    return command
