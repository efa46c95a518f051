"""Changes by hand on a running stage, each with the checks of `verify` that must name it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from emulator import ABSENT, Site

from nejtak.aws.verify import Verified, verify_stage
from nejtak.aws.web import Web
from nejtak.wave.load import load_project

Sabotage = Callable[["Hand"], object]
Change = Callable[[dict[str, Any]], object]


class Hand:
    """Somebody with all rights, in AWS's console."""

    def __init__(self, site: Site) -> None:
        self.account = site.desk.account()
        self.project = load_project(site.desk.source)
        self.named: set[str] = set()
        self.patch = pytest.MonkeyPatch()
        self.call = self.account.call
        self.host = site.host
        found = self.call("cloudformation", "describe_stack_resources", StackName="nejtak-demo")
        self.ids = {
            r["LogicalResourceId"]: r["PhysicalResourceId"] for r in found["StackResources"]
        }

    def look(self) -> Verified:
        """The results of `nejtak verify`."""
        return verify_stage(self.account, self.project, Web())

    def table(self, **values: object) -> None:
        """Change the inbox."""
        self.call("dynamodb", "update_table", TableName=self.ids["Inbox"], **values)

    def stage(self, path: str, value: str) -> None:
        """Change a setting of the API's stage."""
        self.call(
            "apigateway",
            "update_stage",
            restApiId=self.ids["RestAPI"],
            stageName="api",
            patchOperations=[{"op": "replace", "path": path, "value": value}],
        )

    def role(self, statement: dict[str, Any]) -> None:
        """Give the function's role one more policy."""
        document = {"Version": "2012-10-17", "Statement": [statement]}
        self.call(
            "iam",
            "put_role_policy",
            RoleName=self.ids["ApiHandlerRole"],
            PolicyName="more",
            PolicyDocument=json.dumps(document),
        )

    def function(self, **values: object) -> None:
        """Change the function."""
        self.call(
            "lambda", "update_function_configuration", FunctionName=self.ids["APIHandler"], **values
        )

    def distribution(self, change: Change) -> None:
        """Change the distribution."""

        def whole(config: dict[str, Any]) -> None:
            # AWS gives these back; the emulator does not.
            config.setdefault("Comment", "")
            for origin in config["Origins"]["Items"]:
                if "CustomOriginConfig" in origin:
                    origin["CustomOriginConfig"] |= {"HTTPPort": 80, "HTTPSPort": 443}
            change(config)

        self._configure("distribution", "Distribution", "DistributionConfig", whole)

    def headers(self, change: Change) -> None:
        """Change the policy of the headers."""
        kind = "response_headers_policy"
        self._configure(kind, "Headers", "ResponseHeadersPolicyConfig", change)

    def _configure(self, kind: str, name: str, argument: str, change: Change) -> None:
        """Read a configuration of CloudFront, change it, and write it back."""
        id_ = self.ids[name]
        found = self.call("cloudfront", f"get_{kind}_config", Id=id_)
        config: dict[str, Any] = found[argument]
        change(config)
        written = {"Id": id_, "IfMatch": found["ETag"], argument: config}
        self.call("cloudfront", f"update_{kind}", **written)


def without_coop(config: dict[str, Any]) -> None:
    """One header less."""
    items = config["CustomHeadersConfig"]
    items["Items"] = [i for i in items["Items"] if i["Header"] != "Cross-Origin-Opener-Policy"]
    items["Quantity"] = len(items["Items"])


def with_trail(hand: Hand) -> None:
    """A trail of the whole account that notes each write."""
    hand.call(
        "s3",
        "create_bucket",
        Bucket="somebodys-trail",
        CreateBucketConfiguration={"LocationConstraint": "eu-north-1"},
    )
    hand.call("cloudtrail", "create_trail", Name="all", S3BucketName="somebodys-trail")
    data = [{"Type": "AWS::DynamoDB::Table", "Values": ["arn:aws:dynamodb"]}]
    hand.call(
        "cloudtrail",
        "put_event_selectors",
        TrailName="all",
        EventSelectors=[{"ReadWriteType": "All", "DataResources": data}],
    )


def public(hand: Hand) -> None:
    """A bucket that the world may read."""
    opened = dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), False
    )
    hand.call(
        "s3",
        "put_public_access_block",
        Bucket=hand.ids["Site"],
        PublicAccessBlockConfiguration=opened,
    )


def world_reads(hand: Hand) -> None:
    """A policy to go with it."""
    public(hand)
    allow = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{hand.ids['Site']}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    hand.call("s3", "put_bucket_policy", Bucket=hand.ids["Site"], Policy=policy)


