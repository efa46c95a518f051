"""Faults that would stop a deployment late are all named before it begins."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from typing import Any, cast

import pytest
from aws_support import CERTIFICATE, FULL, PLAIN, template
from fake_account import FakeAccount, no_files

from nejtak.aws import preflight as preflights
from nejtak.aws.account import Account, AwsError
from nejtak.aws.policy import boundary
from nejtak.aws.preflight import Preflight, preflight
from nejtak.aws.prepare import Deployment
from nejtak.errors import StateError

Change = Callable[["Seen"], None]


class Seen(FakeAccount):
    """An account in which all is well, and whose answers a test may change."""

    def __init__(self, stage: Any = PLAIN, status: str | None = None) -> None:
        super().__init__(stage, status)
        self.answers: dict[str, Any] = {
            "s3:head_bucket": AwsError("none", "404"),
            "iam:get_policy": {"Policy": {"DefaultVersionId": "v1"}},
            "iam:get_policy_version": {"PolicyVersion": {"Document": boundary()}},
            "lambda:get_account_settings": {
                "AccountLimit": {"UnreservedConcurrentExecutions": 1000}
            },
            "acm:describe_certificate": {
                "Certificate": {"Status": "ISSUED", "DomainName": "svar.partner.dk"}
            },
            "cloudfront:list_distributions": {"DistributionList": {"Quantity": 1}},
        }

    def call(self, service: str, method: str, /, **values: Any) -> Any:
        """A set answer, or the fake's own."""
        answer = self.answers.get(f"{service}:{method}")
        if answer is None:
            return super().call(service, method, **values)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def deployment() -> Deployment:
    """A deployment with a package that is a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", b"x" * 100)
        archive.writestr("chalicelib/waves/a/b/form.da.html", b"x" * 50)
        archive.writestr("chalicelib/waves/a/c/form.da.html", b"x" * 30)
        archive.writestr("chalicelib/waves/a/c/contract.json", b"x" * 10)
        archive.writestr("chalicelib/waves/a/closed/closed.da.html", b"x" * 5)
        archive.writestr("chalicelib/waves/api/smoke/form.en.html", b"x" * 5)
    made = no_files(PLAIN, template("plain"))
    return cast("Deployment", dataclasses.replace(made, code=packed.getvalue()))


def seen(
    deployment: Deployment,
    change: Change | None = None,
    stage: Any = PLAIN,
    status: str | None = None,
) -> Preflight:
    """The faults and remarks in an account that a test has changed."""
    account = Seen(stage, status)
    if change:
        change(account)
    return preflight(cast("Account", account), deployment)


def answer(call: str, value: Any) -> Change:
    """Have a call answer so."""
    return lambda account: account.answers.update({call: value})


FAULTS: dict[str, tuple[Change, str]] = {
    "no room for functions": (
        answer(
            "lambda:get_account_settings", {"AccountLimit": {"UnreservedConcurrentExecutions": 10}}
        ),
        "The account has 10 to give|the account has 10 to give",
    ),
    "no boundary": (
        answer("iam:get_policy", AwsError("none", "NoSuchEntity")),
        "There is no permissions boundary in this account",
    ),
    "another boundary": (
        answer("iam:get_policy_version", {"PolicyVersion": {"Document": {"Statement": []}}}),
        "nejtak-boundary says something else",
    ),
    "the bucket of others": (
        answer("s3:head_bucket", AwsError("no", "403")),
        "belongs to another account",
    ),
    "a certificate that waits": (
        answer(
            "acm:describe_certificate",
            {"Certificate": {"Status": "PENDING_VALIDATION", "DomainName": "svar.partner.dk"}},
        ),
        "is PENDING_VALIDATION, and must be ISSUED",
    ),
    "a certificate for another": (
        answer(
            "acm:describe_certificate",
            {
                "Certificate": {
                    "Status": "ISSUED",
                    "DomainName": "partner.dk",
                    "SubjectAlternativeNames": ["www.partner.dk"],
                }
            },
        ),
        "is for partner.dk, www.partner.dk, and not for svar.partner.dk",
    ),
    "no certificate": (
        answer("acm:describe_certificate", AwsError("none", "ResourceNotFoundException")),
        "There is no certificate arn:aws:acm",
    ),
}


def test_an_account_in_order_shows_nothing(deployment: Deployment) -> None:
    """Neither before the first deployment nor later; a bucket of our own is fine."""
    assert seen(deployment, stage=FULL) == Preflight()
    ours = answer("s3:head_bucket", {})
    assert seen(deployment, ours, FULL).faults == ()
    names = {"DomainName": "x.dk", "SubjectAlternativeNames": ["*.partner.dk"]}
    deep = answer("acm:describe_certificate", {"Certificate": {"Status": "ISSUED", **names}})
    assert seen(deployment, deep, FULL).faults == ()


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_said_before_anything_is_made(name: str, deployment: Deployment) -> None:
    """One fault, one line; `insist` raises with it."""
    change, message = FAULTS[name]
    found = seen(deployment, change, FULL)
    assert (len(found.faults), found.remarks) == (1, ())
    with pytest.raises(StateError, match=f"(?s)Nothing was made.*({message})"):
        found.insist()


def test_all_faults_are_said_at_once(deployment: Deployment) -> None:
    """Not the first one alone."""

    def worst(account: Seen) -> None:
        for change, _ in list(FAULTS.values())[:5]:
            change(account)

    # The boundary is there or it is not: two of the five are one.
    assert len(seen(deployment, worst, FULL).faults) == 4


def test_a_certificate_of_another_account_is_a_fault(deployment: Deployment) -> None:
    """CloudFront takes only certificates of its own account."""
    stage = dataclasses.replace(FULL, certificate=CERTIFICATE.replace("123456789012", "1" * 12))
    (fault,) = seen(deployment, stage=stage).faults
    assert fault == "The certificate of svar.partner.dk is in another account than 123456789012."


def test_a_question_without_an_answer_is_a_remark(deployment: Deployment) -> None:
    """A missing right does not stop a deployment that could go well."""

    def blind(account: Seen) -> None:
        for call in account.answers:
            account.answers[call] = AwsError(f"no {call}", "AccessDenied")

    found = seen(deployment, blind, FULL)
    assert found.faults == ()
    assert len(found.remarks) == 5
    assert all(one.startswith("Not seen beforehand: no ") for one in found.remarks)


def test_a_new_account_has_a_remark_about_cloudfronts_verification(deployment: Deployment) -> None:
    """Only a first distribution would show it, so it is a remark; with a stack it is none."""
    none = answer("cloudfront:list_distributions", {"DistributionList": {"Quantity": 0}})
    (remark,) = seen(deployment, none).remarks
    assert "ask AWS Support to verify it for CloudFront" in remark
    assert seen(deployment, none, status="UPDATE_COMPLETE") == Preflight()


def test_a_stack_of_somebody_else_is_left_alone(deployment: Deployment) -> None:
    """A stack of the stage's name without our mark."""

    def others(account: Seen) -> None:
        assert account.stack is not None
        account.stack["Outputs"] = []

    (fault,) = seen(deployment, others, status="UPDATE_COMPLETE").faults
    assert "that nejtak did not make" in fault


def test_a_package_that_lambda_would_not_take_is_a_fault(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit a fault; near it a remark with the number of waves that still fit."""
    assert (deployment.unpacked, deployment.wave_bytes) == (200, 45)
    monkeypatch.setattr(preflights, "LARGEST", 245)
    assert "room for about 1 more open waves" in seen(deployment).remarks[0]
    monkeypatch.setattr(preflights, "LARGEST", 100)
    assert "is 200 bytes, and Lambda takes 100" in seen(deployment).faults[0]
