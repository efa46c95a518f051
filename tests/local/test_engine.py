"""The local DynamoDB engine: what it keeps, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from stage import ROOT, connect, engine_process, gone, wait_until

from nejtak.errors import EngineError
from nejtak.local import engine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PARENT = """
import json, sys, time
from pathlib import Path
from nejtak.local import engine
with engine.running(Path(sys.argv[1])) as environment:
    print(json.dumps(environment), flush=True)
    time.sleep(600)
"""


@contextmanager
def opened(state: Path) -> Iterator[DynamoDBClient]:
    """A client of an engine that runs with this state, and has the table."""
    with ExitStack() as stack:
        environment = stack.enter_context(engine.running(state))
        client = stack.enter_context(closing(connect(environment)))
        engine.create_table(client, engine.TABLE)
        yield client


def put(client: DynamoDBClient, number: int) -> None:
    """Store one item."""
    key = number.to_bytes(32, "big")
    client.put_item(TableName=engine.TABLE, Item={"pk": {"S": "a/b/0"}, "id": {"B": key}})


def numbers(client: DynamoDBClient) -> set[int]:
    """The numbers of all stored items."""
    items = client.scan(TableName=engine.TABLE, ConsistentRead=True)["Items"]
    return {int.from_bytes(item["id"]["B"], "big") for item in items}


@contextmanager
def parent(state: Path) -> Iterator[tuple[subprocess.Popen[str], DynamoDBClient]]:
    """A process of its own that runs an engine, and a client of that."""
    command = [sys.executable, "-c", PARENT, str(state)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout is not None
            with closing(connect(json.loads(process.stdout.readline()))) as client:
                engine.create_table(client, engine.TABLE)
                yield process, client
        finally:
            process.kill()


def test_a_stop_loses_nothing(tmp_path: Path) -> None:
    """Answers of one preview are there in the next."""
    with opened(tmp_path) as client:
        for number in range(30):
            put(client, number)
    with opened(tmp_path) as client:
        assert numbers(client) == set(range(30))


def test_a_killed_engine_loses_about_a_second(tmp_path: Path) -> None:
    """Whatever was acknowledged a second and a half before a kill -9 is kept."""
    stored: dict[int, float] = {}
    with opened(tmp_path) as client:
        began = time.monotonic()
        while time.monotonic() < began + 3:
            put(client, len(stored))
            stored[len(stored)] = time.monotonic()
            time.sleep(0.02)
        os.kill(engine_process(tmp_path), signal.SIGKILL)
        killed = time.monotonic()
    with opened(tmp_path) as client:
        found = numbers(client)
    assert {number for number, when in stored.items() if when < killed - 1.5} <= found
    assert found <= set(stored)


def test_a_killed_parent_leaves_nothing_running_and_loses_nothing(tmp_path: Path) -> None:
    """The engine saves and ends by itself when the preview is killed, and the next waits for it."""
    with parent(tmp_path) as (process, client):
        for number in range(30):
            put(client, number)
        process.kill()
        orphan = engine_process(tmp_path)
    with opened(tmp_path) as client:
        assert numbers(client) == set(range(30))
        assert engine_process(tmp_path) != orphan
    wait_until(lambda: gone(orphan))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """The engine saves before it ends on a signal."""
    with opened(tmp_path) as client:
        put(client, 1)
        os.kill(engine_process(tmp_path), number)
        wait_until(lambda: gone(engine_process(tmp_path)))
    with opened(tmp_path) as client:
        assert numbers(client) == {1}


def test_a_delete_is_kept_too(tmp_path: Path) -> None:
    """An inbox that was emptied does not fill up again after a kill."""
    with opened(tmp_path) as client:
        put(client, 1)
        key = {"pk": {"S": "a/b/0"}, "id": {"B": (1).to_bytes(32, "big")}}
        client.batch_write_item(
            RequestItems={engine.TABLE: [{"DeleteRequest": {"Key": key}}]}  # type: ignore[list-item]  # no bytes
        )
        time.sleep(1.5)
        os.kill(engine_process(tmp_path), signal.SIGKILL)
    with opened(tmp_path) as client:
        assert numbers(client) == set()


def test_two_engines_never_share_a_folder(tmp_path: Path) -> None:
    """A second engine on the same data is refused, and the first goes on."""
    with opened(tmp_path) as client:
        with pytest.raises(EngineError) as refused, engine.running(tmp_path):
            pass
        put(client, 1)
    assert str(refused.value) == f"Another DynamoDB engine is using {tmp_path / 'engine'}."


@pytest.mark.parametrize("content", [b"", b'{"tables": ', b"\xff\xfe"])
def test_a_broken_file_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    """Saved answers that cannot be read stop the engine and stay as they are."""
    file = tmp_path / "engine" / "dynamodb.json"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(EngineError) as refused, engine.running(tmp_path):
        pass
    mend = "Restore it, or move it to another folder."
    assert str(refused.value) == f"{file} cannot be read. {mend}"
    assert file.read_bytes() == content


def test_a_child_that_cannot_start_is_an_engine_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interpreter without MiniStack gives one line that names the log."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EngineError) as refused, engine.running(tmp_path):
        pass
    log = tmp_path / "engine" / "engine.log"
    assert str(refused.value) == f"The DynamoDB engine did not start; {log} may say why."


def test_the_table_is_the_one_of_the_architecture(dynamodb: DynamoDBClient) -> None:
    """The inbox has the two keys, pays per request, and expires; a second creation is nothing."""
    engine.create_table(dynamodb, "made-twice")
    engine.create_table(dynamodb, "made-twice")
    table = dynamodb.describe_table(TableName="made-twice")["Table"]
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "id", "KeyType": "RANGE"},
    ]
    types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
    assert types == {"pk": "S", "id": "B"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert "StreamSpecification" not in table
    ttl = dynamodb.describe_time_to_live(TableName="made-twice")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_a_table_that_cannot_be_created_is_an_engine_error(tmp_path: Path) -> None:
    """An engine that is gone gives one line and no traceback."""
    with engine.running(tmp_path) as environment:
        assert engine.alive(environment)
    assert not engine.alive(environment)
    once = Config(retries={"total_max_attempts": 1})
    with closing(connect(environment, once)) as client, pytest.raises(EngineError) as refused:
        engine.create_table(client, "inbox")
    assert str(refused.value) == ("The table inbox could not be created (EndpointConnectionError).")


def test_a_refused_table_is_an_engine_error(dynamodb: DynamoDBClient) -> None:
    """A refusal is reported with DynamoDB's own code."""
    with pytest.raises(EngineError) as refused:
        engine.create_table(dynamodb, "t")
    assert str(refused.value) == "The table t could not be created (ValidationException)."


