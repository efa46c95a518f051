"""The review's server: loopback only, for one person, for as long as the command runs.

The terminal shows an address with a token that works once. Opening it gives the browser a cookie,
and leads on to pages under a second secret. Both are needed from then on: the address alone may be
read in the browser's history; and the cookie alone cannot get elsewhere, since browsers send
cookies to every port of a host, but this one only below an address that no other server knows.
The program opens no browser itself: its command line, with the token, would be there for every
user of the machine to see.

Requests that were meant for another host name, that come from another site, or whose form lacks
the session's token, are refused. Nothing about a request is logged or printed.
"""

from __future__ import annotations

import logging
import re
import secrets
import socketserver
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

from nejtak.errors import StateError
from nejtak.project.model import Client, Project, Wave
from nejtak.review.decision import Problem, decide
from nejtak.review.pages import Pages, Typed
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import Text

HOST = "127.0.0.1"
COOKIE = "nejtak-review"
BODY_LIMIT = 1024 * 1024  # bytes; the longest text is a tenth of it when every letter is `%XX`
IDLE_LIMIT = 75  # seconds that a browser may keep a connection open without using it
HTML, PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"

# `same-origin` and not `no-referrer`, with which browsers send forms with `Origin: null`.
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
USED = (
    "This address has been opened before, and works once.\n"
    "End the review with Ctrl-C and start it again for a new one; nothing is lost.\n"
    "If it was not you who opened it, do so at once.\n"
)
SHUT = "Open the address that the terminal shows: paste it into the browser's address bar.\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the browser; `headers` go over those that all replies share."""

    status: int
    body: bytes = b""
    kind: str = PLAIN
    headers: tuple[tuple[str, str], ...] = ()


