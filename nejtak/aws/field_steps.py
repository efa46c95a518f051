"""The steps of the field test, each with a promise that only a real account can keep.

A step yields its faults. It is not seen if AWS refuses to answer a question that only looks; a
refusal of a change is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from nejtak.aws import recover, smoke, stack
from nejtak.aws.account import Account, AwsError
from nejtak.aws.apply import Deployed, apply_plan
from nejtak.aws.plan import plan_deployment
from nejtak.aws.prepare import Deployment
from nejtak.aws.recover import Say
from nejtak.aws.resources.checks import CheckResult
from nejtak.aws.teardown import destroy_stage
from nejtak.aws.verify import verify_stage
from nejtak.aws.web import Web, WebAnswer
from nejtak.errors import NejtakError
from nejtak.project.model import Project

AT_ONCE = 16  # requests of the burst
MOST = 200  # requests of the burst in all


class NotSeenError(NejtakError):
    """A probe could not be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a step: its faults, or why it was not seen, and the seconds that it took."""

    name: str
    promise: str
    faults: tuple[str, ...] = ()
    unseen: str = ""
    seconds: float = 0.0

    @property
    def state(self) -> str:
        """One word for the report."""
        if self.faults:
            return "failed"
        return "not seen" if self.unseen else "holds"


@dataclass
class Trial:
    """A stage under test: how it is reached, and its last deployment."""

    account: Account
    deployment: Deployment
    project: Project
    web: Web
    say: Say
    deployed: Deployed | None = None
    more: list[Finding] = field(default_factory=list)

    def require_deployed(self) -> Deployed:
        """Return the last deployment; raise NotSeenError if there is none."""
        if self.deployed is None:
            raise NotSeenError("Nothing is deployed.")
        return self.deployed

    @property
    def inbox(self) -> str:
        """The table of the last deployment; raise NotSeenError if there is none."""
        return self.require_deployed().inbox

    def post_canary(self, choice: str) -> WebAnswer:
        """Submit the canary as the page's script would."""
        answer = {**smoke.ANSWER, "answers": {"canary": choice}}
        url = f"https://{self.require_deployed().host}/api/responses/{smoke.CLIENT}/{smoke.WAVE}"
        return self.web.ask(url, json.dumps(answer).encode())


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One step: its faults come from `run`; a refusal of AWS is a fault, unless it only probes."""

    name: str
    promise: str
    run: Callable[[Trial], Iterable[str]]
    probes: bool = True


def _deploy(trial: Trial) -> Iterable[str]:
    plan = plan_deployment(trial.account, trial.deployment)
    trial.deployed = apply_plan(trial.account, trial.deployment, plan, trial.say)
    return ()


def _serves(trial: Trial) -> Iterable[str]:
    made = trial.require_deployed()
    smoke.smoke_test(trial.account, trial.web, made.host, made.inbox, trial.deployment.headers)
    return ()


def _one_answer(trial: Trial) -> Iterator[str]:
    for choice, wanted in (("sings", 201), ("sings", 201), ("hums", 409)):
        code = trial.post_canary(choice).code
        if code != wanted:
            yield f"{choice!r} is answered with {code}, not {wanted}"
    if not smoke.take_away(trial.account, trial.inbox):
        yield "no answer is in the inbox"
    if smoke.take_away(trial.account, trial.inbox):
        yield "there was a second one"


def _every_check(trial: Trial) -> Iterable[str]:
    """Each check is a finding of its own."""
    trial.require_deployed()
    for result in verify_stage(trial.account, trial.project, trial.web).results:
        trial.more.append(_as_finding(result))
    return ()


def _as_finding(result: CheckResult) -> Finding:
    return Finding(result.check.name, result.check.promise, result.found, result.unseen)


def _nothing_to_do(trial: Trial) -> Iterator[str]:
    trial.require_deployed()
    plan = plan_deployment(trial.account, trial.deployment)
    yield from (f"{change.sign} {change.id}" for change in plan.stack)
    yield from (f"{path} would be sent" for path in plan.site.sent)


def _other_items_denied(trial: Trial) -> Iterable[str]:
    key = {"pk": {"S": "nobody/nothing/0"}, "id": {"B": b"0"}}
    try:
        trial.account.call("dynamodb", "delete_item", TableName=trial.inbox, Key=key)
    except AwsError as error:
        if error.denied:
            return ()
        raise
    raise NotSeenError("These credentials may do more than the deployer's policy.")


def _writes_blindly(trial: Trial) -> Iterator[str]:
    """IAM's own simulator evaluates the role's policy."""
    ids = stack.stack_resources(trial.account, stack.running_stack(trial.account))
    where = f"{trial.account.stage.region}:{trial.account.id}"
    decisions = {}
    for wanted in ("NONE", "ALL_OLD"):
        found = trial.account.call(
            "iam",
            "simulate_principal_policy",
            PolicySourceArn=f"arn:aws:iam::{trial.account.id}:role/{ids['ApiHandlerRole']}",
            ActionNames=["dynamodb:PutItem"],
            ResourceArns=[f"arn:aws:dynamodb:{where}:table/{trial.inbox}"],
            ContextEntries=[
                {
                    "ContextKeyName": "dynamodb:ReturnValues",
                    "ContextKeyValues": [wanted],
                    "ContextKeyType": "string",
                }
            ],
        )
        decisions[wanted] = found["EvaluationResults"][0]["EvalDecision"] == "allowed"
    if decisions != {"NONE": True, "ALL_OLD": False}:
        yield f"PutItem is allowed: {decisions}"


def _limits_hold(trial: Trial) -> Iterator[str]:
    limits = trial.account.stage.limits
    count = min(MOST, limits.burst + 3 * limits.rate + AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: trial.post_canary("sings"), range(count)))
    smoke.take_away(trial.account, trial.inbox)
    codes = [answer.code for answer in answers]
    others = sorted(set(codes) - {201, 503})
    if others:
        yield f"some are answered with {others}"
    if 503 not in codes:
        yield f"all {count} are answered with {sorted(set(codes))}"
    for answer in answers:
        names = {name.lower() for name in answer.headers}
        if answer.code == 503 and "retry-after" not in names:
            yield "a 503 has no Retry-After"
            return


def _inbox_stays(trial: Trial) -> Iterator[str]:
    inbox = trial.inbox
    kept = destroy_stage(trial.account, trial.account.stage.name, trial.say)
    trial.deployed = None
    if kept != (inbox,):
        yield f"{len(kept)} tables stay"


def _adopted(trial: Trial) -> Iterator[str]:
    tables = recover.retained_inboxes(trial.account, None)
    if not tables:
        raise NotSeenError("No inbox stayed.")
    recover.adopt_inbox(trial.account, tables[0], trial.deployment.template, trial.say)
    yield from _deploy(trial)
    if trial.inbox != tables[0]:
        yield "the stack has another inbox"


def _all_gone(trial: Trial) -> Iterator[str]:
    destroy_stage(trial.account, trial.account.stage.name, trial.say, inbox=True)
    yield from leftovers(trial.account)


STEPS = (
    FieldStep("deploy", "the policies are enough for a first deployment", _deploy, probes=False),
    FieldStep("canary", "the page has its headers, and an answer arrives in the inbox", _serves),
    FieldStep("retry", "a retry is one answer, and a changed one is refused", _one_answer),
    FieldStep("verify", "every check on the account has an outcome, see below", _every_check),
    FieldStep("plan-again", "a second plan finds nothing to do", _nothing_to_do),
    FieldStep("other-items", "the deployer can delete no item but the canary", _other_items_denied),
    FieldStep("writes-blindly", "the role cannot have an old item handed back", _writes_blindly),
    FieldStep("limits", "above the limits the answer is 503 with Retry-After", _limits_hold),
    FieldStep("destroy", "the stack goes and the inbox stays", _inbox_stays, probes=False),
    FieldStep("adopt", "a new stack takes over the inbox that stayed", _adopted, probes=False),
    FieldStep("all-gone", "nothing is left of the stage", _all_gone, probes=False),
)


def leftovers(account: Account) -> Iterator[str]:
    """A stack, an inbox or a private bucket of this stage."""
    if stack.describe_stack(account) is not None:
        yield "there is a stack"
    yield from ("there is an inbox" for _ in recover.retained_inboxes(account, None))
    try:
        account.call("s3", "head_bucket", Bucket=account.private_bucket)
    except AwsError as error:
        if error.code not in {"404", "NoSuchBucket"}:
            raise
    else:
        yield "there is a private bucket"
