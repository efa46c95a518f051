"""The review's server: loopback only, for one person, for as long as the command runs.

The terminal shows an address with a token that works once, and a new one when Enter is pressed
there. Opening it gives the browser a cookie, which shuts out who was there before, and leads on to
pages under a second secret. Both are needed from then on: the address alone may be
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
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qs

from werkzeug.wrappers import Request, Response

from nejtak.base.loopback import LoopbackServer, Served, refusal, target
from nejtak.base.media import HTML
from nejtak.project.model import Client, Project, Wave
from nejtak.review.decision import Problem, Typed, decide
from nejtak.review.pages import Pages
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
FIELDS = 2000  # of a form, the numbers of its marks among them
_ENTRY = re.compile(r"/enter/[\w-]{43}/")
USED = (
    "This address has been opened before, and works once: one person reviews at a time.\n"
    "Closed your browser? Press Enter in the terminal for a new address; nothing is lost.\n"
    "If it was not you who opened it, do so at once: opening it shuts the old window out.\n"
)
SHUT = (
    "This window has no part in the review, or another one has taken it over.\n"
    "Paste the address that the terminal shows into the browser's address bar. It works once:\n"
    "press Enter in the terminal for a new one. Every decision is saved.\n"
)


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
        self._form = secrets.token_urlsafe(32)
        self._base = f"/{secrets.token_urlsafe(32)}/"
        self._session = self._entry = ""
        self._keys = True
        self._desk, self._lock = desk, threading.Lock()
        self._pages = Pages(project, client, wave, desk, self._base, self._form)
        self.url = self.readmit()
        self.served = Served(self.answer, HEADERS)

    def readmit(self) -> str:
        """A new address that works once; whoever opens it takes the review over."""
        with self._lock:
            self._entry = f"/enter/{secrets.token_urlsafe(32)}/"
            return f"{self.origin}{self._entry}"

    def answer(self, request: Request) -> Response:
        """Answer one request of this host."""
        asked = target(request)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        if request.method not in ("GET", "POST"):
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, POST"})
        if request.method == "GET" and _ENTRY.fullmatch(asked):
            return self._welcome(asked)
        if not self._admitted(asked, request):
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        inner = asked.removeprefix(self._base)
        place = _place(inner)
        text = self._desk.text(place) if place else None
        if inner and (place is None or text is None):
            return refusal(HTTPStatus.NOT_FOUND)
        if request.method == "POST":
            return self._sent(place, text, request)
        return self._page(self._pages.text(place, keys=self._keys) if place else self._overview())

    def _welcome(self, asked: str) -> Response:
        """Exchange the token of the terminal for a cookie, once."""
        with self._lock:
            fits = bool(self._entry) and _same(asked, self._entry)
            if fits:
                self._entry, self._session = "", secrets.token_urlsafe(32)
        if not fits:
            return refusal(HTTPStatus.FORBIDDEN, USED)
        reply = _redirect(self._base)
        reply.set_cookie(COOKIE, self._session, path=self._base, httponly=True, samesite="Strict")
        return reply

    def _admitted(self, asked: str, request: Request) -> bool:
        """Whether a request knows both secrets."""
        known = bool(self._session) and _same(request.cookies.get(COOKIE, ""), self._session)
        return _same(asked[: len(self._base)], self._base) and known

    def _sent(self, place: Place | None, text: Text | None, request: Request) -> Response:
        """Take a form of this session, and of no other site's page."""
        if request.mimetype != "application/x-www-form-urlencoded":
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        fields = _fields(request.get_data())
        ours = request.headers.get("Origin", self.origin) == self.origin
        if not _same(fields.get("token", [""])[0], self._form) or not ours:
            return refusal(HTTPStatus.FORBIDDEN, SHUT)
        match fields.get("action", [""])[0]:
            case "undo":
                return self._written(place, lambda: self._desk.undo() or place)
            case "keys":
                self._keys = not self._keys
                return _redirect(self._pages.href(place))
            case "limit":
                return self._limited(fields)
        if place is None or text is None:
            return refusal(HTTPStatus.NOT_FOUND)
        return self._decided(place, text, self._pages.composed(text, _typed(fields)))

    def _decided(self, place: Place, text: Text, typed: Typed) -> Response:
        """Save a decision and redirect, or show the typed form again with its fault."""
        decided = decide(text, typed, self._desk.redactor)
        if isinstance(decided, Problem):
            return self._page(
                self._pages.text(place, typed, decided, keys=self._keys), HTTPStatus.BAD_REQUEST
            )

        def save() -> Place | None:
            self._desk.save(place, decided)
            return self._desk.next_left(place)

        return self._written(place, save, typed)

    def _limited(self, fields: Mapping[str, list[str]]) -> Response:
        """Let more or fewer texts of a question be quoted."""
        question, most = (fields.get(name, [""])[0] for name in ("question", "most"))
        m = self._desk.counted.number
        if question not in self._desk.by_question():
            return refusal(HTTPStatus.NOT_FOUND)
        if not (most.isdecimal() and len(most) < 6 and int(most) <= m):
            problem = Problem(
                "limit", f"A question has 0 to {m} quotes: no more than answers are counted."
            )
            page = self._pages.overview(self._keys, problem)
            return self._page(page, HTTPStatus.BAD_REQUEST)

        def save() -> None:
            self._desk.limit(question, int(most))

        return self._written(None, save)

    def _written(
        self,
        place: Place | None,
        save: Callable[[], Place | None],
        typed: Typed | None = None,
    ) -> Response:
        """Redirect to the place that saving returns, or report a failed save on the same page."""
        try:
            return _redirect(self._pages.href(save()))
        except OSError as error:
            why = error.strerror or type(error).__name__
            problem = Problem("decision", f"It could not be written to disk: {why}. Try again.")
        page = (
            self._pages.text(place, typed, problem, keys=self._keys)
            if place
            else self._pages.overview(self._keys, problem)
        )
        return self._page(page, HTTPStatus.INSUFFICIENT_STORAGE)

    def _overview(self) -> bytes:
        return self._pages.overview(self._keys)

    def _page(self, content: bytes, status: int = HTTPStatus.OK) -> Response:
        policy = {"Content-Security-Policy": self._pages.policy}
        return Response(content, status, policy, content_type=HTML)


def _redirect(address: str) -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def _place(inner: str) -> Place | None:
    """`positives/3/` is the third text of that question."""
    found = re.fullmatch(r"([a-z0-9-]{1,40})/([1-9][0-9]{0,8})/", inner)
    return Place(found[1], int(found[2])) if found else None


def _fields(body: bytes) -> dict[str, list[str]]:
    """The values of each field of a form; nothing if it is no form."""
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, errors="replace", max_num_fields=FIELDS
        )
    except ValueError:
        return {}


def _typed(fields: Mapping[str, list[str]]) -> Typed:
    """The content of a text's form; of several fields with one name, except marks, the first."""
    decision, wording, theme, join = (
        fields.get(name, [""])[0] for name in ("decision", "wording", "theme", "join")
    )
    out = frozenset(int(n) for n in fields.get("out", ()) if n.isdecimal() and len(n) < 6)
    return Typed(decision, wording, theme, "star" in fields, out, join)


def _same(given: str, secret: str) -> bool:
    """Whether a secret is right, in a time that does not tell how much of it is."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
