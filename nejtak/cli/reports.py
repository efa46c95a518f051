"""The commands that hand something out: the report of a closed wave."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from nejtak.cli.base import Folders, on_wave, say


@click.command()
@on_wave
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--again", metavar="NAME", help="Make a release again, as the ledger has it.")
@click.option("--pdf", is_flag=True, help="Print the pages to PDF too; needs Chromium or Chrome.")
@click.option("--pptx", is_flag=True, help="Make slides too, which can be edited.")
def report(
    folders: Folders,
    client: str,
    wave: str,
    out: Path | None,
    again: str | None,
    pdf: bool,
    pptx: bool,
) -> None:
    """Make a closed wave's report, and record it as a release."""
    from nejtak import report
    from nejtak.base import gitignore, private_keys
    from nejtak.wave import closed_wave

    project, owner, found, _ = folders.wave(client, wave)
    keys = private_keys.identities(folders.keys)
    with closed_wave.alone(found):  # so that no answer joins between reading them and the record
        pool = report.Pool(project)
        name, made = report.issue(project, owner, found, keys, pool, again, with_slides=pptx)
        files = {**made.files, **made.slides, **(report.to_pdf(made.files) if pdf else {})}
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
    """Write the release's folder as a whole, and clear what a kill left beside it."""
    from nejtak.base.files import File, write_tree

    for end in ("", "-old"):
        for leftover in folder.parent.glob(f".{folder.name}-????????{end}"):
            shutil.rmtree(leftover)
    write_tree(folder, [File(name, content) for name, content in files.items()])
