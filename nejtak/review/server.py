"""The review's server: loopback only, for one person, for as long as the command runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from werkzeug.wrappers import Response

from nejtak.base.loopback import refusal
from nejtak.base.private_page import PrivatePage, html, redirect
from nejtak.project.model import Client, Project, Wave
from nejtak.review.decision import Problem, Typed, decide
from nejtak.review.pages import Pages
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import Text


class ReviewServer(PrivatePage):
    """Serves one review; make it, then let it serve."""

    cookie = "nejtak-review"
    used = (
        "This address has been opened before, and works once: one person reviews at a time.\n"
        "Closed your browser? Press Enter in the terminal for a new address; nothing is lost.\n"
        "If it was not you who opened it, do so at once: opening it shuts the old window out.\n"
    )
    shut = (
        "This window has no part in the review, or another one has taken it over.\n"
        "Paste the address that the terminal shows into the browser's address bar. It works once:\n"
        "press Enter in the terminal for a new one. Every decision is saved.\n"
    )

    def __init__(
        self, project: Project, client: Client, wave: Wave, desk: Desk, port: int = 0
    ) -> None:
        """Raises StateError if the port cannot be used."""
        super().__init__(port)
        self._keys = True
        self._desk = desk
        self._pages = Pages(project, client, wave, desk, self.base, self.form)

    def shown(self, inner: str) -> Response:
        """The page of a text, or the overview."""
        if not inner:
            return self._page(self._overview())
        place = self._place(inner)
        if place is None:
            return refusal(HTTPStatus.NOT_FOUND)
        return self._page(self._pages.text(place, keys=self._keys))

    def sent(self, inner: str, fields: Mapping[str, list[str]]) -> Response:
        """Take a decision, undo the last one, switch keys, or set a limit."""
        place = self._place(inner)
        if inner and place is None:
            return refusal(HTTPStatus.NOT_FOUND)
        match fields.get("action", [""])[0]:
            case "undo":
                return self._written(place, lambda: self._desk.undo() or place)
            case "keys":
                self._keys = not self._keys
                return redirect(self._pages.href(place))
            case "limit":
                return self._limited(fields)
            case _:
                pass
        text = self._desk.text(place) if place else None
        if place is None or text is None:
            return refusal(HTTPStatus.NOT_FOUND)
        return self._decided(place, text, self._pages.composed(text, _typed(fields)))

    def _place(self, inner: str) -> Place | None:
        """`positives/3/` is the third text of that question; None if there is none."""
        found = re.fullmatch(r"([a-z0-9-]{1,40})/([1-9][0-9]{0,8})/", inner)
        place = Place(found[1], int(found[2])) if found else None
        return place if place and self._desk.text(place) else None

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
            return redirect(self._pages.href(save()))
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
        return html(content, self._pages.policy, status)


def _typed(fields: Mapping[str, list[str]]) -> Typed:
    """The content of a text's form; of several fields with one name, except marks, the first."""
    decision, wording, theme, join = (
        fields.get(name, [""])[0] for name in ("decision", "wording", "theme", "join")
    )
    out = frozenset(int(n) for n in fields.get("out", ()) if n.isdecimal() and len(n) < 6)
    return Typed(decision, wording, theme, "star" in fields, out, join)
