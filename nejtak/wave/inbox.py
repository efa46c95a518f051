"""The DynamoDB items of an open wave: reading and deleting, for the key holder.

The collector may only write. Reading and deleting happen here, with the admin's own permissions.
boto3 chooses engine, account and region by its standard environment variables.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypedDict, TypeVar

from nejtak.base.command import run
from nejtak.errors import EngineError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

P = ParamSpec("P")
R = TypeVar("R")
TABLE = "NEJTAK_TABLE"
BATCH = 25  # DynamoDB's limit of deletions in one call
ATTEMPTS = 8  # for deletions that DynamoDB postpones, with a doubling pause between: 6 s in all
PAUSE = 0.05  # seconds


class RawResponse(TypedDict):
    """An HTTP response as botocore's event `before-parse` has it."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One stored submission: its key in the table, and the ciphertext."""

    pk: str
    id: bytes
    sealed: bytes

    @property
    def wave(self) -> str:
        """The wave it was sent to, as `client/wave`."""
        return self.pk.rpartition("/")[0]


def _raises_engine_error(call: Callable[P, R]) -> Callable[P, R]:
    """Turn boto3's errors into EngineError, which quotes only the operation and the code."""

    @wraps(call)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return call(*args, **kwargs)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown")
            raise EngineError(f"DynamoDB refused {error.operation_name}: {code}.") from error
        except BotoCoreError as error:
            raise EngineError(f"DynamoDB cannot be reached: {type(error).__name__}.") from error

    return wrapped


class Inbox:
    """The inbox of one wave, spread over its shards."""

    def __init__(self, client: DynamoDBClient, table: str, wave: str, shards: int) -> None:
        self._client = client
        self._table = table
        self._keys = [f"{wave}/{shard}" for shard in range(shards)]

    def another(self, wave: str, shards: int) -> Inbox:
        """Return another wave's inbox in the same table."""
        return Inbox(self._client, self._table, wave, shards)

    def joined_with(self, wave: str, shards: int) -> Inbox:
        """Return one inbox for the items of this wave and of another."""
        both = self.another(wave, shards)
        both._keys = [*self._keys, *both._keys]
        return both

    @_raises_engine_error
    def items(self) -> list[InboxItem]:
        """Every item, by consistent reads."""
        return [item for key in self._keys for item in self._query(key)]

    @_raises_engine_error
    def count(self) -> int:
        """The number of items."""
        return sum(page["Count"] for key in self._keys for page in self._pages(key, Select="COUNT"))

    def _query(self, key: str) -> Iterator[InboxItem]:
        for page in self._pages(key, ProjectionExpression="id, sealed"):
            for item in page["Items"]:
                sealed = item["sealed"].get("B", b"") if "sealed" in item else b""
                yield InboxItem(key, bytes(item["id"]["B"]), bytes(sealed))

    def _pages(self, key: str, **wanted: Any) -> Iterator[QueryOutputTypeDef]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": key}},
            ConsistentRead=True,
            **wanted,
        )
        for page in pages:
            if not page.keys() & {"Items", "Count"}:
                raise EngineError("DynamoDB's reply arrived damaged. Run the same command again.")
            yield page

    @_raises_engine_error
    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items and no others; an item that is already gone is no error."""
        for start in range(0, len(items), BATCH):
            self._delete_batch(items[start : start + BATCH])

    def _delete_batch(self, items: Sequence[InboxItem]) -> None:
        requests: list[Any] = [
            {"DeleteRequest": {"Key": {"pk": {"S": item.pk}, "id": {"B": item.id}}}}
            for item in items
        ]
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE * 2 ** (attempt - 1))
            answer = self._client.batch_write_item(RequestItems={self._table: requests})
            requests = list(answer.get("UnprocessedItems", {}).get(self._table, []))
            if not requests:
                return
        raise EngineError("DynamoDB is too busy to delete items. Run the same command again.")


@_raises_engine_error
def connect(client_id: str, wave_id: str, shards: int) -> Inbox:
    """The inbox of a wave, in the AWS account or the local engine that the environment names."""
    import boto3

    table = os.environ.get(TABLE)
    if not table:
        raise StateError(
            f"There is no inbox: no preview is running, and {TABLE} is not set. Start "
            f"`{run('preview')}` in another terminal, or set {TABLE} and the AWS variables."
        )
    try:
        # boto3's shared session would keep the credentials that it found first.
        client = boto3.Session().client("dynamodb")
    except ValueError as error:  # botocore's only error that is no BotoCoreError
        raise EngineError("DynamoDB cannot be reached: AWS_ENDPOINT_URL is no URL.") from error
    client.meta.events.register("before-parse.dynamodb.Query", _drop_damaged)
    return Inbox(client, table, f"{client_id}/{wave_id}", shards)


def _drop_damaged(response_dict: RawResponse, **_: object) -> None:
    """Empty a reply whose checksum is wrong: botocore retries, or `_pages` refuses it.

    In its `standard` retry mode botocore ignores the checksum. A ciphertext that was damaged in
    transit would look like one that no key opens, and the good original would be deleted.
    """
    checksum = response_dict["headers"].get("x-amz-crc32")
    if checksum is not None and int(checksum) != zlib.crc32(response_dict["body"]):
        response_dict["body"] = b"{}"
