"""A storm between the collector and its engine: `microburst`, which speaks DynamoDB's own errors.

Of all writes some are throttled, some fail, some connections break, some come late or after the
time-out, and some are applied and their answer is lost. Run as a script, this is the child.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

WRITE = {"service": "dynamodb", "operation": "PutItem"}
# The first rule that fires wins, so together these treat some 27 % of all writes.
RULES: list[dict[str, Any]] = [
    {"probability": 0.06, "response": {"abort_bytes": 0}},  # applied, and the answer lost
    {"probability": 0.05, "error": {"code": "ProvisionedThroughputExceededException"}},
    {"probability": 0.03, "error": {"code": "ThrottlingException"}},
    {"probability": 0.05, "error": {"code": "InternalServerError", "status": 500}},
    {"probability": 0.05, "reset": True},
    {"probability": 0.05, "latency": {"min": 5, "max": 80}},
    {"probability": 0.005, "latency": 1700},  # more than the collector waits
]
LEAST_FAULTS = 0.2  # of all writes


@contextlib.contextmanager
def storm(upstream: str) -> Iterator[str]:
    """Run `microburst` in front of an engine; yield the address that takes its place."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        handle = listener.fileno()
        command = [sys.executable, __file__, str(handle), upstream]
        process = subprocess.Popen(
            command, pass_fds=[handle], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )  # it complains of clients that went away, which is what it is for
    try:
        weather(address)
        yield address
    finally:
        process.kill()
        process.communicate()


def weather(address: str) -> tuple[int, list[int]]:
    """How many writes came by so far, and how many of them each rule that fired has met."""
    with urllib.request.urlopen(f"{address}/_microburst/stats", timeout=60) as answer:
        stats = json.loads(answer.read())
    return stats["requests"]["total"], [rule["fired"] for rule in stats["by_rule"]]


def _serve(handle: int, upstream: str) -> None:
    """Serve on a socket that is open already, until the parent's end of the pipe closes."""
    from aiohttp import web
    from microburst.app import make_app
    from microburst.core.pipeline import Microburst

    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = make_app(Microburst(upstream, rules=[{**WRITE, **rule} for rule in RULES]))
    web.run_app(app, sock=socket.socket(fileno=handle), print=None, access_log=None)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2])
