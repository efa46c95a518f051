"""The collector's function, and the log group of its warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import JsonObject, Resources
from nejtak.aws.resources.read import Ids, ask, if_seen, properties
from nejtak.aws.resources.role import LOGGING, statements
from nejtak.aws.resources.view import Check, Seen, Unseen, View, at, equals
from nejtak.project.stages import Stage

# Deprecated by AWS on 2029-06-30; python3.11, which Chalice would take here, in 2027.
RUNTIME = "python3.13"
MEMORY = 512  # MB; the processor that a function gets grows with it, and cold starts are felt
# Lambda's system log at its default level, INFO, has a line with the time for every submission.
# At WARN a submission that goes well leaves none.
WARNINGS = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "SystemLogLevel": "WARN"}
TIED = (
    "Layers",
    "Events",
    "DeadLetterQueue",
    "EventInvokeConfig",
    "FunctionUrlConfig",
    "EventSources",
)


def function_resources(stage: Stage) -> Resources:
    """The properties of the function that Chalice's template leaves open."""
    return {"APIHandler": {"Type": "AWS::Serverless::Function", "Properties": _function(stage)}}


def log_resources(stage: Stage) -> Resources:
    """The group of the function's warnings; nothing if the stage keeps none."""
    if stage.log_days is None:
        return {}
    return {
        "Logs": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"RetentionInDays": stage.log_days},
        }
    }


def _function(stage: Stage) -> JsonObject:
    logging: dict[str, object] = dict(WARNINGS)
    if stage.log_days is not None:
        logging["LogGroup"] = {"Ref": "Logs"}
    return {
        "Runtime": RUNTIME,
        "Architectures": ["arm64"],
        "CodeUri": {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}},
        # The collector gives up on DynamoDB before this and says so; see its store.
        "Timeout": 10,
        "MemorySize": MEMORY,
        # Limits the cost of a flood, and leaves the account's other functions their share.
        "ReservedConcurrentExecutions": stage.limits.concurrency,
        "LoggingConfig": logging,
        # X-Ray would keep a trace with times of sampled submissions.
        "Tracing": "PassThrough",
        "Environment": {"Variables": {"NEJTAK_TABLE": {"Ref": "Inbox"}}},
    }


def _logs_warnings(view: View) -> Iterator[str]:
    found = view.of("APIHandler").get("LoggingConfig", {})
    yield from (f"{k} is {found.get(k)!r}" for k, v in WARNINGS.items() if found.get(k) != v)


def _logs_agreed(view: View) -> Iterator[str]:
    group = "Logs" in view.template.get("Resources", {})
    may = any(s.get("Action") == LOGGING for s in statements(view))
    goes = "LogGroup" in view.of("APIHandler").get("LoggingConfig", {})
    if not group == may == goes:
        yield (
            f"the log group exists: {group}, the role may write to it: {may}, "
            f"the function names it: {goes}"
        )
    if group and not view.of("Logs").get("RetentionInDays"):
        yield "the log group is kept for ever"


def _alone(view: View) -> Iterator[str]:
    yield from (f"it has {key}" for key in TIED if view.of("APIHandler").get(key))


def _capped(view: View) -> Iterator[str]:
    found = view.of("APIHandler").get("ReservedConcurrentExecutions")
    if not isinstance(found, int) or not 1 <= found <= 1000:
        yield f"ReservedConcurrentExecutions is {found!r}"


CHECKS = (
    Check(
        "function-logs-warnings",
        "the function logs warnings only, so an answer leaves no line",
        _logs_warnings,
    ),
    Check(
        "logs-agreed", "warnings are kept as long as the stage says, or not at all", _logs_agreed
    ),
    Check("function-alone", "nothing is attached to the function that sees its requests", _alone),
    Check("function-capped", "the number of functions at once has a limit", _capped),
    equals(
        "function-trace-off",
        "X-Ray does not trace the function",
        "APIHandler",
        "Tracing",
        "PassThrough",
    ),
    equals(
        "function-runtime",
        "the function runs on the tested version of Python",
        "APIHandler",
        "Runtime",
        "python3.13",
    ),
)


def live_function(account: Account, ids: Ids) -> Seen:
    """The function as it runs, and everything that is attached to it."""
    name = {"FunctionName": ids["APIHandler"]}
    config = ask(account, "lambda", "get_function_configuration", "", **name)
    return properties(
        if_seen(config, _configured),
        {
            "ReservedConcurrentExecutions": ask(
                account,
                "lambda",
                "get_function_concurrency",
                "ReservedConcurrentExecutions",
                **name,
            ),
            "FunctionUrlConfig": ask(
                account, "lambda", "list_function_url_configs", "FunctionUrlConfigs", **name
            ),
            "EventInvokeConfig": ask(
                account,
                "lambda",
                "list_function_event_invoke_configs",
                "FunctionEventInvokeConfigs",
                **name,
            ),
            "EventSources": ask(
                account, "lambda", "list_event_source_mappings", "EventSourceMappings", **name
            ),
        },
    )


def _configured(config: Mapping[str, Any]) -> JsonObject:
    logging = dict(config.get("LoggingConfig", {}))
    # Lambda names a group of its own if the template names none; the role decides if it is made.
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


def live_logs(account: Account, ids: Ids) -> Seen:
    """The group of the function's warnings as it runs."""
    groups = ask(
        account, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=ids["Logs"]
    )
    if isinstance(groups, Unseen):
        return Seen({}, groups)
    days = [g.get("retentionInDays") for g in groups if g["logGroupName"] == ids["Logs"]]
    return properties({}, {"RetentionInDays": days[0] if days else None})
