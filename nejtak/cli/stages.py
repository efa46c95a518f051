"""The commands of a stage, which is one deployment in the admin's own AWS account."""

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
from nejtak.cli.base import Folders, number_of, remark_dates, say
from nejtak.errors import Fault, Faults, SourceError, StateError

if TYPE_CHECKING:
    from nejtak.aws.account import Account
    from nejtak.aws.objects import Progress
    from nejtak.aws.plan import DeploymentPlan
    from nejtak.aws.prepare import Deployment
    from nejtak.project.model import Project

CHANGES = 3  # exit code of a plan with changes; Click exits with 2 after a usage error

profile_option = click.option("--profile", help="A profile of your AWS configuration.")


def checked(folders: Folders) -> Project:
    """The checked project; faults of nejtak.toml are reported together with the others."""
    from nejtak.project import folder
    from nejtak.wave.load import load_project

    faults: tuple[Fault, ...] = ()
    try:
        source = folders.source
    except SourceError as error:
        faults = error.faults
        source = folder.read_folder(folder.find_folder(Path.cwd()), Faults()).sources
    try:
        project = load_project(source)
    except SourceError as error:
        raise SourceError([*faults, *error.faults]) from None
    if faults:
        raise SourceError(faults)
    return project


def account_of(folders: Folders, name: str, profile: str | None) -> Account:
    """The AWS account of a stage, by the profile of the command line or its own."""
    from nejtak.aws.account import Account

    stage = folders.project.stage(name)
    return Account(replace(stage, profile=profile) if profile else stage)


def prepared(folders: Folders, name: str, profile: str | None) -> tuple[Account, Deployment]:
    """Everything that a deployment of a stage sets, and the account that it goes to."""
    from nejtak.aws.prepare import prepare_deployment
    from nejtak.aws.resources.function import RUNTIME
    from nejtak.wave.load import load_project

    account = account_of(folders, name, profile)
    remark_dates(load_project(folders.source))
    deployment = prepare_deployment(account.stage, folders.source, folders.build)
    if not deployment.compiled:
        say(f"The collector is not compiled: this machine has no {RUNTIME}. Cold starts take a")
        say(f"little longer. To compile it, install {RUNTIME}, or run nejtak with it.")
    return account, deployment


def _look(account: Account, deployment: Deployment) -> None:
    """Print likely obstacles to a deployment; raise StateError if one is certain."""
    from nejtak.aws.preflight import preflight

    seen = preflight(account, deployment)
    for remark in seen.remarks:
        say(remark)
    seen.insist()


