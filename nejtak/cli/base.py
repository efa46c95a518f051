"""Helpers of all commands: the folders they work in, and printing for a person."""

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

from nejtak.errors import NejtakError, StateError

if TYPE_CHECKING:
    from nejtak import report
    from nejtak.base.recipients import Recipient
    from nejtak.project.folder import ProjectFolder
    from nejtak.project.model import Client, Project, Survey, Wave
    from nejtak.wave.inbox import Inbox


# Errors that a command may end in; any other is a fault of nejtak's own.
EXPECTED = (NejtakError, OSError, click.ClickException)


def message_of(error: Exception) -> str:
    """The words for one of the expected errors."""
    if isinstance(error, OSError):  # no right to read, no room to write
        return f"{error.filename or 'nejtak'}: {error.strerror or type(error).__name__}."
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


@dataclass(frozen=True)
class Folders:
    """The folders of a command: from options or variables, or else from the project's folder."""

    given_source: Path | None
    given_build: Path | None
    given_state: Path | None
    given_keys: Path | None

    @cached_property
    def project(self) -> ProjectFolder:
        """The project of the current folder."""
        from nejtak.project import folder

        return folder.load_folder(folder.find_folder(Path.cwd()))

    @property
    def root(self) -> Path:
        """The project's folder; the sources if options name all folders and there is no project."""
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
        """The built site and collector."""
        return self.given_build or self.project.build

    @property
    def state(self) -> Path:
        """Local state."""
        return self.given_state or self.project.state

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.given_keys or self.project.keys

    @property
    def exports(self) -> Path:
        """Exported raw answers; below the sources if there is no project."""
        try:
            return self.project.exports
        except StateError:
            return self.source / "exports"

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """The recipients that nejtak.toml names; none if options name all folders."""
        try:
            return self.project.recipients
        except StateError:
            return ()

    @property
    def settings(self) -> Path | None:
        """The project's nejtak.toml; None if options name all folders and there is no project."""
        from nejtak.project.folder import FILE

        try:
            return self.project.root / FILE
        except StateError:
            return None

    def wave(self, client_id: str, wave_id: str) -> tuple[Project, Client, Wave, Survey]:
        """The checked project, and one wave of it with its client and survey."""
        from nejtak.wave.load import find_wave, load_project

        project = load_project(self.source)
        return project, *find_wave(project, client_id, wave_id)

    def local(self) -> str | None:
        """The URL of the running preview, if any; this process gets its AWS variables."""
        from nejtak.local import engine
        from nejtak.local.note import running_preview

        running = running_preview(self.state)
        if running is None:
            return None
        engine.use_engine(running["environment"])
        return str(running["url"])

    def table(self) -> str | None:
        """The table of all inboxes, in words; None if nothing names one. Call it only once."""
        from nejtak.wave.inbox import TABLE

        named = os.environ.get(TABLE)
        url = self.local()
        if named and url:
            raise StateError(
                f"A preview runs at {url}, and {TABLE} is {named}. Stop the preview, or unset "
                f"{TABLE}."
            )
        return f"the preview at {url}" if url else named

    def pool(self, project: Project) -> report.Pool:
        """Norms from other clients' releases."""
        from nejtak import report

        return report.Pool(project)

    def inbox(self, wave: Wave) -> Inbox:
        """The inbox of a wave and those it counts: the preview's, or the environment's."""
        say(f"Inbox: {self.table() or 'none'}.")
        return inbox_of(wave)


def new_recipient(path: Path, settings: Path | None) -> str:
    """Make a key pair, whose public half is returned, and name that in `settings` (nejtak.toml)."""
    from nejtak.base.private_keys import new_key
    from nejtak.base.toml_file import set_key

    public = new_key(path)
    if settings:
        set_key(settings, "recipients", path.stem, value=public)
    return public


def inbox_of(wave: Wave, known: Inbox | None = None) -> Inbox:
    """The inbox of a wave and those it counts, in the table of this process's variables.

    With a `known` inbox it shares the connection.
    """
    from nejtak.wave.inbox import connect

    if known:
        inbox = known.another(f"{wave.client}/{wave.id}", _shards(wave))
    else:
        inbox = connect(wave.client, wave.id, _shards(wave))
    for part in wave.together:
        inbox = inbox.joined_with(f"{part.client}/{part.id}", _shards(part))
    return inbox


def _shards(wave: Wave) -> int:
    return wave.contract.shards if wave.contract else 1


class OrderedGroup(click.Group):
    """A group that keeps the order in which commands are written, as a table of contents."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were added."""
        return list(self.commands)


def number_of(count: int, noun: str) -> str:
    """A number of things: `1 wave`, `2 waves`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


say = partial(click.echo, err=True)  # for a person; a script reads stdout


def remark_dates(project: Project) -> None:
    """Print remarks on open waves that are over, or lose answers."""
    from nejtak.wave import dates

    for remark in dates.date_remarks((wave for _, wave, _ in project.waves()), date.today()):
        say(remark)


def confirm(why: str, question: str, kept: str, *, yes: bool) -> None:
    """Ask before an action that cannot be undone; raise StateError if the answer is no.

    With `yes`, or `--yes` on the command line, it does not ask. Without a terminal it refuses.
    """
    if yes:
        return
    say(why)
    if not sys.stdin.isatty():
        raise StateError(f"There is no terminal to ask on. Use --yes. {kept}")
    if not click.confirm(question, err=True):
        raise StateError(kept)


def folder_option(name: str, variable: str, text: str) -> Callable[..., Any]:
    """An option that names a folder, with its environment variable."""
    return click.option(
        f"--{name}",
        envvar=variable,
        show_envvar=True,
        help=text,
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
    )


def on_wave(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the folders, and the two arguments that name a wave."""
    return click.argument("client")(click.argument("wave")(click.pass_obj(command)))
