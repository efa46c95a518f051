"""The DynamoDB items of a wave that is still open: reading and deleting, for the key holder.

The collector may only put; everything else is done from here, with the admin's own rights.
boto3 chooses engine, account and region by its standard environment variables.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from nejtak.errors import EngineError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

P = ParamSpec("P")
R = TypeVar("R")
TABLE = "NEJTAK_TABLE"
BATCH = 25  # DynamoDB takes no more deletions in one call
ATTEMPTS = 8  # for deletions that DynamoDB puts off, with a doubling pause between: 6 s in all
PAUSE = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Item:
    """One stored submission: its key in the table, and the ciphertext."""

    pk: str
    id: bytes
    sealed: bytes

    @property
    def wave(self) -> str:
        """The wave that it was sent to, `client/wave`."""
        return self.pk.rpartition("/")[0]


def _ours(call: Callable[P, R]) -> Callable[P, R]:
    """Turn boto3's errors into EngineError, naming the operation and the code only."""

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

    def beside(self, wave: str, shards: int) -> Inbox:
        """Return one inbox that is this and another wave's."""
        both = self.another(wave, shards)
        both._keys = [*self._keys, *both._keys]
        return both

    @_ours
    def items(self) -> list[Item]:
        """Every item, read consistently."""
        return [item for key in self._keys for item in self._query(key)]

    @_ours
    def count(self) -> int:
        """How many items there are."""
        return sum(page["Count"] for key in self._keys for page in self._pages(key, Select="COUNT"))

    def _query(self, key: str) -> Iterator[Item]:
        for page in self._pages(key, ProjectionExpression="id, sealed"):
            for found in page["Items"]:
                sealed = found["sealed"].get("B", b"") if "sealed" in found else b""
                yield Item(key, bytes(found["id"]["B"]), bytes(sealed))

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
                raise EngineError("What DynamoDB sent came damaged. Run the same again.")
            yield page

    @_ours
    def delete(self, items: Sequence[Item]) -> None:
        """Delete these items and no others; what is gone already is no fault."""
        for start in range(0, len(items), BATCH):
            self._delete_batch(items[start : start + BATCH])

    def _delete_batch(self, items: Sequence[Item]) -> None:
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
        raise EngineError("DynamoDB is too busy to delete what was closed. Run the same again.")


@_ours
def connect(client_id: str, wave_id: str, shards: int) -> Inbox:
    """The inbox of a wave in the account, or the local engine, that the environment names."""
    import boto3

    table = os.environ.get(TABLE)
    if not table:
        raise StateError(
            f"No preview is running, and {TABLE} names no table. Start `make preview` in another "
            f"terminal, or set {TABLE} and the AWS variables."
        )
    try:
        # A session of its own: boto3's shared one goes on with the credentials that it found first.
        client = boto3.Session().client("dynamodb")
    except ValueError as error:  # botocore's only one that is not its own
        raise EngineError("DynamoDB cannot be reached: AWS_ENDPOINT_URL is no URL.") from error
    client.meta.events.register("before-parse.dynamodb.Query", _drop_damaged)
    return Inbox(client, table, f"{client_id}/{wave_id}", shards)


def _drop_damaged(response_dict: dict[str, Any], **_: object) -> None:
    """Empty an answer whose checksum is wrong: botocore asks again, or `_pages` refuses it.

    In its `standard` way of trying again botocore does not look at the checksum. A ciphertext that
    was damaged on its way would be taken for one that no key opens, and deleted at its source.
    """
    told = response_dict["headers"].get("x-amz-crc32")
    if told is not None and int(told) != zlib.crc32(response_dict["body"]):
        response_dict["body"] = b"{}"
