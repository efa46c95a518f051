"""Candidates' texts that a reviewer approved, under the question that each answers.

Quotes are their words, paraphrases the reviewer's. Both are in the review's random order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nejtak.disclosure import QUOTES
from nejtak.project.model import FAMILIES, Looks
from nejtak.report.approved import Approved
from nejtak.report.page.material import Material

MOST_PROPOSED = 3  # questions whose first paraphrase is on a small wave's first page


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text by its lines; `quoted` if it is a candidate's own words.

    `language` is its own, if that is known and another than the page's.
    """

    lines: tuple[str, ...]
    quoted: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the texts that answer it."""

    title: str
    said: tuple[ShownText, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """The one text on the first page."""

    said: ShownText
    about: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The texts of one part of the survey; if there are none, `missing` says why."""

    asked: tuple[Asked, ...]
    notes: tuple[str, ...]
    missing: tuple[str, str] | None


def front_text(found: Material, families: Sequence[str]) -> Voice | None:
    """The first quote with a star, else the first on the theme of the first action that has one."""
    quotes = [text for text in found.texts if text.kind == "quote"]
    starred = [quote for quote in quotes if quote.star]
    about = [quote for family in families if family for quote in quotes if quote.theme == family]
    chosen = next(iter([*starred, *about]), None)
    if chosen is None:
        return None
    theme = chosen.theme
    if theme in FAMILIES:
        theme = found.words.text(theme, "families")
    about_ = found.words.text("voice_about", a=theme) if theme else found.words.text("voice")
    return Voice(_said(chosen, found), about_)


def proposals(found: Material) -> tuple[Asked, ...]:
    """What candidates propose in the reviewer's words, for the first page of a small wave."""
    return _asked(found, "forward")[:MOST_PROPOSED]


def voices(found: Material, looks: Looks) -> Voices | None:
    """The texts of one part; None if it has none, and no question that asks for any."""
    asks = any(
        question.kind == "text" and found.labels.looks(id_) == looks
        for id_, question in found.found.questions.items()
    )
    asked = _asked(found, looks)
    if not asked:
        return Voices((), (), _missing(found)) if asks and looks == "forward" else None
    if looks == "forward" and _on_the_first_page(found) == asked:
        return None
    last = looks == "forward" or not _asked(found, "forward")
    return Voices(asked, tuple(_notes(found)) if last else (), None)


def _on_the_first_page(found: Material) -> tuple[Asked, ...]:
    """The questions whose only text is on the first page, so that they need no section."""
    if found.found.m >= QUOTES:
        return ()
    return tuple(asked for asked in proposals(found) if len(asked.said) == 1)


def _missing(found: Material) -> tuple[str, str]:
    key = "no_quotes" if found.found.m >= QUOTES else "no_words"
    return found.words.text(key), found.words.text(f"{key}_more")


def _notes(found: Material) -> list[str]:
    """How the texts were chosen, and which language they are in: once for all of them."""
    kinds = {text.kind == "quote" for text in found.texts}
    keys = ["quotes_note"] if True in kinds else []
    keys += ["paraphrases_note"] if False in kinds else []
    foreign = any(
        text.kind == "quote" and text.language != found.words.locale.code for text in found.texts
    )
    keys += ["quotes_language"] if foreign and len(found.client.languages) > 1 else []
    return [found.words.text(key) for key in keys]


def _asked(found: Material, looks: Looks) -> tuple[Asked, ...]:
    return tuple(
        Asked(found.labels.title(id_), said)
        for id_, question in found.found.questions.items()
        if question.kind == "text" and found.labels.looks(id_) == looks
        if (said := tuple(_said(text, found) for text in found.texts if text.question == id_))
    )


def _said(text: Approved, found: Material) -> ShownText:
    other = text.language if text.language != found.words.locale.code else ""
    return ShownText(tuple(text.text.strip().splitlines()), text.kind == "quote", other)
