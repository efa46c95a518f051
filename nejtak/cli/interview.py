"""The commands of interviews."""

from __future__ import annotations

from pathlib import Path

import click

from nejtak.cli.base import Folders, OrderedGroup, on_wave, say


@click.group("interview", cls=OrderedGroup)
def interview_group() -> None:
    """Interview candidates by telephone, in the same wave as the page."""


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
