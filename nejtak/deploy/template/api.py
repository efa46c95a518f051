"""What takes answers: the function, its role, and the REST API before it."""

from __future__ import annotations

from typing import Any

from nejtak.project.stages import Stage

# Deprecated by AWS on 2029-06-30; python3.11, which Chalice would take here, in 2027.
RUNTIME = "python3.13"
MEMORY = 512  # MB; the processor that a function gets grows with it, and cold starts are felt


def resources(stage: Stage) -> dict[str, Any]:
    """What Chalice's template leaves open, by the logical ids that Chalice gives."""
    found = {
        "APIHandler": {"Type": "AWS::Serverless::Function", "Properties": _function(stage)},
        "ApiHandlerRole": {"Type": "AWS::IAM::Role", "Properties": _role(stage)},
        "RestAPI": {"Type": "AWS::Serverless::Api", "Properties": _rest_api(stage)},
    }
    if stage.log_days is not None:
        found["Logs"] = {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"RetentionInDays": stage.log_days},
        }
    return found


def _function(stage: Stage) -> dict[str, Any]:
    # Lambda's system log at its default level, INFO, has a line with the time for every
    # submission. At WARN a submission that goes well leaves none.
    logging: dict[str, Any] = {
        "LogFormat": "JSON",
        "ApplicationLogLevel": "WARN",
        "SystemLogLevel": "WARN",
    }
    if stage.log_days is not None:
        logging["LogGroup"] = {"Ref": "Logs"}
    return {
        "Runtime": RUNTIME,
        "Architectures": ["arm64"],
        "CodeUri": {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}},
        # The collector gives up on DynamoDB before this and says so; see its store.
        "Timeout": 10,
        "MemorySize": MEMORY,
        # What a flood can cost, and what it cannot take from other functions of the account.
        "ReservedConcurrentExecutions": stage.limits.concurrency,
        "LoggingConfig": logging,
        # X-Ray would keep a trace with times of sampled submissions.
        "Tracing": "PassThrough",
        "Environment": {"Variables": {"NEJTAK_TABLE": {"Ref": "Inbox"}}},
    }


def _role(stage: Stage) -> dict[str, Any]:
    statements: list[dict[str, Any]] = [
        {
            "Sid": "WriteToTheInboxAndReadNothing",
            "Effect": "Allow",
            "Action": "dynamodb:PutItem",
            # By attribute, so that the role can never name another table than the one there is.
            "Resource": {"Fn::GetAtt": "Inbox.Arn"},
            # PutItem can be asked to hand back the item that it replaces: reading by writing.
            "Condition": {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}},
        }
    ]
    # Without `log_days` the role may not write a log at all, so nothing can be logged by mistake.
    if stage.log_days is not None:
        statements.append(
            {
                "Sid": "WriteWarnings",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": {"Fn::GetAtt": "Logs.Arn"},
            }
        )
    document = {"Version": "2012-10-17", "Statement": statements}
    return {"Policies": [{"PolicyName": "Collector", "PolicyDocument": document}]}


def _rest_api(stage: Stage) -> dict[str, Any]:
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
                # Execution logs hold time, address and, with the data trace, the answer itself.
                "LoggingLevel": "OFF",
                "DataTraceEnabled": False,
                # Counters per method and minute. Those per stage cannot be switched off.
                "MetricsEnabled": False,
                "CachingEnabled": False,
            }
        ],
        "TracingEnabled": False,
        # No AccessLogSetting: access logs hold address and time.
    }
