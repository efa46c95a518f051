"""The REST API before the function: one throttled stage that logs and counts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources import busy
from nejtak.aws.resources.busy import gateway_responses
from nejtak.aws.resources.cloudformation import JsonObject, Resources
from nejtak.aws.resources.read import Ids, ask, if_seen, properties
from nejtak.aws.resources.view import Check, Properties, Seen, Unseen, View, at, equals
from nejtak.project.stages import Stage


def api_resources(stage: Stage) -> Resources:
    """The properties of the API that Chalice's template leaves open."""
    return {"RestAPI": {"Type": "AWS::Serverless::Api", "Properties": _rest_api(stage)}}


def _rest_api(stage: Stage) -> JsonObject:
    return {
        # Alarms find the API by its name.
        "Name": stage.stack,
        # Behind our own distribution. EDGE would put a second one before it.
        "EndpointConfiguration": {"Type": "REGIONAL"},
        # The path that CloudFront hands on begins with it, so that no origin path is needed.
        "StageName": "api",
        # Without it SAM makes a second stage, named "Stage", which nothing throttles.
        "OpenApiVersion": "2.0",
        "MethodSettings": [
            {
                "HttpMethod": "*",
                "ResourcePath": "/*",
                "ThrottlingRateLimit": stage.limits.rate,
                "ThrottlingBurstLimit": stage.limits.burst,
                # Execution logs contain time, address and, with the data trace, the answer itself.
                "LoggingLevel": "OFF",
                "DataTraceEnabled": False,
                # Counters per method and minute. Those per stage cannot be switched off.
                "MetricsEnabled": False,
                "CachingEnabled": False,
            }
        ],
        "TracingEnabled": False,
        "GatewayResponses": gateway_responses(),
        # No AccessLogSetting: access logs contain address and time.
    }


def _methods(view: View) -> Properties:
    """The settings of all methods; empty unless one entry sets them for all."""
    settings = view.of("RestAPI").get("MethodSettings", [])
    first: Properties = settings[0] if len(settings) == 1 else {}
    everything = (first.get("HttpMethod"), first.get("ResourcePath")) == ("*", "/*")
    return first if everything else {}


def _for_all_methods(name: str, promise: str, key: str, wanted: object) -> Check:
    """A check that a setting of all methods has this value."""

    def look(view: View) -> Iterator[str]:
        found = _methods(view).get(key)
        if type(found) is not type(wanted) or found != wanted:
            yield f"{key} is {found!r}"

    return Check(name, promise, look)


def _throttled(view: View) -> Iterator[str]:
    for key in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
        found = _methods(view).get(key)
        if not isinstance(found, int) or found < 1:
            yield f"{key} is {found!r}"


def _access_logs_off(view: View) -> Iterator[str]:
    settings = ("AccessLogSetting", "CanarySetting", "Variables")
    yield from (f"it has {key}" for key in settings if view.of("RestAPI").get(key))


def _one_stage(view: View) -> Iterator[str]:
    """SAM makes a second stage unless the template names the version; a live API lists them."""
    stages = view.of("RestAPI").get("Stages")
    if stages is None and view.of("RestAPI").get("OpenApiVersion") != "2.0":
        yield f"OpenApiVersion is {view.of('RestAPI').get('OpenApiVersion')!r}"
    if stages not in (None, ["api"]):
        yield f"its stages are {stages}"


CHECKS = (
    Check("api-access-logs-off", "API Gateway keeps no access log", _access_logs_off),
    _for_all_methods(
        "api-execution-logs-off", "API Gateway keeps no execution log", "LoggingLevel", "OFF"
    ),
    _for_all_methods(
        "api-body-logs-off",
        "API Gateway does not log request bodies",
        "DataTraceEnabled",
        wanted=False,
    ),
    _for_all_methods(
        "api-counters-off",
        "API Gateway does not count requests by method",
        "MetricsEnabled",
        wanted=False,
    ),
    Check("api-throttled", "API Gateway limits the number of submissions", _throttled),
    equals("api-trace-off", "X-Ray does not trace the API", "RestAPI", "TracingEnabled", False),
    Check(
        "api-one-stage", "the API has one stage, and no second that is not throttled", _one_stage
    ),
    equals(
        "api-regional",
        "the API has no CDN before it but ours",
        "RestAPI",
        "EndpointConfiguration.Type",
        "REGIONAL",
    ),
    *busy.CHECKS,
)


def live_api(account: Account, ids: Ids) -> Seen:
    """The API as it runs, with its stages, of which there may be one."""
    api = ask(account, "apigateway", "get_rest_api", "", restApiId=ids["RestAPI"])
    stages = ask(account, "apigateway", "get_stages", "item", restApiId=ids["RestAPI"])
    if isinstance(stages, Unseen):
        return Seen({}, stages)
    answers = ask(account, "apigateway", "get_gateway_responses", "items", restApiId=ids["RestAPI"])
    (stage, *_) = [s for s in stages if s["stageName"] == "api"] or [{}]
    kinds = if_seen(api, lambda api: at(api, "endpointConfiguration.types") or [None])
    return properties(
        _stage(stage),
        {
            "GatewayResponses": if_seen(answers, lambda found: busy.from_live(found or [])),
            "Stages": sorted(s["stageName"] for s in stages),
            "EndpointConfiguration": if_seen(
                kinds, lambda kinds: {"Type": kinds[0] if len(kinds) == 1 else kinds}
            ),
            "TracingEnabled": stage.get("tracingEnabled", False),
        },
    )


def _stage(stage: Mapping[str, Any]) -> JsonObject:
    return {
        "MethodSettings": [
            _method(place, found) for place, found in stage.get("methodSettings", {}).items()
        ],
        "AccessLogSetting": stage.get("accessLogSettings"),
        "CanarySetting": stage.get("canarySettings"),
        "Variables": stage.get("variables"),
    }


def _method(place: str, found: Mapping[str, Any]) -> JsonObject:
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