def ask_for_name(stage: str, what: str) -> None:
    """Raise StateError unless the admin types the stage's name."""
    if click.prompt(f"Type the stage's name to {what}", err=True) != stage:
        raise StateError(f"That is not {stage!r}. Nothing was done.")


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A progress bar on a terminal, and nothing elsewhere."""
    from nejtak.aws.objects import no_progress

    if not sys.stderr.isatty() or not total:
        yield no_progress
        return
    with click.progressbar(length=total, file=sys.stderr, label="Sending") as bar:
        yield bar.update


@click.command("plan")
@click.argument("stage")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--cost", "with_cost", is_flag=True, help="Estimate the cost by list prices, too.")
@profile_option
@click.pass_obj
def plan_command(
    folders: Folders,
    stage: str,
    out: Path | None,
    as_json: bool,
    with_cost: bool,
    profile: str | None,
) -> None:
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


@click.command("deploy")
@click.argument("stage")
@click.option(
    "--plan",
    "saved",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Do exactly what this saved plan says.",
)
@click.option(
    "--max-deletes",
    type=click.IntRange(0),
    default=MAX_DELETES,
    show_default=True,
    help="How many files may be removed.",
)
@click.option("--adopt", metavar="TABLE", help="Take over the inbox of an earlier stack.")
@click.option("--roll-back", is_flag=True, help="Let older sources open waves again.")
@click.option("--site-only", is_flag=True, help="Only the pages, for another CDN.")
@click.option("--bucket", help="With --site-only: the bucket to send them to.")
@profile_option
@click.pass_obj
def deploy_command(
    folders: Folders,
    stage: str,
    saved: Path | None,
    max_deletes: int,
    adopt: str | None,
    roll_back: bool,
    site_only: bool,
    bucket: str | None,
    profile: str | None,
) -> None:
    """Deploy collector and pages to AWS, the collector first."""
    if site_only != (bucket is not None) or (site_only and saved):
        raise click.UsageError("--site-only and --bucket go together, and without --plan.")
    if bucket is not None:
        _deploy_site(folders, account_of(folders, stage, profile), bucket, max_deletes)
        return
    from nejtak.aws import recover

    account, deployment = prepared(folders, stage, profile)
    _look(account, deployment)
    if adopt:
        recover.adopt_inbox(account, adopt, deployment.template, say)
    plan = _plan(account, deployment, saved)
    if plan.lost and roll_back:
        ask_for_name(stage, "roll its waves back")
    _deploy(folders, account, deployment, plan, max_deletes, roll_back=roll_back)


def _plan(account: Account, deployment: Deployment, saved: Path | None) -> DeploymentPlan:
    """The saved plan, or else a new one, which is printed."""
    from nejtak.aws import plan as plans

    if saved:
        return plans.plan_from_json(saved.read_text(encoding="utf-8"))
    plan = plans.plan_deployment(account, deployment)
    say(plans.plan_text(plan))
    return plan


def _deploy(
    folders: Folders,
    account: Account,
    deployment: Deployment,
    plan: DeploymentPlan,
    max_deletes: int,
    *,
    roll_back: bool,
) -> None:
    """Apply a plan, and test the deployment."""
    from nejtak.aws import apply as applying
    from nejtak.aws import deployed_waves, recover, smoke
    from nejtak.aws.web import Web

    deployed_waves.record_waves(folders.state, account.stage.name, deployment.files)
    with _progress(len(plan.site.sent)) as progress:
        done = applying.apply_plan(
            account, deployment, plan, say, max_deletes, progress, roll_back=roll_back
        )
    say(f"{number_of(done.sent, 'file')} sent, {done.removed} removed.")
    if plan:
        smoke.smoke_test(account, Web(), done.host, done.inbox, deployment.headers)
        say("Tested: a page, its headers, and an answer that was stored and removed again.")
    for table in done.retained:
        say(recover.retained_text(account, table))
    click.echo(done.url)


def _deploy_site(folders: Folders, account: Account, bucket: str, max_deletes: int) -> None:
    from nejtak.aws import apply as applying
    from nejtak.aws import deployed_waves, other_cdn
    from nejtak.aws.prepare import prepare_site
    from nejtak.wave.load import load_project

    remark_dates(load_project(folders.source))
    site = prepare_site(account.stage, folders.source, folders.build)
    changes = other_cdn.bucket_changes(account, site, bucket)
    applying.limit_removals(changes, max_deletes)
    deployed_waves.record_waves(folders.state, account.stage.name, other_cdn.marks(site))
    with _progress(len(changes.sent)) as progress:
        other_cdn.sync_bucket(account, site, bucket, changes, progress)
    say(f"{number_of(len(changes.sent), 'file')} sent, {len(changes.removed)} removed.")
    say("The collector is not included: route /api/* of the same host to it.")
    say(f"Headers to set: {folders.build}/_headers or headers.nginx.conf")


@click.command("status")
@click.argument("stage")
@profile_option
@click.pass_obj
def status_command(folders: Folders, stage: str, profile: str | None) -> None:
    """Show the deployment on AWS."""
    from nejtak.aws import apply as applying
    from nejtak.aws.recover import retained_text

    account = account_of(folders, stage, profile)
    state = applying.stage_status(account)
    click.echo(f"stack: {state.stack}\nurl: {state.url}\ninbox: {state.inbox}")
    click.echo(f"files: {state.files}{'' if state.whole else ', and a deployment to finish'}")
    for table in state.retained:
        say(retained_text(account, table))


@click.command("destroy")
@click.argument("stage")
@click.option("--inbox", is_flag=True, help="Delete the inbox and all answers in it, too.")
@profile_option
@click.pass_obj
def destroy_command(folders: Folders, stage: str, inbox: bool, profile: str | None) -> None:
    """Delete a stage from AWS, except its inbox."""
    from nejtak.aws.teardown import destroy_stage

    account = account_of(folders, stage, profile)
    lost = " and delete every answer in its inbox" if inbox else ""
    typed = click.prompt(f"Type the stage's name to delete {stage}{lost}", err=True)
    kept = destroy_stage(account, typed, say, inbox=inbox)
    for table in kept:
        say(f"The inbox {table} stays, with its answers.")
