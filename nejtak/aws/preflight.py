"""Looks for faults that would stop a deployment late, and reports them all before it begins.

A fault is certain to stop the deployment. A remark may stop it, or could not be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nejtak.aws import stack
from nejtak.aws.account import Account, AwsError
from nejtak.aws.policy import boundary
from nejtak.aws.prepare import Deployment
from nejtak.aws.resources.role import BOUNDARY
from nejtak.base.command import run
from nejtak.errors import EngineError, StateError

# AWS keeps so many functions at once for all that reserve none.
UNRESERVED = 100
# Lambda takes this many bytes of an unpacked package.
LARGEST = 250 * 1024 * 1024
NEARLY = 0.8
CERTIFICATES = "us-east-1"
Part = Callable[[Account], Iterable[str]]
GONE = {"404", "NoSuchBucket", "NoSuchEntity", "ResourceNotFoundException"}


@dataclass(frozen=True, slots=True)
class Preflight:
    """Faults, which stop a deployment, and remarks."""

    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def insist(self) -> None:
        """Raise StateError with every fault."""
        if self.faults:
            text = "\n".join(self.faults)
            raise StateError(f"AWS would not take this deployment. Nothing was made.\n{text}")


def preflight(account: Account, deployment: Deployment) -> Preflight:
    """Look at the account; a question that AWS does not answer becomes a remark."""
    found = stack.describe_stack(account)
    faults, remarks = [*_package(deployment), *_ours(found)], [*_room(deployment)]
    parts: list[Part] = [_private_bucket, _boundary, _certificate]
    if found is None or not found.there:
        parts.append(_concurrency)
        remarks += _seen(_cloudfront, account, remarks)
    for part in parts:
        faults += _seen(part, account, remarks)
    return Preflight(tuple(faults), tuple(remarks))


def _seen(part: Part, account: Account, remarks: list[str]) -> list[str]:
    try:
        return list(part(account))
    except (AwsError, EngineError) as error:
        remarks.append(f"Not seen beforehand: {error}")
        return []


def _ours(found: stack.Stack | None) -> Iterator[str]:
    if found is not None and found.there and "Digest" not in found.outputs:
        yield "There is a stack of this name that nejtak did not make. Rename the stage."


def _package(deployment: Deployment) -> Iterator[str]:
    if deployment.unpacked > LARGEST:
        yield (
            f"The collector's package is {deployment.unpacked:,} bytes, and Lambda takes "
            f"{LARGEST:,}. Purge or close waves, or put some clients on a stage of their own."
        )


def _room(deployment: Deployment) -> Iterator[str]:
    if NEARLY * LARGEST < deployment.unpacked <= LARGEST:
        left = (LARGEST - deployment.unpacked) // max(deployment.wave_bytes, 1)
        yield (
            f"The collector's package is {deployment.unpacked:,} bytes of the {LARGEST:,} that "
            f"Lambda takes: room for about {left} more open waves."
        )


def _private_bucket(account: Account) -> Iterator[str]:
    """The private bucket's name is free, or the bucket is ours."""
    name = account.private_bucket
    try:
        account.call("s3", "head_bucket", Bucket=name, ExpectedBucketOwner=account.id)
    except AwsError as error:
        if error.code == "403":
            yield f"The bucket {name} belongs to another account. Rename the stage."
        elif error.code not in GONE:
            raise


def _boundary(account: Account) -> Iterator[str]:
    """The permissions boundary is there, and is ours."""
    arn = f"arn:aws:iam::{account.id}:policy/{BOUNDARY}"
    mend = f"An administrator makes it from: {run('policy boundary')} ({BOUNDARY})"
    try:
        policy = account.call("iam", "get_policy", PolicyArn=arn)["Policy"]
    except AwsError as error:
        if error.code not in GONE:
            raise
        yield f"There is no permissions boundary in this account. {mend}"
        return
    version = account.call(
        "iam", "get_policy_version", PolicyArn=arn, VersionId=policy["DefaultVersionId"]
    )
    if version["PolicyVersion"]["Document"] != boundary():
        yield f"The permissions boundary {BOUNDARY} says something else. {mend}"


def _concurrency(account: Account) -> Iterator[str]:
    """The account has room for the functions that the stage reserves."""
    wanted = account.stage.limits.concurrency
    limit = account.call("lambda", "get_account_settings")["AccountLimit"]
    free = limit["UnreservedConcurrentExecutions"]
    if free - wanted < UNRESERVED:
        yield (
            f"The stage reserves {wanted} functions at once, and {UNRESERVED} must stay for "
            f"others: the account has {free} to give. Ask AWS to raise the quota 'Concurrent "
            f"executions' of Lambda in {account.stage.region} to {UNRESERVED + wanted} or more; it "
            "costs nothing."
        )


def _certificate(account: Account) -> Iterator[str]:
    """The certificate is there, issued, and for the stage's domain."""
    stage = account.stage
    if stage.certificate is None or stage.domain is None:
        return
    if stage.certificate.split(":")[4] != account.id:
        yield f"The certificate of {stage.domain} is in another account than {account.id}."
        return
    try:
        found = account.in_region(CERTIFICATES).call(
            "acm", "describe_certificate", CertificateArn=stage.certificate
        )["Certificate"]
    except AwsError as error:
        if error.code not in GONE:
            raise
        yield f"There is no certificate {stage.certificate} in {CERTIFICATES}."
        return
    if found["Status"] != "ISSUED":
        yield f"The certificate of {stage.domain} is {found['Status']}, and must be ISSUED."
    names = {found.get("DomainName"), *found.get("SubjectAlternativeNames", ())}
    if not names & {stage.domain, f"*.{stage.domain.partition('.')[2]}"}:
        said = ", ".join(sorted(filter(None, names)))
        yield f"The certificate is for {said}, and not for {stage.domain}."


def _cloudfront(account: Account) -> Iterator[str]:
    """AWS verifies new accounts before their first distribution; only a first one would show it."""
    found = account.call("cloudfront", "list_distributions", MaxItems="1")["DistributionList"]
    if not found.get("Quantity"):
        yield (
            "This account has no distribution yet. If AWS answers 'Your account must be verified', "
            "ask AWS Support to verify it for CloudFront, and run the same command again."
        )
