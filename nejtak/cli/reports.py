"""The command that makes the report of a closed wave."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from nejtak.cli.base import Folders, on_wave, say


@click.command("report")
@on_wave
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--again", metavar="NAME", help="Make a release of the ledger again.")
@click.option("--pdf", is_flag=True, help="Print the pages to PDF too; needs Chromium or Chrome.")
def report_command(
    folders: Folders, client: str, wave: str, out: Path | None, again: str | None, pdf: bool
) -> None:
    """Make a closed wave's report, and record it as a release."""
    from nejtak import report
    from nejtak.base import gitignore, private_keys
    from nejtak.wave import closed_wave

    project, owner, reported, _ = folders.wave(client, wave)
    keys = private_keys.identities(folders.keys)
    with closed_wave.alone(reported):  # no answer may be added between reading and recording
        name, made = report.issue(project, owner, reported, keys, report.Pool(project), again)
        files = {**made.files, **(report.to_pdf(made.files) if pdf else {})}
        out = out or folders.project.reports
        gitignore.make_folder(out)
        folder = out / client / name
        _write(folder, files)
    for remark in made.remarks:
        say(remark)
    counted = made.basis.number
    say(f"{client}/{name}: {counted} answers are counted. It passed the disclosure check.")
    for file in sorted(files, key=lambda file: (not file.endswith(".html"), file)):
        click.echo(folder / file)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the release's folder completely, and remove temporary folders that a kill left."""
    from nejtak.base.files import File, write_tree

    for end in ("", "-old"):
        for leftover in folder.parent.glob(f".{folder.name}-????????{end}"):
            shutil.rmtree(leftover)
    write_tree(folder, [File(name, content) for name, content in files.items()])
