"""One conditional write: a retry is one item, a change is refused, and silence is no receipt."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from chalicelib import store
from chalicelib.contracts import Contract
from chalicelib.seal import seal
from collector_support import NUMBER, Table

THROTTLED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}'


class Client:
    """A DynamoDB client that keeps what it was asked, and fails where told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.asked: dict[str, Any] = {}

    def put_item(self, **asked: Any) -> dict[str, Any]:
        """Do as boto3's client does."""
        self.asked = asked
        if self.failure:
            raise self.failure
        return {}


def client_error(code: str) -> ClientError:
    """Return what boto3 raises where DynamoDB answers with an error."""
    return ClientError({"Error": {"Code": code, "Message": "canary"}}, "PutItem")


def client_of(endpoint: str) -> Any:
    """Return a client with the collector's own time-outs and retries."""
    return boto3.client(
        "dynamodb",
        config=store.CONFIG,
        region_name="eu-north-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, engine: Mapping[str, str]) -> None:
    for name, value in engine.items():
        monkeypatch.setenv(name, value)


def test_the_write_asks_for_nothing_back(contract: Contract) -> None:
    """The request is the five attributes and the condition; no value, old or new, is asked for."""
    client = Client()
    item = seal(contract, NUMBER, {"rating": "4"})
    assert store.put(item, client) == "stored"
    assert client.asked == {
        "TableName": "nejtak-inbox",
        "Item": {
            "pk": {"S": "nordlys/2026-q3/0"},
            "id": {"B": item.id},
            "check": {"B": item.check},
            "sealed": {"B": item.sealed},
            "expires": {"N": "1822435200"},
        },
        "ConditionExpression": "attribute_not_exists(id) OR #check = :check",
        "ExpressionAttributeNames": {"#check": "check"},
        "ExpressionAttributeValues": {":check": {"B": item.check}},
    }


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (client_error("ConditionalCheckFailedException"), "changed"),
        (client_error("ValidationException"), "busy"),
        (client_error("ThrottlingException"), "busy"),
        (client_error("ProvisionedThroughputExceededException"), "busy"),
        (client_error("InternalServerError"), "busy"),
        (client_error("ResourceNotFoundException"), "busy"),
        (client_error("AccessDeniedException"), "busy"),
        (ReadTimeoutError(endpoint_url="canary"), "busy"),
        (ConnectTimeoutError(endpoint_url="canary"), "busy"),
        (EndpointConnectionError(endpoint_url="canary"), "busy"),
        (NoCredentialsError(), "busy"),
    ],
)
def test_only_a_failed_condition_is_a_change(
    contract: Contract, failure: Exception, outcome: str
) -> None:
    """Whatever else goes wrong is no receipt and no verdict: the candidate may send again."""
    item = seal(contract, NUMBER, {"rating": "4"})
    assert store.put(item, Client(failure)) == outcome


def test_a_retry_is_one_item_and_a_change_is_refused(contract: Contract, table: Table) -> None:
    """The exact expression, on a real engine: new, the same again, and changed."""
    client = client_of(table.environment["AWS_ENDPOINT_URL"])
    first, same = (seal(contract, NUMBER, {"rating": "4"}) for _ in range(2))
    changed = seal(contract, NUMBER, {"rating": "5"})
    outcomes = [store.put(item, client) for item in (first, same, changed, same)]
    assert outcomes == ["stored", "stored", "changed", "stored"]
    (item,) = table.items()
    assert item["check"]["B"] == first.check
    assert item["sealed"]["B"] == same.sealed


def test_the_item_is_exactly_five_attributes(contract: Contract, table: Table) -> None:
    """What the engine holds is what DESIGN allows, of the types that it gives, and no more."""
    item = seal(contract, NUMBER, {"rating": "4"})
    store.put(item, client_of(table.environment["AWS_ENDPOINT_URL"]))
    assert table.items() == [
        {
            "pk": {"S": "nordlys/2026-q3/0"},
            "id": {"B": item.id},
            "check": {"B": item.check},
            "sealed": {"B": item.sealed},
            "expires": {"N": "1822435200"},
        }
    ]


class Front(BaseHTTPRequestHandler):
    """Stands before an engine and treats the first requests as its `faults` say."""

    engine: str
    faults: list[str]

    def do_POST(self) -> None:
        """Throttle, apply and lose the response, or pass on."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.faults.pop(0) if self.faults else "none"
        if fault == "throttle":
            return self._send(400, THROTTLED)
        if fault == "error":
            return self._send(500, b"{}")
        status, answer = self._pass_on(body)
        if fault == "lose":
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self._send(status, answer)

    def _pass_on(self, body: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(self.engine, body, dict(self.headers))
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def front(engine: str, faults: list[str]) -> Iterator[str]:
    """Serve `Front` and give its address."""
    handler = type("OneFront", (Front,), {"engine": engine, "faults": faults})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("faults", "outcome"),
    [
        (["lose"], "stored"),
        (["error", "lose"], "stored"),
        (["throttle", "throttle"], "stored"),
        (["throttle", "throttle", "throttle"], "busy"),
        (["lose", "lose", "lose"], "busy"),
    ],
)
def test_faults_neither_lose_nor_double(
    contract: Contract, table: Table, faults: list[str], outcome: str
) -> None:
    """With retries within and after, a response whose receipt was lost is stored exactly once."""
    with front(table.environment["AWS_ENDPOINT_URL"], list(faults)) as endpoint:
        client = client_of(endpoint)
        first, again = (seal(contract, NUMBER, {"rating": "4"}) for _ in range(2))
        assert store.put(first, client) == outcome
        assert store.put(again, client) == "stored"
    (item,) = table.items()
    assert item["sealed"]["B"] == again.sealed


def test_an_engine_that_is_down_is_told_soon(contract: Contract) -> None:
    """Where nobody listens, the answer comes long before the function's 10 s are over."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        began = time.monotonic()
        item = seal(contract, NUMBER, {"rating": "4"})
        port = nobody.getsockname()[1]
        assert store.put(item, client_of(f"http://127.0.0.1:{port}")) == "busy"
    assert time.monotonic() - began < 5


def test_an_engine_that_says_nothing_is_given_up_in_time(contract: Contract) -> None:
    """Where the engine takes the request and never answers, we answer before our front gives up."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(16)
        began = time.monotonic()
        item = seal(contract, NUMBER, {"rating": "4"})
        port = silent.getsockname()[1]
        assert store.put(item, client_of(f"http://127.0.0.1:{port}")) == "busy"
    assert time.monotonic() - began < 9


def test_the_worst_case_fits_into_the_functions_time() -> None:
    """All attempts timing out, and the longest back-off between them, end within Lambda's 10 s."""
    attempts = store.CONFIG.retries["total_max_attempts"]
    one = store.CONFIG.connect_timeout + store.CONFIG.read_timeout
    back_off = sum(2**turn for turn in range(attempts - 1))  # botocore's standard mode, at most
    assert attempts * one + back_off < 10


def test_a_bug_of_ours_is_not_taken_for_an_outage(contract: Contract) -> None:
    """What is no failure of AWS goes on to the catch-all."""
    item = seal(contract, NUMBER, {"rating": "4"})
    with pytest.raises(KeyError):
        store.put(item, Client(KeyError("canary")))
