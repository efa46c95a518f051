"""The journey of a stage on LocalEmu, whose CloudFormation keeps other properties than MiniStack's.

It has no distribution, no header policy and no function at the edge, and its CloudFormation leaves
four settings out; the last list says which checks cannot hold for that.
"""

from __future__ import annotations

import pytest
from api_only import LEFT_OUT, ApiOnly
from emulator import Desk

from nejtak.aws import smoke
from nejtak.aws.account import AwsError
from nejtak.aws.apply import Deployed, apply_plan
from nejtak.aws.plan import plan_deployment
from nejtak.aws.recover import adopt_inbox, retained_inboxes
from nejtak.aws.resources import checks
from nejtak.aws.resources.live import live_view
from nejtak.aws.teardown import destroy_stage

# Checks of properties that MiniStack leaves out, and this one keeps.
KEPT_HERE = {"inbox-expires", "role-bounded", "api-regional", "function-logs-warnings"}


def deployed(desk: Desk) -> Deployed:
    """Plan and apply, as `nejtak deploy` does."""
    account, made = desk.account(), desk.deployment()
    plan = plan_deployment(account, made)
    return apply_plan(account, made, plan, lambda _: None)


@pytest.fixture(scope="module")
def first(desk: Desk) -> Deployed:
    """The first deployment."""
    return deployed(desk)


@pytest.fixture
def api(desk: Desk, endpoint: str) -> ApiOnly:
    """A visitor of the deployed API."""
    return ApiOnly(desk, endpoint)


def test_an_answer_arrives_in_the_inbox(desk: Desk, first: Deployed, api: ApiOnly) -> None:
    """From the API through the packaged function, under its own role's credentials."""
    assert list(smoke.canary(desk.account(), api, "x.example", first.inbox)) == []


@pytest.mark.usefixtures("first")
def test_the_running_stack_keeps_the_promises(desk: Desk, api: ApiOnly) -> None:
    """All checks but those of a distribution, which is not there, and those left out."""
    view = live_view(desk.account(), {}, api, ())
    results = {one.check.name: one for one in checks.run_checks(view, checks.LIVE)}
    edge = {name for name in results if name.startswith(("cdn-", "pages-"))}
    broken = {name for name, one in results.items() if one.found} - edge
    assert broken == LEFT_OUT
    assert {name for name, one in results.items() if one.unseen} <= edge
    assert all(results[name].holds for name in KEPT_HERE)


@pytest.mark.usefixtures("first")
def test_a_changed_budget_alone_is_deployed(desk: Desk) -> None:
    """Nothing of the stack's resources changes, and the budget does."""
    toml = desk.root / "nejtak.toml"
    toml.write_text(toml.read_text().replace("amount = 25", "amount = 30"))
    deployed(desk)
    account = desk.account()
    name = f"{account.stage.stack}-{account.stage.region}"
    found = account.call("budgets", "describe_budget", AccountId=account.id, BudgetName=name)
    assert float(found["Budget"]["BudgetLimit"]["Amount"]) == 30
    assert not plan_deployment(account, desk.deployment())


def test_the_inbox_outlives_its_stack(desk: Desk, first: Deployed) -> None:
    """`destroy` names it, and only `--inbox` deletes it. No stack here begins with an import."""
    account = desk.account()
    assert destroy_stage(account, "demo", lambda _: None) == (first.inbox,)
    assert retained_inboxes(account, None) == (first.inbox,)
    with pytest.raises(AwsError, match="does not exist"):
        adopt_inbox(account, first.inbox, desk.deployment().template, lambda _: None)
    assert destroy_stage(account, "demo", lambda _: None, inbox=True) == ()
    assert account.call("dynamodb", "list_tables")["TableNames"] == []
