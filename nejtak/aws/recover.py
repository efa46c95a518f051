"""Brings a stack back from a failure, and finds the inboxes that failed or deleted stacks leave.

An inbox outlives its stack, always: also the empty one of a first deployment that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nejtak.aws import stack
from nejtak.aws.account import Account
from nejtak.aws.resources.inbox import NAME
from nejtak.aws.states import Step
from nejtak.base.command import run
from nejtak.errors import EngineError, StateError

Say = Callable[[str], None]


def refuse_stuck(found: stack.Stack | None) -> None:
    """Raise StateError for the states that only a person with a look at AWS can mend."""
    if found is not None and found.step in {Step.ROLL_BACK, Step.LOOK}:
        name = found.id.split("/")[1] if "/" in found.id else found.id
        mend = f"aws cloudformation rollback-stack --stack-name {name}"
        mend = f" Run: {mend}" if found.step is Step.ROLL_BACK else ""
        raise StateError(f"The stack is {found.status}: {found.step.value}.{mend}")


def make_ready(account: Account, say: Say) -> None:
    """Bring the stack into a state from which it can be created or updated."""
    found = stack.describe_stack(account)
    refuse_stuck(found)
    if found is not None and found.step is Step.RECREATE:
        say(f"Stack: it is {found.status}; deleting its remains.")
        stack.delete_stack(account, found)
    elif found is not None and found.step is Step.CONTINUE:
        say(f"Stack: it is {found.status}; continuing its rollback.")
        stack.continue_rollback(account, found)


def execute_or_clean_up(account: Account, change_set: str) -> stack.Stack:
    """Execute a change set; a first creation that fails is taken down again."""
    try:
        return stack.execute_change_set(account, change_set)
    except EngineError as error:
        left = stack.describe_stack(account)
        if left is None or left.step is not Step.RECREATE:
            raise
        try:
            stack.delete_stack(account, left)
        except EngineError as second:
            raise EngineError(f"{error}\n{second}") from error
        retained = "".join(
            f"\n{retained_text(account, one)}" for one in retained_inboxes(account, None)
        )
        raise EngineError(f"{error} Its resources were deleted again.{retained}") from error


def retained_inboxes(account: Account, running: stack.Stack | None) -> tuple[str, ...]:
    """The inboxes of earlier stacks of this stage that are still there."""
    prefix = f"{account.stage.stack}-{NAME}"
    own = running.outputs.get(NAME) if running is not None else None
    return tuple(
        sorted(name for name in _tables(account) if name.startswith(prefix) and name != own)
    )


def _tables(account: Account) -> Iterator[str]:
    page: dict[str, str] = {}
    while True:
        found = account.call("dynamodb", "list_tables", **page)
        yield from found["TableNames"]
        if "LastEvaluatedTableName" not in found:
            return
        page = {"ExclusiveStartTableName": found["LastEvaluatedTableName"]}


def retained_text(account: Account, table: str) -> str:
    """A retained inbox, and the commands that end that."""
    stage = account.stage.name
    return (
        f"The inbox {table} of an earlier stack is still there, with the answers in it, if any. "
        f"A new stack takes it over with: {run('deploy', stage, '--adopt', table)}. "
        f"To delete it: {run('destroy', stage, '--inbox')}"
    )


def adopt_inbox(account: Account, table: str, template: stack.Template, say: Say) -> None:
    """Make a stack that has a retained inbox and nothing else yet."""
    found = stack.describe_stack(account)
    if found is not None and found.there:
        raise StateError(f"{account.stage.name!r} runs, and has an inbox. Only a new stack adopts.")
    if table not in retained_inboxes(account, found):
        raise StateError(f"There is no inbox {table!r} of an earlier stack of this stage.")
    say(f"Stack: taking over the inbox {table}.")
    imported = {
        "ResourceType": "AWS::DynamoDB::Table",
        "LogicalResourceId": NAME,
        "ResourceIdentifier": {"TableName": table},
    }
    own = {"Resources": {NAME: template["Resources"][NAME]}}
    execute_or_clean_up(
        account, stack.make_change_set(account, own, {}, f"adopt-{table[-8:]}", [imported])
    )
