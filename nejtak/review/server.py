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

import re
import secrets
import threading
from http import HTTPStatus
from urllib.parse import parse_qs

from werkzeug.wrappers import Request, Response

from nejtak.base.loopback import LoopbackServer, Served, refusal, target
from nejtak.base.media import HTML
from nejtak.project.model import Client, Project, Wave
from nejtak.review.decision import Problem, decide
from nejtak.review.pages import Pages, Typed
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import Text

COOKIE = "nejtak-review"
BODY_LIMIT = 1024 * 1024  # bytes; the longest text is a tenth of it when every letter is `%XX`

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
USED = (
    "This address has been opened before, and works once.\n"
    "End the review with Ctrl-C and start it again for a new one; nothing is lost.\n"
    "If it was not you who opened it, do so at once.\n"
)
SHUT = "Open the address that the terminal shows: paste it into the browser's address bar.\n"


class ReviewServer(LoopbackServer):
    """Serves one review on `port`, or on a free one for 0; make it, then let it serve."""

    def __init__(
        self, project: Project, client: Client, wave: Wave, desk: Desk, port: int = 0
    ) -> None:
        """Raises StateError if the port cannot be used."""
        super().__init__(
            port,
            if_in_use="Name another with --port, or leave it out for a free one.",
            body_limit=BODY_LIMIT,
        )
        self._entry, self._entered = f"/{secrets.token_urlsafe(32)}/", False
        self._session, self._form = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._base = f"/{secrets.token_urlsafe(32)}/"
        self._desk, self._lock = desk, threading.Lock()
        self._pages = Pages(project, client, wave, self._base, self._form)
        self.url = f"{self.origin}{self._entry}"
        self.served = Served(self.answer, HEADERS)

    def answer(self, request: Request) -> Response:
        """Answer one request of this host."""
        asked = target(request)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        if request.method not in ("GET", "POST"):
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, POST"})
        if request.method == "GET" and _same(asked, self._entry):
            return self._welcome()
        if not self._admitted(asked, request):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        inner = asked.removeprefix(self._base)
        place = _place(inner)
        text = self._desk.text(place) if place else None
        if request.method == "GET" and inner == "":
            return self._page(self._pages.overview(self._desk))
        if place is None or text is None:
            return refusal(HTTPStatus.NOT_FOUND)
        if request.method == "GET":
            return self._page(self._pages.text(self._desk, place))
        return self._sent(place, text, request)

    def _welcome(self) -> Response:
        """Exchange the token of the terminal for a cookie, once."""
        with self._lock:
            entered, self._entered = self._entered, True
        if entered:
            return refusal(HTTPStatus.FORBIDDEN, USED)
        reply = _redirect(self._base)
        reply.set_cookie(COOKIE, self._session, path=self._base, httponly=True, samesite="Strict")
        return reply

    def _admitted(self, asked: str, request: Request) -> bool:
        """Whether a request knows both secrets."""
        known = _same(request.cookies.get(COOKIE, ""), self._session)
        return _same(asked[: len(self._base)], self._base) and known

    def _sent(self, place: Place, text: Text, request: Request) -> Response:
        """Take a form of this session, and of no other site's page."""
        if request.mimetype != "application/x-www-form-urlencoded":
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        fields = _fields(request.get_data())
        ours = request.headers.get("Origin", self.origin) == self.origin
        if not _same(fields.get("token", ""), self._form) or not ours:
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        if fields.get("action") == "shorten":
            shortened = self._pages.shortened(text)
            return self._page(self._pages.text(self._desk, place, shortened))
        typed = Typed(*(fields.get(name, "") for name in ("decision", "wording", "theme")))
        return self._decided(place, text, typed)

    def _decided(self, place: Place, text: Text, typed: Typed) -> Response:
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

    def _page(self, content: bytes, status: int = HTTPStatus.OK) -> Response:
        policy = {"Content-Security-Policy": self._pages.policy}
        return Response(content, status, policy, content_type=HTML)


def _redirect(address: str) -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


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
