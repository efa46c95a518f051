"""The commands of interviews."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from nejtak.cli.base import Folders, OrderedGroup, on_wave, say
from nejtak.cli.private_page import admit
from nejtak.errors import StateError


@click.group("interview", cls=OrderedGroup)
def interview_group() -> None:
    """Interview candidates, in the same wave as the page."""


@interview_group.command("guide")
@on_wave
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
def guide_command(folders: Folders, client: str, wave: str, out: Path | None) -> None:
    """Write the guide for interviews, and a sheet to write on."""
    from nejtak.base import gitignore
    from nejtak.base.files import write_tree
    from nejtak.interview.guide import guide_files

    project, owner, found, _ = folders.wave(client, wave)
    made = list(guide_files(project, owner, found))
    out = out or folders.project.interviews
    gitignore.make_folder(out)
    folder = out / client / wave
    write_tree(folder, made)
    for file in made:
        click.echo(folder / file.path)
    say("Open them in a browser and print them on A4: guide.html to read, notes.html to write on.")


@interview_group.command("enter")
@on_wave
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Default: any free port.")
def enter_command(folders: Folders, client: str, wave: str, port: int) -> None:
    """Take down interviews on a local page; each is sealed and stored at once."""
    from nejtak.interview import desk

    project, owner, asked, _ = folders.wave(client, wave)
    desk.refuse_interviews(owner, asked)
    table = folders.table()
    if table is None:
        raise StateError(
            "There is no inbox: no preview is running, and NEJTAK_TABLE is not set. Name the table "
            "of your stage there, and sign in to AWS; docs/interviews.md says how."
        )
    say(f"Inbox: {table}.")
    with desk.interview_session(project, owner, asked, folders.state, port) as entering:
        say("Paste this address into your browser; it works once. Ctrl-C ends it.")
        say("Closed the browser? Press Enter here for a new address.")
        admit(entering)
        with contextlib.suppress(KeyboardInterrupt):
            entering.serve()
    say("Ended. What was stored is in the inbox, sealed; nothing of it is on this machine.")
