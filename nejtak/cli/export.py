"""The command that exports a closed wave's raw answers, for a key holder only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from nejtak.cli.base import Folders, on_wave, say
from nejtak.errors import StateError


@click.command("export")
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
def export_command(
    folders: Folders,
    client: str,
    wave: str,
    raw: bool,
    form: Literal["jsonl", "csv"],
    plain: bool,
    out: Path | None,
) -> None:
    """Write a closed wave's raw answers, sealed."""
    if not raw:  # required, since raw answers are personal data
        raise click.UsageError("Use --raw for raw answers. A report's figures are next to it.")
    from nejtak.base import private_keys
    from nejtak.wave import export as raws
    from nejtak.wave.closed_wave import alone, read_responses

    _, _, closed, _ = folders.wave(client, wave)
    with alone(closed):
        responses = read_responses(closed, private_keys.identities(folders.keys))
    say(raws.WARNING)
    if plain:
        _confirm(f"{client}/{wave}")
    name, content = raws.export(closed, responses, form, plain=plain)
    path = _write(out or folders.project.exports, client, name, content)
    if not plain:
        opened = path.with_suffix("")  # in the same folder, so that a purge finds it
        say(f"Sealed. Open it with: age -d -i {folders.keys}/NAME.key -o {opened} {path}")
    click.echo(path)


def _write(folder: Path, client: str, name: str, content: bytes) -> Path:
    """Write a file that only its owner can read, in a folder that git ignores."""
    from nejtak.base import gitignore
    from nejtak.base.files import write_file

    gitignore.make_folder(folder)
    path = folder / client / name
    write_file(path, content, mode=0o600)
    return path


def _confirm(name: str) -> None:
    """Ask for the wave's name before its answers are written unencrypted."""
    typed = click.prompt(f"Anyone who gets the file can read it. Type {name}", err=True)
    if typed != name:
        raise StateError(f"That is not {name}. Nothing was written.")
