"""The checks that must pass for the privacy page to be true: one named check per property.

A check looks at the finished template and yields its faults. Checks look at the
result and not at how it was made, so that an edit by hand, another merge and a new version of
Chalice are all caught before anything is deployed. The same checks, and those of `surroundings`
and `pages`, look at a deployed stage: there a change in AWS's console is caught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nejtak.aws.resources import (
    api,
    bucket,
    distribution,
    function,
    headers,
    inbox,
    index,
    pages,
    role,
    surroundings,
)
from nejtak.aws.resources.view import Check, UnseenError, View
from nejtak.errors import NejtakError

# Anything else was added by somebody else: a trail, a log, a stream, a queue.
KNOWN_TYPES = {
    "APIHandler": "AWS::Serverless::Function",
    "APIHandlerInvokePermission": "AWS::Lambda::Permission",
    "ApiHandlerRole": "AWS::IAM::Role",
    "Distribution": "AWS::CloudFront::Distribution",
    "FailureAlarm": "AWS::CloudWatch::Alarm",
    "Headers": "AWS::CloudFront::ResponseHeadersPolicy",
    "LogoHeaders": "AWS::CloudFront::ResponseHeadersPolicy",
    "Inbox": "AWS::DynamoDB::Table",
    "Index": "AWS::CloudFront::Function",
    "Logs": "AWS::Logs::LogGroup",
    "RefusalAlarm": "AWS::CloudWatch::Alarm",
    "RestAPI": "AWS::Serverless::Api",
    "Site": "AWS::S3::Bucket",
    "SiteAccess": "AWS::S3::BucketPolicy",
    "SiteControl": "AWS::CloudFront::OriginAccessControl",
    "Watch": "AWS::SNS::Topic",
}
# Globals, macros and rules change resources from afar.
SECTIONS = {
    "AWSTemplateFormatVersion",
    "Description",
    "Outputs",
    "Parameters",
    "Resources",
    "Transform",
}
SAM = "AWS::Serverless-2016-10-31"
OPTIONAL = {"FailureAlarm", "Logs", "RefusalAlarm", "Watch"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's outcome: the faults it found, and why it could not see everything, if so."""

    check: Check
    found: tuple[str, ...]
    unseen: str = ""

    @property
    def holds(self) -> bool:
        """Whether the property was seen to be as promised."""
        return not self.found and not self.unseen


def check_template(
    template: Mapping[str, Any], wanted: Mapping[str, str]
) -> tuple[CheckResult, ...]:
    """Every check over a merged SAM template, in the order of CHECKS.

    `wanted` are the headers that every response must have.
    """
    return run_checks(View(template, wanted), CHECKS)


def run_checks(view: View, checks: Iterable[Check]) -> tuple[CheckResult, ...]:
    """Each check over a view, in their order."""
    return tuple(_result(check, view) for check in checks)


def _result(check: Check, view: View) -> CheckResult:
    found: list[str] = []
    try:
        found.extend(check.look(view))
    except UnseenError as error:
        return CheckResult(check, tuple(found), error.reason)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        return CheckResult(check, tuple(found), f"It has another form ({type(error).__name__})")
    return CheckResult(check, tuple(found))


def require_checks(template: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    """Raise NejtakError with every check that fails: such a template is not deployed."""
    failed = [result for result in check_template(template, wanted) if not result.holds]
    if failed:
        lines = [f"{r.check.name}: {r.check.promise}: {'; '.join(r.found)}" for r in failed]
        raise NejtakError("The template would break a promise.\n" + "\n".join(lines))


def _known_resources(view: View) -> Iterator[str]:
    yield from (f"it has {section}" for section in view.template if section not in SECTIONS)
    if view.template.get("Transform") != SAM:
        yield f"Transform is {view.template.get('Transform')!r}"
    found = {name: r.get("Type") for name, r in view.template.get("Resources", {}).items()}
    yield from (f"{n} is {t}" for n, t in found.items() if KNOWN_TYPES.get(n) != t)
    yield from (f"{n} is missing" for n in KNOWN_TYPES if n not in found and n not in OPTIONAL)


CHECKS = (
    Check(
        "resources-known", "the stack holds nejtak's own resources and no other", _known_resources
    ),
    *inbox.CHECKS,
    *role.CHECKS,
    *function.CHECKS,
    *api.CHECKS,
    *bucket.CHECKS,
    *distribution.CHECKS,
    *headers.CHECKS,
    *index.CHECKS,
)
LIVE = (*CHECKS, *surroundings.CHECKS, *pages.CHECKS)
