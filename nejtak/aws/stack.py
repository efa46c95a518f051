"""CloudFormation: the state of a stack, the changes that would be made, and the change itself.

A change set is CloudFormation's own plan: it is made first, read, and executed unchanged. A stack
whose change fails is rolled back, and the earlier one runs on. Waiting goes by the stack's id,
since a name finds another stack, or none, once a stack is deleted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nejtak.aws.account import Account, AwsError
from nejtak.aws.states import DONE, Step, step
from nejtak.errors import EngineError, StateError

LOOK_EVERY = 5.0  # seconds between two looks at a stack that changes
PATIENCE = 3600.0  # seconds; a distribution takes minutes, and half an hour on a bad day
START_LIMIT = 60.0  # seconds until an ordered change is taken to have begun
START_LOOK = 0.5  # seconds between two looks until then
# How the events of a change begin.
BEGINNINGS = {
    "CREATE_IN_PROGRESS",
    "UPDATE_IN_PROGRESS",
    "DELETE_IN_PROGRESS",
    "IMPORT_IN_PROGRESS",
}
SIGNS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": "="}


Template = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack's state as CloudFormation names it, its outputs, and when it was last changed.

    `parameters` are those that it was last changed with.
    """

    id: str
    status: str
    outputs: Mapping[str, str]
    changed: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def there(self) -> bool:
        """Whether it runs, or ran before an update that is stuck."""
        return self.step in {Step.UPDATE, Step.CONTINUE, Step.ROLL_BACK}

    @property
    def step(self) -> Step:
        """The next step."""
        return step(self.status)


@dataclass(frozen=True, slots=True, order=True)
class ResourceChange:
    """One resource that is added (+), changed (~) or removed (-), perhaps by a new one."""

    sign: str
    id: str
    type: str
    replaced: bool = False


def describe_stack(account: Account) -> Stack | None:
    """The stage's stack, after waiting while it is changing; None if there is none."""
    found = _describe(account, account.stage.stack)
    return settled(account, found) if found is not None else None


def running_stack(account: Account) -> Stack:
    """The stage's stack; raise StateError if nothing is deployed."""
    running = describe_stack(account)
    if running is None or not running.there:
        raise StateError(f"Nothing is deployed on {account.stage.name!r}.")
    return running


def settled(account: Account, found: Stack) -> Stack | None:
    """A stack once it has stopped changing; None once it is deleted."""
    until = time.monotonic() + PATIENCE
    while found.step is Step.WAIT:
        if time.monotonic() > until:
            raise EngineError(f"The stack is {found.status} for an hour. Look at it in AWS.")
        time.sleep(LOOK_EVERY)
        later = _describe(account, found.id)
        if later is None:
            return None
        found = later
    return None if found.status == "DELETE_COMPLETE" else found


def _describe(account: Account, name: str) -> Stack | None:
    try:
        answer = account.call("cloudformation", "describe_stacks", StackName=name)
    except AwsError as error:
        if error.code == "ValidationError":  # CloudFormation's way to say that there is none
            return None
        raise
    found = answer["Stacks"][0]
    outputs = {o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", ())}
    times = (found.get(key) for key in ("DeletionTime", "LastUpdatedTime", "CreationTime"))
    changed = str(next((one for one in times if one), ""))
    given = {p["ParameterKey"]: p["ParameterValue"] for p in found.get("Parameters", ())}
    return Stack(found["StackId"], found["StackStatus"], outputs, changed, given)


def stack_resources(account: Account, found: Stack) -> dict[str, str]:
    """AWS's name of each resource that a stack has or has left behind, by its logical id."""
    answer = account.call("cloudformation", "describe_stack_resources", StackName=found.id)
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in answer["StackResources"]
        if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE"
    }


