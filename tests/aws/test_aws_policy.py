"""The policies are enough for CloudFormation, and no more; a deployer cannot become an admin."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from aws_support import STAGES, template
from iam import allows

from nejtak.aws import policy

HANDLERS = json.loads(Path(__file__).with_name("handlers.json").read_text())["types"]

# Rights that CloudFormation's handlers may use, and that the deployer does not have, by reason.
LEFT_OUT: dict[str, str] = {
    "an answer could be read, changed or removed, and only an import, a copy or a changed key "
    "needs it": """
        dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query
        dynamodb:Scan dynamodb:UpdateItem""",
    "the table stays with its answers, whatever happens to the stack": "dynamodb:DeleteTable",
    "the table is in one region, has no policy of its own and is no import": """
        dynamodb:AssociateTableReplica dynamodb:CreateTableReplica dynamodb:DeleteResourcePolicy
        dynamodb:DescribeImport dynamodb:ImportTable dynamodb:PutResourcePolicy
        iam:CreateServiceLinkedRole s3:GetObjectMetadata""",
    "the table streams nowhere": """
        dynamodb:DisableKinesisStreamingDestination dynamodb:EnableKinesisStreamingDestination
        dynamodb:UpdateKinesisStreamingDestination kinesis:DescribeStream kinesis:PutRecords
        logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents""",
    "keys are AWS's own": """
        kms:CreateGrant kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ListAliases
        kms:RevokeGrant logs:AssociateKmsKey logs:DisassociateKmsKey""",
    "no tags are set on these, and CloudFormation sets none of its own": """
        cloudfront:CreateDistributionWithTags cloudfront:TagResource cloudfront:UntagResource
        dynamodb:TagResource dynamodb:UntagResource iam:TagRole iam:UntagRole""",
    "only an administrator widens a role, changes who may assume it, or moves its boundary": """
        iam:AttachRolePolicy iam:DeleteRolePermissionsBoundary iam:DetachRolePolicy
        iam:PutRolePermissionsBoundary iam:UpdateAssumeRolePolicy""",
    "the function is in no network, has no layer, signer, file system or version": """
        ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets
        ec2:DescribeVpcs elasticfilesystem:DescribeMountTargets
        lambda:DeleteFunctionCodeSigningConfig lambda:GetCodeSigningConfig
        lambda:GetLayerVersion lambda:PassCapacityProvider
        lambda:PublishVersion lambda:PutFunctionCodeSigningConfig
        lambda:PutFunctionRecursionConfig lambda:PutFunctionScalingConfig
        lambda:PutRuntimeManagementConfig s3:GetObjectVersion s3files:ListMountTargets""",
    "the API has no policy of its own": "apigateway:UpdateRestApiPolicy",
    "the template sets none of these on the bucket": """
        s3:CreateBucketMetadataTableConfiguration s3:DeleteBucketAnalyticsConfiguration
        s3:DeleteBucketCors s3:DeleteBucketEncryption s3:DeleteBucketLifecycle
        s3:DeleteBucketMetadataTableConfiguration s3:DeleteBucketMetricsConfiguration
        s3:DeleteBucketReplication s3:DeleteBucketTagging s3:DeleteBucketWebsite
        s3:PutAccelerateConfiguration
        s3:PutAnalyticsConfiguration s3:PutBucketAbac s3:PutBucketAcl s3:PutBucketCORS
        s3:PutBucketLogging s3:PutBucketNotification s3:PutBucketObjectLockConfiguration
        s3:PutBucketReplication s3:PutBucketVersioning s3:PutBucketWebsite
        s3:PutIntelligentTieringConfiguration s3:PutInventoryConfiguration
        s3:PutLifecycleConfiguration s3:PutMetricsConfiguration s3:PutObjectAcl
        s3:PutObjectLockConfiguration s3:PutReplicationConfiguration
        s3:UpdateBucketMetadataAnnotationTableConfiguration
        s3:UpdateBucketMetadataInventoryTableConfiguration
        s3:UpdateBucketMetadataJournalTableConfiguration s3tables:CreateNamespace
        s3tables:CreateTable s3tables:CreateTableBucket s3tables:GetTable
        s3tables:GetTableMetadataLocation s3tables:PutTableBucketPolicy s3tables:PutTableEncryption
        s3tables:PutTablePolicy s3tables:UpdateTableMetadataLocation""",
    "the distribution is one of its own, with public origins": """
        cloudfront:CreateConnectionGroup cloudfront:GetConnectionGroup cloudfront:GetVpcOrigin
        cloudfront:UpdateDistributionWithStagingConfig""",
    "the log group has no policy, index, delivery or protection of its own": """
        firehose:TagDeliveryStream logs:CreateLogDelivery logs:DeleteDataProtectionPolicy
        logs:DeleteIndexPolicy logs:DeleteResourcePolicy logs:PutBearerTokenAuthentication
        logs:PutDataProtectionPolicy logs:PutIndexPolicy logs:PutLogGroupDeletionProtection
        logs:PutResourcePolicy s3:REST.PUT.OBJECT""",
    "the topic has no policy of its own": "sns:PutDataProtectionPolicy",
}
# Lambda and API Gateway by SAM's names; the permissions and the deployment are its own.
OF_SAM = {
    "AWS::Serverless::Function": ("AWS::Lambda::Function",),
    "AWS::Serverless::Api": (
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::ApiGateway::Deployment",
    ),
}


def left_out() -> dict[str, str]:
    """Each right that is left out, with its reason."""
    return {right: why for why, rights in LEFT_OUT.items() for right in rights.split()}


def needed(kind: str) -> set[str]:
    """The rights of a type's handlers, its system tags included."""
    lists = HANDLERS[kind]
    found = {
        right for name in ("create", "read", "update", "delete") for right in lists.get(name, ())
    }
    return found | (set(lists["tags"]) if lists["system tags"] else set())


