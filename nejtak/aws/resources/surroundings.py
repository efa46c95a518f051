"""Surroundings of a stack that may watch it: policies, copies, logs, deliveries and trails.

No template shows them; only a running stage has them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.read import Ids, ask, if_seen, understood
from nejtak.aws.resources.view import Check, Unseen, UnseenError, View, at, listed

# Resources whose data events show when somebody answered, or who read which page.
WATCHED = {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object"}
# GuardDuty reads data events by itself for these, whatever the trails say.
READING = {"S3_DATA_EVENTS", "LAMBDA_NETWORK_LOGS"}
# The region of CloudFront's logs, wherever the stage is.
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


def _inbox_backups(view: View) -> Iterator[str]:
    for one in view.live.get("Backups") or ():
        yield f"there is a backup {one.get('BackupName')} of it"
    if view.live.get("ProtectedSince"):
        yield "AWS Backup keeps it"


def _each(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values that could be read; then the reason why one could not, if there is one."""
    yield from ((name, one) for name, one in found.items() if not isinstance(one, Unseen))
    for name, one in found.items():
        if isinstance(one, Unseen):
            raise UnseenError(f"{name}: {one.reason}")


def _trails_quiet(view: View) -> Iterator[str]:
    for trail, selectors in _each(view.live.get("Trails", {})):
        yield from _watches(f"the trail {trail}", selectors)


def _lake_quiet(view: View) -> Iterator[str]:
    for store, selectors in _each(view.live.get("EventDataStores", {})):
        yield from _watches(f"the event data store {store}", selectors or [])


def _guardduty_quiet(view: View) -> Iterator[str]:
    for detector, features in _each(view.live.get("Detectors", {})):
        for name in sorted(READING & set(features)):
            yield f"{name} of the detector {detector} is on"


def _watches(recorder: str, selectors: list[Any]) -> Iterator[str]:
    kinds = {kind for selector in selectors for kind in _recorded(selector)}
    if kinds & WATCHED:
        yield f"{recorder} records data events of {', '.join(sorted(kinds & WATCHED))}"


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
    Check(
        "deliveries-none",
        "no log of CloudFront, API or function is delivered elsewhere",
        _deliveries_none,
    ),
    Check("inbox-backups-none", "no backup dates the answers", _inbox_backups),
    Check("trails-quiet", "no trail records who wrote an answer or read a page", _trails_quiet),
    Check(
        "lake-quiet",
        "CloudTrail Lake does not record who wrote an answer or read a page",
        _lake_quiet,
    ),
    Check(
        "guardduty-quiet",
        "GuardDuty does not read who wrote an answer or read a page",
        _guardduty_quiet,
    ),
)


def live_surroundings(account: Account, ids: Ids, code_key: str) -> Mapping[str, Any]:
    """The values that the checks above need, by name."""
    function = partial(ask, account, "lambda", FunctionName=ids["APIHandler"])
    table = partial(ask, account, "dynamodb", TableName=ids["Inbox"])
    readers: dict[str, Callable[[], Any]] = {
        "RestAPI": lambda: ids["RestAPI"],
        "CodeKey": lambda: code_key,
        "CodeSha256": lambda: function("get_function_configuration", "CodeSha256"),
        "Invokers": lambda: _invokers(function),
        "InboxPolicy": lambda: _inbox_policy(account, ids),
        "Replicas": lambda: table("describe_table", "Table.Replicas"),
        "Backups": lambda: table("list_backups", "BackupSummaries", BackupType="ALL"),
        "ProtectedSince": lambda: _protected(account, ids),
        "LogGroups": lambda: _log_groups(account, ids),
        "Deliveries": lambda: _deliveries(account, ids),
        "Trails": lambda: _trails(account),
        "EventDataStores": lambda: _event_data_stores(account),
        "Detectors": lambda: _detectors(account),
    }
    return {name: understood(read) for name, read in readers.items()}