def test_the_environment_is_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running changes no variable; adopting leaves none that leads to a real account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_PROFILE", "customer")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.example")
    before = dict(os.environ)
    with engine.running(tmp_path) as environment:
        assert dict(os.environ) == before
        for name in environment:
            monkeypatch.setenv(name, "")  # so that the old value comes back after the test
        engine.use_engine(environment)
    assert {name: os.environ[name] for name in environment} == environment
    assert {n for n in os.environ if n.startswith("AWS_")} <= set(environment)


def test_the_data_is_the_owners_alone(tmp_path: Path) -> None:
    """No other user of the machine can read the folder that the engine saves in."""
    with engine.running(tmp_path / "state"):
        pass
    assert (tmp_path / "state" / "engine").stat().st_mode & 0o777 == 0o700


def own_address() -> set[str]:
    """The address that this machine has on its network, if it is on one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        try:
            datagrams.connect(("192.0.2.1", 9))  # kept for documentation: belongs to nobody
        except OSError:
            return set()
        return {str(datagrams.getsockname()[0])}


def test_only_this_machine_can_reach_it(engine: Mapping[str, str]) -> None:
    """The engine listens on 127.0.0.1 and on no other address."""
    port = urlsplit(engine["AWS_ENDPOINT_URL"]).port
    socket.create_connection(("127.0.0.1", port)).close()
    for address in {"127.0.0.2", *own_address()}:
        with pytest.raises(OSError, match=r"refused|assign|unreachable|timed out"):
            socket.create_connection((address, port), timeout=2)
