"""What stands beside a stack and may watch it: policies, copies, logs, deliveries and trails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nejtak.deploy.account import Account
from nejtak.deploy.checks.view import Unseen
from nejtak.deploy.live.read import Ids, ask

# Where CloudFront keeps what it logs, wherever the stage is.
CDN_REGION = "us-east-1"


def read(account: Account, ids: Ids, code_key: str) -> Mapping[str, Any]:
    """What the checks of `checks.live` look at, all of it by name."""
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
    """Groups that AWS makes by itself where something logs after all."""
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
    """Each trail that reaches this region, with what it selects."""
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
