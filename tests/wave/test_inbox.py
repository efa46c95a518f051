"""The inbox on the real engine: every item is read, only named items are deleted."""

from __future__ import annotations

import base64
import io
import json
import random
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import botocore.exceptions
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from stage import connect

from nejtak.errors import EngineError, StateError
from nejtak.wave import inbox
from nejtak.wave.inbox import Inbox, InboxItem

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SECRET = "hemmeligt-svar"

pytestmark = pytest.mark.usefixtures("inbox_table")


@pytest.fixture
def wave(request: pytest.FixtureRequest) -> str:
    """A wave that no other test uses."""
    return f"nordlys/{abs(hash(request.node.nodeid))}"


@pytest.fixture
def opened() -> Callable[[str, int], Inbox]:
    """The inbox of a wave with so many shards, connected to as the commands do it."""
    return lambda wave, shards: inbox.connect(*wave.split("/", 1), shards)


def put(dynamodb: DynamoDBClient, table: str, items: list[InboxItem]) -> None:
    """Store items as the collector does, with all of their attributes."""
    for item in items:
        dynamodb.put_item(
            TableName=table,
            Item={
                "pk": {"S": item.pk},
                "id": {"B": item.id},
                "check": {"B": bytes(32)},
                "sealed": {"B": item.sealed},
                "expires": {"N": "1830000000"},
            },
        )


def made(wave: str, count: int, shards: int = 1, size: int = 100, seed: int = 1) -> list[InboxItem]:
    """Made-up items, spread over the shards."""
    dice = random.Random(seed)
    return [
        InboxItem(f"{wave}/{number % shards}", dice.randbytes(32), dice.randbytes(size))
        for number in range(count)
    ]


class Calls:
    """Counts the calls that a client makes, by operation."""

    def __init__(self, client: DynamoDBClient) -> None:
        self.names: list[str] = []
        self._events = client.meta.events

    def __enter__(self) -> list[str]:
        self._events.register("before-call.dynamodb.*", self._note, unique_id="calls")
        return self.names

    def __exit__(self, *_: object) -> None:
        self._events.unregister("before-call.dynamodb.*", unique_id="calls")

    def _note(self, model: Any, **_: object) -> None:
        self.names.append(model.name)


def test_more_than_a_megabyte_is_read_whole(
    dynamodb: DynamoDBClient, inbox_table: str, wave: str, opened: Callable[[str, int], Inbox]
) -> None:
    """DynamoDB gives a megabyte at a time: 2.4 MB in one shard come whole, in several calls."""
    stored = made(wave, 40, size=60_000)
    put(dynamodb, inbox_table, stored)
    box = opened(wave, 1)
    with Calls(box._client) as calls:
        found = box.items()
    assert len(calls) >= 3
    assert sorted(found, key=lambda i: i.id) == sorted(stored, key=lambda i: i.id)
    assert box.count() == 40


def test_every_shard_is_read_and_no_other_wave(
    dynamodb: DynamoDBClient, inbox_table: str, wave: str, opened: Callable[[str, int], Inbox]
) -> None:
    """All shards are one inbox; a wave whose name begins like this one is another."""
    stored = made(wave, 64, shards=32)
    put(dynamodb, inbox_table, stored)
    put(dynamodb, inbox_table, made(f"{wave}0", 3, seed=2))
    put(dynamodb, inbox_table, made(f"{wave}/0", 3, seed=3))
    box = opened(wave, 32)
    assert set(box.items()) == set(stored)
    assert box.count() == 64
    assert set(opened(wave, 4).items()) < set(stored)


def test_an_empty_inbox_is_empty(wave: str, opened: Callable[[str, int], Inbox]) -> None:
    """A wave that nobody answered has no items, and nothing to delete is no fault."""
    box = opened(wave, 3)
    assert box.items() == []
    assert box.count() == 0
    box.delete([])


def test_only_named_items_are_deleted(
    dynamodb: DynamoDBClient, inbox_table: str, wave: str, opened: Callable[[str, int], Inbox]
) -> None:
    """Of 80 items over shards, 60 go; what came meanwhile stays, and twice deleted is no fault."""
    stored = made(wave, 80, shards=3)
    put(dynamodb, inbox_table, stored)
    box = opened(wave, 3)
    box.delete(stored[:60])
    assert set(box.items()) == set(stored[60:])
    box.delete(stored[:60])
    assert set(box.items()) == set(stored[60:])


