"""The command that removes raw answers that were kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, inbox_of, say
from nejtak.errors import StateError

if TYPE_CHECKING:
    from nejtak.project.model import Wave
    from nejtak.wave.purge import Due

WORD = "purge"


@click.command("purge")
@click.argument("client", required=False)
@click.argument("wave", required=False)
@click.option("--due", "every", is_flag=True, help="Every wave that is due.")
@click.option("--dry-run", is_flag=True, help="List what is due, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; for one wave.")
@click.option("--all", "number", type=click.IntRange(1), help="Do not ask, if this many are due.")
@click.pass_obj
def purge_command(
    folders: Folders,
    client: str | None,
    wave: str | None,
    every: bool,
    dry_run: bool,
    yes: bool,
    number: int | None,
) -> None:
    """Remove raw answers after their time; reports stay."""
    if yes and not wave:
        raise click.UsageError("--yes is for one wave. For all that are due: --all NUMBER.")
    if (every and client) or not (every or client or number):
        raise click.UsageError(
            "Name CLIENT, or CLIENT and WAVE, or say --due for all that are due."
        )
    due = _list_due(folders, _chosen(folders, client, wave), alone=bool(wave))
    if due and not dry_run:
        if number not in (None, len(due)):
            are = "1 wave is" if len(due) == 1 else f"{len(due)} waves are"
            raise StateError(f"{are} due, not {number}. Nothing was removed.")
        _remove(folders, due, ask=not (yes or number))


def _list_due(folders: Folders, waves: Sequence[Wave], *, alone: bool) -> list[Due]:
    """List the files of those waves that are due; say of one `alone` why it is not."""
    from nejtak.wave import purge as purging

    today = date.today()
    due = list(purging.due(waves, today, folders.project.exports))
    for one in due:
        say(f"{one.wave.client}/{one.wave.id}: kept until {one.since}.")
        for path in one.files:
            click.echo(path)
    if not due:
        say("Nothing is due.")
        for wave in waves if alone else ():
            say(f"{wave.client}/{wave.id}: {purging.standing(wave, today)}.")
    return due


def _chosen(folders: Folders, client: str | None, wave: str | None) -> Sequence[Wave]:
    """One wave, a client's waves, or all."""
    from nejtak.wave.load import find_client, load_project

    if client and wave:
        _, _, chosen, _ = folders.wave(client, wave)
        if chosen.within:
            raise StateError(
                f"{client}/{wave} is counted together with {client}/{chosen.within}, and purged "
                f"with it: {run('purge', client, chosen.within)}"
            )
        return [chosen]
    project = load_project(folders.source)
    owners = [find_client(project, client)] if client else project.clients.values()
    return [owned for owner in owners for owned in owner.waves]


def _remove(folders: Folders, due: Sequence[Due], *, ask: bool) -> None:
    from nejtak.wave import purge as purging

    table = folders.table()
    say(f"Late answers in their inboxes are removed too: {table}." if table else _no_inbox(due))
    if ask:
        typed = click.prompt(f"Type {WORD} to remove all of it permanently", err=True)
        if typed != WORD:
            raise StateError(f"That is not {WORD}. Nothing was removed.")
    if len(due) == 1:
        purging.purge(due[0], inbox_of(due[0].wave) if table else None)
        say(f"{due[0].wave.client}/{due[0].wave.id} is purged. Its reports stay.")
        return
    from nejtak.cli.all_due import run_jobs
    from nejtak.overview.pool import Job

    waves = [one.wave for one in due]
    run_jobs(folders, [[Job(("purge",), w.client, w.id, ("--yes",)) for w in waves]])


def _no_inbox(due: Sequence[Due]) -> str:
    """Explain how late answers are deleted if no inbox is named."""
    contracts = [part.contract for one in due for part in one.wave.counted if part.contract]
    last = max(contract.expiry for contract in contracts)
    return (
        f"Their inboxes are not purged: no preview is running, and NEJTAK_TABLE is not set. Late "
        f"answers expire by themselves, the last on {last}."
    )
