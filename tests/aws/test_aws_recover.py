"""Every state of a stack has an answer, whatever stops a deployment, and no inbox is forgotten."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, cast

import pytest
from aws_support import FULL, PLAIN, template
from fake_account import FakeAccount, StoppedError, no_files, statuses

from nejtak.aws import recover, stack
from nejtak.aws.account import Account
from nejtak.aws.apply import apply_plan
from nejtak.aws.plan import plan_deployment, plan_from_json, plan_text, plan_to_json
from nejtak.aws.prepare import Deployment
from nejtak.aws.states import STEPS, Step
from nejtak.aws.teardown import destroy_stage
from nejtak.errors import EngineError, StateError

BY_HAND = {state for state, step in STEPS.items() if step in {Step.ROLL_BACK, Step.LOOK}}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often; the states are under test."""
    monkeypatch.setattr(stack, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(stack, "START_LOOK", 0.0)


@pytest.fixture(scope="module")
def deployment() -> Deployment:
    """A deployment whose pages are none."""
    return no_files(PLAIN, template("plain"))


def silent(_: str) -> None:
    """Say nothing."""


def deploy(fake: FakeAccount, deployment: Deployment, say: Any = silent) -> Any:
    """Plan and apply."""
    account = cast("Account", fake)
    return apply_plan(account, deployment, plan_deployment(account, deployment), say)


def whole(fake: FakeAccount, deployment: Deployment) -> None:
    """The stack runs as the deployment says, nothing is to do, and each table has a name."""
    assert fake.stack is not None
    assert fake.stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    account = cast("Account", fake)
    assert not plan_deployment(account, deployment)
    running = stack.describe_stack(account)
    assert set(recover.retained_inboxes(account, running)) == fake.tables - {fake.inbox}


def test_every_state_of_cloudformation_is_known() -> None:
    """Those of botocore's own model; and one that comes to be is waited for, or looked at."""
    assert set(STEPS) == set(statuses())
    assert stack.step("NEW_IN_PROGRESS") is Step.WAIT
    assert stack.step("NEW_FAILED") is Step.LOOK


@pytest.mark.parametrize("state", [None, *sorted(set(STEPS) - BY_HAND)])
def test_a_deployment_from_every_state_ends_whole(
    state: str | None, deployment: Deployment
) -> None:
    """And stopped before each of its calls, the next run ends whole, too."""
    for left in range(60):
        fake = FakeAccount(PLAIN, state)
        fake.left = left
        try:
            deploy(fake, deployment)
        except StoppedError:
            fake.left = None
            deploy(fake, deployment)
            whole(fake, deployment)
            continue
        fake.left = None
        whole(fake, deployment)
        break
    assert 8 < left < 59


@pytest.mark.parametrize("state", sorted(BY_HAND))
def test_a_state_that_needs_a_person_says_so(state: str, deployment: Deployment) -> None:
    """Nothing is done, and the message has the command, if there is one."""
    fake = FakeAccount(PLAIN, state)
    with pytest.raises(StateError, match=state) as caught:
        deploy(fake, deployment)
    assert not [call for call in fake.made if "delete" in call or "execute" in call]
    command = "aws cloudformation rollback-stack --stack-name nejtak-demo"
    assert (command in str(caught.value)) is (state == "UPDATE_FAILED")


@pytest.mark.parametrize("end", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"])
def test_a_first_deployment_that_fails_is_cleaned_up(end: str, deployment: Deployment) -> None:
    """The reason is named, the stack is gone, its inbox is named, and the next one succeeds."""
    fake = FakeAccount(PLAIN)
    fake.outcomes = [end]
    with pytest.raises(EngineError) as caught:
        deploy(fake, deployment)
    said = str(caught.value)
    assert f"({end}): Distribution: Your account must be verified. Nothing runs." in said
    assert "Its resources were deleted again." in said
    assert fake.stack is None
    (table,) = fake.tables
    assert f"--adopt {table}. To delete it: nejtak destroy demo --inbox" in said
    done = deploy(fake, deployment)
    assert done.retained == (table,)
    whole(fake, deployment)
    assert destroy_stage(cast("Account", fake), "demo", silent, inbox=True) == ()
    assert fake.tables == set()


def test_a_clean_up_that_fails_says_both_reasons(deployment: Deployment) -> None:
    """A right that is missing for the deletion, too, is named; then the next run takes it up."""
    fake = FakeAccount(PLAIN)
    fake.outcomes = ["ROLLBACK_FAILED", "DELETE_FAILED"]
    with pytest.raises(EngineError, match=r"(?s)\(ROLLBACK_FAILED\).*\(DELETE_FAILED\)"):
        deploy(fake, deployment)
    deploy(fake, deployment)
    whole(fake, deployment)


def test_a_failed_update_leaves_the_earlier_version(deployment: Deployment) -> None:
    """Rolled back, the stack stays; if the rollback fails, it is continued by the next run."""
    fake = FakeAccount(PLAIN, "CREATE_COMPLETE")
    fake.outcomes = ["UPDATE_ROLLBACK_COMPLETE"]
    with pytest.raises(EngineError, match="The earlier version runs on, and no page was touched"):
        deploy(fake, deployment)
    fake.outcomes = ["UPDATE_ROLLBACK_FAILED"]
    with pytest.raises(EngineError, match="UPDATE_ROLLBACK_FAILED"):
        deploy(fake, deployment)
    made = plan_deployment(cast("Account", fake), deployment)
    assert made
    assert "UPDATE_ROLLBACK_FAILED. Its rollback is continued first" in plan_text(made)
    fake.outcomes = ["UPDATE_ROLLBACK_FAILED"]
    with pytest.raises(EngineError, match="The rollback could not be continued: Distribution"):
        deploy(fake, deployment)
    deploy(fake, deployment)
    whole(fake, deployment)


def test_an_inbox_is_adopted_by_a_new_stack_and_by_no_other(deployment: Deployment) -> None:
    """The table of an earlier stack becomes the new one's, with its answers."""
    fake = FakeAccount(PLAIN)
    account = cast("Account", fake)
    first = deploy(fake, deployment).inbox
    with pytest.raises(StateError, match="Only a new stack adopts"):
        recover.adopt_inbox(account, first, deployment.template, silent)
    assert destroy_stage(account, "demo", silent) == (first,)
    with pytest.raises(StateError, match="no inbox 'payroll' of an earlier stack"):
        recover.adopt_inbox(account, "payroll", deployment.template, silent)
    recover.adopt_inbox(account, first, deployment.template, silent)
    done = deploy(fake, deployment)
    assert (done.inbox, done.retained) == (first, ())
    whole(fake, deployment)


def test_a_deletion_is_waited_for_by_the_stacks_id() -> None:
    """An older state that AWS still answers with is not taken for a deletion that failed."""
    fake = FakeAccount(PLAIN, "UPDATE_COMPLETE")
    table = fake.inbox
    assert destroy_stage(cast("Account", fake), "demo", silent) == (table,)
    assert fake.stack is None
    assert not fake.bucket


def test_only_a_changed_budget_is_a_change_and_none_is_no_call() -> None:
    """Another amount is set; the same is left alone; without an alarm budgets are never asked."""
    alarm = FULL.alarm
    assert alarm is not None
    stage = dataclasses.replace(PLAIN, alarm=alarm)
    fake = FakeAccount(stage)
    first = no_files(stage, template("plain"))
    deploy(fake, first)
    assert fake.budget is not None
    dearer = dataclasses.replace(stage, alarm=dataclasses.replace(alarm, amount=99))
    fake.stage, second = dearer, no_files(dearer, template("plain"))
    made = plan_deployment(cast("Account", fake), second)
    assert made.budget
    assert "Budget: set anew" in plan_text(made)
    deploy(fake, second)
    assert fake.budget["BudgetLimit"]["Amount"] == "99"
    fake.made.clear()
    assert not plan_deployment(cast("Account", fake), second)
    plain = FakeAccount(PLAIN)
    deploy(plain, no_files(PLAIN, template("plain")))
    destroy_stage(cast("Account", plain), "demo", silent)
    assert not [call for call in [*plain.made, *fake.made] if call.startswith("budgets:")]


def noted(fake: FakeAccount, waves: dict[str, str]) -> None:
    """A manifest with the states of these waves, and no page."""
    manifest = {"format": 2, "bucket": "site", "files": {}, "waves": waves}
    fake.objects["site.json"] = json.dumps(manifest).encode()


def test_a_closed_wave_never_opens_and_none_vanishes_in_silence() -> None:
    """An old checkout is refused, with each wave and why; going back takes a flag."""
    fake = FakeAccount(PLAIN, "UPDATE_COMPLETE")
    noted(fake, {"a/1": "closed", "a/2": "open", "a/3": "closed", "a/4": "open"})
    old = no_files(PLAIN, template("plain"), {"a/1": "open", "a/2": "closed", "a/5": "open"})
    account = cast("Account", fake)
    made = plan_deployment(account, old)
    assert made.lost == {
        "a/1": "it is closed, and would be open again",
        "a/3": "it is closed, and would vanish",
        "a/4": "it is open, and would vanish",
    }
    assert "  a/1: it is closed, and would be open again\n" in plan_text(made)
    assert plan_from_json(plan_to_json(made)) == made
    fake.made.clear()
    with pytest.raises(
        StateError, match=r"(?s)older than the deployed stage.*--roll-back\.\na/1: "
    ):
        apply_plan(account, old, made, silent)
    assert not [call for call in fake.made if "put" in call or "execute" in call]
    apply_plan(account, old, made, silent, roll_back=True)


def test_sources_that_go_on_are_not_asked_about() -> None:
    """A wave that is closed, and one that is new, are no loss."""
    fake = FakeAccount(PLAIN, "UPDATE_COMPLETE")
    noted(fake, {"a/1": "open", "a/2": "closed"})
    newer = no_files(PLAIN, template("plain"), {"a/1": "closed", "a/2": "closed", "a/3": "open"})
    assert plan_deployment(cast("Account", fake), newer).lost == {}


def test_the_code_bucket_keeps_one_package_and_speaks_tls_only(deployment: Deployment) -> None:
    """The package before goes once the new one runs, and not before."""
    fake = FakeAccount(PLAIN, "UPDATE_COMPLETE")
    fake.objects["collector/old.zip"] = b""
    fake.outcomes = ["UPDATE_ROLLBACK_COMPLETE"]
    with pytest.raises(EngineError):
        deploy(fake, deployment)
    assert "collector/old.zip" in fake.objects
    deploy(fake, deployment)
    assert set(fake.objects) == {"collector/0.zip"}
    assert "s3:put_bucket_policy" in fake.made
