"""A local page for one person, for as long as a command runs: the guard of review and interview.

The terminal shows an address with a token that works once, and a new one when Enter is pressed
there. Opening it gives the browser a cookie, which shuts out who was there before, and leads on to
pages under a second secret. Both are needed from then on: the address alone may be read in the
browser's history; and the cookie alone cannot get elsewhere, since browsers send cookies to every
port of a host, but this one only below an address that no other server knows. The program opens no
browser itself: its command line, with the token, would be there for every user of the machine to
see.

Requests that were meant for another host name, that come from another site, or whose form lacks
the session's token, are refused. Nothing about a request is logged or printed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from werkzeug.wrappers import Request, Response

from nejtak.base.loopback import LoopbackServer, Served, refusal, target
from nejtak.base.media import HTML

BODY_LIMIT = 1024 * 1024  # bytes; the longest text is a tenth of it when every letter is `%XX`
FIELDS = 20_000  # of a form; second coding has two for each note

# `same-origin` and not `no-referrer`, with which browsers send forms with `Origin: null`.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ENTRY = re.compile(r"/enter/[\w-]{43}/")


@dataclass(frozen=True, slots=True)
class Inline:
    """The style sheet and the script that stand in every page."""

    css: str
    script: str

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: these two, and forms and requests that come back here."""
        return (
            f"default-src 'none'; style-src '{_digest(self.css)}'; "
            f"script-src '{_digest(self.script)}'; img-src data:; connect-src 'self'; "
            f"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


class PrivatePage(LoopbackServer, ABC):
    """Serves one person's pages on `port`, or on a free one for 0."""

    cookie: str  # its name
    used: str  # the refusal of an address that was opened before
    shut: str  # the refusal of every other request without both secrets

    def __init__(self, port: int) -> None:
        """Raises StateError if the port cannot be used."""
        super().__init__(
            port,
            if_in_use="Name another with --port, or leave it out for a free one.",
            body_limit=BODY_LIMIT,
        )
        self.form = secrets.token_urlsafe(32)
        self.base = f"/{secrets.token_urlsafe(32)}/"
        self._session = self._entry = ""
        self._admitting = threading.Lock()
        self.url = self.readmit()
        self.served = Served(self.answer, HEADERS)

    @abstractmethod
    def shown(self, inner: str) -> Response:
        """Answer a GET of an admitted browser; `inner` is the address below `base`."""

    @abstractmethod
    def sent(self, inner: str, fields: Mapping[str, list[str]]) -> Response:
        """Answer a form of this session, and of no other site's page."""

    def readmit(self) -> str:
        """A new address that works once; whoever opens it takes the page over."""
        with self._admitting:
            self._entry = f"/enter/{secrets.token_urlsafe(32)}/"
            return f"{self.origin}{self._entry}"

    def answer(self, request: Request) -> Response:
        """Answer one request of this host."""
        asked = target(request)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return refusal(HTTPStatus.FORBIDDEN, self.shut)
        if request.method not in ("GET", "POST"):
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, POST"})
        if request.method == "GET" and _ENTRY.fullmatch(asked):
            return self._welcome(asked)
        if not self._admitted(asked, request):
            return refusal(HTTPStatus.FORBIDDEN, self.shut)
        inner = asked.removeprefix(self.base)
        return self._sent(inner, request) if request.method == "POST" else self.shown(inner)

    def _welcome(self, asked: str) -> Response:
        """Exchange the token of the terminal for a cookie, once."""
        with self._admitting:
            fits = bool(self._entry) and _same(asked, self._entry)
            if fits:
                self._entry, self._session = "", secrets.token_urlsafe(32)
        if not fits:
            return refusal(HTTPStatus.FORBIDDEN, self.used)
        reply = redirect(self.base)
        reply.set_cookie(
            self.cookie, self._session, path=self.base, httponly=True, samesite="Strict"
        )
        return reply

    def _admitted(self, asked: str, request: Request) -> bool:
        """Whether a request knows both secrets."""
        known = bool(self._session) and _same(request.cookies.get(self.cookie, ""), self._session)
        return _same(asked[: len(self.base)], self.base) and known

    def _sent(self, inner: str, request: Request) -> Response:
        if request.mimetype != "application/x-www-form-urlencoded":
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        fields = _fields(request.get_data())
        ours = request.headers.get("Origin", self.origin) == self.origin
        if not _same(fields.get("token", [""])[0], self.form) or not ours:
            return refusal(HTTPStatus.FORBIDDEN, self.shut)
        return self.sent(inner, fields)


def redirect(address: str) -> Response:
    """Lead on with a GET."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def html(content: bytes, policy: str, status: int = HTTPStatus.OK) -> Response:
    """A page with a Content-Security-Policy of its own."""
    return Response(content, status, {"Content-Security-Policy": policy}, content_type=HTML)


def _fields(body: bytes) -> dict[str, list[str]]:
    """The values of each field of a form; nothing if it is no form."""
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, errors="replace", max_num_fields=FIELDS
        )
    except ValueError:
        return {}


def _digest(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"sha256-{digest}"


def _same(given: str, secret: str) -> bool:
    """Whether a secret is right, in a time that does not tell how much of it is."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
