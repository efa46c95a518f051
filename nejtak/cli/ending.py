"""The commands that end a wave: close it, or take it back if it was opened by mistake."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, confirm, inbox_of, on_wave, say
from nejtak.errors import StateError

if TYPE_CHECKING:
    from nejtak.project.model import Wave
    from nejtak.wave.close import Closing, Suspects


@click.command("close")
@click.argument("client", required=False)
@click.argument("wave", required=False)
@click.option("--all-due", is_flag=True, help="Every wave that is over.")
@click.option("--yes", is_flag=True, help="Do not ask, even before the wave is over.")
@click.option(
    "--suspects",
    type=click.Choice(["keep", "aside"]),
    help="Answers that seem to come from a program.",
)
@click.pass_obj
def close_command(
    folders: Folders,
    client: str | None,
    wave: str | None,
    all_due: bool,
    yes: bool,
    suspects: Suspects | None,
) -> None:
    """End a wave: seal its answers into one file and empty its inbox."""
    if all_due:
        if client or suspects:
            raise click.UsageError("--all-due goes without a wave and without --suspects.")
        _close_all_due(folders, yes=yes)
        return
    if not client or not wave:
        raise click.UsageError("Name CLIENT and WAVE, or say --all-due.")
    _close(folders, client, wave, suspects, yes=yes)


def _close(
    folders: Folders, client: str, wave: str, suspects: Suspects | None, *, yes: bool
) -> None:
    """Close one wave, after a question if it is not over."""
    from nejtak.base import private_keys
    from nejtak.wave import close as closing
    from nejtak.wave import dates

    _, _, closed, _ = folders.wave(client, wave)
    identities = private_keys.identities(folders.keys)
    if not identities:
        raise StateError(f"There is no private key in {folders.keys}. Name its folder with --keys.")
    if why := dates.early(closed, date.today()):
        question = "Nobody can answer a closed wave, and it cannot be opened again. Close it now?"
        confirm(why, question, f"{client}/{wave} stays open. Nothing was changed.", yes=yes)
    _say_closed(closed, closing.close(closed, folders.inbox(closed), identities, suspects))
    click.echo(closed.responses_file)


def _say_closed(closed: Wave, done: Closing) -> None:
    """Say what is in the file, and the next command."""
    name = f"{closed.client}/{closed.id}"
    also = f", together with {', '.join(part.id for part in closed.together)}"
    counted = _counted(closed, done.counted)
    say(f"{name} is closed{also * bool(closed.together)}. {counted}")
    for remark in done.remarks():
        say(remark)
    say(f"Keep {closed.closed_file.name} in git: it records that the wave is closed.")
    say(f"Next: {_review(closed)}{run('report', closed.client, closed.id)}")


def _review(closed: Wave) -> str:
    """The command that comes before the report, if the wave asked for texts."""
    questions = closed.contract.questions.values() if closed.contract else ()
    texts = any(question.kind == "text" for question in questions)
    return f"{run('review', closed.client, closed.id)}, then " if texts else ""


def _close_all_due(folders: Folders, *, yes: bool) -> None:
    """Close every wave that is over, after one question."""
    from nejtak.cli.all_due import overview_of, run_jobs
    from nejtak.overview import batch

    _, found = overview_of(folders)
    due = batch.rows(found, "close")
    if not due:
        say("No wave is over.")
        return
    say("\n".join(f"{row.client}/{row.wave} was to close on {row.closes}." for row in due))
    say(f"Inbox: {folders.table() or 'none'}.")
    question = "Nobody can answer a closed wave, and it cannot be opened again. Close them all?"
    confirm(f"{len(due)} to close.", question, "Nothing was changed.", yes=yes)
    run_jobs(folders, [[*batch.jobs(due, ("wave", "close"))]])


def _counted(wave: Wave, counted: int | None) -> str:
    """How many answers a report will count; the number received is not printed."""
    if counted is None:
        return (
            f"The number of answers that count depends on the number asked: write `asked = ...` or "
            f"`{wave.asks} = ...` in {wave.id}.toml before the report."
        )
    return f"{counted} answers are counted."


@click.command("take-back")
@on_wave
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--profile", help="A profile of your AWS configuration.")
def take_back_command(
    folders: Folders, client: str, wave: str, yes: bool, profile: str | None
) -> None:
    """Make a wave a draft again that was opened by mistake and never deployed."""
    from nejtak.aws import deployed_waves
    from nejtak.wave import take_back as taking

    _, _, opened, _ = folders.wave(client, wave)
    taking.refuse(opened, ())
    stages = deployed_waves.stages_of_wave(
        folders.project.stages, folders.state, f"{client}/{wave}", profile
    )
    taking.refuse(opened, stages)
    table = folders.table()
    say(f"Inbox: {table}." if table else "No inbox is named, so none is checked for answers.")
    kept = f"{client}/{wave} stays open. Nothing was changed."
    why = f"{opened.contract_file.name}, with the wave's questions and keys, will be removed."
    confirm(why, "Take the wave back?", kept, yes=yes)
    taking.take_back(opened, stages, inbox_of(opened) if table else None)
    say(f"{client}/{wave} is a draft again. Open it again: {run('wave open', client, wave)}")
