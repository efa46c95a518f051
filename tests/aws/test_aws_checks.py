"""The template keeps its promises, and each promise that is broken is caught by its name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_support import HEADERS, STAGES, dumped, template

from nejtak.aws.resources import checks
from nejtak.aws.resources.headers import header_policy
from nejtak.errors import NejtakError

Spoil = Callable[[dict[str, Any]], object]


def prop(resource: str, path: str, value: object) -> Spoil:
    """Set one property of a resource; numbers in the path are places in a list."""

    def spoil(found: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = found["Resources"][resource]["Properties"]
        for key in way:
            place = place[int(key)] if key.isdigit() else place.setdefault(key, {})
        if last.isdigit():
            place[int(last)] = value
        else:
            place[last] = value

    return spoil


def attribute(resource: str, key: str, value: object) -> Spoil:
    """Set an attribute of a resource other than its properties."""
    return lambda found: found["Resources"][resource].update({key: value})


def more_role(statement: dict[str, Any]) -> Spoil:
    """Give the function's role one more statement."""

    def spoil(found: dict[str, Any]) -> None:
        role = found["Resources"]["ApiHandlerRole"]["Properties"]
        role["Policies"][0]["PolicyDocument"]["Statement"].append(statement)

    return spoil


def without_header(name: str) -> Spoil:
    """Take one of the custom headers away."""

    def spoil(found: dict[str, Any]) -> None:
        config = found["Resources"]["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
        items = config["CustomHeadersConfig"]["Items"]
        items[:] = [item for item in items if item["Header"] != name]

    return spoil


ROLE = "Policies.0.PolicyDocument.Statement.0"
METHODS = "MethodSettings.0"
CDN = "DistributionConfig"
ARN = {"Fn::GetAtt": ["Inbox", "Arn"]}
TRAIL = {"Type": "AWS::CloudTrail::Trail", "Properties": {"IsLogging": True}}
READ = {
    "Effect": "Allow",
    "Action": "dynamodb:Query",
    "Resource": ARN,
    "Condition": {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}},
}

