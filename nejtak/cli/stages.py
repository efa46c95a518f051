"""The commands of a stage: one deployment in the admin's own AWS account."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.base.files import write_file
from nejtak.cli.base import Folders, remark_dates, say
from nejtak.deploy import MAX_DELETES
from nejtak.errors import Problem, SourceError

if TYPE_CHECKING:
    from nejtak.deploy.account import Account
    from nejtak.deploy.release import Release
    from nejtak.deploy.site import Progress
    from nejtak.project.model import Project

CHANGES = 3  # exit code of a plan with something to do; 2 is Click's for what it cannot read

profile_option = click.option("--profile", help="A profile of your AWS configuration.")


def checked(source: Path) -> Project:
    """The checked sources; faults of stages.toml, where there is one, are told with the others."""
    from nejtak.deploy import stage
    from nejtak.wave.load import load

    problems: list[Problem] = []
    try:
        if (source / stage.FILE).exists():
            stage.load(source)
    except SourceError as error:
        problems += error.problems
    try:
        project = load(source)
    except SourceError as error:
        raise SourceError([*problems, *error.problems]) from None
    if problems:
        raise SourceError(problems)
    return project


def account_of(folders: Folders, name: str, profile: str | None) -> Account:
    """The account of a stage, as its own profile or the one of the command line finds it."""
    from nejtak.deploy.account import Account
    from nejtak.deploy.stage import find

    stage = find(folders.source, name)
    return Account(replace(stage, profile=profile) if profile else stage)


def _prepared(folders: Folders, name: str, profile: str | None) -> tuple[Account, Release]:
    from nejtak.deploy.release import prepare
    from nejtak.deploy.template.api import RUNTIME
    from nejtak.wave.load import load

    account = account_of(folders, name, profile)
    remark_dates(load(folders.source))
    release = prepare(account.stage, folders.source, folders.build)
    if not release.compiled:
        say(f"The collector goes uncompiled: this machine has no {RUNTIME}. A cold start takes a")
        say(f"little longer for it. Install {RUNTIME}, or run nejtak with it, to mend that.")
    return account, release


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing, since the line before it says how many."""
    from nejtak.deploy.site import no_progress

    if not sys.stderr.isatty() or not total:
        yield no_progress
        return
    with click.progressbar(length=total, file=sys.stderr, label="Sending") as bar:
        yield bar.update


@click.command()
@click.argument("stage")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--cost", "with_cost", is_flag=True, help="Tell what it costs by list prices, too.")
@profile_option
@click.pass_obj
def plan(
    folders: Folders, stage: str, out: Path | None, as_json: bool, with_cost: bool,
    profile: str | None,
) -> None:  # fmt: skip
    """Show what a deployment would change."""
    from nejtak.deploy import cost
    from nejtak.deploy import plan as plans

    account, release = _prepared(folders, stage, profile)
    made = plans.plan(account, release)
    price = cost.cost(account.stage, release.size)
    if as_json:
        click.echo(plans.to_json(made, **({"cost": cost.as_dict(price)} if with_cost else {})))
    else:
        click.echo(plans.text(made))
        if with_cost:
            click.echo(f"\n{cost.text(price, account.stage)}")
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
@click.option(
    "--max-deletes", type=click.IntRange(0), default=MAX_DELETES, show_default=True,
    help="How many files may go.",
)  # fmt: skip
@click.option("--site-only", is_flag=True, help="The pages alone, for another CDN.")
@click.option("--bucket", help="With --site-only: where to.")
@profile_option
@click.pass_obj
def deploy(
    folders: Folders, stage: str, saved: Path | None, max_deletes: int, site_only: bool,
    bucket: str | None, profile: str | None,
) -> None:  # fmt: skip
    """Put collector and pages on AWS, the collector first."""
    if site_only != (bucket is not None) or (site_only and saved):
        raise click.UsageError("--site-only and --bucket go together, and without --plan.")
    if bucket is not None:
        _deploy_site(folders, account_of(folders, stage, profile), bucket, max_deletes)
        return
    from nejtak.deploy import apply as applying
    from nejtak.deploy import had, smoke
    from nejtak.deploy import plan as plans
    from nejtak.deploy.web import Web

    account, release = _prepared(folders, stage, profile)
    if saved:
        made = plans.from_json(saved.read_text(encoding="utf-8"))
    else:
        made = plans.plan(account, release)
        say(plans.text(made))
    had.note(folders.state, stage, release.files)
    with _progress(len(made.site.sent)) as progress:
        done = applying.apply(account, release, made, say, max_deletes, progress)
    say(f"{done.sent} files sent, {done.removed} removed.")
    if made:
        smoke.run(account, Web(), done.host, done.inbox, release.headers)
        say("Tested: a page, its headers, and an answer that was stored and taken away again.")
    click.echo(done.url)


def _deploy_site(folders: Folders, account: Account, bucket: str, max_deletes: int) -> None:
    from nejtak.deploy import apply as applying
    from nejtak.deploy import elsewhere, had
    from nejtak.deploy.release import prepare_site
    from nejtak.wave.load import load

    remark_dates(load(folders.source))
    site = prepare_site(account.stage, folders.source, folders.build)
    found = elsewhere.changes(account, site, bucket)
    applying.bound(found, max_deletes)
    had.note(folders.state, account.stage.name, elsewhere.marks(site))
    with _progress(len(found.sent)) as progress:
        elsewhere.apply(account, site, bucket, found, progress)
    say(f"{len(found.sent)} files sent, {len(found.removed)} removed.")
    say("The collector is no part of this: /api/* of the same host must lead to it.")
    say(f"Headers to set: {folders.build}/_headers or headers.nginx.conf")


@click.command()
@click.argument("stage")
@profile_option
@click.pass_obj
def status(folders: Folders, stage: str, profile: str | None) -> None:
    """Tell what runs on AWS."""
    from nejtak.deploy import apply as applying

    found = applying.status(account_of(folders, stage, profile))
    click.echo(f"stack: {found.stack}\nurl: {found.url}\ninbox: {found.inbox}")
    click.echo(f"files: {found.files}{'' if found.whole else ', and a deployment to finish'}")


@click.command()
@click.argument("stage")
@click.option("--inbox", is_flag=True, help="Delete the inbox and all answers in it, too.")
@profile_option
@click.pass_obj
def destroy(folders: Folders, stage: str, inbox: bool, profile: str | None) -> None:
    """Take a stage down; its inbox stays unless told otherwise."""
    from nejtak.deploy import apply as applying

    account = account_of(folders, stage, profile)
    lost = " and delete every answer in its inbox" if inbox else ""
    typed = click.prompt(f"Type the stage's name to take {stage} down{lost}", err=True)
    kept = applying.destroy(account, typed, say, inbox=inbox)
    if kept:
        say(f"The inbox {kept} stays, with the answers in it.")
