"""Surroundings of a stack that may watch it: policies, copies, logs, deliveries and trails.

No template shows them; only a running stage has them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.read import Ids, ask
from nejtak.aws.resources.view import Check, Unseen, View, at, listed

# Resources whose data events tell when somebody answered, or who read which page.
WATCHED = {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object"}
# Where CloudFront keeps what it logs, wherever the stage is.
CDN_REGION = "us-east-1"


def _function_code(view: View) -> Iterator[str]:
    key, running = view.live.get("CodeKey", ""), view.live.get("CodeSha256", "")
    if base64.b64decode(running).hex() != key.removeprefix("collector/").removesuffix(".zip"):
        yield "the function runs another package"


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


CHECKS = (
    Check("function-code", "the function runs the package that was deployed", _function_code),
    Check("function-invoker", "only our API can call the function", _function_invoker),
    Check("inbox-alone", "the inbox lets no other account in, and has no copy", _inbox_alone),
    Check("logs-none", "the only log group is the one that the stage asks for", _logs_none),
    Check("deliveries-none", "no log of CloudFront, API or function is delivered elsewhere",
          _deliveries_none),
    Check("trails-quiet", "no trail records who wrote an answer or read a page", _trails_quiet),
)  # fmt: skip


def live_surroundings(account: Account, ids: Ids, code_key: str) -> Mapping[str, Any]:
    """What the checks above look at, all of it by name."""
    cdn = Account(replace(account.stage, region=CDN_REGION))
    config = {"FunctionName": ids["APIHandler"]}
    table = ask(account, "dynamodb", "describe_table", "Table", TableName=ids["Inbox"])
    unseen = isinstance(table, Unseen)
    return {
        "RestAPI": ids["RestAPI"],
        "CodeKey": code_key,
        "CodeSha256": ask(account, "lambda", "get_function_configuration", "CodeSha256", **config),
        "Invokers": _invokers(account, config),
        "InboxPolicy": table if unseen else ask(
            account, "dynamodb", "get_resource_policy", "Policy", "PolicyNotFoundException",
            ResourceArn=table["TableArn"]),
        "Replicas": table if unseen else table.get("Replicas"),
        "LogGroups": _log_groups(account, cdn, ids),
        "Deliveries": _deliveries(account, cdn, ids),
        "Trails": _trails(account),
    }  # fmt: skip


def _invokers(account: Account, config: dict[str, str]) -> Any:
    text = ask(account, "lambda", "get_policy", "Policy", "ResourceNotFoundException", **config)
    return json.loads(text)["Statement"] if isinstance(text, str) else text or []


def _log_groups(account: Account, cdn: Account, ids: Ids) -> Any:
    """Groups that AWS makes by itself if something logs after all."""
    places = (
        (account, f"/aws/lambda/{ids['APIHandler']}"),
        (account, f"API-Gateway-Execution-Logs_{ids['RestAPI']}"),
        (cdn, f"/aws/cloudfront/function/{ids['Index'].rpartition('/')[2]}"),
    )
    found = []
    for where, prefix in places:
        groups = ask(where, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix)
        if isinstance(groups, Unseen):
            return groups
        found += [group["logGroupName"] for group in groups]
    return found


def _deliveries(account: Account, cdn: Account, ids: Ids) -> Any:
    """CloudFront's newer access logs stand here, and not in the distribution."""
    own = (ids["Distribution"], ids["APIHandler"], ids["RestAPI"])
    found = []
    for where in (account, cdn):
        sources = ask(where, "logs", "describe_delivery_sources", "deliverySources")
        if isinstance(sources, Unseen):
            return sources
        arns = [arn for source in sources for arn in source.get("resourceArns", [])]
        found += [arn for arn in arns if arn.rpartition("/")[2].rpartition(":")[2] in own]
    return sorted(set(found))


def _trails(account: Account) -> Any:
    """Each trail that reaches this region, with its selectors."""
    trails = ask(account, "cloudtrail", "describe_trails", "trailList")
    if isinstance(trails, Unseen):
        return trails
    found = {}
    for trail in trails or ():
        chosen = ask(account, "cloudtrail", "get_event_selectors", "", TrailName=trail["TrailARN"])
        if isinstance(chosen, Unseen):
            return chosen
        found[trail["Name"]] = [
            *chosen.get("EventSelectors", []), *chosen.get("AdvancedEventSelectors", []),
        ]  # fmt: skip
    return found
