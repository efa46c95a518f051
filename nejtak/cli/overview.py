"""The command that shows the state of every wave, and the next steps."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.cli.base import Folders, inbox_of, say
from nejtak.errors import EngineError

if TYPE_CHECKING:
    from nejtak.overview.read import Counts
    from nejtak.project.model import Project

AT_ONCE = 8  # inboxes that are counted at a time


@click.command("overview")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it as a page, which stays on this machine.",
)
@click.pass_obj
def overview_command(folders: Folders, as_json: bool, page: Path | None) -> None:
    """Show all clients and waves, and what to do first."""
    gc.disable()  # a short process that makes many objects and drops none
    from nejtak.overview import overview
    from nejtak.overview.text import text, to_json
    from nejtak.wave.load import load_project

    project = load_project(folders.source)
    counts = _counts(folders, project)
    found = overview(project, date.today(), folders.project.exports, counts)
    if page:
        from nejtak.base.files import write_file
        from nejtak.overview.page import render_overview

        write_file(page, render_overview(found))
        click.echo(page)
    else:
        click.echo(to_json(found) if as_json else text(found, counts=counts is not None))


def _counts(folders: Folders, project: Project) -> Counts | None:
    """The answers in the inboxes of open waves; None if no table is named, or none answers."""
    waves = [w for _, w, _ in project.waves() if w.status == "open" and not w.within]
    if not waves:
        return {}
    if folders.table() is None:
        return None
    try:
        one = inbox_of(waves[0])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            numbers = list(pool.map(lambda wave: inbox_of(wave, one).count(), waves))
    except EngineError as error:
        say(f"Answers are not counted: {error}")
        return None
    return {(w.client, w.id): number for w, number in zip(waves, numbers, strict=True)}
