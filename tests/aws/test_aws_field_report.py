"""The field test in memory: its refusal, the outcome of a step, and the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pytest
from aws_support import FULL, PLAIN, template
from fake_account import FakeAccount, no_files

from nejtak.aws import field_test
from nejtak.aws.account import Account, AwsError
from nejtak.aws.field_steps import FieldStep, Finding, NotSeenError, Trial
from nejtak.aws.field_test import field_report, run_field_test
from nejtak.aws.preflight import Preflight
from nejtak.errors import EngineError, NejtakError, StateError


def trial(account: FakeAccount) -> Trial:
    """A trial in memory."""
    deployment = no_files(PLAIN, template("plain"))
    return Trial(cast("Account", account), deployment, cast("Any", None), cast("Any", None), print)


def test_a_stage_that_is_in_use_is_left_alone() -> None:
    """A stack, or an inbox of an earlier one, is somebody's."""
    with pytest.raises(StateError, match="'demo' is in use: there is a stack, there is an inbox"):
        run_field_test(trial(FakeAccount(PLAIN, "CREATE_COMPLETE")))


def test_a_report_hides_account_keys_and_hosts() -> None:
    """It can be shown to others."""
    fault = "arn:aws:iam::123456789012:role/x AKIAIOSFODNN7EXAMPLE d111abc.cloudfront.net"
    text = field_report([Finding("deploy", "it works", (fault,))], PLAIN)
    assert "arn:aws:iam::ACCOUNT:role/x KEY HOST.cloudfront.net" in text


def test_a_report_hides_the_domain_and_the_address_of_its_stage() -> None:
    """CloudFormation's own words name them, if the domain points elsewhere, say."""
    assert FULL.domain
    assert FULL.alarm
    fault = f"CNAME {FULL.domain} already exists; {FULL.alarm.address} is no address"
    text = field_report([Finding("deploy", "it works", (fault,))], FULL)
    assert "CNAME DOMAIN already exists; ADDRESS is no address" in text


@pytest.mark.parametrize(
    ("error", "probes", "state"),
    [
        (AwsError("no", "AccessDenied", "iam:Simulate"), True, "not seen"),
        (AwsError("no", "AccessDenied", "s3:PutObject"), False, "failed"),
        (NotSeenError("nothing is there"), False, "not seen"),
        (EngineError("nobody answers"), True, "failed"),
    ],
)
def test_a_refused_question_is_not_seen_and_a_refused_change_is_a_fault(
    error: NejtakError, probes: bool, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps go on in both cases, and the last one is always made."""
    made: list[str] = []

    def refused(_: Trial) -> Iterable[str]:
        raise error

    def last(_: Trial) -> Iterable[str]:
        made.append("last")
        return ()

    steps = (
        FieldStep("first", "it works", refused, probes),
        FieldStep("last", "all is gone", last),
    )
    monkeypatch.setattr(field_test, "STEPS", steps)
    monkeypatch.setattr(field_test, "preflight", lambda *_: Preflight())
    first, _ = run_field_test(trial(FakeAccount(PLAIN)))
    assert (first.state, made) == (state, ["last"])
