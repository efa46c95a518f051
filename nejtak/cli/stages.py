"""The commands of a stage: one deployment in the admin's own AWS account."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.cli.base import Folders, say
from nejtak.output import write_file

if TYPE_CHECKING:
    from nejtak.deploy.account import Account
    from nejtak.deploy.release import Release

CHANGES = 3  # exit code of a plan with something to do; 2 is Click's for what it cannot read

profile_option = click.option("--profile", help="A profile of your AWS configuration.")


def _account(folders: Folders, name: str, profile: str | None) -> Account:
    from nejtak.deploy.account import Account
    from nejtak.deploy.stage import find

    stage = find(folders.source, name)
    return Account(replace(stage, profile=profile) if profile else stage)


def _prepared(folders: Folders, name: str, profile: str | None) -> tuple[Account, Release]:
    from nejtak.deploy.release import prepare

    account = _account(folders, name, profile)
    return account, prepare(account.stage, folders.source, folders.build)


@click.command()
@click.argument("stage")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@profile_option
@click.pass_obj
def plan(
    folders: Folders, stage: str, out: Path | None, as_json: bool, profile: str | None
) -> None:
    """Show what a deployment would change."""
    from nejtak.deploy import plan as plans

    made = plans.plan(*_prepared(folders, stage, profile))
    click.echo(plans.to_json(made) if as_json else plans.text(made))
    if out:
        write_file(out, plans.to_json(made).encode())
        say(f"Next: build.py deploy {stage} --plan {out}")
    sys.exit(CHANGES if made else 0)


@click.command()
@click.argument("stage")
@click.option(
    "--plan", "saved", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Do exactly what this saved plan says.",
)  # fmt: skip
@click.option("--max-deletes", type=click.IntRange(0), help="How many files may go, if over 100.")
@profile_option
@click.pass_obj
def deploy(
    folders: Folders, stage: str, saved: Path | None, max_deletes: int | None, profile: str | None
) -> None:
    """Put collector and pages on AWS, the collector first."""
    from nejtak.deploy import apply as applying
    from nejtak.deploy import plan as plans

    account, release = _prepared(folders, stage, profile)
    if saved:
        made = plans.from_json(saved.read_text(encoding="utf-8"))
    else:
        made = plans.plan(account, release)
        say(plans.text(made))
    most = applying.MAX_DELETES if max_deletes is None else max_deletes
    done = applying.apply(account, release, made, say, most)
    say(f"{done.sent} files sent, {done.removed} removed.")
    click.echo(done.url)


@click.command()
@click.argument("stage")
@profile_option
@click.pass_obj
def status(folders: Folders, stage: str, profile: str | None) -> None:
    """Tell what runs on AWS."""
    from nejtak.deploy import apply as applying

    found = applying.status(_account(folders, stage, profile))
    click.echo(f"stack: {found.stack}\nurl: {found.url}\ninbox: {found.inbox}")
    click.echo(f"files: {found.files}{'' if found.whole else ', and a deployment to finish'}")


@click.command()
@click.argument("stage")
@profile_option
@click.pass_obj
def destroy(folders: Folders, stage: str, profile: str | None) -> None:
    """Take a stage down; its inbox stays."""
    from nejtak.deploy import apply as applying

    account = _account(folders, stage, profile)
    typed = click.prompt(f"Type the stage's name to take {stage} down", err=True)
    kept = applying.destroy(account, typed, say)
    if kept:
        say(f"The inbox {kept} stays, with the answers in it.")
