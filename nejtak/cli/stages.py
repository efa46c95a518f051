"""The commands of a stage: one deployment in the admin's own AWS account."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.aws import MAX_DELETES
from nejtak.base.command import run
from nejtak.base.files import write_file
from nejtak.cli.base import Folders, remark_dates, say
from nejtak.errors import Faults, Problem, SourceError, StateError

if TYPE_CHECKING:
    from nejtak.aws.account import Account
    from nejtak.aws.objects import Progress
    from nejtak.aws.prepare import Deployment
    from nejtak.project.model import Project

CHANGES = 3  # exit code of a plan with something to do; 2 is Click's for what it cannot read

profile_option = click.option("--profile", help="A profile of your AWS configuration.")


def checked(folders: Folders) -> Project:
    """The checked sources; faults of nejtak.toml are told with the others."""
    from nejtak.project import folder
    from nejtak.wave.load import load

    problems: tuple[Problem, ...] = ()
    try:
        source = folders.source
    except SourceError as error:
        problems = error.problems
        source = folder.read(folder.find(Path.cwd()), Faults()).sources
    try:
        project = load(source)
    except SourceError as error:
        raise SourceError([*problems, *error.problems]) from None
    if problems:
        raise SourceError(problems)
    return project


def account_of(folders: Folders, name: str, profile: str | None) -> Account:
    """The account of a stage, as its own profile or the one of the command line finds it."""
    from nejtak.aws.account import Account

    stage = folders.project.stage(name)
    return Account(replace(stage, profile=profile) if profile else stage)


def prepared(folders: Folders, name: str, profile: str | None) -> tuple[Account, Deployment]:
    """Everything that a deployment of a stage sets, and the account that it goes to."""
    from nejtak.aws.prepare import prepare_deployment
    from nejtak.aws.resources.function import RUNTIME
    from nejtak.wave.load import load

    account = account_of(folders, name, profile)
    remark_dates(load(folders.source))
    deployment = prepare_deployment(account.stage, folders.source, folders.build)
    if not deployment.compiled:
        say(f"The collector goes uncompiled: this machine has no {RUNTIME}. A cold start takes a")
        say(f"little longer for it. Install {RUNTIME}, or run nejtak with it, to mend that.")
    return account, deployment


def _look(account: Account, deployment: Deployment) -> None:
    """Say what may stop a deployment; raise StateError for what certainly does."""
    from nejtak.aws.preflight import preflight

    seen = preflight(account, deployment)
    for remark in seen.remarks:
        say(remark)
    seen.insist()


def ask_for_name(stage: str, what: str) -> None:
    """Raise StateError unless the admin types the stage's name."""
    if click.prompt(f"Type the stage's name to {what}", err=True) != stage:
        raise StateError(f"Nothing was done: the name is {stage!r}.")


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing, since the line before it says how many."""
    from nejtak.aws.objects import no_progress

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
    from nejtak.aws import cost
    from nejtak.aws import plan as plans

    account, deployment = prepared(folders, stage, profile)
    _look(account, deployment)
    made = plans.plan_deployment(account, deployment)
    price = cost.cost(account.stage, deployment.size)
    if as_json:
        click.echo(
            plans.plan_to_json(made, **({"cost": cost.cost_as_dict(price)} if with_cost else {}))
        )
    else:
        click.echo(plans.plan_text(made))
        if with_cost:
            click.echo(f"\n{cost.cost_text(price, account.stage)}")
    if out:
        write_file(out, plans.plan_to_json(made).encode())
        say(f"Next: {run('deploy', stage)} --plan {out}")
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
@click.option("--adopt", metavar="TABLE", help="Take over the inbox of an earlier stack.")
@click.option("--roll-back", is_flag=True, help="Let older sources open waves again.")
@click.option("--site-only", is_flag=True, help="The pages alone, for another CDN.")
@click.option("--bucket", help="With --site-only: where to.")
@profile_option
@click.pass_obj
def deploy(
    folders: Folders, stage: str, saved: Path | None, max_deletes: int, adopt: str | None,
    roll_back: bool, site_only: bool, bucket: str | None, profile: str | None,
) -> None:  # fmt: skip
    """Put collector and pages on AWS, the collector first."""
    if site_only != (bucket is not None) or (site_only and saved):
        raise click.UsageError("--site-only and --bucket go together, and without --plan.")
    if bucket is not None:
        _deploy_site(folders, account_of(folders, stage, profile), bucket, max_deletes)
        return
    from nejtak.aws import apply as applying
    from nejtak.aws import deployed_waves, recover, smoke
    from nejtak.aws import plan as plans
    from nejtak.aws.web import Web

    account, deployment = prepared(folders, stage, profile)
    _look(account, deployment)
    if adopt:
        recover.adopt_inbox(account, adopt, deployment.template, say)
    if saved:
        made = plans.plan_from_json(saved.read_text(encoding="utf-8"))
    else:
        made = plans.plan_deployment(account, deployment)
        say(plans.plan_text(made))
    if made.lost and roll_back:
        ask_for_name(stage, "roll its waves back")
    deployed_waves.record_waves(folders.state, stage, deployment.files)
    with _progress(len(made.site.sent)) as progress:
        done = applying.apply_plan(
            account, deployment, made, say, max_deletes, progress, roll_back=roll_back
        )
    say(f"{done.sent} files sent, {done.removed} removed.")
    if made:
        smoke.smoke_test(account, Web(), done.host, done.inbox, deployment.headers)
        say("Tested: a page, its headers, and an answer that was stored and taken away again.")
    for table in done.retained:
        say(recover.retained_text(account, table))
    click.echo(done.url)


def _deploy_site(folders: Folders, account: Account, bucket: str, max_deletes: int) -> None:
    from nejtak.aws import apply as applying
    from nejtak.aws import deployed_waves, other_cdn
    from nejtak.aws.prepare import prepare_site
    from nejtak.wave.load import load

    remark_dates(load(folders.source))
    site = prepare_site(account.stage, folders.source, folders.build)
    found = other_cdn.bucket_changes(account, site, bucket)
    applying.limit_removals(found, max_deletes)
    deployed_waves.record_waves(folders.state, account.stage.name, other_cdn.marks(site))
    with _progress(len(found.sent)) as progress:
        other_cdn.sync_bucket(account, site, bucket, found, progress)
    say(f"{len(found.sent)} files sent, {len(found.removed)} removed.")
    say("The collector is no part of this: /api/* of the same host must lead to it.")
    say(f"Headers to set: {folders.build}/_headers or headers.nginx.conf")


@click.command()
@click.argument("stage")
@profile_option
@click.pass_obj
def status(folders: Folders, stage: str, profile: str | None) -> None:
    """Tell what runs on AWS."""
    from nejtak.aws import apply as applying
    from nejtak.aws.recover import retained_text

    account = account_of(folders, stage, profile)
    found = applying.stage_status(account)
    click.echo(f"stack: {found.stack}\nurl: {found.url}\ninbox: {found.inbox}")
    click.echo(f"files: {found.files}{'' if found.whole else ', and a deployment to finish'}")
    for table in found.retained:
        say(retained_text(account, table))


@click.command()
@click.argument("stage")
@click.option("--inbox", is_flag=True, help="Delete the inbox and all answers in it, too.")
@profile_option
@click.pass_obj
def destroy(folders: Folders, stage: str, inbox: bool, profile: str | None) -> None:
    """Take a stage down; its inbox stays unless told otherwise."""
    from nejtak.aws.teardown import destroy_stage

    account = account_of(folders, stage, profile)
    lost = " and delete every answer in its inbox" if inbox else ""
    typed = click.prompt(f"Type the stage's name to take {stage} down{lost}", err=True)
    kept = destroy_stage(account, typed, say, inbox=inbox)
    for table in kept:
        say(f"The inbox {table} stays, with the answers in it.")
