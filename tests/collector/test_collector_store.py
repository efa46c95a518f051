"""One conditional write: a retry is one item, a change is refused, and silence is no receipt."""

from __future__ import annotations

import base64
import json
import socket
import time
from typing import Any
from zlib import crc32

import pytest
from botocore.exceptions import NoCredentialsError
from chalicelib import store
from collector_support import Table
from engine_front import front, refusal, sealed
from urllib3 import HTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    MaxRetryError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

CONDITION = "ConditionalCheckFailedException"
SLOW = "ThrottlingException"
THROTTLES = [SLOW, "ProvisionedThroughputExceededException", "RequestLimitExceeded"]


class Sender:
    """Keeps what it was asked to put, and answers or fails as told to."""

    def __init__(self, answer: HTTPResponse | Exception) -> None:
        self.answer = answer
        self.asked: dict[str, Any] = {}

    def put_item(self, asked: dict[str, Any]) -> HTTPResponse:
        """Do as `store.Inbox` does."""
        self.asked = asked
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def answer(status: int, body: bytes, crc: int | None = None) -> HTTPResponse:
    """An answer with the checksum that DynamoDB puts beside it, or another one."""
    headers = {"x-amz-crc32": str(crc32(body) if crc is None else crc)}
    return HTTPResponse(body, headers, status)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    monkeypatch.setenv("NEJTAK_TABLE", "nejtak-inbox")


