"""`verify` sees each change by hand on a running stage, and names it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from by_hand import DEEDS, Hand
from emulator import Site, calls_of, complete, user

from nejtak.aws import policy
from nejtak.aws.account import Account, AwsError, denial, permission
from nejtak.aws.resources import checks, live
from nejtak.aws.resources.pages import served
from nejtak.aws.verify import Verified, verified_text, verified_to_json, verify_stage
from nejtak.aws.web import Web
from nejtak.errors import EngineError


def broken(found: Verified) -> set[str]:
    """The names of the checks that found something."""
    return {result.check.name for result in found.results if result.found}


@pytest.fixture(scope="module")
def hand(site: Site) -> Iterator[Hand]:
    """A stage as AWS would have it, and somebody who changes it."""
    complete(site.desk.account())
    found = Hand(site)
    yield found
    found.patch.undo()


def test_a_stage_as_it_was_deployed_holds_every_promise(hand: Hand) -> None:
    """Every check sees its values, of the account and of the pages as they are served."""
    found = hand.look()
    assert [r for r in found.results if not r.holds] == []
    assert len(found.results) == len(checks.LIVE) >= 25
    assert verified_text(found).endswith(f"{len(checks.LIVE)} holds, 0 broken, 0 not seen")
    assert json.loads(verified_to_json(found))["holds"] is True


def test_an_unreadable_value_is_not_seen_and_never_passes(hand: Hand) -> None:
    """One permission less: the checks that need it say so by its name; no other is touched."""

    class Narrow(Account):
        def call(self, service: str, method: str, /, **values: object) -> Any:
            if method == "describe_continuous_backups":
                right = "dynamodb:DescribeContinuousBackups"
                raise AwsError(denial(right, "a boundary"), "AccessDenied", right)
            return super().call(service, method, **values)

    found = verify_stage(Narrow(hand.account.stage), hand.project, Web())
    assert not found.holds
    unseen = [r for r in found.results if r.unseen]
    assert [r.check.name for r in unseen] == ["inbox-pitr-off"]
    assert "AWS does not allow you dynamodb:DescribeContinuousBackups" in verified_text(found)
    assert "AWS says: a boundary" in verified_text(found)


class Kept(Account):
    """An account that notes each answer, and each refusal."""

    answers: ClassVar[dict[str, Any]] = {}

    def call(self, service: str, method: str, /, **values: Any) -> Any:
        """Ask once; later answers are those of the first time."""
        key = f"{service}:{method} {sorted(values.items())} {self.stage.region}"
        if key not in self.answers:
            self.answers[key] = self._asked(service, method, values)
        found = self.answers[key]
        if isinstance(found, AwsError):
            raise found
        if "FunctionCode" in found:
            return {**found, "FunctionCode": io.BytesIO(found["FunctionCode"])}
        return dict(found)

    def _asked(self, service: str, method: str, values: dict[str, Any]) -> Any:
        try:
            found = dict(super().call(service, method, **values))
        except AwsError as error:
            return error
        if "FunctionCode" in found:
            found["FunctionCode"] = found["FunctionCode"].read()
        return found


REFUSALS: dict[str, Callable[[], Any]] = {
    "denied": lambda: AwsError(denial("x:Y"), "AccessDenied", "x:Y"),
    "an odd code": lambda: AwsError("AWS refused: Odd", "TrailNotFoundException"),
    "throttled": lambda: AwsError("AWS refused: Throttling", "Throttling"),
    "unreachable": lambda: EngineError("AWS cannot be reached"),
    "another form": lambda: {"Surprise": 1},
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_no_refusal_ends_verify_or_loses_a_check(hand: Hand, kind: str) -> None:
    """Each call alone is answered so: all checks are there, and none holds for the wrong reason."""
    verify_stage(Kept(hand.account.stage), hand.project, Web())
    pages = served(Web(), f"https://{hand.host}", ())
    refused = ""

    class Odd(Kept):
        def call(self, service: str, method: str, /, **values: Any) -> Any:
            key = f"{service}:{method} {sorted(values.items())} {self.stage.region}"
            if key != refused:
                return super().call(service, method, **values)
            answer = REFUSALS[kind]()
            if isinstance(answer, Exception):
                raise answer
            return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "served", lambda *_: pages)
        for refused, answer in [*Kept.answers.items()]:
            if isinstance(answer, AwsError):
                continue
            found = verify_stage(Odd(hand.account.stage), hand.project, Web())
            assert [r.check for r in found.results] == list(checks.LIVE), refused
            if kind != "another form":
                assert not found.holds, refused
                assert any(r.unseen for r in found.results), refused


def test_the_verifiers_policy_is_enough_and_no_more(
    site: Site, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user with that policy alone sees everything, and each of its rights is used."""
    rights = policy.verifier()
    # The emulator asks for these where AWS asks for GetFunctionConcurrency and two lists.
    own = ["lambda:PutFunctionConcurrency", "lambda:GetFunction", "lambda:GetFunctionUrlConfig"]
    rights["Statement"].append({"Effect": "Allow", "Action": own, "Resource": "*"})
    for name, value in user(hand.account, "verifier", rights).items():
        monkeypatch.setenv(name.upper(), value)
    # The bucket refuses whoever does not speak TLS.
    monkeypatch.setenv("AWS_ENDPOINT_URL", os.environ["TLS_ENDPOINT"])
    monkeypatch.setenv("AWS_CA_BUNDLE", os.environ["SSL_CERT_FILE"])
    account = site.desk.account()
    made = calls_of(account)
    found = verify_stage(account, hand.project, Web())
    assert [r for r in found.results if not r.holds] == []
    # Asked if there are trails, stores and detectors.
    trails = {
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetEventDataStore",
        "guardduty:GetDetector",
    }
    assert {permission(*call.split(":")) for call in made} | trails == set(policy.VERIFY)


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_is_named(hand: Hand, deed: str) -> None:
    """The checks that a deed breaks are named, and no others; deeds add up."""
    change, names = DEEDS[deed]
    change(hand)
    hand.named |= names
    assert broken(hand.look()) == hand.named
