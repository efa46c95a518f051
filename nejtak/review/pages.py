"""The reviewer's pages: an overview, and one page per text.

They are in English, as all that admins see is; the texts are in whatever language their writers
chose, which is not recorded. Titles and addresses of pages hold no word of a text, since a browser
keeps both in its history.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nejtak.base import shipped
from nejtak.base.html import Templates
from nejtak.brand import palette
from nejtak.disclosure import QUOTES
from nejtak.project.model import FAMILIES, Client, Project, Wave
from nejtak.review.decision import GONE, THEME_LENGTH, Problem
from nejtak.review.identifiers import TAKEN_OUT, left_out, segments
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import DECISIONS, Text

TEMPLATE = "review.html"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds: as the text stands, or as it was sent and could not be taken."""

    decision: str = ""
    wording: str = ""
    theme: str = ""


class Pages:
    """Renders the pages of one review under the address `base`, with the session's form token."""

    def __init__(self, project: Project, client: Client, wave: Wave, base: str, token: str) -> None:
        self._templates = Templates(shipped.SITE / "templates")
        self._client, self._wave = client, wave
        self._base, self._token = base, token
        language = client.languages[0]
        words = project.surveys[wave.survey].words[language].questions
        self._titles = {id_: said.title for id_, said in words.items()}
        self._locale = project.locales[language]
        self._families = {
            locale.strings["families"][family].casefold(): family
            for code in reversed(client.languages)
            for locale in [project.locales[code]]
            for family in FAMILIES
        }
        sheet = (shipped.SITE / "static" / "review.css").read_text(encoding="utf-8")
        self._css = f"{palette(client.brand.colour).css(sheet)}\n{sheet}"

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: this style sheet, forms that come back here, no more."""
        digest = base64.b64encode(hashlib.sha256(self._css.encode()).digest()).decode()
        return (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors 'none'"
        )

    def overview(self, desk: Desk) -> bytes:
        """Render how far the review is, question by question."""
        review = desk.review
        onward = desk.next_left()
        rows = [
            {
                "id": id_,
                "title": self._titles.get(id_, id_),
                "href": self.href(Place(id_, _first_left(texts))),
                "read": sum(text.decision != "undecided" for text in texts),
                "all": len(texts),
            }
            for id_, texts in desk.by_question().items()
        ]
        return self._html(
            desk, text=None, rows=rows, onward=self.href(onward) if onward else "",
            counts=Counter(text.decision for text in review.texts),
            counted=desk.counted, least=QUOTES,
        )  # fmt: skip

    def text(
        self, desk: Desk, place: Place, typed: Typed | None = None, problem: Problem | None = None
    ) -> bytes:
        """Render one text with its form; `typed` and `problem` where a form could not be taken."""
        text = desk.text(place)
        if text is None:
            raise KeyError(place)
        beside = [desk.neighbour(place, step) for step in (-1, 1)]
        return self._html(
            desk, text=text, place=place, typed=typed or self._typed(text), problem=problem,
            title=self._titles.get(text.question, text.question), pieces=self._pieces(text),
            taken_out=TAKEN_OUT, shortens=self.shortened(text).wording != text.original,
            of=len(desk.by_question()[place.question]), action=self.href(place), gone=GONE,
            previous=self.href(beside[0]) if beside[0] else "",
            following=self.href(beside[1]) if beside[1] else "",
            themes=self._themes(desk), theme_length=THEME_LENGTH,
        )  # fmt: skip

    def shortened(self, text: Text) -> Typed:
        """A form to start from, with everything left out that is marked."""
        return Typed("redact", left_out(self._pieces(text)), self._theme(text.theme))

    def family(self, theme: str) -> str:
        """A theme as it is stored: a family's id where it is one by name, else as it was typed."""
        return self._families.get(theme.strip().casefold(), theme)

    def href(self, place: Place | None) -> str:
        """The address of a text's page, or of the overview."""
        return f"{self._base}{place.question}/{place.number}/" if place else self._base

    def _typed(self, text: Text) -> Typed:
        decision = "" if text.decision == "undecided" else text.decision
        return Typed(decision, text.wording or text.original, self._theme(text.theme))

    def _theme(self, theme: str) -> str:
        families: Mapping[str, str] = self._locale.strings["families"]
        return families[theme] if theme in FAMILIES else theme

    def _themes(self, desk: Desk) -> list[str]:
        """What the field for the theme suggests: what was used before, then families of reasons."""
        used = sorted({self._theme(t.theme) for t in desk.review.texts if t.theme})
        return list(dict.fromkeys([*used, *map(self._theme, FAMILIES)]))

    def _pieces(self, text: Text) -> Any:
        return segments(text.original, (self._client.name, self._client.legal_name))

    def _html(self, desk: Desk, **context: object) -> bytes:
        review = desk.review
        page = self._templates.render(
            TEMPLATE,
            client=self._client, wave=self._wave, css=self._css, base=self._base,
            token=self._token, locale=self._locale, decisions=DECISIONS[1:],
            all=len(review.texts), read=len(review.texts) - review.left, **context,
        )  # fmt: skip
        return page.encode()


def _first_left(texts: list[Text]) -> int:
    """The number of the first text to be read, or the first one where all are."""
    left = (n for n, text in enumerate(texts, 1) if text.decision == "undecided")
    return next(left, 1)
