"""The inbox: the DynamoDB table that stores sealed answers until their wave is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import JsonObject, Resources
from nejtak.aws.resources.read import Ids, ask, if_seen, properties
from nejtak.aws.resources.view import Check, Seen, View, at, equals
from nejtak.base.table import EXPIRES, attribute_definitions, key_schema

# The table's logical id, which AWS puts into its name, after the stack's.
NAME = "Inbox"
# DynamoDB's states of a stream to Kinesis that runs.
RUNNING = {"ACTIVE", "ENABLING", "UPDATING"}


def inbox_resources() -> Resources:
    """The table."""
    return {
        "Inbox": {
            "Type": "AWS::DynamoDB::Table",
            # Answers outlive the stack: the table is kept if the stack is deleted, or if an update
            # would replace the table.
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": _table(),
        }
    }


def _table() -> JsonObject:
    return {
        "AttributeDefinitions": attribute_definitions(),
        "KeySchema": key_schema(),
        # Survey volumes are tiny and come in bursts; nothing to size, nothing at rest.
        "BillingMode": "PAY_PER_REQUEST",
        # Two restores of different minutes would date an item to the minute between them.
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False},
        # The key that AWS owns. With a KMS key, CloudTrail would note each use with its time.
        # Answers are sealed before they come here.
        "SSESpecification": {"SSEEnabled": False},
        # The same moment for all items of a wave, a year after it closes.
        "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
        # Insights count requests by key and minute.
        "ContributorInsightsSpecification": {"Enabled": False},
        "DeletionProtectionEnabled": True,
        # No StreamSpecification and no KinesisStreamSpecification: each record of a stream
        # carries the time at which its item was written.
    }


def _retained(view: View) -> Iterator[str]:
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        if view.resource("Inbox").get(key) != "Retain":
            yield f"{key} is {view.resource('Inbox').get(key)!r}"


def _expires(view: View) -> Iterator[str]:
    found = view.of("Inbox").get("TimeToLiveSpecification")
    if found != {"AttributeName": EXPIRES, "Enabled": True}:
        yield f"TimeToLiveSpecification is {found!r}"


def _found_by_id(view: View) -> Iterator[str]:
    keys = view.of("Inbox").get("KeySchema")
    indexes = [k for k in view.of("Inbox") if k.endswith("SecondaryIndexes")]
    if keys != key_schema() or indexes:
        yield f"the keys are {keys}, with {indexes or 'no indexes'}"


CHECKS = (
    Check("inbox-retained", "the inbox table stays when the stack is deleted", _retained),
    Check("inbox-expires", "answers expire a year after their wave closes", _expires),
    Check("inbox-keys", "an answer is found by its random id only", _found_by_id),
    equals(
        "inbox-streams-off",
        "no DynamoDB stream dates the answers",
        "Inbox",
        "StreamSpecification",
        None,
    ),
    equals(
        "inbox-kinesis-off",
        "no Kinesis stream dates the answers",
        "Inbox",
        "KinesisStreamSpecification",
        None,
    ),
    equals(
        "inbox-pitr-off",
        "point-in-time recovery, which dates answers, is off",
        "Inbox",
        "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        False,
    ),
    equals(
        "inbox-insights-off",
        "Contributor Insights, which counts requests by wave, is off",
        "Inbox",
        "ContributorInsightsSpecification.Enabled",
        False,
    ),
    equals(
        "inbox-key",
        "the inbox has no key of its own, whose uses CloudTrail would record",
        "Inbox",
        "SSESpecification.SSEEnabled",
        False,
    ),
    equals(
        "inbox-protected",
        "the inbox table is protected from deletion",
        "Inbox",
        "DeletionProtectionEnabled",
        True,
    ),
)


def live_inbox(account: Account, ids: Ids) -> Seen:
    """The table as it runs, in five questions."""
    table = partial(ask, account, "dynamodb", TableName=ids["Inbox"])
    recovery = "ContinuousBackupsDescription.PointInTimeRecoveryDescription"
    expiry = table("describe_time_to_live", "TimeToLiveDescription")
    backups = table("describe_continuous_backups", f"{recovery}.PointInTimeRecoveryStatus")
    insights = table("describe_contributor_insights", "ContributorInsightsStatus")
    streams = table("describe_kinesis_streaming_destination", "KinesisDataStreamDestinations")
    return properties(
        if_seen(table("describe_table", "Table"), _described),
        {
            "TimeToLiveSpecification": if_seen(expiry, _expiry),
            "PointInTimeRecoverySpecification": if_seen(
                backups, lambda status: {"PointInTimeRecoveryEnabled": status == "ENABLED"}
            ),
            "ContributorInsightsSpecification": if_seen(
                insights, lambda status: {"Enabled": status in {"ENABLED", "ENABLING"}}
            ),
            "KinesisStreamSpecification": if_seen(
                streams, lambda found: [s for s in found or () if s["DestinationStatus"] in RUNNING]
            ),
        },
    )


def _expiry(found: Mapping[str, Any] | None) -> JsonObject:
    found = found or {}
    enabled = found.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    return {"AttributeName": found.get("AttributeName"), "Enabled": enabled}


def _described(table: Mapping[str, Any]) -> JsonObject:
    """DescribeTable in CloudFormation's form. AWS describes a key only if it is not its own.

    A table that was encrypted with KMS once keeps a description that says DISABLED.
    """
    streams = at(table, "StreamSpecification.StreamEnabled")
    key = at(table, "SSEDescription.Status") in {"ENABLED", "ENABLING", "UPDATING"}
    return {
        "KeySchema": table.get("KeySchema"),
        "GlobalSecondaryIndexes": table.get("GlobalSecondaryIndexes"),
        "LocalSecondaryIndexes": table.get("LocalSecondaryIndexes"),
        "StreamSpecification": table.get("StreamSpecification") if streams else None,
        "SSESpecification": {"SSEEnabled": key},
        "DeletionProtectionEnabled": table.get("DeletionProtectionEnabled"),
    }