def make_change_set(
    account: Account,
    template: Template,
    parameters: Mapping[str, str],
    digest: str,
    imported: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Make the change set that leads to `template` and takes over `imported`; return its ARN."""
    named = {"StackName": account.stage.stack, "ChangeSetName": f"nejtak-{digest[:16]}"}
    asked: dict[str, object] = {
        **named,
        "TemplateBody": json.dumps(template),
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    if imported:
        asked |= {"ChangeSetType": "IMPORT", "ResourcesToImport": imported}

    def order() -> Mapping[str, Any]:
        before = describe_stack(account)
        if before is not None:
            account.call("cloudformation", "delete_change_set", **named)
        kind = "UPDATE" if before is not None and before.there else "CREATE"
        request = {"ChangeSetType": kind} | asked
        return account.call("cloudformation", "create_change_set", **request)

    arn = str(_when_settled(order)["Id"])
    _await_change_set(account, arn)
    return arn


def _when_settled(order: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Give an order, again while AWS refuses it for a change under way that it did not show yet."""
    until = time.monotonic() + START_LIMIT
    while True:
        try:
            return order()
        except AwsError as error:
            changing = error.code == "ValidationError" and "_IN_PROGRESS" in str(error)
            if not changing or time.monotonic() > until:
                raise
        time.sleep(START_LOOK)


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


def change_set_changes(account: Account, arn: str) -> tuple[ResourceChange, ...]:
    """The changes of a change set, by logical id."""
    return tuple(sorted(_changes(account, arn)))


def _changes(account: Account, arn: str) -> Iterator[ResourceChange]:
    page: dict[str, str] = {}
    while True:
        found = account.call(
            "cloudformation", "describe_change_set", **_named(account, arn), **page
        )
        for change in found["Changes"]:
            one = change["ResourceChange"]
            sign = SIGNS.get(one["Action"], "~")
            # AWS says "Conditional" of every resource that refers to a changed one.
            replaced = one.get("Replacement") == "True"
            yield ResourceChange(sign, one["LogicalResourceId"], one["ResourceType"], replaced)
        if "NextToken" not in found:
            return
        page = {"NextToken": found["NextToken"]}


def _named(account: Account, arn: str) -> dict[str, str]:
    """A change set and its stack: rights are given by the stack's name."""
    return {"StackName": account.stage.stack, "ChangeSetName": arn}


def execute_change_set(account: Account, arn: str) -> Stack:
    """Execute a change set and wait; raise EngineError with the first reason if it fails."""
    before = _describe(account, account.stage.stack)
    try:
        account.call("cloudformation", "execute_change_set", **_named(account, arn))
    except AwsError as error:
        if error.code in {"InvalidChangeSetStatus", "ChangeSetNotFound"}:
            text = "The stack has changed since this plan was made. Plan again."
            raise StateError(text) from error
        raise
    found = _await_end(account, before)
    if found is not None and found.status in DONE:
        return found
    state = found.status if found else "gone"
    rest = "The earlier version runs on, and no page was touched."
    if found is None or not found.there:
        rest = "Nothing runs."
    raise EngineError(
        f"The stack could not be changed ({state}): {first_reason(account, found)} {rest}"
    )


def _await_end(account: Account, before: Stack | None) -> Stack | None:
    """Wait until a change has begun, since a stack looks as before for a moment, and then ended."""
    until = time.monotonic() + START_LIMIT
    name = before.id if before is not None else account.stage.stack
    found = _describe(account, name)
    while found == before and time.monotonic() < until:
        time.sleep(START_LOOK)
        found = _describe(account, name)
    return settled(account, found) if found is not None else None


def first_reason(account: Account, found: Stack | None) -> str:
    """Why a stack failed: the earliest failure since the last change began; later ones follow."""
    name = found.id if found is not None else account.stage.stack
    answer = account.call("cloudformation", "describe_stack_events", StackName=name)
    reason = "AWS gave no reason."
    for event in answer["StackEvents"]:  # the latest first
        whole = event["LogicalResourceId"] == account.stage.stack
        if whole and event["ResourceStatus"] in BEGINNINGS:
            break
        if event["ResourceStatus"].endswith("_FAILED"):
            reason = f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}."
    return reason


def continue_rollback(account: Account, found: Stack) -> Stack:
    """Take a rollback up again that failed; raise EngineError if it fails again."""
    name = account.stage.stack
    _when_settled(
        lambda: account.call("cloudformation", "continue_update_rollback", StackName=name)
    )
    after = _await_end(account, found)
    if after is None or after.step is not Step.UPDATE:
        raise EngineError(
            f"The rollback could not be continued: {first_reason(account, after)} Mend that, and "
            "run the same command again."
        )
    return after


def delete_stack(account: Account, found: Stack) -> None:
    """Delete a stack and wait until it is gone; retained resources stay."""
    _when_settled(lambda: account.call("cloudformation", "delete_stack", StackName=found.id))
    left = _await_end(account, found)
    if left is not None:
        raise EngineError(
            f"The stack could not be deleted ({left.status}): {first_reason(account, left)} Mend "
            "that, and run the same command again."
        )
