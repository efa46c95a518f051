"""The DynamoDB engine for local use: MiniStack on loopback, as a child process.

nejtak and the collector use it like AWS, through boto3 and the standard AWS variables; these
variables are the only difference between local and real use.

The child reads a pipe on its standard input: when the parent ends, in any way, the pipe closes, and
the child saves and ends. `__main__` is the child's program.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast
from urllib.parse import urlsplit

from nejtak.base.shipped import IMPORTABLE
from nejtak.base.table import EXPIRES, attribute_definitions, key_schema
from nejtak.errors import EngineError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOST = "127.0.0.1"
# Saved tables belong to a region and to an account, which follows from the key id. With another
# region or key id, the engine would not find them.
REGION = "eu-north-1"
CREDENTIAL = "nejtak-local"
TABLE = "nejtak-inbox"

START_LIMIT = 60.0  # seconds until a child that does not start is killed
STOP_LIMIT = 30.0  # seconds for a child to save and end


@contextlib.contextmanager
def running(state: Path) -> Iterator[dict[str, str]]:
    """Run the engine with its data in `<state>/engine/`; yield the AWS variables for it.

    The process's own environment is not changed: see `use_engine`. Raises EngineError if the engine
    does not start, or if another one uses the same data.
    """
    folder = state.resolve() / "engine"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The parent opens the port and passes it on, so that no other program can take it.
    with socket.create_server((HOST, 0), backlog=512) as listener:
        port = listener.getsockname()[1]
        process = _start(folder, listener)
    try:
        _await_ready(process, folder)
        yield _environment(port)
    finally:
        _stop(process)


def use_engine(environment: Mapping[str, str]) -> None:
    """Make this process use the engine: remove all of its AWS variables, and set these."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(environment)


def alive(environment: Mapping[str, str]) -> bool:
    """Whether the engine of these variables still accepts connections."""
    port = urlsplit(environment["AWS_ENDPOINT_URL"]).port
    try:
        socket.create_connection((HOST, port or 0), timeout=5).close()
    except OSError:
        return False
    return True


def create_table(client: DynamoDBClient, name: str) -> None:
    """Create the inbox table if it is missing, with its time to live on `expires`."""
    from botocore.exceptions import BotoCoreError, ClientError  # takes 0.1 s to load

    try:
        with contextlib.suppress(client.exceptions.ResourceInUseException):
            client.create_table(
                TableName=name,
                KeySchema=key_schema(),
                AttributeDefinitions=attribute_definitions(),
                BillingMode="PAY_PER_REQUEST",
            )
        client.get_waiter("table_exists").wait(TableName=name)
        ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if ttl["TimeToLiveStatus"] == "DISABLED":
            client.update_time_to_live(
                TableName=name,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES},
            )
    except (BotoCoreError, ClientError) as error:
        answer = getattr(error, "response", {})
        reason = answer.get("Error", {}).get("Code", type(error).__name__)
        raise EngineError(f"The table {name} could not be created ({reason}).") from error


def _environment(port: int) -> dict[str, str]:
    """Return the variables by which boto3 and the collector use only the engine."""
    not_proxied = {*filter(None, os.environ.get("no_proxy", "").split(",")), HOST, "localhost"}
    return {
        "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
        "AWS_ACCESS_KEY_ID": CREDENTIAL,
        "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        # The admin's own profiles could name other endpoints.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NEJTAK_TABLE": TABLE,
        "no_proxy": ",".join(sorted(not_proxied)),
    }


def _start(folder: Path, listener: socket.socket) -> subprocess.Popen[str]:
    """Start the child on an open port, in its own session so that Ctrl-C does not reach it."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(IMPORTABLE),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "GATEWAY_PORT": str(listener.getsockname()[1]),
        "SERVICES": "dynamodb",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # MiniStack would remove containers of an earlier MiniStack, which may not be nejtak's.
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
    }
    command = [sys.executable, "-m", "nejtak.local.engine", str(folder), str(listener.fileno())]
    with (folder / "engine.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[listener.fileno()],
            start_new_session=True,
            text=True,
        )


def _await_ready(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait for the child's first line: `ready`, or the reason why it could not start."""
    overdue = threading.Timer(START_LIMIT, process.kill)
    overdue.start()
    line = cast("TextIO", process.stdout).readline().strip()
    overdue.cancel()
    if line != "ready":
        log = folder / "engine.log"
        raise EngineError(line or f"The DynamoDB engine did not start; {log} may say why.")


def _stop(process: subprocess.Popen[str]) -> None:
    """Close the child's pipe, and wait until it has saved and ended."""
    with process:  # closes the pipes and reaps the child
        cast("TextIO", process.stdin).close()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
