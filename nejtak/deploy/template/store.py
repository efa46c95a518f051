"""What keeps something: the inbox of answers, and the bucket of pages."""

from __future__ import annotations

from typing import Any

from nejtak.base.table import EXPIRES, attribute_definitions, key_schema


def resources() -> dict[str, Any]:
    """The inbox table and the site's bucket, with who may read it."""
    return {"Inbox": _inbox(), "Site": _site(), "SiteAccess": _site_access()}


def _inbox() -> dict[str, Any]:
    return {
        "Type": "AWS::DynamoDB::Table",
        # Answers outlive the stack: a stack that is deleted, or a table that would have to be
        # replaced, leaves it where it is.
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "AttributeDefinitions": attribute_definitions(),
            "KeySchema": key_schema(),
            # Survey volumes are tiny and come in bursts; nothing to size, nothing at rest.
            "BillingMode": "PAY_PER_REQUEST",
            # Two restores of different minutes would date an item to the minute between them.
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False},
            # The key that AWS owns. With a KMS key, CloudTrail would note each use with its time.
            # What is stored is sealed before it comes here.
            "SSESpecification": {"SSEEnabled": False},
            # The same moment for all items of a wave, a year after it closes.
            "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
            # Insights count requests by key and minute.
            "ContributorInsightsSpecification": {"Enabled": False},
            "DeletionProtectionEnabled": True,
            # No StreamSpecification and no KinesisStreamSpecification: each record of a stream
            # carries the time at which its item was written.
        },
    }


def _site() -> dict[str, Any]:
    return {
        "Type": "AWS::S3::Bucket",
        # Pages can be built again from the sources.
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            # Read through CloudFront only: S3 by itself serves neither HTTPS on the site's name
            # nor the security headers.
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    # Not aws:kms, which leaves a line in CloudTrail for each read of a page.
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                ]
            },
            # No LoggingConfiguration: access logs hold who read what, and when.
        },
    }


def _site_access() -> dict[str, Any]:
    objects = {"Fn::Sub": "${Site.Arn}/*"}
    distribution = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/"
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Site"},
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "OurDistributionReadsPages",
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudfront.amazonaws.com"},
                        # Not ListBucket: nobody can ask which pages, and so which clients, exist.
                        "Action": "s3:GetObject",
                        "Resource": objects,
                        "Condition": {
                            "StringEquals": {
                                "AWS:SourceArn": {"Fn::Sub": distribution + "${Distribution}"}
                            }
                        },
                    },
                    {
                        "Sid": "NobodyWithoutTLS",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "s3:*",
                        "Resource": [{"Fn::GetAtt": "Site.Arn"}, objects],
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    },
                ],
            },
        },
    }
