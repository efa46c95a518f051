"""What must hold for the privacy page to be true: one named check per property.

A check looks at the finished template and says what is wrong, or nothing. They look at what is
written, not at how it was made, so that a hand that edits the template, a merge that goes another
way and a new version of Chalice are all caught before anything is deployed. The same checks, and
those of `live`, look at what runs: there a hand in AWS's console is caught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nejtak.deploy.checks import collector, live, site
from nejtak.deploy.checks.view import Check, UnseenError, View
from nejtak.errors import NejtakError

# Anything else is something that nobody has thought about: a trail, a log, a stream, a queue.
KNOWN_TYPES = {
    "APIHandler": "AWS::Serverless::Function",
    "APIHandlerInvokePermission": "AWS::Lambda::Permission",
    "ApiHandlerRole": "AWS::IAM::Role",
    "Distribution": "AWS::CloudFront::Distribution",
    "FailureAlarm": "AWS::CloudWatch::Alarm",
    "Headers": "AWS::CloudFront::ResponseHeadersPolicy",
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
    "AWSTemplateFormatVersion", "Description", "Outputs", "Parameters", "Resources", "Transform",
}  # fmt: skip
SAM = "AWS::Serverless-2016-10-31"
OPTIONAL = {"FailureAlarm", "Logs", "RefusalAlarm", "Watch"}


@dataclass(frozen=True, slots=True)
class Result:
    """One check's outcome: what is wrong, and which permission was missing to see everything."""

    check: Check
    found: tuple[str, ...]
    unseen: str = ""

    @property
    def holds(self) -> bool:
        """Whether the property was seen to be as promised."""
        return not self.found and not self.unseen


def run(template: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[Result, ...]:
    """Every check over a merged SAM template, in the order of CHECKS."""
    return look(View(template, headers), CHECKS)


def look(view: View, checks: Iterable[Check]) -> tuple[Result, ...]:
    """Each check over a view, in their order."""
    return tuple(_result(check, view) for check in checks)


def _result(check: Check, view: View) -> Result:
    found: list[str] = []
    try:
        found.extend(check.look(view))
    except UnseenError as error:
        return Result(check, tuple(found), error.permission)
    return Result(check, tuple(found))


def insist(template: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Raise NejtakError with every check that fails: such a template is not deployed."""
    failed = [result for result in run(template, headers) if not result.holds]
    if failed:
        lines = [f"{r.check.name}: {r.check.promise}: {'; '.join(r.found)}" for r in failed]
        raise NejtakError("The template would break a promise.\n" + "\n".join(lines))


def _resources_known(view: View) -> Iterator[str]:
    yield from (f"it has {section}" for section in view.template if section not in SECTIONS)
    if view.template.get("Transform") != SAM:
        yield f"Transform is {view.template.get('Transform')!r}"
    found = {name: r.get("Type") for name, r in view.template.get("Resources", {}).items()}
    yield from (f"{n} is {t}" for n, t in found.items() if KNOWN_TYPES.get(n) != t)
    yield from (f"{n} is missing" for n in KNOWN_TYPES if n not in found and n not in OPTIONAL)


CHECKS = (
    Check("resources-known", "nothing runs that nobody has thought about", _resources_known),
    *collector.CHECKS,
    *site.CHECKS,
)
LIVE = (*CHECKS, *live.CHECKS)