def answering(service: str, method: str, answer: Any) -> Sabotage:
    """Have a service that the emulator lacks answer so."""
    return lambda hand: hand.patch.setitem(ABSENT, (service, method), answer)


# By service, the argument that names a resource of the stage, and that resource.
OWN = {
    "apigateway": ("restApiId", "RestAPI"),
    "dynamodb": ("TableName", "Inbox"),
    "iam": ("RoleName", "ApiHandlerRole"),
    "lambda": ("FunctionName", "APIHandler"),
    "s3": ("Bucket", "Site"),
}


def own(service: str, method: str, **values: object) -> Sabotage:
    """A call about the stage's own resource."""
    argument, name = OWN[service]
    return lambda hand: hand.call(service, method, **{argument: hand.ids[name]}, **values)


def answers(config: dict[str, Any]) -> dict[str, Any]:
    """How a distribution hands answers on."""
    found: dict[str, Any] = config["CacheBehaviors"]["Items"][0]
    return found


CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # AWS's own policy, by which responses are cached
SEEING = {"Quantity": 1, "Items": [{"EventType": "viewer-request", "LambdaFunctionARN": "arn"}]}
READ = {"Effect": "Allow", "Action": "dynamodb:Query", "Resource": "*"}
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}

# Changes by hand, and the checks that must name them. One may break several promises.
DEEDS: dict[str, tuple[Sabotage, set[str]]] = {
    "streams": (lambda h: h.table(StreamSpecification=STREAM), {"inbox-streams-off"}),
    "protection": (lambda h: h.table(DeletionProtectionEnabled=False), {"inbox-protected"}),
    "pitr": (
        own(
            "dynamodb",
            "update_continuous_backups",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        ),
        {"inbox-pitr-off"},
    ),
    "insights": (
        own("dynamodb", "update_contributor_insights", ContributorInsightsAction="ENABLE"),
        {"inbox-insights-off"},
    ),
    "expiry": (
        own(
            "dynamodb",
            "update_time_to_live",
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": False},
        ),
        {"inbox-expires"},
    ),
    "kinesis": (
        answering(
            "dynamodb",
            "describe_kinesis_streaming_destination",
            {"KinesisDataStreamDestinations": [{"StreamArn": "a", "DestinationStatus": "ACTIVE"}]},
        ),
        {"inbox-kinesis-off"},
    ),
    "inbox key": (
        lambda h: h.table(SSESpecification={"Enabled": True, "SSEType": "KMS"}),
        {"inbox-key"},
    ),
    "inbox policy": (
        answering("dynamodb", "get_resource_policy", {"Policy": "{}"}),
        {"inbox-alone"},
    ),
    "wider role": (
        lambda h: h.role(READ),
        {"role-puts-only", "role-one-table", "role-returns-nothing"},
    ),
    "no boundary": (own("iam", "delete_role_permissions_boundary"), {"role-bounded"}),
    "managed policy": (
        own("iam", "attach_role_policy", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"),
        {"role-has-no-more"},
    ),
    "trust": (
        own(
            "iam",
            "update_assume_role_policy",
            PolicyDocument=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
                    ],
                }
            ),
        ),
        {"role-for-lambda"},
    ),
    "logs at INFO": (
        lambda h: h.function(
            LoggingConfig={
                "LogFormat": "JSON",
                "ApplicationLogLevel": "WARN",
                "SystemLogLevel": "INFO",
                "LogGroup": h.ids["Logs"],
            }
        ),
        {"function-logs-warnings"},
    ),
    "tracing": (lambda h: h.function(TracingConfig={"Mode": "Active"}), {"function-trace-off"}),
    "older runtime": (lambda h: h.function(Runtime="python3.11"), {"function-runtime"}),
    "no cap": (own("lambda", "delete_function_concurrency"), {"function-capped"}),
    "function url": (
        own("lambda", "create_function_url_config", AuthType="NONE"),
        {"function-alone"},
    ),
    "invoker": (
        own(
            "lambda",
            "add_permission",
            StatementId="x",
            Action="lambda:InvokeFunction",
            Principal="s3.amazonaws.com",
        ),
        {"function-invoker"},
    ),
    "log group": (
        lambda h: h.call(
            "logs", "create_log_group", logGroupName=f"/aws/lambda/{h.ids['APIHandler']}"
        ),
        {"logs-none"},
    ),
    "logs for ever": (
        lambda h: h.call("logs", "delete_retention_policy", logGroupName=h.ids["Logs"]),
        {"logs-agreed"},
    ),
    "execution log": (
        lambda h: h.stage("/*/*/logging/loglevel", "INFO"),
        {"api-execution-logs-off"},
    ),
    "body log": (lambda h: h.stage("/*/*/logging/dataTrace", "true"), {"api-body-logs-off"}),
    "counters": (lambda h: h.stage("/*/*/metrics/enabled", "true"), {"api-counters-off"}),
    "api tracing": (lambda h: h.stage("/tracingEnabled", "true"), {"api-trace-off"}),
    "access log": (
        lambda h: h.stage(
            "/accessLogSettings/destinationArn", "arn:aws:logs:eu-north-1:000000000000:log-group:x"
        ),
        {"api-access-logs-off"},
    ),
    "no answer above the limits": (
        own("apigateway", "delete_gateway_response", responseType="THROTTLED"),
        {"api-busy"},
    ),
    "edge": (
        own(
            "apigateway",
            "update_rest_api",
            patchOperations=[
                {"op": "add", "value": "EDGE", "path": "/endpointConfiguration/types/EDGE"}
            ],
        ),
        {"api-regional"},
    ),
    "second stage": (
        lambda h: h.call(
            "apigateway",
            "create_stage",
            restApiId=h.ids["RestAPI"],
            stageName="more",
            deploymentId=h.call("apigateway", "get_stages", restApiId=h.ids["RestAPI"])["item"][0][
                "deploymentId"
            ],
        ),
        {"api-one-stage"},
    ),
    "public bucket": (public, {"site-private"}),
    "public policy": (world_reads, {"site-private", "site-reader"}),
    "website": (
        own(
            "s3",
            "put_bucket_website",
            WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}},
        ),
        {"site-private"},
    ),
    "bucket log": (
        lambda h: h.call(
            "s3",
            "put_bucket_logging",
            Bucket=h.ids["Site"],
            BucketLoggingStatus={
                "LoggingEnabled": {"TargetBucket": h.ids["Site"], "TargetPrefix": "log/"}
            },
        ),
        {"site-quiet"},
    ),
    "bucket key": (
        own(
            "s3",
            "put_bucket_encryption",
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
            },
        ),
        {"site-key"},
    ),
    "header": (lambda h: h.headers(without_coop), {"cdn-headers", "pages-headers"}),
    "cdn log": (
        lambda h: h.distribution(
            lambda c: c.update(
                Logging={
                    "Enabled": True,
                    "IncludeCookies": False,
                    "Bucket": "x.s3.amazonaws.com",
                    "Prefix": "",
                }
            )
        ),
        {"cdn-access-logs-off"},
    ),
    "http": (
        lambda h: h.distribution(
            lambda c: c["DefaultCacheBehavior"].update(ViewerProtocolPolicy="allow-all")
        ),
        {"cdn-https-only"},
    ),
    "cached answers": (
        lambda h: h.distribution(lambda c: answers(c).update(CachePolicyId=CACHED)),
        {"cdn-answers-uncached"},
    ),
    "code before answers": (
        lambda h: h.distribution(lambda c: answers(c).update(LambdaFunctionAssociations=SEEING)),
        {"cdn-code"},
    ),
    "firewall": (
        lambda h: h.distribution(lambda c: c.update(WebACLId="arn")),
        {"cdn-firewall-off"},
    ),
    "delivery": (
        lambda h: h.call(
            "logs",
            "put_delivery_source",
            name="cdn",
            logType="ACCESS_LOGS",
            resourceArn=f"arn:aws:cloudfront::000000000000:distribution/{h.ids['Distribution']}",
        ),
        {"deliveries-none"},
    ),
    "trail": (with_trail, {"trails-quiet"}),
    "backup": (own("dynamodb", "create_backup", BackupName="before"), {"inbox-backups-none"}),
    "kept by AWS Backup": (
        answering("backup", "describe_protected_resource", {"LastBackupTime": "2026-11-01"}),
        {"inbox-backups-none"},
    ),
    "lake": (
        lambda h: [
            answering(
                "cloudtrail",
                "list_event_data_stores",
                {"EventDataStores": [{"Name": "lake", "EventDataStoreArn": "arn"}]},
            )(h),
            answering(
                "cloudtrail",
                "get_event_data_store",
                {
                    "AdvancedEventSelectors": [
                        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
                    ]
                },
            )(h),
        ],
        {"lake-quiet"},
    ),
    "guardduty": (
        lambda h: [
            answering("guardduty", "list_detectors", {"DetectorIds": ["d1"]})(h),
            answering(
                "guardduty",
                "get_detector",
                {"Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]},
            )(h),
        ],
        {"guardduty-quiet"},
    ),
}
