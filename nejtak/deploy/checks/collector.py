"""Checks of what takes and keeps answers: inbox, role, function, REST API."""

from __future__ import annotations

from collections.abc import Iterator

from nejtak.base.table import EXPIRES, key_schema
from nejtak.deploy.checks.view import Check, View, equals

LOGGING = ["logs:CreateLogStream", "logs:PutLogEvents"]


def _inbox_retained(view: View) -> Iterator[str]:
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        if view.resource("Inbox").get(key) != "Retain":
            yield f"Inbox.{key} is {view.resource('Inbox').get(key)!r}"


def _inbox_expires(view: View) -> Iterator[str]:
    found = view.of("Inbox").get("TimeToLiveSpecification")
    if found != {"AttributeName": EXPIRES, "Enabled": True}:
        yield f"Inbox.TimeToLiveSpecification is {found!r}"


def _inbox_key_only(view: View) -> Iterator[str]:
    keys = view.of("Inbox").get("KeySchema")
    indexes = [k for k in view.of("Inbox") if k.endswith("SecondaryIndexes")]
    if keys != key_schema() or indexes:
        yield f"the keys are {keys}, with {indexes or 'no indexes'}"


def _role_puts_only(view: View) -> Iterator[str]:
    statements = [s for s in view.statements() if s.get("Action") != LOGGING]
    if [s.get("Action") for s in statements] != ["dynamodb:PutItem"]:
        yield f"it allows {[s.get('Action', s.get('NotAction')) for s in statements]}"
    if any(s.get("Effect") != "Allow" for s in statements):
        yield "a statement is no Allow"


def _role_one_table(view: View) -> Iterator[str]:
    for statement in view.statements():
        name = "Logs" if statement.get("Action") == LOGGING else "Inbox"
        if statement.get("Resource") != {"Fn::GetAtt": f"{name}.Arn"}:
            yield f"{statement.get('Action')} on {statement.get('Resource', 'all but some')!r}"


def _role_returns_nothing(view: View) -> Iterator[str]:
    wanted = {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}}
    for statement in view.statements():
        if statement.get("Action") != LOGGING and statement.get("Condition") != wanted:
            yield f"the condition is {statement.get('Condition')!r}"


def _role_has_no_more(view: View) -> Iterator[str]:
    role, function = view.of("ApiHandlerRole"), view.of("APIHandler")
    yield from (f"the role has {key}" for key in ("ManagedPolicyArns",) if role.get(key))
    yield from (f"the function has {key}" for key in ("Policies", "VpcConfig") if function.get(key))
    if function.get("Role") != {"Fn::GetAtt": ["ApiHandlerRole", "Arn"]}:
        yield f"the function's role is {function.get('Role')!r}"


def _role_for_lambda(view: View) -> Iterator[str]:
    trust = view.of("ApiHandlerRole").get("AssumeRolePolicyDocument", {}).get("Statement", [])
    if [s.get("Principal") for s in trust] != [{"Service": "lambda.amazonaws.com"}]:
        yield f"it trusts {[s.get('Principal') for s in trust]}"


def _function_logs(view: View) -> Iterator[str]:
    found = view.of("APIHandler").get("LoggingConfig", {})
    wanted = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "SystemLogLevel": "WARN"}
    yield from (f"{k} is {found.get(k)!r}" for k, v in wanted.items() if found.get(k) != v)


def _logs_agreed(view: View) -> Iterator[str]:
    group = "Logs" in view.template.get("Resources", {})
    may = any(s.get("Action") == LOGGING for s in view.statements())
    goes = "LogGroup" in view.of("APIHandler").get("LoggingConfig", {})
    if not group == may == goes:
        yield f"group {group}, role may write {may}, function writes there {goes}"
    if group and not view.of("Logs").get("RetentionInDays"):
        yield "kept for ever"


def _function_alone(view: View) -> Iterator[str]:
    bad = (
        "Layers", "Events", "DeadLetterQueue", "EventInvokeConfig", "FunctionUrlConfig",
        "EventSources",
    )  # fmt: skip
    yield from (f"it has {key}" for key in bad if view.of("APIHandler").get(key))


