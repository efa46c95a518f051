"""The local server: its headers on every reply, no echo, no log, no file, whatever is sent."""

from __future__ import annotations

import logging
import socket
import tempfile
import threading
import time
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Request, Response

from nejtak.base.loopback import LoopbackServer, Served
from nejtak.errors import StateError

CANARY = "Kanariefuglen"
HEADERS = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
LIMIT = 1024 * 1024


def answer(request: Request) -> Response:
    """A small application with faults of every kind."""
    match request.path:
        case "/fault":
            raise ValueError(CANARY)
        case "/header":
            return Response("", headers={"X-Own": request.args["said"]})
        case "/own":
            return Response("", headers={"Content-Security-Policy": "default-src 'self'"})
        case "/slow":
            time.sleep(0.2)
    return Response(str(len(request.get_data())))


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    """The application, being served."""
    with LoopbackServer(0, if_in_use="Choose another.", body_limit=LIMIT) as server:
        server.served = Served(answer, HEADERS)
        with server.serving():
            yield server


def send(server: LoopbackServer, request: str) -> str:
    """Send a request as it is, and return all that comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(request.replace("HOST", f"127.0.0.1:{server.port}").encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")


# Requests that are refused, by the application, by the server's own checks, or by waitress.
REFUSED = {
    "version": (f"GET /{CANARY} HTTP/9.9\r\n\r\n", 421),
    "no-request": (f"{CANARY}\r\n\r\n", 400),
    "path-with-blanks": (f"GET /{CANARY} more HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
    "lower-case-method": (f"{CANARY.lower()} / HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
    "no-address": (f"GET http://[{CANARY} HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
    "no-ascii": (f"GET /{CANARY}\xe6 HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
    "header-without-colon": (f"GET / HTTP/1.1\r\nHost: HOST\r\n{CANARY}\r\n\r\n", 400),
    "bare-line-feed": (f"GET / HTTP/1.1\r\nHost: HOST\r\nX: {CANARY}\nY: 1\r\n\r\n", 400),
    "headers-too-long": (f"GET / HTTP/1.1\r\nX: {CANARY}".ljust(256 * 1024, "a"), 431),
    "no-host": (f"GET /{CANARY} HTTP/1.1\r\n\r\n", 421),
    "other-host": (f"GET / HTTP/1.1\r\nHost: {CANARY}\r\n\r\n", 421),
    "two-hosts": (f"GET /{CANARY} HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n", 421),
    "length-below-zero": ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n", 400),
    "length-twice": (
        f"POST /{CANARY} HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        400,
    ),
    "length-of-5000-digits": (
        f"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: {'9' * 5000}\r\n\r\n",
        400,
    ),
    "body-too-long": (
        f"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: {LIMIT + 1}\r\n\r\n",
        413,
    ),
    "chunked": ("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    "chunked-in-1.0": (
        "POST / HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n",
        411,
    ),
    "compressed": (
        f"POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: {CANARY}\r\n\r\n",
        501,
    ),
    "fault": ("GET /fault HTTP/1.1\r\nHost: HOST\r\n\r\n", 500),
    "header-of-two-lines": (
        f"GET /header?said={CANARY}%0d%0aX:y HTTP/1.1\r\nHost: HOST\r\n\r\n",
        500,
    ),
}


@pytest.mark.parametrize(("request_", "status"), REFUSED.values(), ids=REFUSED)
def test_every_refusal_has_our_headers_and_no_echo(
    server: LoopbackServer, request_: str, status: int
) -> None:
    """The server's own errors too have the headers, a short text, and nothing of the request."""
    said = send(server, request_)
    assert said.split(" ", 2)[1] == str(status)
    assert all(f"\r\n{name}: {value}\r\n" in said for name, value in HEADERS.items())
    assert CANARY.lower() not in said.lower()
    assert "waitress" not in said
    assert "Server:" not in said


def test_nothing_of_a_request_is_logged(
    server: LoopbackServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Of a fault only its class is logged, even if every logger speaks; of all else nothing."""
    with caplog.at_level(logging.DEBUG):
        for request_, _ in REFUSED.values():
            send(server, request_)
        send(server, f"POST /{CANARY} HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\nhalf")
        with socket.create_connection(("127.0.0.1", server.port)) as gone:
            gone.sendall(f"GET /slow HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        time.sleep(0.4)  # until the reply finds nobody
    assert caplog.messages == ["A request failed: ValueError"] * 2
    assert all(record.exc_info is None for record in caplog.records)
    assert capfd.readouterr() == ("", "")


def test_a_reply_may_say_a_header_itself(server: LoopbackServer) -> None:
    """A page's own policy replaces the common one; the other headers stay."""
    said = send(server, "GET /own HTTP/1.1\r\nHost: HOST\r\n\r\n")
    assert said.count("Content-Security-Policy") == 1
    assert "Content-Security-Policy: default-src 'self'\r\n" in said
    assert "X-Content-Type-Options: nosniff\r\n" in said


def test_a_body_stays_in_memory(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest body there may be is read whole, and never lies in a file in between."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a body went to disk")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    monkeypatch.setattr("waitress.buffers.TempfileBasedBuffer", refused)
    body = "a" * LIMIT
    said = send(server, f"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: {LIMIT}\r\n\r\n{body}")
    assert said.endswith(f"\r\n\r\n{LIMIT}")


def test_slow_senders_keep_nobody_waiting(server: LoopbackServer) -> None:
    """A hundred connections that send nothing more take up no thread."""
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 9\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    try:
        for connection in slow:
            connection.sendall(head.encode() + b"four")
        assert send(server, "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n").endswith("\r\n\r\n0")
    finally:
        for connection in slow:
            connection.close()


def test_only_this_machine_is_listened_to(server: LoopbackServer) -> None:
    """The port is bound on 127.0.0.1 alone."""
    with pytest.raises(ConnectionRefusedError), socket.socket() as other:
        other.connect(("127.0.0.2", server.port))


def test_a_port_in_use_is_one_sentence() -> None:
    """The error says which port, why, and what to do; nothing is left open or running."""
    before = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StateError) as refused:
            LoopbackServer(port, if_in_use="Choose another.", body_limit=LIMIT)
    message = f"Port {port} cannot be used: Address already in use. Choose another."
    assert str(refused.value) == message
    assert threading.active_count() == before


def test_the_end_leaves_nothing_running() -> None:
    """Threads, sockets and port are given back, with a browser still connected."""
    before = threading.active_count()
    with LoopbackServer(0, if_in_use="", body_limit=LIMIT) as server:
        server.served = Served(answer, HEADERS)
        with server.serving(), socket.create_connection(("127.0.0.1", server.port)) as browser:
            browser.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            assert browser.recv(9) == b"HTTP/1.1 "
    assert threading.active_count() == before
    with LoopbackServer(server.port, if_in_use="", body_limit=LIMIT):
        pass
