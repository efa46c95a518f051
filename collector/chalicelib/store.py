"""Writes to the inbox: one conditional write, without any permission to read.

The condition is true for a new id, and for an existing id with the same `check`. So a retry by the
page, the candidate or urllib3 is one item. The same id with another `check` is a changed answer,
and the first is kept. No item is read to find that out.

botocore finds the credentials and signs; urllib3 sends, with retries. botocore's own client is not
used: creating it reads the operations and endpoints of all of AWS, which takes most of a cold
start, and nearly every submission is one. Lambda's runtime includes both libraries, urllib3 in
version 1.26 or 2; this module works with both, and `make oldest` tests the former.

Only the standard AWS variables choose the engine (`AWS_ENDPOINT_URL_DYNAMODB` or
`AWS_ENDPOINT_URL`, else DynamoDB in `AWS_REGION`; certificates in `AWS_CA_BUNDLE`). The table is
`NEJTAK_TABLE`.
"""

from __future__ import annotations

import json
import os
import random
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self
from urllib.parse import urlsplit
from zlib import crc32

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ContainerProvider, CredentialResolver, EnvProvider
from botocore.exceptions import BotoCoreError, NoCredentialsError, NoRegionError
from botocore.httpsession import get_cert_path
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util.ssl_ import create_urllib3_context

from chalicelib import log
from chalicelib.seal import Item

if TYPE_CHECKING:
    from ssl import SSLContext

    from botocore.credentials import Credentials
    from urllib3 import BaseHTTPResponse

Outcome = Literal["stored", "changed", "busy"]

CONDITION = "attribute_not_exists(id) OR #check = :check"
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.PutItem",
}
# AWS partitions with other domain names; for further ones, set AWS_ENDPOINT_URL.
SUFFIXES = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}
THROTTLES = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
}

# The reply must be sent within the function's 10 s: at worst three attempts of 2.5 s each, and
# between them pauses of up to 0.25 s and 0.5 s.
TIMEOUT = Timeout(connect=1.0, read=1.5)
AGAIN = 2
PAUSE = 0.25  # seconds, at most, before the second attempt; twice that before the third


class NotStoredError(Exception):
    """DynamoDB's reply was neither a success nor a failed condition."""


class Again(Retry):
    """urllib3's retries, extended to DynamoDB's throttling: a 400 with certain error codes.

    Pauses have a random length, so that clients that were throttled together do not return
    together.
    """

    def increment(self, *args: Any, **more: Any) -> Self:
        """Count an attempt; raise MaxRetryError if there may be no more."""
        response = more.get("response")
        if response is not None and response.status == 400 and _code(response) not in THROTTLES:
            raise MaxRetryError(more["_pool"], args[1])
        return super().increment(*args, **more)

    def get_backoff_time(self) -> float:
        """Return the seconds to wait before the next attempt."""
        longest = PAUSE * 2 ** (len(self.history) - 1)
        return random.uniform(0, longest)  # noqa: S311 - spreads load, hides nothing


RETRIES = Again(
    total=AGAIN,
    allowed_methods=None,  # the condition makes a repeated write harmless
    status_forcelist={400, 500, 502, 503, 504},
    redirect=False,
    raise_on_status=False,
    respect_retry_after_header=False,  # it may be longer than the function's time limit
)


PutItemRequest = Mapping[str, object]


class Sender(Protocol):
    """Sends a PutItem to DynamoDB and returns the reply."""

    def put_item(self, asked: PutItemRequest) -> BaseHTTPResponse:
        """Send a PutItem."""


class PutItemClient:
    """A connection to DynamoDB, opened by the first write and kept open.

    Without `credentials` it has those of the environment. Raises NoRegionError without a region.
    """

    def __init__(self, credentials: Credentials | None = None) -> None:
        self._region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
        if not self._region:
            raise NoRegionError
        self._url = endpoint(self._region)
        # Without this header botocore computes it, slowly, and twice for each signature.
        self._headers = {**HEADERS, "Host": urlsplit(self._url).netloc}
        providers = [EnvProvider(), ContainerProvider()]  # those that Lambda supports
        self._credentials = credentials or CredentialResolver(providers).load_credentials()
        manager = PoolManager(timeout=TIMEOUT, retries=RETRIES, ssl_context=_trust(self._url))
        self._pool = manager.connection_from_url(self._url)

    def put_item(self, asked: PutItemRequest) -> BaseHTTPResponse:
        """Send a PutItem, signed now.

        Raises BotoCoreError without credentials, HTTPError if there was no reply.
        """
        if self._credentials is None:
            raise NoCredentialsError
        body = json.dumps(asked).encode()
        request = AWSRequest("POST", self._url, self._headers, body)
        # A snapshot: credentials could be renewed between reading their id and their secret.
        credentials = self._credentials.get_frozen_credentials()
        SigV4Auth(credentials, "dynamodb", self._region).add_auth(request)
        headers = dict(request.headers.items())
        return self._pool.urlopen("POST", "/", body=body, headers=headers)


def endpoint(region: str) -> str:
    """Return the URL of DynamoDB from the environment, or else AWS's own in a region."""
    named = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = SUFFIXES.get(region.partition("-")[0], "amazonaws.com")
    return named or f"https://dynamodb.{region}.{suffix}"


def _trust(url: str) -> SSLContext | None:
    """The certificates that botocore trusts, read once; urllib3 would for each connection."""
    if not url.startswith("https:"):
        return None
    context = create_urllib3_context()
    context.load_verify_locations(os.environ.get("AWS_CA_BUNDLE") or get_cert_path(True))
    return context


# Created at import, because a Lambda function has a full processor only while it starts.
INBOX = PutItemClient()


def put(item: Item, inbox: Sender = INBOX) -> Outcome:
    """Write the item. `stored` if DynamoDB has committed it; `busy` if that is unknown.

    After `busy` the item may have been stored (only the reply was lost); sending the same response
    again is safe.
    """
    try:
        answer = inbox.put_item(_asked(item))
    except (BotoCoreError, HTTPError) as error:
        log.failure(getattr(error, "reason", None) or error)
        return "busy"
    if answer.status == 200 and _is_whole(answer):
        return "stored"
    if answer.status == 400 and _code(answer) == "ConditionalCheckFailedException":
        return "changed"
    log.failure(NotStoredError())
    return "busy"


def _asked(item: Item) -> PutItemRequest:
    """Five attributes and the condition; no value, old or new, is requested."""
    return {
        "TableName": os.environ["NEJTAK_TABLE"],
        "Item": {
            "pk": {"S": item.pk},
            "id": _binary(item.id),
            "check": _binary(item.check),
            "sealed": _binary(item.sealed),
            "expires": {"N": str(item.expires)},
        },
        "ConditionExpression": CONDITION,
        "ExpressionAttributeNames": {"#check": "check"},
        "ExpressionAttributeValues": {":check": _binary(item.check)},
    }


def _binary(value: bytes) -> dict[str, str]:
    return {"B": b64encode(value).decode()}


def _is_whole(answer: BaseHTTPResponse) -> bool:
    """Whether the body arrived undamaged, by DynamoDB's checksum."""
    return answer.headers.get("x-amz-crc32") in (None, str(crc32(answer.data)))


def _code(answer: BaseHTTPResponse) -> str:
    """DynamoDB's code of an error; empty if the reply is no such error, or damaged."""
    try:
        code = json.loads(answer.data)["__type"].rpartition("#")[2]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return str(code) if _is_whole(answer) else ""
