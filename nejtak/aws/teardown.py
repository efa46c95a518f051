"""Takes a stage down: stack, budget and buckets; the inbox only if the admin says so."""

from __future__ import annotations

from nejtak.aws import objects, recover, stack
from nejtak.aws.account import Account, AwsError
from nejtak.aws.recover import Say
from nejtak.aws.resources import alarms
from nejtak.errors import StateError

# AWS's codes for a resource that is not there, by service.
GONE = {"NoSuchBucket", "NotFoundException", "ResourceNotFoundException"}


def destroy_stage(
    account: Account, confirmed: str, say: Say, *, inbox: bool = False
) -> tuple[str, ...]:
    """Take a stage down, and return the names of the tables with its answers that stay.

    With `inbox` the tables go, too. `confirmed` is the admin's answer to the question: the
    stage's name, or nothing is done.
    """
    if confirmed != account.stage.name:
        raise StateError(f"Nothing was taken down: the name is {account.stage.name!r}.")
    running = stack.describe_stack(account)
    if running is not None:
        site = stack.stack_resources(account, running).get("Site")
        if site:
            _empty(account, site)
        say("Stack: taking it down. With a distribution this takes some minutes.")
        stack.delete_stack(account, running)
    kept = recover.retained_inboxes(account, None)
    if inbox:
        for name in kept:
            _delete_inbox(account, name)
        kept = ()
    _empty(account, account.private_bucket)
    _unless_gone(account, "s3", "delete_bucket", Bucket=account.private_bucket)
    if account.stage.alarm or (running and running.outputs.get("Budget", "none") != "none"):
        delete_budget(account)
    return kept


def delete_budget(account: Account) -> None:
    """Delete the stage's budget, if there is one."""
    name = alarms.budget_name(account.stage)
    _unless_gone(account, "budgets", "delete_budget", AccountId=account.id, BudgetName=name)


def _delete_inbox(account: Account, name: str) -> None:
    """Delete the table with all answers in it, unless an earlier run did."""
    for method, values in (
        ("update_table", {"DeletionProtectionEnabled": False}),
        ("delete_table", {}),
    ):
        _unless_gone(account, "dynamodb", method, TableName=name, **values)


def _empty(account: Account, bucket: str) -> None:
    while True:
        try:
            found = account.call("s3", "list_objects_v2", Bucket=bucket)
        except AwsError as error:
            if error.code == "NoSuchBucket":
                return
            raise
        keys = [one["Key"] for one in found.get("Contents", ())]
        if not keys:
            return
        objects.remove_objects(account, bucket, tuple(keys))


def _unless_gone(account: Account, service: str, method: str, **values: object) -> None:
    try:
        account.call(service, method, **values)
    except AwsError as error:
        if error.code not in GONE:
            raise
