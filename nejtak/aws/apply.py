"""Does what a plan says: stack, then assets, pages and removals, then the CDN's caches.

The stack comes first, since a page must never be ahead of the collector that takes its answers.
A deployment that was stopped anywhere can be run again: what was begun is noted before it is
begun, and each step done twice is the same as done once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nejtak.aws import MAX_DELETES, objects, recover, stack
from nejtak.aws import plan as plans
from nejtak.aws.account import Account, RefusedError
from nejtak.aws.objects import Progress, no_progress
from nejtak.aws.plan import Plan
from nejtak.aws.prepare import Release
from nejtak.aws.resources import alarms
from nejtak.errors import StateError

Say = Callable[[str], None]
GONE = {"NoSuchBucket", "NotFoundException", "ResourceNotFoundException"}  # by service


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a deployment made: the address of the site, and how many files were sent and removed.

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
class Status:
    """What runs: the stack's state, the address, the inbox's table, and the number of files.

    `whole` is False while a deployment was begun and not finished. `retained` are the inboxes of
    earlier stacks that are still there.
    """

    stack: str
    url: str
    inbox: str
    files: int
    whole: bool
    retained: tuple[str, ...]


def apply(
    account: Account, release: Release, plan: Plan, say: Say, max_deletes: int = MAX_DELETES,
    progress: Progress = no_progress, *, roll_back: bool = False,
) -> Deployed:  # fmt: skip
    """Make the changes of a plan; raise StateError, with nothing done, if it is out of date.

    Removing more than `max_deletes` files is refused too: a source folder that was half empty
    should not empty the site. So are sources that would open a closed wave again, or let a wave
    vanish, unless `roll_back` says that this is meant.
    """
    _insist(account, release, plan)
    bound(plan.site, max_deletes)
    if plan.lost and not roll_back:
        lost = "\n".join(f"{wave}: {why}" for wave, why in plan.lost.items())
        raise StateError(
            "These sources are older than what runs. Fetch the newest, or say that it is meant "
            f"with --roll-back.\n{lost}"
        )
    running = stack.describe(account)
    if plan.stack_changes:
        running = _change_stack(account, release, plan, say)
    if running is None:
        raise StateError("The stack is gone. Plan again.")
    if plan.site:
        say(f"Site: sending {len(plan.site.sent)} files, removing {len(plan.site.removed)}.")
        before = plans.deployed(account, running)
        objects.apply(account, release.site, plan.site, before, release.waves, progress)
        _invalidate(account, running, release)
    outputs = running.outputs
    return Deployed(
        _url(running), len(plan.site.sent), len(plan.site.removed), outputs["DistributionHost"],
        outputs["Inbox"], recover.retained(account, running),
    )  # fmt: skip


def bound(changes: objects.Changes, max_deletes: int) -> None:
    """Raise StateError if more would be removed than may be."""
    if len(changes.removed) > max_deletes:
        raise StateError(
            f"{len(changes.removed)} files would be removed, and {max_deletes} may be. "
            f"If that is meant: --max-deletes {len(changes.removed)}"
        )


def status(account: Account) -> Status:
    """The state of a deployed stage; raise StateError if nothing is deployed."""
    running = stack.describe(account)
    if running is None or not running.there:
        raise StateError(f"Nothing is deployed on {account.stage.name!r}.")
    files = plans.deployed(account, running).files
    return Status(
        running.status, _url(running), running.outputs.get("Inbox", ""), len(files),
        objects.UNSURE not in files.values(), recover.retained(account, running),
    )  # fmt: skip


def destroy(
    account: Account, confirmed: str, say: Say, *, inbox: bool = False
) -> tuple[str, ...]:  # fmt: skip
    """Take a stage down, and return the names of the tables with its answers that stay.

    With `inbox` the tables go, too. `confirmed` is what the admin typed: the stage's name, or
    nothing is done.
    """
    if confirmed != account.stage.name:
        raise StateError(f"Nothing was taken down: the name is {account.stage.name!r}.")
    running = stack.describe(account)
    if running is not None:
        site = stack.resources(account, running).get("Site")
        if site:
            _empty(account, site)
        say("Stack: taking it down. With a distribution this takes some minutes.")
        stack.delete(account, running)
    kept = recover.retained(account, None)
    if inbox:
        for name in kept:
            _delete_inbox(account, name)
        kept = ()
    _empty(account, account.workshop)
    _unless_gone(account, "s3", "delete_bucket", Bucket=account.workshop)
    if account.stage.alarm or (running and running.outputs.get("Budget", "none") != "none"):
        _delete_budget(account)
    return kept


def _delete_budget(account: Account) -> None:
    name = alarms.budget_name(account.stage)
    _unless_gone(account, "budgets", "delete_budget", AccountId=account.id, BudgetName=name)


def _delete_inbox(account: Account, name: str) -> None:
    """Delete the table with all answers in it, unless an earlier run did."""
    for method, values in (("update_table", {"DeletionProtectionEnabled": False}),
                           ("delete_table", {})):  # fmt: skip
        _unless_gone(account, "dynamodb", method, TableName=name, **values)


def _insist(account: Account, release: Release, plan: Plan) -> None:
    """A plan is applied exactly or not at all."""
    made_for = (plan.stage, plan.account, plan.region)
    if made_for != (release.stage.name, account.id, release.stage.region):
        raise StateError(f"This plan is for {' '.join(made_for)}. Plan again.")
    if (plan.digest, plan.site_digest) != (release.digest, release.site_digest):
        raise StateError("The sources have changed since this plan was made. Plan again.")
    if objects.read_manifest(account).etag != plan.etag:
        raise StateError("The site has changed since this plan was made. Plan again.")


def _change_stack(account: Account, release: Release, plan: Plan, say: Say) -> stack.Stack:
    _open_workshop(account)
    place = plans.code_place(account, release)
    account.call("s3", "put_object", Bucket=place["CodeBucket"], Key=place["CodeKey"],
                 Body=release.code, ContentType="application/zip", **_ours(account))  # fmt: skip
    # Before the stack, whose outputs say that all of this was done.
    if plan.budget:
        _set_budget(account, release)
    recover.make_ready(account, say)
    say(f"Stack: {len(plan.stack)} changes. A new distribution takes some minutes.")
    arn = plan.change_set or stack.make_change_set(account, release.template, place, release.digest)
    running = recover.execute(account, arn)
    _drop_old_code(account, release.code_key)
    return running


def _open_workshop(account: Account) -> None:
    """Make the private bucket for code and manifest, unless it is there."""
    region = account.stage.region
    # us-east-1 is the one region that S3 refuses as a constraint.
    place: dict[str, Any] = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        account.call(
            "s3",
            "create_bucket",
            Bucket=account.workshop,
            **({} if region == "us-east-1" else place),
        )
    except RefusedError as error:
        if error.code != "BucketAlreadyOwnedByYou":
            raise
    closed = dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    account.call("s3", "put_public_access_block", Bucket=account.workshop,
                 PublicAccessBlockConfiguration=closed, **_ours(account))  # fmt: skip
    account.call("s3", "put_bucket_policy", Bucket=account.workshop,
                 Policy=json.dumps(_tls_only(account)), **_ours(account))  # fmt: skip


def _ours(account: Account) -> dict[str, str]:
    """S3 refuses if the bucket belongs to another account: its name could have been taken."""
    return {"ExpectedBucketOwner": account.id}


def _tls_only(account: Account) -> dict[str, Any]:
    bucket = f"arn:aws:s3:::{account.workshop}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NobodyWithoutTLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": [bucket, f"{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }  # fmt: skip


def _drop_old_code(account: Account, key: str) -> None:
    """Remove the packages of earlier deployments: a rollback needs the one that runs alone."""
    found = account.call(
        "s3", "list_objects_v2", Bucket=account.workshop, Prefix="collector/", **_ours(account)
    )
    old = tuple(one["Key"] for one in found.get("Contents", ()) if one["Key"] != key)
    if old:
        objects.remove(account, account.workshop, old)


def _set_budget(account: Account, release: Release) -> None:
    """Replace the budget: its amount and its address cannot be changed in one call."""
    _delete_budget(account)
    if release.budget is not None:
        account.call("budgets", "create_budget", AccountId=account.id, **release.budget)


def _invalidate(account: Account, running: stack.Stack, release: Release) -> None:
    """Let go of every copy at the edges: one path, whatever changed, is what AWS counts."""
    batch = {
        "Paths": {"Quantity": 1, "Items": ["/*"]},
        "CallerReference": f"{release.site_digest[:32]}-{plans.deployed(account, running).etag}",
    }
    account.call("cloudfront", "create_invalidation", InvalidationBatch=batch,
                 DistributionId=running.outputs["Distribution"])  # fmt: skip


def _url(running: stack.Stack) -> str:
    return f"https://{running.outputs['Host']}/"


def _empty(account: Account, bucket: str) -> None:
    while True:
        try:
            found = account.call("s3", "list_objects_v2", Bucket=bucket)
        except RefusedError as error:
            if error.code == "NoSuchBucket":
                return
            raise
        keys = [one["Key"] for one in found.get("Contents", ())]
        if not keys:
            return
        objects.remove(account, bucket, tuple(keys))


def _unless_gone(account: Account, service: str, method: str, **values: object) -> None:
    try:
        account.call(service, method, **values)
    except RefusedError as error:
        if error.code not in GONE:
            raise
