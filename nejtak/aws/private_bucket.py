"""The private bucket of a stage: the collector's code, and the manifest of the deployed site."""

from __future__ import annotations

import json

from nejtak.aws import objects
from nejtak.aws.account import Account, AwsError
from nejtak.aws.resources.bucket import PUBLIC
from nejtak.aws.resources.cloudformation import PolicyDocument


def make_private_bucket(account: Account) -> None:
    """Make the private bucket for code and manifest, unless it is there."""
    region = account.stage.region
    # us-east-1 is the one region that S3 refuses as a constraint.
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        account.call(
            "s3",
            "create_bucket",
            Bucket=account.private_bucket,
            **({} if region == "us-east-1" else place),
        )
    except AwsError as error:
        if error.code != "BucketAlreadyOwnedByYou":
            raise
    account.call(
        "s3",
        "put_public_access_block",
        Bucket=account.private_bucket,
        PublicAccessBlockConfiguration=dict.fromkeys(PUBLIC, True),
        **expected_owner(account),
    )
    account.call(
        "s3",
        "put_bucket_policy",
        Bucket=account.private_bucket,
        Policy=json.dumps(_tls_only(account)),
        **expected_owner(account),
    )


def expected_owner(account: Account) -> dict[str, str]:
    """S3 refuses if the bucket belongs to another account: its name could have been taken."""
    return {"ExpectedBucketOwner": account.id}


def _tls_only(account: Account) -> PolicyDocument:
    bucket = f"arn:aws:s3:::{account.private_bucket}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NobodyWithoutTLS",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [bucket, f"{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def drop_old_code(account: Account, key: str) -> None:
    """Remove the packages of earlier deployments: a rollback needs the one that runs alone."""
    found = account.call(
        "s3",
        "list_objects_v2",
        Bucket=account.private_bucket,
        Prefix="collector/",
        **expected_owner(account),
    )
    old = tuple(one["Key"] for one in found.get("Contents", ()) if one["Key"] != key)
    if old:
        objects.remove_objects(account, account.private_bucket, old)


def put_code(account: Account, key: str, code: bytes) -> None:
    """Put the collector's package where CloudFormation finds it."""
    account.call(
        "s3",
        "put_object",
        Bucket=account.private_bucket,
        Key=key,
        Body=code,
        ContentType="application/zip",
        **expected_owner(account),
    )
