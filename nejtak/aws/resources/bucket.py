"""The bucket of pages, and the policy of its readers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import (
    JsonObject,
    PolicyDocument,
    Resource,
    Resources,
    Statement,
)
from nejtak.aws.resources.read import Ids, ask, if_seen, properties
from nejtak.aws.resources.view import Check, Seen, Unseen, View, at

PUBLIC = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def bucket_resources() -> Resources:
    """The site's bucket and its policy."""
    return {"Site": _site(), "SiteAccess": _site_access()}


def _site() -> Resource:
    return {
        "Type": "AWS::S3::Bucket",
        # Pages can be built again from the sources.
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            # Read through CloudFront only: S3 by itself serves neither HTTPS on the site's name
            # nor the security headers.
            "PublicAccessBlockConfiguration": dict.fromkeys(PUBLIC, True),
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    # Not aws:kms, which leaves a line in CloudTrail for each read of a page.
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                ]
            },
            # No LoggingConfiguration: access logs contain address, path and time.
        },
    }


def _site_access() -> Resource:
    objects = {"Fn::Sub": "${Site.Arn}/*"}
    distribution = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/"
    our_distribution = {"AWS:SourceArn": {"Fn::Sub": distribution + "${Distribution}"}}
    statements: list[Statement] = [
        {
            "Sid": "OurDistributionReadsPages",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            # Not ListBucket: nobody can ask which pages, and so which clients, exist.
            "Action": "s3:GetObject",
            "Resource": objects,
            "Condition": {"StringEquals": our_distribution},
        },
        {
            "Sid": "NobodyWithoutTLS",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [{"Fn::GetAtt": ["Site", "Arn"]}, objects],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]
    document: PolicyDocument = {"Version": "2012-10-17", "Statement": statements}
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "Site"}, "PolicyDocument": document},
    }


def _private(view: View) -> Iterator[str]:
    block = view.of("Site").get("PublicAccessBlockConfiguration", {})
    yield from (f"{key} is {block.get(key)!r}" for key in PUBLIC if block.get(key) is not True)
    if view.of("Site").get("WebsiteConfiguration"):
        yield "S3 serves it as a website"


def _reader(view: View) -> Iterator[str]:
    statements = at(view.of("SiteAccess"), "PolicyDocument.Statement") or []
    allowed = [s for s in statements if s.get("Effect") != "Deny"]
    for statement in allowed:
        if statement.get("Principal") != {"Service": "cloudfront.amazonaws.com"}:
            yield f"{statement.get('Principal')!r} may read"
        if statement.get("Action") != "s3:GetObject":
            yield f"{statement.get('Action')!r} is allowed"
        if "AWS:SourceArn" not in (at(statement, "Condition.StringEquals") or {}):
            yield "any distribution of any account may read"


def _quiet(view: View) -> Iterator[str]:
    bad = ("LoggingConfiguration", "NotificationConfiguration", "MetricsConfigurations")
    yield from (f"it has {key}" for key in bad if view.of("Site").get(key))


def _key(view: View) -> Iterator[str]:
    path = "BucketEncryption.ServerSideEncryptionConfiguration"
    rules = at(view.of("Site"), path) or []
    found = [at(rule, "ServerSideEncryptionByDefault.SSEAlgorithm") for rule in rules]
    if found != ["AES256"]:
        yield f"it is encrypted with {found}"


CHECKS = (
    Check("site-private", "the bucket of pages is not public", _private),
    Check("site-reader", "only our distribution reads the bucket of pages", _reader),
    Check("site-quiet", "the bucket of pages logs and counts no reads", _quiet),
    Check("site-key", "the bucket of pages has no key whose uses CloudTrail would record", _key),
)


def live_bucket(account: Account, ids: Ids) -> Seen:
    """The deployed bucket."""
    s3 = partial(ask, account, "s3", Bucket=ids["Site"])
    public, website = "NoSuchPublicAccessBlockConfiguration", "NoSuchWebsiteConfiguration"
    return properties(
        {},
        {
            "PublicAccessBlockConfiguration": s3(
                "get_public_access_block", "PublicAccessBlockConfiguration", public
            ),
            "WebsiteConfiguration": if_seen(
                s3("get_bucket_website", "", website), lambda found: found is not None
            ),
            "BucketEncryption": _encryption(s3),
            "LoggingConfiguration": s3("get_bucket_logging", "LoggingEnabled"),
            "NotificationConfiguration": if_seen(
                s3("get_bucket_notification_configuration", ""), _events
            ),
            "MetricsConfigurations": s3(
                "list_bucket_metrics_configurations", "MetricsConfigurationList"
            ),
        },
    )


def _events(answer: Mapping[str, Any]) -> JsonObject:
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def _encryption(s3: Callable[..., Any]) -> Any:
    rules = s3(
        "get_bucket_encryption",
        "ServerSideEncryptionConfiguration.Rules",
        "ServerSideEncryptionConfigurationNotFoundError",
    )
    if not isinstance(rules, list):
        return rules
    usual = [rule.get("ApplyServerSideEncryptionByDefault") for rule in rules]
    return {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": u} for u in usual]
    }


def live_access(account: Account, ids: Ids) -> Seen:
    """The deployed bucket's policy."""
    text = ask(
        account, "s3", "get_bucket_policy", "Policy", "NoSuchBucketPolicy", Bucket=ids["Site"]
    )
    if isinstance(text, Unseen):
        return Seen({}, text)
    return properties({}, {"PolicyDocument": json.loads(text) if text else None})