class ReviewServer(socketserver.ThreadingMixIn, HTTPServer):
    """Serves one review on `port`, or on a free one for 0; make it, then let it serve."""

    daemon_threads = True

    def __init__(
        self, project: Project, client: Client, wave: Wave, desk: Desk, port: int = 0
    ) -> None:
        """Raises StateError where the port cannot be used."""
        self._entry, self._entered = f"/{secrets.token_urlsafe(32)}/", False
        self._session, self._form = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._base = f"/{secrets.token_urlsafe(32)}/"
        self._desk, self._lock = desk, threading.Lock()
        self._pages = Pages(project, client, wave, self._base, self._form)
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise StateError(
                f"Port {port} cannot be used: {error.strerror}. Name another with --port, "
                f"or leave it out for a free one."
            ) from error
        self.host = f"{HOST}:{self.server_port}"
        self.url = f"http://{self.host}{self._entry}"

    def server_bind(self) -> None:
        """Bind without the look-up of the host's name that HTTPServer makes here."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about a browser that went away; of a fault, its class and no more."""
        kind = sys.exc_info()[0]
        if kind is not None and not issubclass(kind, OSError):
            logging.getLogger(__name__).error("A request failed: %s", kind.__name__)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request of this host; `headers` by lower-case names."""
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        if method not in ("GET", "POST"):
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers=(("Allow", "GET, POST"),))
        if method == "GET" and _same(target, self._entry):
            return self._welcome()
        if not self._admitted(target, headers):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        inner = target.removeprefix(self._base)
        place = _place(inner)
        text = self._desk.text(place) if place else None
        if method == "GET" and inner == "":
            return self._page(self._pages.overview(self._desk))
        if place is None or text is None:
            return refusal(HTTPStatus.NOT_FOUND)
        if method == "GET":
            return self._page(self._pages.text(self._desk, place))
        return self._sent(place, text, headers, body)

    def _welcome(self) -> Reply:
        """Exchange the token of the terminal for a cookie, once."""
        with self._lock:
            entered, self._entered = self._entered, True
        if entered:
            return refusal(HTTPStatus.FORBIDDEN, USED)
        cookie = f"{COOKIE}={self._session}; Path={self._base}; HttpOnly; SameSite=Strict"
        return _redirect(self._base, ("Set-Cookie", cookie))

    def _admitted(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether a request knows both secrets."""
        pairs = headers.get("cookie", "").split(";")
        given = dict(pair.strip().partition("=")[::2] for pair in pairs)
        known = _same(given.get(COOKIE, ""), self._session)
        return _same(target[: len(self._base)], self._base) and known

    def _sent(self, place: Place, text: Text, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a form of this session, and of no other site's page."""
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        fields = _fields(body)
        ours = headers.get("origin", f"http://{self.host}") == f"http://{self.host}"
        if not _same(fields.get("token", ""), self._form) or not ours:
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        if fields.get("action") == "shorten":
            shortened = self._pages.shortened(text)
            return self._page(self._pages.text(self._desk, place, shortened))
        typed = Typed(*(fields.get(name, "") for name in ("decision", "wording", "theme")))
        return self._decided(place, text, typed)

    def _decided(self, place: Place, text: Text, typed: Typed) -> Reply:
        """Save a decision and lead on, or show what was typed with what is wrong."""
        status = HTTPStatus.BAD_REQUEST
        decided = decide(text, typed.decision, typed.wording, self._pages.family(typed.theme))
        if isinstance(decided, Text):
            try:
                self._desk.save(place, decided)
            except OSError as error:
                status = HTTPStatus.INSUFFICIENT_STORAGE
                why = error.strerror or type(error).__name__
                decided = Problem("decision", f"It could not be written to disk: {why}. Try again.")
            else:
                return _redirect(self._pages.href(self._desk.next_left(place)))
        return self._page(self._pages.text(self._desk, place, typed, decided), status)

    def _page(self, content: bytes, status: int = HTTPStatus.OK) -> Reply:
        policy = ("Content-Security-Policy", self._pages.policy)
        return Reply(status, content, HTML, (policy,))


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: ReviewServer
    protocol_version = "HTTP/1.1"
    timeout = IDLE_LIMIT

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        hosts = self.headers.get_all("Host", [])
        if hosts != [self.server.host]:
            reply = refusal(HTTPStatus.MISDIRECTED_REQUEST)
        elif "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]{1,18}", length):
            reply = refusal(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > BODY_LIMIT:
            reply = refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            body = self.rfile.read(int(length))
            if len(body) < int(length):  # the browser went away: half a form is none
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(self.server.answer(self.command, self.path, headers, body))
            return
        self.close_connection = True  # what was not read is not taken for a request
        self._send(reply)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - http.server names them

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        lines = {
            **HEADERS, "Content-Security-Policy": STRICT, **dict(reply.headers),
            "Content-Type": reply.kind, "Content-Length": str(len(reply.body)),
            "Date": formatdate(usegmt=True),
            "Connection": "close" if self.close_connection else "keep-alive",
        }  # fmt: skip
        for name, value in lines.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no HTTP without repeating any of it."""
        self.close_connection = True
        self.command = getattr(self, "command", None) or ""
        self.request_version = "HTTP/1.1"
        self._send(refusal(HTTPStatus(code)))

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def refusal(status: HTTPStatus, why: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A short plain page that says no."""
    return Reply(status, (why or f"{status.phrase}\n").encode(), PLAIN, headers)


def _redirect(target: str, *headers: tuple[str, str]) -> Reply:
    return Reply(HTTPStatus.SEE_OTHER, headers=(("Location", target), *headers))


def _place(inner: str) -> Place | None:
    """`positives/3/` is the third text of that question."""
    found = re.fullmatch(r"([a-z0-9-]{1,40})/([1-9][0-9]{0,8})/", inner)
    return Place(found[1], int(found[2])) if found else None


def _fields(body: bytes) -> dict[str, str]:
    """The first value of each field of a form; nothing where it is no form."""
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, errors="replace", max_num_fields=16)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _same(given: str, secret: str) -> bool:
    """Whether a secret is right, in a time that does not tell how much of it is."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
