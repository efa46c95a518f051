"""The least that the deploying admin must be allowed: pure functions that return a policy.

`docs/aws.md` shows it, and a test compares the two. `DIRECT` is what nejtak itself asks AWS, and
the tests hold it against the calls that were really made; the rest is what CloudFormation does
in the admin's name.
"""

from __future__ import annotations

from typing import Any

from nejtak.aws import smoke

STACK = (
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
)
BUCKETS = (
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:ListBucket",
    "s3:PutBucketPublicAccessBlock",
)
OBJECTS = ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
INVALIDATE = ("cloudfront:CreateInvalidation",)
BUDGETS = ("budgets:ModifyBudget",)
CANARY = ("dynamodb:DeleteItem",)
# Needs no permission, so that it stands in no policy.
WHO = ("sts:GetCallerIdentity",)
DIRECT = frozenset((*STACK, *BUCKETS, *OBJECTS, *INVALIDATE, *BUDGETS, *CANARY, *WHO))

# All of it reads settings. None of it reads an item, an object or a log line.
VERIFY = (
    "apigateway:GET",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplate",
    "cloudfront:GetDistributionConfig",
    "cloudfront:GetFunction",
    "cloudfront:GetResponseHeadersPolicyConfig",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeContributorInsights",
    "dynamodb:DescribeKinesisStreamingDestination",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:GetResourcePolicy",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "lambda:GetFunctionConcurrency",
    "lambda:GetFunctionConfiguration",
    "lambda:GetPolicy",
    "lambda:ListEventSourceMappings",
    "lambda:ListFunctionEventInvokeConfigs",
    "lambda:ListFunctionUrlConfigs",
    "logs:DescribeDeliverySources",
    "logs:DescribeLogGroups",
    "s3:GetBucketLogging",
    "s3:GetBucketNotification",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
    "s3:GetMetricsConfiguration",
)


def deployer() -> dict[str, Any]:
    """The policy of an admin who deploys stages, and does nothing else in the account.

    It holds no right to read or write an answer: closing a wave is another task, and may be
    another person's. The one item that it may delete is the canary of its own test.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allow("Stacks", STACK, "arn:aws:cloudformation:*:*:stack/nejtak-*/*"),
            # The template is written in SAM, which AWS translates.
            _allow(
                "Translate",
                ("cloudformation:CreateChangeSet",),
                "arn:aws:cloudformation:*:aws:transform/Serverless-2016-10-31",
            ),
            _allow("Buckets", (*BUCKETS, *_BUCKETS_OF_STACK), "arn:aws:s3:::nejtak-*"),
            _allow("Objects", OBJECTS, "arn:aws:s3:::nejtak-*/*"),
            _allow("Inbox", _INBOX, "arn:aws:dynamodb:*:*:table/nejtak-*"),
            # Both conditions: a list of keys that is empty would meet the first one.
            {
                **_allow("Canary", CANARY, "arn:aws:dynamodb:*:*:table/nejtak-*"),
                "Condition": {
                    "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [smoke.PARTITION]},
                    "Null": {"dynamodb:LeadingKeys": "false"},
                },
            },
            _allow("Function", _FUNCTION, "arn:aws:lambda:*:*:function:nejtak-*"),
            _allow("Role", _ROLE, "arn:aws:iam::*:role/nejtak-*"),
            # The role can be given to Lambda and to nothing else.
            {
                **_allow("RoleForLambda", ("iam:PassRole",), "arn:aws:iam::*:role/nejtak-*"),
                "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
            },
            # API Gateway and CloudFront give ids of their own, so no name narrows them.
            _allow(
                "Api",
                tuple(f"apigateway:{verb}" for verb in ("DELETE", "GET", "PATCH", "POST", "PUT")),
                "arn:aws:apigateway:*::/*",
            ),
            _allow("Cdn", (*INVALIDATE, *_CDN), "*"),
            _allow("Watch", _WATCH, "*"),
            _allow(
                "Budget", (*BUDGETS, "budgets:ViewBudget"), "arn:aws:budgets::*:budget/nejtak-*"
            ),
        ],
    }


def verifier() -> dict[str, Any]:
    """The policy of somebody who verifies stages: it reads settings, and no answer and no page."""
    return {
        "Version": "2012-10-17",
        "Statement": [_allow("Verify", VERIFY, "*")],
    }


def _allow(name: str, actions: tuple[str, ...], resource: str) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": sorted(set(actions)), "Resource": resource}


_BUCKETS_OF_STACK = (
    "s3:DeleteBucketPolicy",
    "s3:GetBucketPolicy",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
)
# No DeleteTable: an admin who deploys cannot delete answers.
_INBOX = (
    "dynamodb:CreateTable",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeContributorInsights",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:ListTagsOfResource",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateContributorInsights",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTimeToLive",
)
_FUNCTION = (
    "lambda:AddPermission",
    "lambda:CreateFunction",
    "lambda:DeleteFunction",
    "lambda:DeleteFunctionConcurrency",
    "lambda:GetFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:ListTags",
    "lambda:PutFunctionConcurrency",
    "lambda:RemovePermission",
    "lambda:TagResource",
    "lambda:UntagResource",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
)
_ROLE = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UpdateAssumeRolePolicy",
)
_CDN = (
    "cloudfront:CreateDistribution",
    "cloudfront:CreateFunction",
    "cloudfront:CreateOriginAccessControl",
    "cloudfront:CreateResponseHeadersPolicy",
    "cloudfront:DeleteDistribution",
    "cloudfront:DeleteFunction",
    "cloudfront:DeleteOriginAccessControl",
    "cloudfront:DeleteResponseHeadersPolicy",
    "cloudfront:DescribeFunction",
    "cloudfront:GetDistribution",
    "cloudfront:GetDistributionConfig",
    "cloudfront:GetFunction",
    "cloudfront:GetOriginAccessControl",
    "cloudfront:GetResponseHeadersPolicy",
    "cloudfront:ListTagsForResource",
    "cloudfront:PublishFunction",
    "cloudfront:TagResource",
    "cloudfront:UpdateDistribution",
    "cloudfront:UpdateFunction",
    "cloudfront:UpdateOriginAccessControl",
    "cloudfront:UpdateResponseHeadersPolicy",
)
_WATCH = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:PutMetricAlarm",
    "logs:CreateLogGroup",
    "logs:DeleteLogGroup",
    "logs:DeleteRetentionPolicy",
    "logs:DescribeLogGroups",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetSubscriptionAttributes",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:Subscribe",
    "sns:Unsubscribe",
)
