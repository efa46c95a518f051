"""The command that removes raw answers when their days are over."""

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


@click.command()
@click.argument("client", required=False)
@click.argument("wave", required=False)
@click.option("--dry-run", is_flag=True, help="List what is due, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; for one wave.")
@click.option("--all", "number", type=click.IntRange(1), help="Do not ask, if so many are due.")
@click.pass_obj
def purge(
    folders: Folders,
    client: str | None,
    wave: str | None,
    dry_run: bool,
    yes: bool,
    number: int | None,
) -> None:
    """Remove raw answers whose days are over; reports stay."""
    from nejtak.wave import purge as purging

    if yes and not wave:
        raise click.UsageError("--yes is for one wave. For all that are due: --all NUMBER.")
    today = date.today()
    waves = _chosen(folders, client, wave)
    found = list(purging.due(waves, today, folders.project.exports))
    for one in found:
        say(f"{one.wave.client}/{one.wave.id}: kept until {one.since}.")
        for path in one.files:
            click.echo(path)
    if not found:
        say("Nothing is due.")
        for one_wave in waves if wave else ():
            say(f"{client}/{wave}: {purging.standing(one_wave, today)}.")
    if found and not dry_run:
        if number not in (None, len(found)):
            due = "1 wave is" if len(found) == 1 else f"{len(found)} waves are"
            raise StateError(f"{due} due, not {number}. Nothing was removed.")
        _remove(folders, found, ask=not (yes or number))


def _chosen(folders: Folders, client: str | None, wave: str | None) -> Sequence[Wave]:
    """One wave, a client's, or all."""
    from nejtak.wave.load import find_client, load

    if client and wave:
        _, _, found, _ = folders.wave(client, wave)
        if found.within:
            raise StateError(
                f"{client}/{wave} is counted together with {client}/{found.within}, and purged "
                f"with it: {run('purge', client, found.within)}"
            )
        return [found]
    project = load(folders.source)
    owners = [find_client(project, client)] if client else project.clients.values()
    return [found for owner in owners for found in owner.waves]


def _remove(folders: Folders, found: Sequence[Due], *, ask: bool) -> None:
    from nejtak.wave import purge as purging

    table = folders.table()
    say(f"What came late to their inboxes goes too: {table}." if table else _unreached(found))
    if ask:
        typed = click.prompt(f"Type {WORD} to remove all of it for good", err=True)
        if typed != WORD:
            raise StateError(f"That is not {WORD}. Nothing was removed.")
    for one in found:
        purging.purge(one, inbox_of(one.wave) if table else None)
        say(f"{one.wave.client}/{one.wave.id} is purged. Its reports stay.")


def _unreached(found: Sequence[Due]) -> str:
    """What becomes of late answers where no inbox is named."""
    contracts = [part.contract for one in found for part in one.wave.counted if part.contract]
    last = max(contract.expiry for contract in contracts)
    return (
        f"Their inboxes are not looked at: no preview is running, and NEJTAK_TABLE names no table. "
        f"What came late expires by itself, the last of it on {last}."
    )