def kinds() -> set[str]:
    """The types of all resources that our templates make, after the SAM transform."""
    made = {one["Type"] for name in STAGES for one in template(name)["Resources"].values()}
    return {kind for one in made for kind in OF_SAM.get(one, (one,))}


def granted() -> set[str]:
    """Every action of the deployer's policy."""
    return {action for one in policy.deployer()["Statement"] for action in one["Action"]}


def test_the_deployer_has_every_right_of_cloudformations_handlers() -> None:
    """All that a handler may call to create, read, change or delete, but for named exceptions."""
    have, without = granted(), left_out()
    for kind in sorted(kinds()):
        missing = {
            right
            for right in needed(kind)
            if not any(fnmatchcase(right, one) for one in have) and right not in without
        }
        assert (kind, missing) == (kind, set())


def test_the_deployer_has_no_right_without_a_use() -> None:
    """Each right is one of a handler or of a call of our own; no exception is out of date."""
    every = set().union(*map(needed, kinds()))
    # To read a budget takes a right that is named otherwise.
    own = policy.DIRECT | {"iam:PassRole", "budgets:ViewBudget"}
    unused = {one for one in granted() - own if not any(fnmatchcase(right, one) for right in every)}
    assert unused == set()
    assert set(left_out()) - every == set()
    given_all_the_same = granted() & set(left_out()) - policy.DIRECT
    assert given_all_the_same == set()


def test_a_policy_fits_into_awss_limit() -> None:
    """A managed policy has 6,144 characters at most, white space not counted."""
    for make in policy.POLICIES.values():
        assert len(json.dumps(make(), separators=(",", ":"))) <= 6144


ROLE = "arn:aws:iam::123456789012:role/nejtak-x"
OURS = "arn:aws:iam::123456789012:policy/nejtak-boundary"
ANOTHER = "arn:aws:iam::aws:policy/AdministratorAccess"
LAMBDA, EC2 = "lambda.amazonaws.com", "ec2.amazonaws.com"
CANARY = {"dynamodb:LeadingKeys": ["api/smoke/0"]}
TABLE = "arn:aws:dynamodb:eu-north-1:123456789012:table/nejtak-prod-Inbox-1"

