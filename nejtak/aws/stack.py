"""CloudFormation: what a stack is like, what would change in it, and the change itself.

A change set is CloudFormation's own plan: it is made first, read, and executed as it stands. A
stack whose change fails is rolled back, and what ran before runs on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nejtak.aws.account import Account, RefusedError
from nejtak.errors import EngineError, StateError

LOOK_EVERY = 5.0  # seconds between two looks at a stack that changes
PATIENCE = 3600.0  # seconds; a distribution takes minutes, and half an hour on a bad day
START_LIMIT = 60.0  # seconds until an executed change set is taken to have begun
SIGNS = {"Add": "+", "Modify": "~", "Remove": "-"}
# A stack that holds nothing: a change set was made for it and never executed.
EMPTY = "REVIEW_IN_PROGRESS"


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack's state as CloudFormation names it, its outputs, and when it was last changed.

    `parameters` are those that it was last changed with.
    """

    status: str
    outputs: Mapping[str, str]
    changed: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def there(self) -> bool:
        """Whether it holds anything."""
        return self.status not in {EMPTY, "ROLLBACK_COMPLETE"}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One resource that is added (+), changed (~) or removed (-), perhaps by a new one."""

    sign: str
    id: str
    type: str
    replaced: bool = False


def describe(account: Account) -> Stack | None:
    """The stage's stack, waiting while it is changing; None if there is none."""
    until = time.monotonic() + PATIENCE
    while True:
        found = _describe(account)
        if found is None or found.status == EMPTY or not found.status.endswith("_IN_PROGRESS"):
            return found
        if time.monotonic() > until:
            raise EngineError(f"The stack is {found.status} for an hour. Look at it in AWS.")
        time.sleep(LOOK_EVERY)


def _describe(account: Account) -> Stack | None:
    try:
        answer = account.call("cloudformation", "describe_stacks", StackName=account.stage.stack)
    except RefusedError as error:
        if error.code == "ValidationError":  # CloudFormation's way to say that there is none
            return None
        raise
    found = answer["Stacks"][0]
    outputs = {o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", ())}
    changed = str(found.get("LastUpdatedTime", found.get("CreationTime", "")))
    given = {p["ParameterKey"]: p["ParameterValue"] for p in found.get("Parameters", ())}
    return Stack(found["StackStatus"], outputs, changed, given)


def make_change_set(
    account: Account, template: Mapping[str, Any], parameters: Mapping[str, str], digest: str
) -> str:
    """Make the change set that leads to `template`; return its ARN."""
    name, change = account.stage.stack, f"nejtak-{digest[:16]}"
    before = describe(account)
    if before is not None and before.status == "ROLLBACK_COMPLETE":
        # The first creation failed; such a stack can only be deleted.
        delete(account)
    elif before is not None:
        account.call("cloudformation", "delete_change_set", StackName=name, ChangeSetName=change)
    kind = "UPDATE" if before is not None and before.there else "CREATE"
    answer = account.call(
        "cloudformation", "create_change_set", StackName=name, ChangeSetName=change,
        ChangeSetType=kind, TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )  # fmt: skip
    arn = str(answer["Id"])
    _await_change_set(account, arn)
    return arn


def _await_change_set(account: Account, arn: str) -> None:
    until = time.monotonic() + PATIENCE
    wait = 0.1
    while True:
        found = account.call("cloudformation", "describe_change_set", **_named(account, arn))
        if found["Status"] == "CREATE_COMPLETE":
            return
        if found["Status"] == "FAILED" or time.monotonic() > until:
            reason = found.get("StatusReason", found["Status"])
            raise EngineError(f"CloudFormation cannot make this change: {reason}")
        time.sleep(wait)
        wait = min(2 * wait, LOOK_EVERY)


def changes(account: Account, arn: str) -> tuple[Change, ...]:
    """What a change set would do, by logical id."""
    return tuple(sorted(_changes(account, arn)))


def _changes(account: Account, arn: str) -> Iterator[Change]:
    page: dict[str, str] = {}
    while True:
        found = account.call(
            "cloudformation", "describe_change_set", **_named(account, arn), **page
        )
        for change in found["Changes"]:
            one = change["ResourceChange"]
            sign = SIGNS.get(one["Action"], "~")
            # "Conditional" stands at all that refers to what changes, and nearly never comes true.
            replaced = one.get("Replacement") == "True"
            yield Change(sign, one["LogicalResourceId"], one["ResourceType"], replaced)
        if "NextToken" not in found:
            return
        page = {"NextToken": found["NextToken"]}


def _named(account: Account, arn: str) -> dict[str, str]:
    """A change set and its stack: rights are given by the stack's name."""
    return {"StackName": account.stage.stack, "ChangeSetName": arn}


def execute(account: Account, arn: str) -> Stack:
    """Execute a change set and wait; raise EngineError with the first reason if it failed."""
    before = _describe(account)
    try:
        account.call("cloudformation", "execute_change_set", **_named(account, arn))
    except RefusedError as error:
        if error.code in {"InvalidChangeSetStatus", "ChangeSetNotFound"}:
            text = "The stack has changed since this plan was made. Plan again."
            raise StateError(text) from error
        raise
    _await_start(account, before)
    found = describe(account)
    if found is None or found.status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        state = found.status if found else "gone"
        raise EngineError(
            f"The stack could not be changed ({state}): {_first_reason(account)} "
            "What ran before runs on, and no page was touched."
        )
    return found


def _await_start(account: Account, before: Stack | None) -> None:
    """Wait until the stack shows that its change has begun: for a moment it looks as before."""
    until = time.monotonic() + START_LIMIT
    while _describe(account) == before and time.monotonic() < until:
        time.sleep(0.5)


def _first_reason(account: Account) -> str:
    """Why a stack failed: the earliest failure since the last change began; later ones follow."""
    answer = account.call("cloudformation", "describe_stack_events", StackName=account.stage.stack)
    reason = "AWS gave no reason."
    for event in answer["StackEvents"]:  # the latest first
        whole = event["LogicalResourceId"] == account.stage.stack
        if whole and event["ResourceStatus"] in {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"}:
            break
        if event["ResourceStatus"].endswith("_FAILED"):
            reason = f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}."
    return reason


def delete(account: Account) -> None:
    """Delete the stack and wait until it is gone; what it retains stays."""
    account.call("cloudformation", "delete_stack", StackName=account.stage.stack)
    left = describe(account)
    if left is not None and left.status != "DELETE_COMPLETE":
        raise EngineError(f"The stack could not be deleted: {_first_reason(account)}")