@pytest.mark.parametrize(
    "sealed", [None, {"S": "text"}, {"N": "1"}, {"M": {}}, {"NULL": True}, {"B": b""}]
)
def test_an_item_that_the_collector_never_wrote_is_read_all_the_same(
    dynamodb: DynamoDBClient,
    inbox_table: str,
    wave: str,
    opened: Callable[[str, int], Inbox],
    sealed: Any,
) -> None:
    """An attribute that is missing or of another type makes an item that no key opens."""
    attributes: Any = {"pk": {"S": f"{wave}/0"}, "id": {"B": b"x"}}
    if sealed is not None:
        attributes["sealed"] = sealed
    dynamodb.put_item(TableName=inbox_table, Item=attributes)
    assert opened(wave, 1).items() == [InboxItem(f"{wave}/0", b"x", b"")]


def test_the_environment_chooses_table_and_engine(
    dynamodb: DynamoDBClient, inbox_table: str, wave: str, opened: Callable[[str, int], Inbox]
) -> None:
    """The standard AWS variables and NEJTAK_TABLE lead to the inbox."""
    put(dynamodb, inbox_table, made(wave, 3, shards=2))
    assert opened(wave, 2).count() == 3


def test_without_a_table_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to start or to set."""
    monkeypatch.delenv("NEJTAK_TABLE", raising=False)
    with pytest.raises(StateError) as refused:
        inbox.connect("nordlys", "2026-h2", 1)
    assert str(refused.value) == (
        "There is no inbox: no preview is running, and NEJTAK_TABLE is not set. Start "
        "`nejtak preview` in another terminal, or set NEJTAK_TABLE and the AWS variables."
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("AWS_DEFAULT_REGION", None, "DynamoDB cannot be reached: NoRegionError."),
        ("AWS_PROFILE", "nobody", "DynamoDB cannot be reached: ProfileNotFound."),
        (
            "AWS_ENDPOINT_URL",
            "127.0.0.1:8000",
            "DynamoDB cannot be reached: AWS_ENDPOINT_URL is no URL.",
        ),
    ],
)
def test_incomplete_aws_variables_give_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, told: str
) -> None:
    """No traceback if the AWS variables are incomplete."""
    monkeypatch.setenv("NEJTAK_TABLE", "inbox")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(EngineError) as refused:
        inbox.connect("nordlys", "2026-h2", 1)
    assert str(refused.value) == told


def test_refused_operations_are_engine_errors(dynamodb: DynamoDBClient, wave: str) -> None:
    """A table that is not there: every method says which operation failed and why, in one line."""
    box = Inbox(dynamodb, "no-such-table", wave, 1)
    for call, operation in (
        (box.items, "Query"),
        (box.count, "Query"),
        (lambda: box.delete(made(wave, 1)), "BatchWriteItem"),
    ):
        with pytest.raises(EngineError) as refused:
            call()
        assert str(refused.value) == (f"DynamoDB refused {operation}: ResourceNotFoundException.")


def test_an_engine_that_is_gone_is_an_engine_error(wave: str) -> None:
    """A port that nobody listens on gives no traceback."""
    from botocore.config import Config

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    variables = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "eu-north-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    client = connect(variables, Config(retries={"total_max_attempts": 1}))
    with pytest.raises(EngineError) as refused:
        Inbox(client, "inbox", wave, 1).items()
    assert str(refused.value) == "DynamoDB cannot be reached: EndpointConnectionError."
    client.close()


# --- faults that the engine does not make by itself: a client that is an object of ours ---


class FaultyClient:
    """Fails each call with the given error, which quotes data as AWS's own messages may."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_paginator(self, _: str) -> Any:
        """Itself: one object is client and paginator."""
        return self

    def paginate(self, **_: object) -> Iterator[Any]:
        """The first page comes, the second fails."""
        yield {"Items": [], "Count": 0}
        raise self._error

    def batch_write_item(self, **_: object) -> Any:
        """Fails."""
        raise self._error


def foreign_errors() -> list[type[Exception]]:
    """Every error of botocore's own."""
    kinds = [kind for kind in vars(botocore.exceptions).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, botocore.exceptions.BotoCoreError)]


