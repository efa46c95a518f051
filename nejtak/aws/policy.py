"""The rights that a person needs, and may have at most: pure functions that return a policy.

`deployer` is for the admin who deploys, `verifier` for the one who verifies, `interviewer` for the
one who enters interviews. `boundary` is an upper limit for the role of every stage, which an
administrator of the account makes once. The deployer can make roles under this limit only, and
cannot change it, so nobody becomes more than a deployer by deploying.

`DIRECT` are nejtak's own calls; a test compares them with the calls that are made. CloudFormation
makes the others in the deployer's name; a test compares them with the lists that AWS publishes.
"""

from __future__ import annotations

from nejtak.aws import smoke
from nejtak.aws.resources.cloudformation import JsonObject, PolicyDocument, Statement
from nejtak.aws.resources.role import BOUNDARY, LOGGING, RETURNS_NOTHING


def _rights(service: str, names: str) -> tuple[str, ...]:
    return tuple(f"{service}:{name}" for name in names.split())


STACK = _rights(
    "cloudformation",
    "ContinueUpdateRollback CreateChangeSet DeleteChangeSet DeleteStack DescribeChangeSet "
    "DescribeStackEvents DescribeStackResources DescribeStacks ExecuteChangeSet",
)
BUCKETS = _rights(
    "s3", "CreateBucket DeleteBucket ListBucket PutBucketPolicy PutBucketPublicAccessBlock"
)
OBJECTS = _rights("s3", "DeleteObject GetObject PutObject")
INVALIDATE = _rights("cloudfront", "CreateInvalidation")
BUDGETS = _rights("budgets", "ModifyBudget")
CANARY = _rights("dynamodb", "DeleteItem")
# Needs no permission, so it is in no policy.
WHO = _rights("sts", "GetCallerIdentity")
LISTS = (
    *_rights("dynamodb", "ListTables"),
    *_rights("lambda", "GetAccountSettings"),
    *_rights("cloudfront", "ListDistributions"),
)
LOOK = _rights("iam", "GetPolicy GetPolicyVersion")
CERTIFICATE = _rights("acm", "DescribeCertificate")
DIRECT = frozenset(
    (
        *STACK,
        *BUCKETS,
        *OBJECTS,
        *INVALIDATE,
        *BUDGETS,
        *CANARY,
        *LISTS,
        *LOOK,
        *CERTIFICATE,
        *WHO,
    )
)

# CloudFormation's calls. No DeleteTable: an admin who deploys cannot delete answers.
INBOX = _rights(
    "dynamodb",
    "CreateTable DescribeContinuousBackups DescribeContributorInsights "
    "DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy "
    "ListTagsOfResource UpdateContinuousBackups UpdateContributorInsights UpdateTable "
    "UpdateTimeToLive",
)
FUNCTION = _rights(
    "lambda",
    "AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction "
    "GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetFunctionScalingConfig GetPolicy "
    "GetRuntimeManagementConfig ListTags PutFunctionConcurrency RemovePermission TagResource "
    "UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
)
ROLE_BOUNDED = _rights("iam", "CreateRole DeleteRolePolicy PutRolePolicy")
ROLE = _rights(
    "iam",
    "DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies UpdateRole "
    "UpdateRoleDescription",
)
API = _rights("apigateway", "DELETE GET PATCH POST PUT")
# GetBucket* and Get*Configuration are all of them settings. A policy has 6,144 characters at most.
SITE = _rights(
    "s3",
    "DeleteBucketPolicy Get*Configuration GetBucket* ListTagsForResource "
    "PutBucketOwnershipControls PutBucketPolicy PutBucketTagging "
    "PutEncryptionConfiguration TagResource UntagResource",
)
EDGE_FUNCTION = _rights(
    "cloudfront",
    "CreateFunction DeleteFunction DescribeFunction GetFunction PublishFunction UpdateFunction",
)
EDGE = _rights(
    "cloudfront",
    "CreateDistribution CreateOriginAccessControl CreateResponseHeadersPolicy DeleteDistribution "
    "DeleteOriginAccessControl DeleteResponseHeadersPolicy GetDistribution GetDistributionConfig "
    "GetOriginAccessControl GetResponseHeadersPolicy ListTagsForResource UpdateDistribution "
    "UpdateOriginAccessControl UpdateResponseHeadersPolicy",
)
LOGS = _rights(
    "logs",
    "CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeIndexPolicies "
    "GetDataProtectionPolicy ListTagsForResource PutRetentionPolicy TagResource UntagResource",
)
TOPIC = _rights(
    "sns",
    "CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic "
    "ListTagsForResource SetTopicAttributes Subscribe TagResource UntagResource",
)
ALARMS = _rights(
    "cloudwatch", "DeleteAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource"
)
# AWS knows no resources for these, or wants to be asked about all of them at once.
UNNAMED = (
    "cloudwatch:DescribeAlarms",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "sns:Unsubscribe",
)

