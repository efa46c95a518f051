"""Checks of what no template shows: what runs beside the stack, and what is really served."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.deploy.checks.view import Check, View, at, listed

# Whose data events tell when somebody answered, or who read which page.
WATCHED = {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object"}


def _function_code(view: View) -> Iterator[str]:
    key, running = view.live.get("CodeKey", ""), view.live.get("CodeSha256", "")
    if base64.b64decode(running).hex() != key.removeprefix("collector/").removesuffix(".zip"):
        yield "the function runs another package than the one that was deployed"


def _function_invoker(view: View) -> Iterator[str]:
    for statement in view.live.get("Invokers", []):
        source = str(at(statement, "Condition.ArnLike.AWS:SourceArn"))
        ours = statement.get("Principal") == {"Service": "apigateway.amazonaws.com"}
        if not ours or view.live["RestAPI"] not in source:
            yield f"{statement.get('Principal')!r} may call it, from {source}"


def _inbox_alone(view: View) -> Iterator[str]:
    if view.live.get("InboxPolicy"):
        yield "the table has a policy of its own"
    for replica in view.live.get("Replicas") or []:
        yield f"the table is copied to {replica.get('RegionName')}"


def _logs_none(view: View) -> Iterator[str]:
    yield from (f"there is a log group {name}" for name in view.live.get("LogGroups", []))


def _deliveries_none(view: View) -> Iterator[str]:
    yield from (f"logs of {arn} are delivered" for arn in view.live.get("Deliveries", []))


def _trails_quiet(view: View) -> Iterator[str]:
    for trail, selectors in view.live.get("Trails", {}).items():
        kinds = {kind for selector in selectors for kind in _recorded(selector)}
        if kinds & WATCHED:
            yield f"the trail {trail} records data events of {', '.join(sorted(kinds & WATCHED))}"


def _recorded(selector: Mapping[str, Any]) -> Iterator[str]:
    """The kinds of resources whose data events a trail's selector records."""
    yield from (one["Type"] for one in selector.get("DataResources", []))
    fields = {one["Field"]: one for one in selector.get("FieldSelectors", [])}
    if "Data" in listed(fields.get("eventCategory", {}).get("Equals", [])):
        # Without a type, or with a rule that we do not read, a selector takes them all.
        yield from fields.get("resources.type", {}).get("Equals", sorted(WATCHED))


def _served(view: View) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = view.live.get("Served", {})
    return found


def _pages_there(view: View) -> Iterator[str]:
    yield from view.live.get("Unreached", [])


def _pages_headers(view: View) -> Iterator[str]:
    for path, found in _served(view).items():
        lower = {name.lower(): value for name, value in found.items()}
        for name, value in view.headers.items():
            if lower.get(name.lower()) != value:
                yield f"{path}: {name} is {lower.get(name.lower())!r}"


def _pages_cookies(view: View) -> Iterator[str]:
    for path, found in _served(view).items():
        if any(name.lower() == "set-cookie" for name in found):
            yield f"{path} sets a cookie"


PAGES = (
    Check("pages-there", "the pages are served", _pages_there),
    Check("pages-headers", "with the headers that they need", _pages_headers),
    Check("pages-cookies", "and without a cookie", _pages_cookies),
)
CHECKS = (
    Check("function-code", "what runs is what was deployed", _function_code),
    Check("function-invoker", "only our API calls the collector", _function_invoker),
    Check("inbox-alone", "nobody else was let in, and no copy is made", _inbox_alone),
    Check("logs-none", "no log is there but the stage's own", _logs_none),
    Check("deliveries-none", "no log is delivered elsewhere", _deliveries_none),
    Check("trails-quiet", "no trail notes who wrote or read", _trails_quiet),
    *PAGES,
)