def _function_capped(view: View) -> Iterator[str]:
    found = view.of("APIHandler").get("ReservedConcurrentExecutions")
    if not isinstance(found, int) or not 1 <= found <= 1000:
        yield f"ReservedConcurrentExecutions is {found!r}"


def _api_execution_logs(view: View) -> Iterator[str]:
    if view.methods().get("LoggingLevel") != "OFF":
        yield f"LoggingLevel is {view.methods().get('LoggingLevel')!r}"


def _api_body_logs(view: View) -> Iterator[str]:
    if view.methods().get("DataTraceEnabled") is not False:
        yield f"DataTraceEnabled is {view.methods().get('DataTraceEnabled')!r}"


def _api_counters(view: View) -> Iterator[str]:
    if view.methods().get("MetricsEnabled") is not False:
        yield f"MetricsEnabled is {view.methods().get('MetricsEnabled')!r}"


def _api_throttled(view: View) -> Iterator[str]:
    for key in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
        found = view.methods().get(key)
        if not isinstance(found, int) or found < 1:
            yield f"{key} is {found!r}"


def _api_access_logs(view: View) -> Iterator[str]:
    settings = ("AccessLogSetting", "CanarySetting", "Variables")
    yield from (f"it has {key}" for key in settings if view.of("RestAPI").get(key))


def _api_one_stage(view: View) -> Iterator[str]:
    """SAM makes a second stage unless the template names the version; what runs tells itself."""
    stages = view.of("RestAPI").get("Stages")
    if stages is None and view.of("RestAPI").get("OpenApiVersion") != "2.0":
        yield f"RestAPI.OpenApiVersion is {view.of('RestAPI').get('OpenApiVersion')!r}"
    if stages not in (None, ["api"]):
        yield f"its stages are {stages}"


CHECKS = (
    Check("inbox-retained", "answers outlive the stack", _inbox_retained),
    Check("inbox-expires", "answers go a year after their wave", _inbox_expires),
    Check("inbox-keys", "an answer is found by its random id only", _inbox_key_only),
    equals("inbox-streams-off", "no record carries a time", "Inbox", "StreamSpecification", None),
    equals("inbox-kinesis-off", "nor in Kinesis", "Inbox", "KinesisStreamSpecification", None),
    equals("inbox-pitr-off", "no two restores can date an answer", "Inbox",
           "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", False),
    equals("inbox-insights-off", "requests are not counted by wave", "Inbox",
           "ContributorInsightsSpecification.Enabled", False),
    equals("inbox-key", "no use of a key is noted", "Inbox", "SSESpecification.SSEEnabled", False),
    equals("inbox-protected", "no slip deletes the answers", "Inbox",
           "DeletionProtectionEnabled", True),
    Check("role-puts-only", "the collector writes and cannot read", _role_puts_only),
    Check("role-one-table", "and only to the inbox", _role_one_table),
    Check("role-returns-nothing", "nor reads by writing", _role_returns_nothing),
    Check("role-has-no-more", "nothing else widens the role", _role_has_no_more),
    Check("role-for-lambda", "nobody else takes it on", _role_for_lambda),
    Check("function-logs-warnings", "a submission leaves no line", _function_logs),
    Check("logs-agreed", "logs are kept as the stage says, or not at all", _logs_agreed),
    Check("function-alone", "nothing else sees what the function sees", _function_alone),
    Check("function-capped", "a flood has a price limit", _function_capped),
    equals("function-trace-off", "X-Ray sees nothing", "APIHandler", "Tracing", "PassThrough"),
    equals("function-runtime", "the runtime is the tested one", "APIHandler", "Runtime",
           "python3.13"),
    Check("api-access-logs-off", "no log has the address", _api_access_logs),
    Check("api-execution-logs-off", "nor the request", _api_execution_logs),
    Check("api-body-logs-off", "nor the answer", _api_body_logs),
    Check("api-counters-off", "requests are not counted by method", _api_counters),
    Check("api-throttled", "a flood is refused", _api_throttled),
    equals("api-trace-off", "X-Ray sees nothing", "RestAPI", "TracingEnabled", False),
    Check("api-one-stage", "no second, unthrottled way in", _api_one_stage),
    equals("api-regional", "no CDN but ours", "RestAPI", "EndpointConfiguration.Type", "REGIONAL"),
)  # fmt: skip
