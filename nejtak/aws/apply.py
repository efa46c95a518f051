"""Makes the changes of a plan: stack, then assets, pages and removals, then the CDN's caches.

The stack comes first, since a page must never be ahead of the collector that takes its answers.
A deployment that was stopped anywhere can be run again: each step is noted before it begins, and
doing it twice is the same as doing it once.
"""

from __future__ import annotations

from dataclasses import dataclass

from nejtak.aws import MAX_DELETES, objects, recover, stack
from nejtak.aws import plan as plans
from nejtak.aws.account import Account
from nejtak.aws.objects import Progress, no_progress
from nejtak.aws.plan import DeploymentPlan
from nejtak.aws.prepare import Deployment
from nejtak.aws.private_bucket import drop_old_code, make_private_bucket, put_code
from nejtak.aws.recover import Say
from nejtak.aws.teardown import delete_budget
from nejtak.errors import StateError


@dataclass(frozen=True, slots=True)
class Deployed:
    """The result of a deployment: the site's address, and how many files were sent and removed.

    `host` is the distribution's own name, which works before a domain points to it. `retained` are
    the inboxes of earlier stacks that are still there.
    """

    url: str
    sent: int
    removed: int
    host: str
    inbox: str
    retained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageStatus:
    """The deployed stage: the stack's state, the address, the inbox table, the number of files.

    `whole` is False while a deployment was begun and not finished. `retained` are the inboxes of
    earlier stacks that are still there.
    """

    stack: str
    url: str
    inbox: str
    files: int
    whole: bool
    retained: tuple[str, ...]


def apply_plan(
    account: Account,
    deployment: Deployment,
    plan: DeploymentPlan,
    say: Say,
    max_deletes: int = MAX_DELETES,
    progress: Progress = no_progress,
    *,
    roll_back: bool = False,
) -> Deployed:
    """Make the changes of a plan; raise StateError, with nothing done, if it is out of date.

    Removing more than `max_deletes` files is refused too: a source folder that was half empty
    should not empty the site. So are sources that would open a closed wave again, or let a wave
    vanish, unless `roll_back` says that this is meant.
    """
    _insist(account, deployment, plan)
    limit_removals(plan.site, max_deletes)
    if not roll_back:
        _refuse_older_sources(plan)
    running = stack.describe_stack(account)
    if plan.stack_changes:
        running = _change_stack(account, deployment, plan, say)
    if running is None:
        raise StateError("The stack is gone. Plan again.")
    if plan.site:
        say(f"Site: sending {len(plan.site.sent)} files, removing {len(plan.site.removed)}.")
        before = plans.deployed_manifest(account, running)
        objects.sync_site(account, deployment.site, plan.site, before, deployment.waves, progress)
        _invalidate(account, running, deployment)
    return _deployed(account, running, plan.site)


def _deployed(account: Account, running: stack.Stack, site: objects.SiteChanges) -> Deployed:
    return Deployed(
        _url(running),
        len(site.sent),
        len(site.removed),
        running.outputs["DistributionHost"],
        running.outputs["Inbox"],
        recover.retained_inboxes(account, running),
    )


def _refuse_older_sources(plan: DeploymentPlan) -> None:
    if plan.lost:
        lost = "\n".join(f"{wave}: {why}" for wave, why in plan.lost.items())
        raise StateError(
            "These sources are older than the deployed stage. Fetch the newest, or confirm with "
            f"--roll-back.\n{lost}"
        )


def limit_removals(changes: objects.SiteChanges, max_deletes: int) -> None:
    """Raise StateError if more would be removed than may be."""
    if len(changes.removed) > max_deletes:
        raise StateError(
            f"{len(changes.removed)} files would be removed, and {max_deletes} may be. "
            f"If that is meant: --max-deletes {len(changes.removed)}"
        )


def stage_status(account: Account) -> StageStatus:
    """The state of a deployed stage; raise StateError if nothing is deployed."""
    running = stack.running_stack(account)
    files = plans.deployed_manifest(account, running).files
    return StageStatus(
        running.status,
        _url(running),
        running.outputs.get("Inbox", ""),
        len(files),
        objects.UNSURE not in files.values(),
        recover.retained_inboxes(account, running),
    )


def _insist(account: Account, deployment: Deployment, plan: DeploymentPlan) -> None:
    """A plan is applied exactly or not at all."""
    made_for = (plan.stage, plan.account, plan.region)
    if made_for != (deployment.stage.name, account.id, deployment.stage.region):
        raise StateError(f"This plan is for {' '.join(made_for)}. Plan again.")
    if (plan.digest, plan.site_digest) != (deployment.digest, deployment.site_digest):
        raise StateError("The sources have changed since this plan was made. Plan again.")
    if objects.read_manifest(account).etag != plan.etag:
        raise StateError("The site has changed since this plan was made. Plan again.")


def _change_stack(
    account: Account, deployment: Deployment, plan: DeploymentPlan, say: Say
) -> stack.Stack:
    make_private_bucket(account)
    put_code(account, deployment.code_key, deployment.code)
    # Before the stack, whose outputs say that all of this was done.
    if plan.budget:
        _set_budget(account, deployment)
    recover.make_ready(account, say)
    say(f"Stack: {len(plan.stack)} changes. A new distribution takes some minutes.")
    arn = plan.change_set or stack.make_change_set(
        account,
        deployment.template,
        plans.code_place(account, deployment),
        deployment.digest,
    )
    running = recover.execute_or_clean_up(account, arn)
    drop_old_code(account, deployment.code_key)
    return running


def _set_budget(account: Account, deployment: Deployment) -> None:
    """Replace the budget: its amount and its address cannot be changed in one call."""
    delete_budget(account)
    if deployment.budget is not None:
        account.call("budgets", "create_budget", AccountId=account.id, **deployment.budget)


def _invalidate(account: Account, running: stack.Stack, deployment: Deployment) -> None:
    """Invalidate every cached copy: AWS counts paths, and this is one, whatever changed."""
    etag = plans.deployed_manifest(account, running).etag
    batch = {
        "Paths": {"Quantity": 1, "Items": ["/*"]},
        "CallerReference": f"{deployment.site_digest[:32]}-{etag}",
    }
    account.call(
        "cloudfront",
        "create_invalidation",
        InvalidationBatch=batch,
        DistributionId=running.outputs["Distribution"],
    )


def _url(running: stack.Stack) -> str:
    return f"https://{running.outputs['Host']}/"