# All of these read settings. None reads an item, an object or a log line.
VERIFY = (
    *_rights("apigateway", "GET"),
    *_rights("cloudformation", "DescribeStackResources DescribeStacks GetTemplate"),
    *_rights("cloudfront", "GetDistributionConfig GetFunction GetResponseHeadersPolicyConfig"),
    *_rights("backup", "DescribeProtectedResource"),
    *_rights(
        "cloudtrail",
        "DescribeTrails GetEventDataStore GetEventSelectors ListEventDataStores",
    ),
    *_rights(
        "dynamodb",
        "DescribeContinuousBackups DescribeContributorInsights "
        "DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy "
        "ListBackups",
    ),
    *_rights("guardduty", "GetDetector ListDetectors"),
    *_rights("iam", "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
    *_rights(
        "lambda",
        "GetFunctionConcurrency GetFunctionConfiguration GetPolicy ListEventSourceMappings "
        "ListFunctionEventInvokeConfigs ListFunctionUrlConfigs",
    ),
    *_rights("logs", "DescribeDeliverySources DescribeLogGroups"),
    *_rights(
        "s3",
        "GetBucketLogging GetBucketNotification GetBucketPolicy GetBucketPublicAccessBlock "
        "GetBucketWebsite GetEncryptionConfiguration GetMetricsConfiguration",
    ),
)


def deployer() -> PolicyDocument:
    """The policy of an admin who deploys stages, and does nothing else in the account.

    It grants no right to read or write an answer: closing a wave is another task, and may be
    another person's. The one item that it may delete is the canary of its own test.
    """
    return _policy(
        *_stacks(),
        _allow("Buckets", (*BUCKETS, *SITE), "arn:aws:s3:::nejtak-*"),
        _allow("Objects", OBJECTS, "arn:aws:s3:::nejtak-*/*"),
        _allow("Inbox", INBOX, "arn:aws:dynamodb:*:*:table/nejtak-*"),
        _canary(),
        _allow("Function", FUNCTION, "arn:aws:lambda:*:*:function:nejtak-*"),
        *_roles(),
        *_api_and_edge(),
        _allow("Logs", LOGS, "arn:aws:logs:*:*:log-group:nejtak-*"),
        _allow("Topic", TOPIC, "arn:aws:sns:*:*:nejtak-*"),
        _allow("Alarms", ALARMS, "arn:aws:cloudwatch:*:*:alarm:nejtak-*"),
        _allow("Boundary", LOOK, f"arn:aws:iam::*:policy/{BOUNDARY}"),
        _allow("Certificate", CERTIFICATE, "arn:aws:acm:us-east-1:*:certificate/*"),
        _allow("Unnamed", (*LISTS, *UNNAMED), "*"),
        _allow("Budget", (*BUDGETS, "budgets:ViewBudget"), "arn:aws:budgets::*:budget/nejtak-*"),
    )


def _stacks() -> tuple[Statement, ...]:
    return (
        _allow("Stacks", STACK, "arn:aws:cloudformation:*:*:stack/nejtak-*/*"),
        # The template is written in SAM, which AWS translates.
        _allow(
            "Translate",
            ("cloudformation:CreateChangeSet",),
            "arn:aws:cloudformation:*:aws:transform/Serverless-2016-10-31",
        ),
    )


def _api_and_edge() -> tuple[Statement, ...]:
    """What has ids of AWS's own, so that no name narrows it; and the function at the edge."""
    return (
        _allow(
            "Api",
            API,
            "arn:aws:apigateway:*::/restapis",
            "arn:aws:apigateway:*::/restapis/*",
            "arn:aws:apigateway:*::/tags/*",  # tags have a path of their own
        ),
        _allow("EdgeFunction", EDGE_FUNCTION, "arn:aws:cloudfront::*:function/nejtak-*"),
        _allow(
            "Edge",
            (*INVALIDATE, *EDGE),
            "arn:aws:cloudfront::*:distribution/*",
            "arn:aws:cloudfront::*:origin-access-control/*",
            "arn:aws:cloudfront::*:response-headers-policy/*",
        ),
    )


def verifier() -> PolicyDocument:
    """The verifier's policy: it reads settings, and no answer and no page."""
    return _policy(_allow("Verify", VERIFY, "*"))


def boundary() -> PolicyDocument:
    """The most that the role of a stage can ever do: write to an inbox, and to the stage's log."""
    return _policy(
        _write("WriteToAnInbox", "nejtak-*"),
        _allow("WriteWarnings", tuple(LOGGING), "arn:aws:logs:*:*:log-group:nejtak-*"),
    )


def interviewer(table: str = "nejtak-*") -> PolicyDocument:
    """The interviewer's policy: to write to an inbox as the collector does, and read nothing."""
    return _policy(_write("WriteInterviews", table))


POLICIES = {
    "deployer": deployer,
    "verifier": verifier,
    "boundary": boundary,
    "interviewer": interviewer,
}


def _policy(*statements: Statement) -> PolicyDocument:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(name: str, actions: tuple[str, ...], *resources: str) -> Statement:
    resource = resources[0] if len(resources) == 1 else list(resources)
    return {"Sid": name, "Effect": "Allow", "Action": sorted(set(actions)), "Resource": resource}


def _write(name: str, table: str) -> Statement:
    """To write items, without being handed the ones that they would replace."""
    write = _allow(name, ("dynamodb:PutItem",), f"arn:aws:dynamodb:*:*:table/{table}")
    return {**write, "Condition": RETURNS_NOTHING}


def _canary() -> Statement:
    # Both conditions: a list of keys that is empty would meet the first one.
    condition: dict[str, JsonObject] = {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [smoke.PARTITION]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    return {
        **_allow("Canary", CANARY, "arn:aws:dynamodb:*:*:table/nejtak-*"),
        "Condition": condition,
    }


def _roles() -> list[Statement]:
    """Roles under the boundary only, and for Lambda only. Nothing here changes a boundary."""
    roles = "arn:aws:iam::*:role/nejtak-*"
    limit = {"StringLike": {"iam:PermissionsBoundary": f"arn:aws:iam::*:policy/{BOUNDARY}"}}
    lambda_only = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    return [
        _allow("Role", ROLE, roles),
        {**_allow("RoleUnderTheBoundary", ROLE_BOUNDED, roles), "Condition": limit},
        {**_allow("RoleForLambda", ("iam:PassRole",), roles), "Condition": lambda_only},
    ]
