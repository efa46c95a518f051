"""The command that makes the report of a closed wave."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, say

if TYPE_CHECKING:
    from nejtak.project.model import Client, Project, Wave


@click.command("report")
@click.argument("client", required=False)
@click.argument("wave", required=False)
@click.option("--all", "every", is_flag=True, help="Every wave whose report is due.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--again", metavar="NAME", help="Make a release of the ledger again.")
@click.option("--pdf", is_flag=True, help="Print the pages to PDF too; needs Chromium or Chrome.")
@click.option("--pptx", is_flag=True, help="Make slides too, which can be edited.")
@click.pass_obj
def report_command(
    folders: Folders,
    client: str | None,
    wave: str | None,
    every: bool,
    out: Path | None,
    again: str | None,
    pdf: bool,
    pptx: bool,
) -> None:
    """Make a closed wave's report, and record it as a release."""
    if every:
        if client or again or out:
            raise click.UsageError("--all goes without a wave, --again and --out.")
        _report_all(folders, [kind for kind, wanted in (("pdf", pdf), ("pptx", pptx)) if wanted])
        return
    if not client or not wave:
        raise click.UsageError("Name CLIENT and WAVE, or say --all.")
    from nejtak.wave import closed_wave

    project, owner, reported, _ = folders.wave(client, wave)
    with closed_wave.alone(reported):  # no answer may be added between reading and recording
        wrote = _issue(folders, project, owner, reported, out, again, pdf=pdf, pptx=pptx)
    for path in sorted(wrote, key=lambda path: (path.suffix != ".html", path)):
        click.echo(path)


def _issue(
    folders: Folders,
    project: Project,
    owner: Client,
    reported: Wave,
    out: Path | None,
    again: str | None,
    *,
    pdf: bool,
    pptx: bool,
) -> list[Path]:
    """Make one report, record it and write its files, which are returned."""
    from nejtak import report
    from nejtak.base import gitignore, private_keys

    keys, pool = private_keys.identities(folders.keys), folders.pool(project)
    name, made = report.issue(project, owner, reported, keys, pool, again, with_slides=pptx)
    files = {**made.files, **made.slides, **(report.to_pdf(made.files) if pdf else {})}
    out = out or folders.project.reports
    gitignore.make_folder(out)
    folder = out / owner.id / name
    _write(folder, files)
    for remark in made.remarks:
        say(remark)
    counted = made.basis.number
    say(f"{owner.id}/{name}: {counted} answers are counted. It passed the disclosure check.")
    return [folder / file for file in files]


def _report_all(folders: Folders, kinds: Sequence[str]) -> None:
    """Make every report that is due, and finish those that a kill interrupted.

    `kinds` are made of each page too: `pdf`, `pptx`.
    """
    from nejtak.cli.all_due import overview_of, run_jobs
    from nejtak.overview import batch

    project, found = overview_of(folders)
    after = [f"--{kind}" for kind in kinds]
    new = batch.jobs(batch.rows(found, "report"), ("report",), *after)
    left = batch.unfinished(project, found, folders.project.reports, kinds)
    jobs = [*new, *(replace(job, options=(*job.options, *after)) for job in left)]
    for row in batch.rows(found, "review"):
        say(
            f"{row.client}/{row.wave} is left out: its texts are not all reviewed, and without "
            f"them the report quotes nothing. Review them: {run('review', row.client, row.wave)}"
        )
    if not jobs:
        batch.end_batch(folders.state)  # a kill may have come between the last report and this
        say("No report is due.")
        return
    names = batch.begin_batch(folders.state, [job.name for job in new])
    rounds = batch.rounds(project, jobs)
    run_jobs(folders, rounds, names, lambda: batch.end_batch(folders.state))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the release's folder completely, and remove temporary folders that a kill left."""
    from nejtak.base.files import File, write_tree

    for end in ("", "-old"):
        for leftover in folder.parent.glob(f".{folder.name}-????????{end}"):
            shutil.rmtree(leftover)
    write_tree(folder, [File(name, content) for name, content in files.items()])
