"""An AWS account and region, as boto3 finds it: the only module that calls AWS.

Credentials come from boto3's ordinary chain, or from the stage's profile. AWS's refusals are
raised as our own errors, which name the missing permission.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nejtak.errors import EngineError, NejtakError, StateError
from nejtak.project.stages import Stage

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "AuthorizationError",
    "403",
}
EXPIRED = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
}
# Calls whose permission has another name.
PERMISSIONS = {
    ("budgets", "CreateBudget"): "budgets:ModifyBudget",
    ("budgets", "DescribeBudget"): "budgets:ViewBudget",
    ("budgets", "DeleteBudget"): "budgets:ModifyBudget",
    ("s3", "DeleteObjects"): "s3:DeleteObject",
    ("s3", "HeadBucket"): "s3:ListBucket",
    ("s3", "HeadObject"): "s3:GetObject",
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "PutPublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "GetBucketNotificationConfiguration"): "s3:GetBucketNotification",
    ("s3", "ListBucketMetricsConfigurations"): "s3:GetMetricsConfiguration",
    ("apigateway", "GetGatewayResponses"): "apigateway:GET",
    ("apigateway", "GetRestApi"): "apigateway:GET",
    ("apigateway", "GetStages"): "apigateway:GET",
}
# Budgets know one endpoint only; it is reached through this region.
GLOBAL = {"budgets": "us-east-1"}
SIGN_IN = (
    "Sign in with `aws sso login` or `aws configure`, set AWS_PROFILE, or name a profile in "
    "nejtak.toml."
)


class AwsError(NejtakError):
    """AWS answered with an error; `code` is AWS's name for it.

    `denied` is the permission that is missing; empty if something else was refused.
    """

    def __init__(self, text: str, code: str, denied: str = "") -> None:
        self.code = code
        self.denied = denied
        super().__init__(text)


class Account:
    """Calls AWS as one stage says."""

    def __init__(self, stage: Stage, session: Any = None) -> None:
        import boto3  # late: it takes 0.1 s to load
        from botocore.exceptions import ProfileNotFound

        self.stage = stage
        self._clients: dict[str, Any] = {}
        self.session = session
        try:
            self.session = session or boto3.Session(
                profile_name=stage.profile, region_name=stage.region
            )
        except ProfileNotFound as error:
            raise StateError(f"There is no AWS profile {stage.profile!r}. {SIGN_IN}") from error

    @functools.cached_property
    def id(self) -> str:
        """The account's number of twelve digits."""
        return str(self.call("sts", "get_caller_identity")["Account"])

    @functools.cached_property
    def private_bucket(self) -> str:
        """The name of the private bucket of the code and of the deployed site's manifest."""
        return f"{self.stage.stack}-{self.id}-{self.stage.region}"

    def in_region(self, region: str) -> Account:
        """The same account in another region, by the same sign-in: a code of MFA is asked once."""
        return type(self)(replace(self.stage, region=region), self.session)

    def client(self, service: str) -> Any:
        """A boto3 client; safe to be used by several threads."""
        from botocore.config import Config

        if service in self._clients:
            return self._clients[service]
        config = Config(retries={"mode": "standard"})
        region = GLOBAL.get(service, self.stage.region)
        made = self.session.client(service, region_name=region, config=config)
        return self._clients.setdefault(service, made)

    def call(self, service: str, method: str, /, **values: object) -> Mapping[str, Any]:
        """Call AWS; raise AwsError, StateError or EngineError, each with how to mend it."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        try:
            found: Mapping[str, Any] = getattr(self.client(service), method)(**values)
        except ClientError as error:
            raise _refused(service, error) from error
        except BotoCoreError as error:
            raise unreachable(service, error) from error
        except ResponseParserError as error:
            raise EngineError(
                f"Something else than AWS answers ({service}), perhaps a proxy of your network."
            ) from error
        return found


def denial(action: str, reason: str = "") -> str:
    """A missing right, with AWS's words: MFA, a boundary or an organisation may be the reason."""
    said = f" AWS says: {reason}" if reason else ""
    return f"AWS does not allow you {action}. docs/aws.md lists the rights.{said}"


def permission(service: str, operation: str) -> str:
    """The IAM action that a call needs."""
    return PERMISSIONS.get((service, operation), f"{service}:{operation}")


def _refused(service: str, error: ClientError) -> NejtakError:
    code = error.response.get("Error", {}).get("Code", "unknown")
    reason = error.response.get("Error", {}).get("Message", "")
    if code in DENIED:
        action = permission(service, error.operation_name)
        return AwsError(denial(action, reason), code, action)
    if code in EXPIRED:
        return StateError(f"AWS does not know your credentials, or they have run out. {SIGN_IN}")
    return AwsError(f"AWS refused {service} {error.operation_name}: {code}. {reason}".strip(), code)


def unreachable(service: str, error: BotoCoreError) -> NejtakError:
    """The error for a call that botocore could not make."""
    name = type(error).__name__
    if name in {"NoCredentialsError", "PartialCredentialsError"}:
        return StateError(f"There are no AWS credentials. {SIGN_IN}")
    if "SSO" in name or "Token" in name:
        return StateError(f"Your sign-in to AWS has run out ({name}). {SIGN_IN}")
    return EngineError(f"AWS cannot be reached ({service}: {name}). Run the same command again.")
