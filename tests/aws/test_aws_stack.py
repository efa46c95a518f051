"""CloudFormation takes its time: an early question is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import pytest
from aws_support import PLAIN

from nejtak.aws import stack
from nejtak.aws.account import Account
from nejtak.errors import EngineError

OLD, NEW = datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 10)


class Slow:
    """An account whose stack shows each of these states once, and then the last for ever."""

    stage = PLAIN

    def __init__(
        self, states: Sequence[tuple[str, datetime]], events: Sequence[dict[str, str]] = ()
    ) -> None:
        self.states = list(states)
        self.events = events

    def call(self, service: str, method: str, /, **values: object) -> Any:
        """Answer as boto3 does."""
        if method == "describe_stack_events":
            return {"StackEvents": self.events}
        if method != "describe_stacks":
            return {}
        status, time = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return {"Stacks": [{"StackId": "id", "StackStatus": status, "LastUpdatedTime": time}]}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often; the states are under test."""
    monkeypatch.setattr(stack, "LOOK_EVERY", 0.001)
    monkeypatch.setattr(stack, "START_LOOK", 0.001)


def executed(states: Sequence[tuple[str, datetime]], events: Any = ()) -> stack.Stack:
    """Execute a change set of such a stack."""
    return stack.execute_change_set(cast("Account", Slow(states, events)), "arn")


def test_the_state_before_the_change_is_not_taken_for_its_end() -> None:
    """For a moment after the order the stack looks as it did before."""
    states = [
        ("UPDATE_COMPLETE", OLD),
        ("UPDATE_COMPLETE", OLD),
        ("UPDATE_IN_PROGRESS", NEW),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", NEW),
        ("UPDATE_COMPLETE", NEW),
    ]
    assert executed(states).changed == str(NEW)
    states = [("REVIEW_IN_PROGRESS", OLD)] * 2
    states += [("CREATE_IN_PROGRESS", OLD), ("CREATE_COMPLETE", OLD)]
    assert executed(states).status == "CREATE_COMPLETE"


def test_a_change_that_another_run_began_is_waited_for() -> None:
    """A deployment that was killed may still be going on at AWS."""
    states = [("UPDATE_IN_PROGRESS", NEW)] * 3 + [("UPDATE_COMPLETE", NEW)]
    found = stack.describe_stack(cast("Account", Slow(states)))
    assert found is not None
    assert found.status == "UPDATE_COMPLETE"


def test_the_first_reason_of_this_change_is_named() -> None:
    """Not the cancellations that follow it, nor a failure of last week."""
    events = [
        {"LogicalResourceId": "nejtak-demo", "ResourceStatus": "UPDATE_ROLLBACK_COMPLETE"},
        {
            "LogicalResourceId": "Site",
            "ResourceStatus": "UPDATE_FAILED",
            "ResourceStatusReason": "Resource update cancelled",
        },
        {
            "LogicalResourceId": "APIHandler",
            "ResourceStatus": "UPDATE_FAILED",
            "ResourceStatusReason": "No room",
        },
        {"LogicalResourceId": "nejtak-demo", "ResourceStatus": "UPDATE_IN_PROGRESS"},
        {
            "LogicalResourceId": "Index",
            "ResourceStatus": "UPDATE_FAILED",
            "ResourceStatusReason": "Old",
        },
    ]
    states = [("UPDATE_COMPLETE", OLD), ("UPDATE_ROLLBACK_COMPLETE", NEW)]
    with pytest.raises(EngineError, match=r"\(UPDATE_ROLLBACK_COMPLETE\): APIHandler: No room\. "):
        executed(states, events)