@pytest.mark.parametrize("kind", foreign_errors(), ids=lambda kind: kind.__name__)
def test_every_foreign_error_becomes_ours_without_data(kind: type[Exception]) -> None:
    """Whatever botocore raises: one line with the error's name, and nothing of what it quotes."""
    error = kind.__new__(kind)
    Exception.__init__(error, SECRET)
    box = Inbox(FaultyClient(error), "inbox", "nordlys/2026-h2", 1)
    for call in (box.items, box.count, lambda: box.delete(made("w", 1))):
        with pytest.raises(EngineError) as refused:
            call()
        assert str(refused.value) == f"DynamoDB cannot be reached: {kind.__name__}."


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (
            {"Error": {"Code": "AccessDeniedException", "Message": SECRET}, "Item": SECRET},
            "DynamoDB refused Query: AccessDeniedException.",
        ),
        ({}, "DynamoDB refused Query: unknown."),
    ],
)
def test_a_refusal_quotes_only_its_code(response: Any, told: str) -> None:
    """The code is enough; AWS's message may quote the request."""
    client = FaultyClient(ClientError(response, "Query"))
    with pytest.raises(EngineError) as refused:
        Inbox(client, "inbox", "nordlys/2026-h2", 1).items()
    assert str(refused.value) == told


class Damaged:
    """A connection that damages the first replies; the checksum is that of the original."""

    def __init__(self, box: Inbox, items: list[InboxItem], times: int) -> None:
        self.asked, self._times = 0, times
        text = [{"id": _binary(item.id), "sealed": _binary(item.sealed)} for item in items]
        self._sent = json.dumps({"Items": text, "Count": len(items)}).encode()
        box._client.meta.events.register("before-send.dynamodb.Query", self)

    def __call__(self, request: Any, **_: object) -> AWSResponse:
        """Answer in the place of DynamoDB."""
        self.asked += 1
        came = self._sent
        if self.asked <= self._times:  # still base64 in JSON: nothing but the checksum shows it
            came = came.replace(b"A", b"B")
        headers = {"x-amz-crc32": str(zlib.crc32(self._sent))}
        return AWSResponse(request.url, 200, headers, _Body(came))


class _Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        """What urllib3 calls reading."""
        yield self.read()


def _binary(value: bytes) -> dict[str, str]:
    return {"B": base64.b64encode(value).decode()}


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_damaged_replies_are_requested_again(
    opened: Callable[[str, int], Inbox], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """An answer that was altered on its way is never taken for the items, in any way of retrying.

    A damaged id would leave its item in the inbox, a damaged ciphertext would be lost.
    """
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    monkeypatch.setattr(time, "sleep", lambda _: None)
    items = [InboxItem("nordlys/w/0", bytes(32), bytes(100))]
    box = opened("nordlys/w", 1)
    line = Damaged(box, items, times=2)
    assert box.items() == items
    assert line.asked == 3
    for call in ("items", "count"):
        box = opened("nordlys/w", 1)
        line = Damaged(box, items, times=9)
        with pytest.raises(EngineError) as refused:
            getattr(box, call)()
        assert line.asked == 3
        assert str(refused.value) in {
            "DynamoDB's reply arrived damaged. Run the same command again.",
            "DynamoDB cannot be reached: ChecksumError.",
        }


class BusyClient:
    """Deletes at most `most` of each batch, and puts the rest off, as a throttled table does."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.deleted: list[tuple[str, bytes]] = []
        self.calls = 0

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 - boto3's name
        """Do a part, as boto3 does it."""
        ((table, requests),) = RequestItems.items()
        assert 0 < len(requests) <= 25
        self.calls += 1
        for request in requests[: self.most]:
            key = request["DeleteRequest"]["Key"]
            self.deleted.append((key["pk"]["S"], key["id"]["B"]))
        rest = requests[self.most :]
        return {"UnprocessedItems": {table: rest} if rest else {}}


def test_postponed_deletions_are_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items that come back as unprocessed are asked for again, each until it is gone, no others."""
    monkeypatch.setattr(inbox, "PAUSE", 0)
    client = BusyClient(most=4)
    items = made("nordlys/2026-h2", 60, shards=3)
    Inbox(client, "inbox", "nordlys/2026-h2", 3).delete(items)
    assert sorted(client.deleted) == sorted((i.pk, i.id) for i in items)


def test_a_table_that_deletes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No endless loop, and no hurry: eight calls, then a message that says what to do."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    client = BusyClient(most=0)
    with pytest.raises(EngineError) as refused:
        Inbox(client, "inbox", "w", 1).delete(made("w", 30))
    assert str(refused.value) == (
        "DynamoDB is too busy to delete items. Run the same command again."
    )
    assert client.calls == 8
    assert pauses == [0.05 * 2**n for n in range(7)]