def inbox_at(url: str) -> store.PutItemClient:
    """The collector's own inbox, before another engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        return store.PutItemClient()


def test_the_write_asks_for_nothing_back() -> None:
    """The request is the five attributes and the condition; no value, old or new, is asked for."""
    item = sealed()
    sender = Sender(answer(200, b"{}"))
    assert store.put(item, sender) == "stored"
    encoded = {
        name: base64.b64encode(getattr(item, name)).decode() for name in ("id", "check", "sealed")
    }
    assert sender.asked == {
        "TableName": "nejtak-inbox",
        "Item": {
            "pk": {"S": "nordlys/2026-q3/0"},
            "id": {"B": encoded["id"]},
            "check": {"B": encoded["check"]},
            "sealed": {"B": encoded["sealed"]},
            "expires": {"N": "1822435200"},
        },
        "ConditionExpression": "attribute_not_exists(id) OR #check = :check",
        "ExpressionAttributeNames": {"#check": "check"},
        "ExpressionAttributeValues": {":check": {"B": encoded["check"]}},
    }


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (answer(200, b"{}"), "stored"),
        (HTTPResponse(b"{}", None, 200), "stored"),  # MiniStack sends no checksum
        (answer(200, b"{}", crc=1), "busy"),
        (answer(201, b"{}"), "busy"),
        (answer(302, b"{}"), "busy"),
        (answer(400, refusal(CONDITION)), "changed"),
        (answer(400, json.dumps({"__type": CONDITION}).encode()), "changed"),
        (answer(400, refusal(CONDITION), crc=1), "busy"),
        (answer(400, refusal(CONDITION)[:-1]), "busy"),
        (answer(500, refusal(CONDITION)), "busy"),
        (answer(403, refusal(CONDITION)), "busy"),
        (answer(400, refusal("ValidationException")), "busy"),
        *[(answer(400, refusal(code)), "busy") for code in THROTTLES],
        (answer(400, refusal("ResourceNotFoundException")), "busy"),
        (answer(400, refusal("AccessDeniedException")), "busy"),
        (answer(500, refusal("InternalServerError")), "busy"),
        (answer(400, b""), "busy"),
        (answer(400, b"\xff"), "busy"),
        (answer(400, b"[]"), "busy"),
        (answer(400, b'{"message": "m"}'), "busy"),
        (answer(400, b'{"__type": 1}'), "busy"),
        (answer(400, f'{{"__type": ["{CONDITION}"]}}'.encode()), "busy"),
    ],
)
def test_only_a_receipt_is_stored_and_only_a_failed_condition_is_a_change(
    caplog: pytest.LogCaptureFixture, said: HTTPResponse, outcome: str
) -> None:
    """Whatever else DynamoDB says is no receipt and no verdict: the candidate may send again."""
    assert store.put(sealed(), Sender(said)) == outcome
    assert caplog.messages == (["NotStoredError"] if outcome == "busy" else [])


@pytest.mark.parametrize(
    ("failure", "logged"),
    [
        (MaxRetryError(None, "/", ReadTimeoutError(None, "/", "canary")), "ReadTimeoutError"),
        (MaxRetryError(None, "/", ConnectTimeoutError("canary")), "ConnectTimeoutError"),
        (MaxRetryError(None, "/", ProtocolError("canary")), "ProtocolError"),
        (MaxRetryError(None, "/", SSLError("canary")), "SSLError"),
        (MaxRetryError(None, "/"), "MaxRetryError"),
        (DecodeError("canary"), "DecodeError"),
        (NoCredentialsError(), "NoCredentialsError"),
    ],
)
def test_an_outage_is_busy_and_logged_by_its_cause(
    caplog: pytest.LogCaptureFixture, failure: Exception, logged: str
) -> None:
    """No answer is no receipt; the log says what kind of failure it was, and no more."""
    assert store.put(sealed(), Sender(failure)) == "busy"
    assert caplog.messages == [logged]


def test_a_bug_of_ours_is_not_taken_for_an_outage() -> None:
    """What is no failure of AWS goes on to the catch-all."""
    with pytest.raises(KeyError):
        store.put(sealed(), Sender(KeyError("canary")))


def test_a_retry_is_one_item_and_a_change_is_refused(table: Table) -> None:
    """The exact expression, on a real engine: new, the same again, and changed."""
    inbox = inbox_at(table.environment["AWS_ENDPOINT_URL"])
    first, same, changed = sealed(), sealed(), sealed(check=b"other".ljust(32))
    outcomes = [store.put(one, inbox) for one in (first, same, changed, same)]
    assert outcomes == ["stored", "stored", "changed", "stored"]
    (stored,) = table.items()
    assert stored["check"]["B"] == first.check
    assert stored["sealed"]["B"] == same.sealed


def test_the_item_is_exactly_five_attributes(table: Table) -> None:
    """What the engine holds is what DESIGN allows, of the types that it gives, and no more."""
    item = sealed()
    store.put(item, inbox_at(table.environment["AWS_ENDPOINT_URL"]))
    assert table.items() == [
        {
            "pk": {"S": "nordlys/2026-q3/0"},
            "id": {"B": item.id},
            "check": {"B": item.check},
            "sealed": {"B": item.sealed},
            "expires": {"N": "1822435200"},
        }
    ]


@pytest.mark.parametrize(
    ("faults", "outcome", "requests"),
    [
        (["lose"], "stored", 2),
        (["error", "lose"], "stored", 3),
        (["later"], "stored", 2),
        ([SLOW, "ProvisionedThroughputExceededException"], "stored", 3),
        ([SLOW, SLOW, SLOW], "busy", 3),
        (["lose", "lose", "lose"], "busy", 3),
        (["error", "error", "error"], "busy", 3),
        (["ValidationException"], "busy", 1),
        (["AccessDeniedException"], "busy", 1),
        (["damage"], "busy", 1),
        (["moved"], "busy", 1),
        (["leave"], "stored", 1),
    ],
)
def test_faults_neither_lose_nor_double(
    table: Table, faults: list[str], outcome: str, requests: int
) -> None:
    """With retries within and after, a response whose receipt was lost is stored exactly once."""
    with front(table.environment["AWS_ENDPOINT_URL"], tuple(faults)) as engine:
        inbox = inbox_at(engine.url)
        first, again = sealed(), sealed()
        began = time.monotonic()
        assert store.put(first, inbox) == outcome
        assert time.monotonic() - began < 5
        assert len(engine.seen) == requests
        assert store.put(again, inbox) == "stored"
    (stored,) = table.items()
    assert stored["sealed"]["B"] == again.sealed


def test_those_who_wait_do_not_come_together() -> None:
    """Pauses are of random length, and may be longer before the third attempt."""
    second = store.RETRIES.increment("POST", "/", error=ProtocolError(), _pool=None)
    third = second.increment("POST", "/", error=ProtocolError(), _pool=None)
    for retry, longest in ((second, store.PAUSE), (third, 2 * store.PAUSE)):
        pauses = [retry.get_backoff_time() for _ in range(200)]
        assert 0 <= min(pauses) < 0.2 * longest
        assert 0.8 * longest < max(pauses) <= longest


def test_an_unreachable_engine_gives_busy_in_time() -> None:
    """Where nobody listens, the answer comes long before the function's 10 s are over."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        began = time.monotonic()
        assert (
            store.put(sealed(), inbox_at(f"http://127.0.0.1:{nobody.getsockname()[1]}")) == "busy"
        )
    assert time.monotonic() - began < 5


def test_an_engine_that_says_nothing_is_given_up_in_time() -> None:
    """Where the engine takes the request and never answers, we answer before our front gives up."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(16)
        began = time.monotonic()
        assert (
            store.put(sealed(), inbox_at(f"http://127.0.0.1:{silent.getsockname()[1]}")) == "busy"
        )
    assert 3 * 1.5 < time.monotonic() - began < 9


def test_the_worst_case_fits_into_the_functions_time() -> None:
    """All attempts timing out, and the longest pauses between, end well within Lambda's 10 s."""
    attempts = 1 + store.AGAIN
    one = store.TIMEOUT.connect_timeout + store.TIMEOUT.read_timeout
    pauses = sum(store.PAUSE * 2**turn for turn in range(store.AGAIN))
    assert attempts * one + pauses < 9
