"""The commands that write a wave's invitations, and check a mail that was sent."""

from __future__ import annotations

from pathlib import Path

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, on_wave, say
from nejtak.errors import StateError

site_option = click.option(
    "--site", metavar="URL", help="Where the pages are; the domain of your stage if left out."
)


@click.command("handouts")
@on_wave
@site_option
@click.option("--asked", type=click.IntRange(1), help="Write down how many were asked in all.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
def handouts_command(
    folders: Folders, client: str, wave: str, site: str | None, asked: int | None, out: Path | None
) -> None:
    """Write the words that a wave is handed out with."""
    from nejtak import handouts as handing_out
    from nejtak.base import gitignore
    from nejtak.base.files import write_tree

    project, owner, found, _ = folders.wave(client, wave)
    if asked is not None:
        new = handing_out.note_asked(found, asked)
        say(f"{client}/{wave}: {asked} were asked in all, {new} of them now. It is in its file.")
        return
    address = handing_out.site_address(
        site, folders.project.stages.values(), fictional=owner.fictional
    )
    made = list(handing_out.handout_files(project, owner, found, address))
    out = out or folders.project.handouts
    gitignore.make_folder(out)
    folder = out / client / wave
    write_tree(folder, made)
    for file in made:
        click.echo(folder / file.path)
    say(f"Begin with {owner.languages[0]}/sender.txt, the check list of whoever sends.")
    say(f"When it is sent: {run('handouts', client, wave)} --asked NUMBER")


@click.command("verify-handout")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@site_option
@click.pass_obj
def verify_handout_command(folders: Folders, file: Path, site: str | None) -> None:
    """Say what a mail tool has added to a sent .eml."""
    from nejtak import handouts as handing_out
    from nejtak.wave.load import load_project

    sites = handing_out.sites(site, folders.project.stages.values())
    found = handing_out.verify_mail(file.read_bytes(), load_project(folders.source), sites)
    for said in found:
        click.echo(said)
    if found:
        things = "1 thing was" if len(found) == 1 else f"{len(found)} things were"
        raise StateError(
            f"{things} added. Switch them off in the mail tool, or send from another one, and look "
            f"again."
        )
    say("Nothing was added: the mail leads to the bare address and loads nothing.")
