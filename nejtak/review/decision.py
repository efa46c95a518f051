"""The decisions that a reviewer may make about a text, and the wording that each one needs.

Only the wording is published. Keeping a text whose wording was changed would publish words that the
reviewer meant to take out, so it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from nejtak.review.clean import clean_text
from nejtak.review.marks import GONE
from nejtak.review.quotes import DECISIONS, Decision, Text
from nejtak.review.redaction import Redactor

THEME_LENGTH = 60  # characters

_GONE = re.compile(r"\[\s*(?:\.{2,}|…)\s*\]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The content of a form: filled in from the text, or as it was sent.

    `out` are the numbers of the marks to leave out, `join` is the paraphrase of another text that
    is to be used for this one too.
    """

    decision: str = ""
    wording: str = ""
    theme: str = ""
    star: bool = False
    out: frozenset[int] = frozenset()
    join: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a decision cannot be taken: the field to mend, and how."""

    field: Literal["decision", "wording", "theme", "limit"]
    message: str


MESSAGES: Mapping[str, Problem] = {
    "none": Problem("decision", "Choose what happens to this text."),
    "kept": Problem(
        "decision",
        "You chose to keep the text, but its wording was changed. Choose redact or paraphrase, "
        "or put the text back as it was.",
    ),
    "nothing": Problem(
        "wording",
        f"Nothing is left out yet. Press the number of a mark, replace what could identify someone "
        f"with {GONE}, or choose keep.",
    ),
    "more": Problem(
        "wording",
        f"This changes more than it leaves out. Only replace words with {GONE}, or choose "
        f"paraphrase.",
    ),
    "same": Problem(
        "wording",
        "This is the text as it was. Say it in other words, or choose keep, redact or withhold.",
    ),
    "empty": Problem("wording", "Nothing is left to quote. Write the wording, or choose withhold."),
    "long": Problem("theme", f"A theme has at most {THEME_LENGTH} characters."),
}


def decide(text: Text, typed: Typed, redactor: Redactor) -> Text | Problem:
    """The text as decided, or why that cannot be.

    Wording and theme go through automatic redaction like every text.
    """
    theme = redactor.redact(" ".join(typed.theme.split())).text
    wording = _clean(typed.wording, text, redactor)
    wrong = _wrong(text.original, typed.decision, wording, theme, redactor)
    if wrong:
        return MESSAGES[wrong]
    said = wording if typed.decision in ("redact", "paraphrase") else ""
    star = typed.star and typed.decision != "withhold"
    decision = cast("Decision", typed.decision)
    told_in = redactor.languages.of(said) if decision == "paraphrase" else ""
    return replace(text, decision=decision, wording=said, theme=theme, star=star, told_in=told_in)


def _clean(wording: str, text: Text, redactor: Redactor) -> str:
    """Return the wording, cleaned as texts are; if it was not changed, return the original text."""
    wording = clean_text(wording).strip()
    if wording == text.original.strip():
        return text.original
    return redactor.without(_GONE.sub(GONE, wording), text.language)


def _wrong(original: str, decision: str, wording: str, theme: str, redactor: Redactor) -> str:
    """The name of the fault, or an empty string."""
    if decision not in DECISIONS or decision == "undecided":
        return "none"
    if len(theme) > THEME_LENGTH:
        return "long"
    if decision == "withhold":
        return ""
    if redactor.says_nothing(wording.replace(GONE, "")):
        return "empty"
    same = wording == original
    if decision == "keep":
        return "" if same else "kept"
    if same:
        return "nothing" if decision == "redact" else "same"
    return "" if decision == "paraphrase" or only_leaves_out(original, wording) else "more"


def only_leaves_out(original: str, wording: str) -> bool:
    """Whether `wording` is `original` with pieces of it replaced by the sign for left out."""
    first, *middle = (" ".join(piece.split()) for piece in wording.split(GONE))
    if not middle:
        return False
    rest = " ".join(original.split())
    last = middle.pop()
    if not rest.startswith(first):
        return False
    rest = rest[len(first) :]
    for piece in middle:
        _, found, rest = rest.partition(piece) if piece else ("", "yes", rest)
        if not found:
            return False
    return rest.endswith(last)
