"""A host for AWS's own Lambda runtime client: the Runtime API on loopback, one process behind it.

`LambdaHost(folder, environment)` runs `awslambdaric` in an unpacked deployment package, as Lambda
would; `invoke` hands it one event and returns what the function answered. Everything that the
process writes is kept in `lines`.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

RUNTIME = "/2018-06-01/runtime"


class LambdaHost:
    """One function instance; events are handled one after the other."""

    def __init__(self, folder: Path, environment: dict[str, str], handler: str = "app.app") -> None:
        self._events: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self._results: dict[str, queue.Queue[tuple[str, Any]]] = {}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._folder, self._handler = folder, handler
        self._environment = {
            **environment,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": "collector",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "LAMBDA_TASK_ROOT": str(folder),
            "_HANDLER": handler,
        }

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", self._handler],
            cwd=self._folder,
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._events.put(("", {}))  # lets go of a waiting `next`
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._log.close()

    def invoke(self, event: dict[str, Any], timeout: float = 20) -> dict[str, Any]:
        """Return the function's answer. Raises RuntimeError if the runtime reports an error."""
        name = str(uuid.uuid4())
        results = self._results[name] = queue.Queue()
        self._events.put((name, event))
        until = time.monotonic() + timeout
        while results.empty():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(self.lines)
            time.sleep(0.001)
        kind, answer = results.get()
        if kind != "response":
            raise RuntimeError(answer)
        return answer

    @property
    def lines(self) -> str:
        """What the process has written to stdout and stderr so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode()  # the process's own place is left

    def next_event(self) -> tuple[str, dict[str, Any]]:
        """Wait for an event and its name."""
        return self._events.get()

    def settle(self, name: str, kind: str, answer: Any) -> None:
        """Hand an answer to the call that waits for it."""
        self._results.pop(name).put((kind, answer))


def _handler(host: LambdaHost) -> type[BaseHTTPRequestHandler]:
    class RuntimeApi(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or every small answer waits for an acknowledgement

        def do_GET(self) -> None:
            name, event = host.next_event()
            self._send(
                200 if name else 410,
                json.dumps(event).encode(),
                {
                    "Lambda-Runtime-Aws-Request-Id": name,
                    "Content-Type": "application/json",  # the client crashes without
                    "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 10_000),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:::function:collector",
                },
            )

        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = self.path.removeprefix(RUNTIME).strip("/").split("/")
            if parts[0] == "invocation":
                host.settle(parts[1], parts[2], data)
            self._send(202, b"{}", {})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.wfile and not self.wfile.closed:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return RuntimeApi


def rest_event(
    client: str,
    wave: str,
    body: bytes,
    headers: dict[str, str],
    query: dict[str, list[str]] | None = None,
    method: str = "POST",
) -> dict[str, Any]:
    """Return the event that API Gateway makes of one request to the collector."""
    resource = "/responses/{client}/{wave}"
    return {
        "resource": resource,
        "path": f"/responses/{client}/{wave}",
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {k: v[-1] for k, v in query.items()} if query else None,
        "multiValueQueryStringParameters": query,
        "pathParameters": {"client": client, "wave": wave},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/api/responses/{client}/{wave}",
            "stage": "api",
            "requestId": headers.get("X-Request-Id", str(uuid.uuid4())),
            "identity": {
                "sourceIp": headers.get("X-Forwarded-For", "127.0.0.1"),
                "userAgent": headers.get("User-Agent", ""),
            },
        },
        "body": body.decode(errors="replace"),
        "isBase64Encoded": False,
    }


def lambda_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a function's process: the engine's, and where boto3 is.

    Lambda's runtime brings boto3 along; here it comes from the environment that runs the tests.
    The function's folder comes first on the path, so the packaged libraries are used.
    """
    packages = sysconfig.get_paths()["purelib"]
    return {**environment, "PATH": os.defpath, "PYTHONPATH": packages}