PRIVILEGES: dict[str, tuple[str, str, dict[str, Any], bool]] = {
    "a role under the boundary": ("iam:CreateRole", ROLE, {"iam:PermissionsBoundary": OURS}, True),
    "a role without one": ("iam:CreateRole", ROLE, {}, False),
    "a role under another one": (
        "iam:CreateRole",
        ROLE,
        {"iam:PermissionsBoundary": ANOTHER},
        False,
    ),
    "a role of another name": (
        "iam:CreateRole",
        "arn:aws:iam::1:role/admin",
        {"iam:PermissionsBoundary": OURS},
        False,
    ),
    "a policy for a role under it": (
        "iam:PutRolePolicy",
        ROLE,
        {"iam:PermissionsBoundary": OURS},
        True,
    ),
    "a policy for a role without one": ("iam:PutRolePolicy", ROLE, {}, False),
    "a managed policy": ("iam:AttachRolePolicy", ROLE, {"iam:PermissionsBoundary": OURS}, False),
    "another trust": ("iam:UpdateAssumeRolePolicy", ROLE, {}, False),
    "no boundary any more": ("iam:DeleteRolePermissionsBoundary", ROLE, {}, False),
    "another boundary": (
        "iam:PutRolePermissionsBoundary",
        ROLE,
        {"iam:PermissionsBoundary": ANOTHER},
        False,
    ),
    "another text of the boundary": ("iam:CreatePolicyVersion", OURS, {}, False),
    "a boundary of his own": ("iam:CreatePolicy", OURS, {}, False),
    "a user": ("iam:CreateUser", "arn:aws:iam::123456789012:user/nejtak-x", {}, False),
    "a role for Lambda": ("iam:PassRole", ROLE, {"iam:PassedToService": LAMBDA}, True),
    "a role for a machine": ("iam:PassRole", ROLE, {"iam:PassedToService": EC2}, False),
    "the canary": ("dynamodb:DeleteItem", TABLE, CANARY, True),
    "an answer": (
        "dynamodb:DeleteItem",
        TABLE,
        {"dynamodb:LeadingKeys": ["nordlys/2026-h2/0"]},
        False,
    ),
    "no key": ("dynamodb:DeleteItem", TABLE, {}, False),
    "all answers": ("dynamodb:Scan", TABLE, {}, False),
    "the table": ("dynamodb:DeleteTable", TABLE, {}, False),
    "another function": (
        "lambda:UpdateFunctionCode",
        "arn:aws:lambda:eu-north-1:1:function:payroll",
        {},
        False,
    ),
    "another log": (
        "logs:DeleteLogGroup",
        "arn:aws:logs:eu-north-1:1:log-group:payroll",
        {},
        False,
    ),
    "another topic": ("sns:DeleteTopic", "arn:aws:sns:eu-north-1:1:payroll", {}, False),
    "another alarm": (
        "cloudwatch:DeleteAlarms",
        "arn:aws:cloudwatch:eu-north-1:1:alarm:payroll",
        {},
        False,
    ),
    "another bucket": ("s3:PutBucketPolicy", "arn:aws:s3:::payroll", {}, False),
    "a domain of the API": (
        "apigateway:POST",
        "arn:aws:apigateway:eu-north-1::/domainnames",
        {},
        False,
    ),
}


@pytest.mark.parametrize("name", PRIVILEGES)
def test_a_deployer_cannot_become_more(name: str) -> None:
    """By IAM's rules, each way up is closed, and the way to deploy is open."""
    action, resource, context, expected = PRIVILEGES[name]
    assert allows([policy.deployer()], action, resource, context) is expected


def test_a_role_under_the_boundary_writes_to_an_inbox_and_no_more() -> None:
    """Even with all rights in its own policy, it reads no answer, and returns none by writing."""
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    limit = policy.boundary()

    def may(action: str, resource: str, **context: str) -> bool:
        return allows([everything], action, resource, context, limit)

    assert may("dynamodb:PutItem", TABLE)
    assert not allows(
        [everything], "dynamodb:PutItem", TABLE, {"dynamodb:ReturnValues": "ALL_OLD"}, limit
    )
    assert not may("dynamodb:Scan", TABLE)
    assert not may("dynamodb:PutItem", "arn:aws:dynamodb:eu-north-1:1:table/payroll")
    assert not may("iam:CreateUser", "*")
    assert not may("s3:PutObject", "arn:aws:s3:::nejtak-prod/index.html")
    assert may("logs:PutLogEvents", "arn:aws:logs:eu-north-1:1:log-group:nejtak-prod-Logs-1:*")


def test_no_right_holds_for_all_resources_but_for_those_that_aws_cannot_name() -> None:
    """A star as resource is for lists, and for leaving a topic."""
    starred = [s for s in policy.deployer()["Statement"] if s["Resource"] == "*"]
    assert [one["Sid"] for one in starred] == ["Unnamed"]
    stars = {action for action in granted() if "*" in action}
    assert stars == {"s3:GetBucket*", "s3:Get*Configuration"}
