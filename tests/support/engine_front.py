"""A server before DynamoDB's engine, or in its place, that keeps what it was sent and fails.

`front(engine, faults)` treats the first requests as `faults` say, and passes the rest on; where
there is no engine, everything is committed.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

from chalicelib.seal import Item


@dataclass
class Front:
    """Its address, and headers and body of each request."""

    port: int = 0
    scheme: str = "http"
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address that takes the engine's place."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


def sealed(check: bytes = b"check".ljust(32)) -> Item:
    """What would be one submission, sealed anew."""
    return Item("nordlys/2026-q3/0", b"id".ljust(32), check, os.urandom(1300), 1822435200)


def refusal(code: str) -> bytes:
    """Return the body with which DynamoDB refuses."""
    return json.dumps(
        {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "m"}
    ).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    front: Front
    engine: str | None
    faults: list[str]

    def do_POST(self) -> None:
        """Do as the next fault says: a code of DynamoDB's, or one of those below."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.front.seen.append((dict(self.headers), body))
        if len(self.headers.get_all("Host", [])) != 1:
            return self._send(400, b"")  # as every server must
        fault = self.faults.pop(0) if self.faults else "none"
        if fault == "error":
            return self._send(500, b"{}")
        if fault == "moved":
            return self._send(307, b"{}", {"Location": "/elsewhere"})
        if fault == "later":
            return self._send(503, b"{}", {"Retry-After": "60"})
        if fault.endswith("Exception"):
            return self._send(400, refusal(fault))
        status, answer = self._pass_on(body)
        if fault == "lose":  # applied, and the answer lost
            return self.connection.shutdown(socket.SHUT_RDWR)
        if fault == "damage":
            return self._send(status, answer, {"x-amz-crc32": "1"})
        self.close_connection = fault == "leave"  # without a word, as after a long time
        return self._send(status, answer, {"x-amz-crc32": str(crc32(answer))})

    def _pass_on(self, body: bytes) -> tuple[int, bytes]:
        if self.engine is None:
            return 200, b"{}"
        request = urllib.request.Request(self.engine, body, dict(self.headers))
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def front(
    engine: str | None = None, faults: tuple[str, ...] = (), tls: ssl.SSLContext | None = None
) -> Iterator[Front]:
    """Serve; with `tls`, only those who trust its certificate."""
    seen = Front(scheme="https" if tls else "http")
    space = {"front": seen, "engine": engine, "faults": list(faults)}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), space))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that turn away
    if tls:
        # The handshake is done by the connection's own thread, at its first read.
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.daemon_threads = True
        server.block_on_close = False  # kept-alive connections end with their clients
        server.server_close()
