"""The local web server of preview and review, on 127.0.0.1.

waitress handles connections, Werkzeug requests and responses. This module adds the protection that
private pages need: the server listens on this machine only; it refuses requests for another host
name, so that no web page can reach it by resolving its own name to 127.0.0.1 (DNS rebinding);
bodies have a size limit and stay in memory; every reply has the security headers, also waitress's
own error replies; and nothing of a request is printed or logged.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import BadRequest
from werkzeug.wrappers import Request, Response

from nejtak.base.media import PLAIN
from nejtak.errors import StateError

if TYPE_CHECKING:
    from typing import Self
    from wsgiref.types import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
THREADS = 16  # requests that are answered at once; more wait for their turn
CONNECTIONS = 1000  # open at once; a slow sender uses no thread
IDLE_LIMIT = 75  # seconds for which a browser may keep an idle connection open
IN_MEMORY = 1 << 30  # bytes of a request or reply; larger ones would be written to /tmp


@dataclass(frozen=True, slots=True)
class Served:
    """The function that answers each request, and the headers of every reply.

    A reply may set one of these headers itself, for example its own Content-Security-Policy.
    """

    answer: Callable[[Request], Response]
    headers: Mapping[str, str]

    def secured(self, reply: Response) -> Response:
        """Add the headers of every reply, unless this one has set them itself."""
        for name, value in self.headers.items():
            reply.headers.setdefault(name, value)
        return reply


class LoopbackServer:
    """A server that occupies its port at once; set `served` before it starts to serve."""

    served: Served

    def __init__(
        self, port: int, *, if_in_use: str, body_limit: int, names: Iterable[str] = (HOST,)
    ) -> None:
        """Open a port, or any free one if it is 0; raise StateError if that fails."""
        try:
            listener = socket.create_server((HOST, port))
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise StateError(f"Port {port} cannot be used: {why}. {if_in_use}") from error
        self.port: int = listener.getsockname()[1]
        self.origin = f"http://{HOST}:{self.port}"
        self._names = {f"{name}:{self.port}" for name in names}
        self._stopping = threading.Event()
        self._sockets: dict[int, Any] = {}
        _silence_waitress()
        self._waitress = create_server(
            self,
            map=self._sockets,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_LIMIT,
            max_request_body_size=body_limit + 1,
            inbuf_overflow=IN_MEMORY,
            outbuf_overflow=IN_MEMORY,
            clear_untrusted_proxy_headers=False,
            ident="",
        )
        self._waitress.channel_class = _Channel

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the port and all connections."""
        self._waitress.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request, as a WSGI application."""
        served = self.served
        try:
            request = Request(environ)
            # Two Host headers arrive as one value with a comma, which is not in `_names` either.
            ours = request.headers.get("Host", "").lower() in self._names
            reply = served.answer(request) if ours else refusal(HTTPStatus.MISDIRECTED_REQUEST)
            return served.secured(reply)(environ, start)
        except Exception as error:  # after any error, the next request must be answered
            _log(error)
            reply = refusal(HTTPStatus.INTERNAL_SERVER_ERROR)
            return served.secured(reply)(environ, start)

    def serve(self) -> None:
        """Answer requests until `stop` is called, or Ctrl-C is pressed in the main thread."""
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=self._sockets, count=1)

    def stop(self) -> None:
        """Let `serve` return; call it from another thread."""
        self._stopping.set()
        self._waitress.pull_trigger()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve in other threads during a `with` block."""
        thread = threading.Thread(target=self.serve, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.stop()
            thread.join()


def _silence_waitress() -> None:
    """Turn off waitress's logs, which contain paths and addresses; `_log` logs errors instead."""
    for name in ("waitress", "waitress.queue"):
        logging.getLogger(name).disabled = True


def target(request: Request) -> str:
    """Path and query exactly as sent: no slashes merged, no `%2e` decoded."""
    return str(request.environ["REQUEST_URI"])


def refusal(
    status: HTTPStatus, why: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """A short plain error page, which repeats nothing of the request."""
    return Response(why or f"{status.phrase}\n", status, headers, content_type=PLAIN)


def _log(error: BaseException) -> None:
    logging.getLogger(__name__).error("A request failed: %s", type(error).__name__)


class _LengthRequired(BadRequest):
    """The request does not give the length of its body."""

    code = HTTPStatus.LENGTH_REQUIRED


class _Parser(HTTPRequestParser):
    """Refuses bodies of unknown length."""

    version = "1.1"  # of the reply to an unreadable request

    def parse_header(self, header_plus: bytes) -> None:
        """Treat every unreadable request as a bad request, not as an error of the server."""
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("") from None
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            self.error, self.body_rcv = _LengthRequired(""), None


class _Refusal(ErrorTask):
    """The reply to a request that waitress refuses before the application is called."""

    def execute(self) -> None:
        """Reply with the security headers, and close the connection."""
        served = self.channel.server.application.served
        reply = served.secured(refusal(HTTPStatus(self.request.error.code)))
        self.status = reply.status
        self.response_headers += list(reply.headers)
        self.set_close_on_finish()
        self.write(reply.data)


class _Channel(HTTPChannel):
    """One connection."""

    parser_class = _Parser
    error_task_class = _Refusal

    def handle_error(self) -> None:
        """Close this connection, and log the class of the error."""
        _log(self.compact_traceback()[2])
        self.handle_close()
