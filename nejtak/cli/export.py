"""The command that hands out a closed wave's raw answers, to the key holder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from nejtak.cli.base import Folders, on_wave, say
from nejtak.errors import StateError


@click.command()
@on_wave
@click.option("--raw", is_flag=True, help="Every answer and text as it was given.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="JSON Lines, or a table.",
)
@click.option("--plain", is_flag=True, help="Not sealed. You type the wave's name to confirm.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
def export(
    folders: Folders,
    client: str,
    wave: str,
    raw: bool,
    form: Literal["jsonl", "csv"],
    plain: bool,
    out: Path | None,
) -> None:
    """Write a closed wave's raw answers, sealed."""
    if not raw:  # asked for by name, since it is no small thing
        raise click.UsageError("Say --raw: a report's figures are exported beside the report.")
    from nejtak.base import gitignore, private_keys
    from nejtak.base.files import write_file
    from nejtak.wave import export as raws
    from nejtak.wave.closed_wave import alone, read

    _, _, found, _ = folders.wave(client, wave)
    with alone(found):
        responses = read(found, private_keys.identities(folders.keys))
    say(raws.WARNING)
    if plain:
        _confirm(f"{client}/{wave}")
    name, content = raws.export(found, responses, form, plain=plain)
    out = out or folders.project.exports
    gitignore.make_folder(out)
    path = out / client / name
    write_file(path, content, mode=0o600)
    if not plain:
        opened = path.with_suffix("")  # beside it, where a purge finds it
        say(f"Sealed. Open it with: age -d -i {folders.keys}/NAME.key -o {opened} {path}")
    click.echo(path)


def _confirm(name: str) -> None:
    """Let the wave's name be typed, before its answers lie open on a disk."""
    typed = click.prompt(f"Anyone who gets hold of the file can read it. Type {name}", err=True)
    if typed != name:
        raise StateError(f"That is not {name}. Nothing was written.")