def _inbox_policy(account: Account, ids: Ids) -> Any:
    operation = ("dynamodb", "get_resource_policy", "Policy", "PolicyNotFoundException")
    return _of_inbox(account, ids, *operation)


def _protected(account: Account, ids: Ids) -> Any:
    """When AWS Backup last kept the table; None if it never did."""
    operation = ("describe_protected_resource", "LastBackupTime", "ResourceNotFoundException")
    return _of_inbox(account, ids, "backup", *operation)


def _of_inbox(account: Account, ids: Ids, *operation: str) -> Any:
    """What AWS says of the table by its ARN, which it tells in a call of its own."""
    path = "Table.TableArn"
    arn = ask(account, "dynamodb", "describe_table", path, TableName=ids["Inbox"])
    return arn if isinstance(arn, Unseen) else ask(account, *operation, ResourceArn=arn)


def _invokers(function: Callable[..., Any]) -> Any:
    text = function("get_policy", "Policy", "ResourceNotFoundException")
    return json.loads(text)["Statement"] if isinstance(text, str) else text or []


def _log_groups(account: Account, ids: Ids) -> Any:
    """Groups that AWS makes by itself if something logs after all."""
    cdn = account.in_region(CDN_REGION)
    places = (
        (account, f"/aws/lambda/{ids['APIHandler']}"),
        (account, f"API-Gateway-Execution-Logs_{ids['RestAPI']}"),
        (cdn, f"/aws/cloudfront/function/{ids['Index'].rpartition('/')[2]}"),
    )
    found = []
    for region, prefix in places:
        groups = ask(region, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix)
        if isinstance(groups, Unseen):
            return groups
        found += [group["logGroupName"] for group in groups]
    return found


def _deliveries(account: Account, ids: Ids) -> Any:
    """CloudFront's newer access logs are set up here, and not in the distribution."""
    own = (ids["Distribution"], ids["APIHandler"], ids["RestAPI"])
    found = []
    for region in (account, account.in_region(CDN_REGION)):
        sources = ask(region, "logs", "describe_delivery_sources", "deliverySources")
        if isinstance(sources, Unseen):
            return sources
        arns = [arn for source in sources for arn in source.get("resourceArns", [])]
        found += [arn for arn in arns if arn.rpartition("/")[2].rpartition(":")[2] in own]
    return sorted(set(found))


def _trails(account: Account) -> Any:
    """Each trail that reaches this region, the organisation's included, with its selectors."""
    trails = ask(account, "cloudtrail", "describe_trails", "trailList", includeShadowTrails=True)
    return if_seen(
        trails,
        lambda found: {
            trail["Name"]: if_seen(
                ask(account, "cloudtrail", "get_event_selectors", "", TrailName=trail["TrailARN"]),
                lambda chosen: [
                    *chosen.get("EventSelectors", []),
                    *chosen.get("AdvancedEventSelectors", []),
                ],
            )
            for trail in found or ()
        },
    )


def _event_data_stores(account: Account) -> Any:
    """Each event data store of CloudTrail Lake, with its selectors."""
    stores = ask(account, "cloudtrail", "list_event_data_stores", "EventDataStores")
    return if_seen(
        stores,
        lambda found: {
            one["Name"]: ask(
                account,
                "cloudtrail",
                "get_event_data_store",
                "AdvancedEventSelectors",
                EventDataStore=one["EventDataStoreArn"],
            )
            for one in found or ()
        },
    )


def _detectors(account: Account) -> Any:
    """The features of GuardDuty that are on, by detector."""
    detectors = ask(account, "guardduty", "list_detectors", "DetectorIds")
    return if_seen(
        detectors,
        lambda found: {
            one: if_seen(
                ask(account, "guardduty", "get_detector", "Features", DetectorId=one),
                lambda features: [f["Name"] for f in features or () if f["Status"] == "ENABLED"],
            )
            for one in found or ()
        },
    )
