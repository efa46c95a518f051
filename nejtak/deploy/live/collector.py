"""What takes and keeps answers, as it runs: inbox, role, function, REST API, log group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nejtak.deploy.account import Account
from nejtak.deploy.checks.view import Seen, Unseen, at
from nejtak.deploy.live.read import Ids, ask, properties

# DynamoDB's words for a stream to Kinesis that is there.
RUNNING = {"ACTIVE", "ENABLING", "UPDATING"}


def inbox(account: Account, ids: Ids) -> Seen:
    """The table, in five questions."""
    name = {"TableName": ids["Inbox"]}
    table = ask(account, "dynamodb", "describe_table", "Table", **name)
    expiry = ask(account, "dynamodb", "describe_time_to_live", "TimeToLiveDescription", **name)
    backups = ask(account, "dynamodb", "describe_continuous_backups",
                  "ContinuousBackupsDescription.PointInTimeRecoveryDescription."
                  "PointInTimeRecoveryStatus", **name)  # fmt: skip
    insights = ask(account, "dynamodb", "describe_contributor_insights",
                   "ContributorInsightsStatus", **name)  # fmt: skip
    kinesis = ask(account, "dynamodb", "describe_kinesis_streaming_destination",
                  "KinesisDataStreamDestinations", **name)  # fmt: skip
    found = table if isinstance(table, Unseen) else _table(table)
    return properties(found, {
        "TimeToLiveSpecification": _told(expiry, _expiry),
        "PointInTimeRecoverySpecification": _told(
            backups, lambda s: {"PointInTimeRecoveryEnabled": s == "ENABLED"}),
        "ContributorInsightsSpecification": _told(
            insights, lambda s: {"Enabled": s in {"ENABLED", "ENABLING"}}),
        "KinesisStreamSpecification": _told(
            kinesis, lambda found: [s for s in found or () if s["DestinationStatus"] in RUNNING]),
    })  # fmt: skip


def _told(value: Any, tell: Any) -> Any:
    return value if isinstance(value, Unseen) else tell(value)


def _expiry(found: Mapping[str, Any] | None) -> dict[str, Any]:
    found = found or {}
    enabled = found.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    return {"AttributeName": found.get("AttributeName"), "Enabled": enabled}


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    """What DescribeTable tells. A key of our own or of KMS shows as a description; AWS's does not.

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


def role(account: Account, ids: Ids) -> Seen:
    """The role with every policy that it has, those put on by hand too."""
    name = {"RoleName": ids["ApiHandlerRole"]}
    trust = ask(account, "iam", "get_role", "Role.AssumeRolePolicyDocument", **name)
    names = ask(account, "iam", "list_role_policies", "PolicyNames", **name)
    attached = ask(account, "iam", "list_attached_role_policies", "AttachedPolicies", **name)
    return properties({}, {
        "AssumeRolePolicyDocument": trust,
        "Policies": _told(names, lambda names: _policies(account, ids["ApiHandlerRole"], names)),
        "ManagedPolicyArns": _told(attached, lambda found: [p["PolicyArn"] for p in found]),
    })  # fmt: skip


def _policies(account: Account, role: str, names: list[str]) -> Any:
    found = []
    for name in names:
        document = ask(
            account, "iam", "get_role_policy", "PolicyDocument", RoleName=role, PolicyName=name
        )
        if isinstance(document, Unseen):
            return document
        found.append({"PolicyName": name, "PolicyDocument": document})
    return found


def function(account: Account, ids: Ids) -> Seen:
    """The function and what is tied to it."""
    name = {"FunctionName": ids["APIHandler"]}
    config = ask(account, "lambda", "get_function_configuration", "", **name)
    if not isinstance(config, Unseen):
        config = _function(config)
    return properties(config, {
        "ReservedConcurrentExecutions": ask(
            account, "lambda", "get_function_concurrency", "ReservedConcurrentExecutions", **name),
        "FunctionUrlConfig": ask(
            account, "lambda", "list_function_url_configs", "FunctionUrlConfigs", **name),
        "EventInvokeConfig": ask(account, "lambda", "list_function_event_invoke_configs",
                                 "FunctionEventInvokeConfigs", **name),
        "EventSources": ask(
            account, "lambda", "list_event_source_mappings", "EventSourceMappings", **name),
    })  # fmt: skip


def _function(config: Mapping[str, Any]) -> dict[str, Any]:
    logging = dict(config.get("LoggingConfig", {}))
    # Lambda names a group of its own where it was told none; the role decides whether it is made.
    if logging.get("LogGroup") == f"/aws/lambda/{config['FunctionName']}":
        del logging["LogGroup"]
    return {
        "Runtime": config.get("Runtime"),
        "Role": config.get("Role"),
        "Tracing": at(config, "TracingConfig.Mode"),
        "Layers": config.get("Layers"),
        "DeadLetterQueue": at(config, "DeadLetterConfig.TargetArn"),
        "VpcConfig": at(config, "VpcConfig.VpcId"),
        "LoggingConfig": logging,
    }


def rest_api(account: Account, ids: Ids) -> Seen:
    """The API and its stages, of which there may be one."""
    api = ask(account, "apigateway", "get_rest_api", "", restApiId=ids["RestAPI"])
    stages = ask(account, "apigateway", "get_stages", "item", restApiId=ids["RestAPI"])
    if isinstance(stages, Unseen):
        return Seen({}, stages)
    (stage, *_) = [s for s in stages if s["stageName"] == "api"] or [{}]
    kinds = _told(api, lambda api: at(api, "endpointConfiguration.types") or [None])
    return properties(_stage(stage), {
        "Stages": sorted(s["stageName"] for s in stages),
        "EndpointConfiguration": _told(
            kinds, lambda kinds: {"Type": kinds[0] if len(kinds) == 1 else kinds}),
        "TracingEnabled": stage.get("tracingEnabled", False),
    })  # fmt: skip


def _stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "MethodSettings": [
            _method(place, found) for place, found in stage.get("methodSettings", {}).items()
        ],
        "AccessLogSetting": stage.get("accessLogSettings"),
        "CanarySetting": stage.get("canarySettings"),
        "Variables": stage.get("variables"),
    }


def _method(place: str, found: Mapping[str, Any]) -> dict[str, Any]:
    path, _, method = place.rpartition("/")
    rate = found.get("throttlingRateLimit")
    return {
        "HttpMethod": method,
        "ResourcePath": f"/{path}",
        "ThrottlingRateLimit": int(rate) if rate is not None else None,
        "ThrottlingBurstLimit": found.get("throttlingBurstLimit"),
        "LoggingLevel": found.get("loggingLevel"),
        "DataTraceEnabled": found.get("dataTraceEnabled"),
        "MetricsEnabled": found.get("metricsEnabled"),
    }


def logs(account: Account, ids: Ids) -> Seen:
    """The group of the function's warnings."""
    groups = ask(
        account, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=ids["Logs"]
    )
    if isinstance(groups, Unseen):
        return Seen({}, groups)
    days = [g.get("retentionInDays") for g in groups if g["logGroupName"] == ids["Logs"]]
    return properties({}, {"RetentionInDays": days[0] if days else None})