# One property each; none may be caught by another check, or the name would say the wrong thing.
SABOTAGE: dict[str, list[Spoil]] = {
    "resources-known": [
        lambda found: found["Resources"].update({"Trail": TRAIL}),
        lambda found: found["Resources"].pop("SiteControl"),
        lambda found: found.update({"Globals": {"Function": {"Tracing": "Active"}}}),
        lambda found: found.update({"Transform": [found["Transform"], "SomebodysMacro"]}),
    ],
    "inbox-retained": [
        attribute("Inbox", "DeletionPolicy", "Delete"),
        attribute("Inbox", "UpdateReplacePolicy", "Delete"),
    ],
    "inbox-expires": [prop("Inbox", "TimeToLiveSpecification.AttributeName", "id")],
    "inbox-keys": [prop("Inbox", "LocalSecondaryIndexes", [{"IndexName": "by-time"}])],
    "inbox-streams-off": [prop("Inbox", "StreamSpecification", {"StreamViewType": "NEW_IMAGE"})],
    "inbox-kinesis-off": [prop("Inbox", "KinesisStreamSpecification", {"StreamArn": "arn"})],
    "inbox-pitr-off": [
        prop("Inbox", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", True)
    ],
    "inbox-insights-off": [prop("Inbox", "ContributorInsightsSpecification.Enabled", True)],
    "inbox-key": [prop("Inbox", "SSESpecification.SSEEnabled", True)],
    "inbox-protected": [prop("Inbox", "DeletionProtectionEnabled", False)],
    "role-puts-only": [prop("ApiHandlerRole", f"{ROLE}.Action", "dynamodb:*"), more_role(READ)],
    "role-one-table": [prop("ApiHandlerRole", f"{ROLE}.Resource", "*")],
    "role-returns-nothing": [prop("ApiHandlerRole", f"{ROLE}.Condition", {})],
    "role-has-no-more": [
        prop("ApiHandlerRole", "ManagedPolicyArns", ["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
        prop("APIHandler", "Policies", ["AmazonDynamoDBFullAccess"]),
        prop("APIHandler", "Role", "arn:aws:iam::123456789012:role/admin"),
    ],
    "role-bounded": [
        prop("ApiHandlerRole", "PermissionsBoundary", None),
        prop(
            "ApiHandlerRole", "PermissionsBoundary", "arn:aws:iam::aws:policy/AdministratorAccess"
        ),
    ],
    "role-for-lambda": [
        prop("ApiHandlerRole", "AssumeRolePolicyDocument.Statement.0.Principal", {"AWS": "*"})
    ],
    "function-logs-warnings": [prop("APIHandler", "LoggingConfig.SystemLogLevel", "INFO")],
    "logs-agreed": [prop("Logs", "RetentionInDays", None)],
    "function-alone": [prop("APIHandler", "Layers", ["arn:aws:lambda:eu-north-1:1:layer:a:1"])],
    "function-capped": [prop("APIHandler", "ReservedConcurrentExecutions", None)],
    "function-trace-off": [prop("APIHandler", "Tracing", "Active")],
    "function-runtime": [prop("APIHandler", "Runtime", "python3.11")],
    "api-access-logs-off": [prop("RestAPI", "AccessLogSetting", {"DestinationArn": "arn"})],
    "api-execution-logs-off": [prop("RestAPI", f"{METHODS}.LoggingLevel", "INFO")],
    "api-body-logs-off": [prop("RestAPI", f"{METHODS}.DataTraceEnabled", True)],
    "api-counters-off": [prop("RestAPI", f"{METHODS}.MetricsEnabled", True)],
    "api-throttled": [prop("RestAPI", f"{METHODS}.ThrottlingRateLimit", None)],
    "api-trace-off": [prop("RestAPI", "TracingEnabled", True)],
    "api-one-stage": [prop("RestAPI", "OpenApiVersion", None)],
    "api-regional": [prop("RestAPI", "EndpointConfiguration.Type", "EDGE")],
    "api-busy": [
        prop("RestAPI", "GatewayResponses.THROTTLED.StatusCode", 429),
        prop("RestAPI", "GatewayResponses.INTEGRATION_FAILURE", None),
        prop("RestAPI", "GatewayResponses.DEFAULT_4XX", {"StatusCode": 503}),
    ],
    "site-private": [
        prop("Site", "PublicAccessBlockConfiguration.BlockPublicPolicy", False),
        prop("Site", "WebsiteConfiguration", {"IndexDocument": "index.html"}),
    ],
    "site-reader": [
        prop("SiteAccess", "PolicyDocument.Statement.0.Principal", "*"),
        prop("SiteAccess", "PolicyDocument.Statement.0.Action", "s3:*"),
        prop("SiteAccess", "PolicyDocument.Statement.0.Condition", {}),
    ],
    "site-quiet": [prop("Site", "LoggingConfiguration", {"LogFilePrefix": "log"})],
    "site-key": [
        prop(
            "Site",
            "BucketEncryption.ServerSideEncryptionConfiguration.0."
            "ServerSideEncryptionByDefault.SSEAlgorithm",
            "aws:kms",
        )
    ],
    "cdn-access-logs-off": [
        prop("Distribution", f"{CDN}.Logging", {"Bucket": "logs.s3.amazonaws.com"}),
        prop("Distribution", f"{CDN}.DefaultCacheBehavior.RealtimeLogConfigArn", "arn"),
    ],
    "cdn-https-only": [
        prop("Distribution", f"{CDN}.CacheBehaviors.0.ViewerProtocolPolicy", "allow-all"),
        prop(
            "Distribution", f"{CDN}.Origins.1.CustomOriginConfig.OriginProtocolPolicy", "http-only"
        ),
    ],
    "cdn-answers-uncached": [
        prop(
            "Distribution",
            f"{CDN}.CacheBehaviors.0.CachePolicyId",
            "658327ea-f89d-4fab-a63d-7e88639e58f6",
        ),
        prop("Distribution", f"{CDN}.CacheBehaviors.1.TargetOriginId", "answers"),
    ],
    "cdn-errors-kept": [prop("Distribution", f"{CDN}.CustomErrorResponses.0.ErrorCode", 404)],
    "cdn-firewall-off": [prop("Distribution", f"{CDN}.WebACLId", "arn")],
    "cdn-headers": [
        without_header("Cross-Origin-Opener-Policy"),
        without_header("Cache-Control"),
        prop(
            "Headers",
            "ResponseHeadersPolicyConfig.SecurityHeadersConfig."
            "ContentSecurityPolicy.ContentSecurityPolicy",
            "default-src *",
        ),
        prop("Headers", "ResponseHeadersPolicyConfig.SecurityHeadersConfig.ReferrerPolicy", None),
        prop(
            "Headers",
            "ResponseHeadersPolicyConfig.SecurityHeadersConfig."
            "StrictTransportSecurity.AccessControlMaxAgeSec",
            0,
        ),
        prop("Distribution", f"{CDN}.CacheBehaviors.0.ResponseHeadersPolicyId", None),
        # Logos go without their own policy, and pages with that of logos.
        prop("Distribution", f"{CDN}.CacheBehaviors.1.ResponseHeadersPolicyId", {"Ref": "Headers"}),
        prop(
            "Distribution",
            f"{CDN}.DefaultCacheBehavior.ResponseHeadersPolicyId",
            {"Ref": "LogoHeaders"},
        ),
        prop(
            "LogoHeaders",
            "ResponseHeadersPolicyConfig.SecurityHeadersConfig."
            "ContentSecurityPolicy.ContentSecurityPolicy",
            "default-src 'none'",
        ),
    ],
    "cdn-code": [
        prop("Index", "FunctionCode", "function handler(event) { console.log(event.viewer.ip) }"),
        prop(
            "Distribution",
            f"{CDN}.CacheBehaviors.0.FunctionAssociations",
            [{"EventType": "viewer-request"}],
        ),
    ],
}

REGIONS = (
    "eu-north-1",
    "eu-central-1",
    "eu-west-1",
    "us-east-1",
    "us-west-2",
    "ap-southeast-2",
)
LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"
CASES = [(name, number) for name, spoils in SABOTAGE.items() for number in range(len(spoils))]


@pytest.mark.parametrize("stage", STAGES)
def test_our_own_template_keeps_every_promise(stage: str) -> None:
    """With and without a domain, logs and alarms."""
    failed = [r for r in checks.check_template(template(stage), HEADERS) if not r.holds]
    assert failed == []
    checks.require_checks(template(stage), HEADERS)


@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{n}-{i}" for n, i in CASES])
def test_each_sabotage_is_caught_by_its_name_alone(name: str, number: int) -> None:
    """One property is spoiled; its check fails with the value it found, and no other fails."""
    spoiled = template("full")
    SABOTAGE[name][number](spoiled)
    failed = [r for r in checks.check_template(spoiled, HEADERS) if not r.holds]
    assert [result.check.name for result in failed] == [name]
    assert all(failed[0].found)
    with pytest.raises(NejtakError, match=f"\n{name}: "):
        checks.require_checks(spoiled, HEADERS)


def test_logs_are_not_kept_if_the_stage_keeps_none() -> None:
    """A role that may write logs is caught if there is no group for them."""
    spoiled = template("plain")
    logging = ["logs:CreateLogStream", "logs:PutLogEvents"]
    arn = {"Fn::GetAtt": ["Logs", "Arn"]}
    more_role({"Effect": "Allow", "Action": logging, "Resource": arn})(spoiled)
    failed = [r.check.name for r in checks.check_template(spoiled, HEADERS) if not r.holds]
    assert failed == ["logs-agreed"]


def test_every_check_has_its_sabotage() -> None:
    """No check that cannot fail, and no name that is used twice."""
    names = [check.name for check in checks.CHECKS]
    assert names == list(SABOTAGE)
    assert len(names) == len(set(names))


def test_an_empty_template_fails_rather_than_crashes() -> None:
    """A missing resource fails its checks."""
    failed = [r.check.name for r in checks.check_template({}, HEADERS) if not r.holds]
    assert "resources-known" in failed
    assert "role-puts-only" in failed


@pytest.mark.parametrize("stage", STAGES)
def test_the_template_is_clean_by_cfn_lint(tmp_path: Path, stage: str) -> None:
    """All rules of AWS's own schemas, in six regions; but one, which asks for prose."""
    file = tmp_path / "template.json"
    file.write_text(dumped(template(stage)))
    rules = ["--include-checks", "I", "--include-experimental", "--ignore-checks", "I4010"]
    command = [sys.executable, "-c", LINT, *rules, "--regions", *REGIONS, "-t", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_each_header_is_in_the_place_that_cloudfront_has_for_it() -> None:
    """CloudFront refuses a security header among the custom ones."""
    policy = header_policy({**HEADERS, "X-Frame-Options": "DENY"}, "headers")
    security, custom = policy["SecurityHeadersConfig"], policy["CustomHeadersConfig"]["Items"]
    assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
    assert {one["Header"] for one in custom} == {"Cache-Control", "Cross-Origin-Opener-Policy"}
