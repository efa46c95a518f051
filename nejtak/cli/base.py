"""What all commands share: the folders they work in, and how they talk to a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nejtak.errors import StateError

if TYPE_CHECKING:
    from nejtak.project.folder import ProjectFolder
    from nejtak.project.model import Client, Project, Survey, Wave
    from nejtak.wave.inbox import Inbox


@dataclass(frozen=True)
class Folders:
    """Where things lie: as an option or variable says, or else as the project's folder says."""

    given_source: Path | None
    given_build: Path | None
    given_state: Path | None
    given_keys: Path | None

    @cached_property
    def project(self) -> ProjectFolder:
        """The project that the current folder lies in."""
        from nejtak.project import folder

        return folder.load(folder.find(Path.cwd()))

    @property
    def root(self) -> Path:
        """The project's folder; if options name all others, there may be none: the sources."""
        try:
            return self.project.root
        except StateError:
            return self.source

    @property
    def source(self) -> Path:
        """The sources."""
        return self.given_source or self.project.sources

    @property
    def build(self) -> Path:
        """What is built."""
        return self.given_build or self.project.build

    @property
    def state(self) -> Path:
        """Local state."""
        return self.given_state or self.project.state

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.given_keys or self.project.keys

    def wave(self, client_id: str, wave_id: str) -> tuple[Project, Client, Wave, Survey]:
        """The checked sources, and of them one wave with its client and survey."""
        from nejtak.wave.load import find, load

        project = load(self.source)
        return project, *find(project, client_id, wave_id)

    def local(self) -> str | None:
        """The URL of the running preview, if any; its AWS variables become this process's."""
        from nejtak.local import engine
        from nejtak.local.preview import local_environment

        running = local_environment(self.state)
        if running is None:
            return None
        engine.adopt(running["environment"])
        return str(running["url"])

    def table(self) -> str | None:
        """What the inboxes of all waves lie in, in words; None where nothing names it. Ask once."""
        from nejtak.wave.inbox import TABLE

        named = os.environ.get(TABLE)
        url = self.local()
        if named and url:
            raise StateError(
                f"A preview runs at {url}; {TABLE} names {named}: stop the one or unset the other."
            )
        return f"the preview at {url}" if url else named

    def inbox(self, wave: Wave) -> Inbox:
        """The inbox of all that the wave counts: the preview's, or what the AWS variables name."""
        say(f"Inbox: {self.table() or 'none'}.")
        return inbox_of(wave)


def inbox_of(wave: Wave, known: Inbox | None = None) -> Inbox:
    """The inbox of all that a wave counts, in the table that this process's variables name.

    It shares the connection of one that is `known` already.
    """
    from nejtak.wave.inbox import connect

    if known:
        inbox = known.another(f"{wave.client}/{wave.id}", _shards(wave))
    else:
        inbox = connect(wave.client, wave.id, _shards(wave))
    for part in wave.together:
        inbox = inbox.beside(f"{part.client}/{part.id}", _shards(part))
    return inbox


def _shards(wave: Wave) -> int:
    return wave.contract.shards if wave.contract else 1


class Group(click.Group):
    """A group that keeps the order in which commands are written, as a table of contents."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of this file."""
        return list(self.commands)


say = partial(click.echo, err=True)  # what a person reads


def remark_dates(project: Project) -> None:
    """Say which open waves are over, or lose answers, before anything else is said."""
    from nejtak.wave import dates

    for remark in dates.remarks((wave for _, wave, _ in project.waves()), date.today()):
        say(remark)


def confirm(why: str, question: str, kept: str, *, yes: bool) -> None:
    """Ask before what cannot be undone; raise StateError unless the answer, or `yes`, is yes.

    Where there is no terminal, nobody can answer.
    """
    if yes:
        return
    say(why)
    if not sys.stdin.isatty():
        raise StateError(f"There is no terminal to ask at: say --yes. {kept}")
    if not click.confirm(question, err=True):
        raise StateError(kept)


def folder_option(name: str, variable: str, text: str) -> Callable[..., Any]:
    """An option that names a folder, with its environment variable."""
    return click.option(
        f"--{name}", envvar=variable, show_envvar=True, help=text,
        type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    )  # fmt: skip


def on_wave(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand a command the folders, and the two words that name a wave."""
    return click.argument("client")(click.argument("wave")(click.pass_obj(command)))
