"""Answers against the contract: what fits is brought to one form, what does not is refused.

The canonical answers are what is sealed and what tells a retry from a change, so two browsers
that send the same choices and words must end in the same bytes: unanswered questions are left
out, several choices are sorted, texts are cleaned.

A text keeps its words and loses what nobody
typed: line ends become LF, control characters and the marks that turn the direction of a line
(which can make a text look like another one) are dropped, half a character becomes U+FFFD, and
white space at both ends goes. A text in which nothing can be seen is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from chalicelib.body import RefusedError
from chalicelib.contracts import Question

Answer = str | list[str] | dict[str, str]

_LINE_END = re.compile(r"\r\n?")
_NOT_TEXT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and LF, DEL, C1
    r"\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    r"\ufffe\uffff]"  # no characters, and not allowed in XML
)
# White space, controls, Default_Ignorable_Code_Point, and three that fonts leave blank.
_BLANK = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class _UnfitError(Exception):
    """One answer does not fit its question."""


def canonical(
    questions: Mapping[str, Question], answers: Mapping[str, object]
) -> dict[str, Answer]:
    """Return the answers in the one form that is sealed, without what is unanswered.

    Raises `RefusedError`: `invalid` with the ids of the questions that do not fit, all of them
    (none where only an unknown id is at fault), or `empty` where nothing is answered.
    """
    kept: dict[str, Answer] = {}
    unfit: list[str] = []
    for name, question in questions.items():
        if name not in answers:
            continue
        try:
            answer = _KINDS[question.kind](question, answers[name])
        except _UnfitError:
            unfit.append(name)
            continue
        if answer:
            kept[name] = answer
    if unfit or answers.keys() - questions.keys():
        raise RefusedError("invalid", tuple(unfit))
    if not kept:
        raise RefusedError("empty")
    return kept


def clean(text: str) -> str:
    """Return the text as described at the top of this module, white space at the ends kept."""
    text = _NOT_TEXT.sub("", _LINE_END.sub("\n", text))
    return _LONE_SURROGATE.sub("\ufffd", text)


def length(text: str) -> int:
    """Return the length of a text in UTF-16 units, as browsers count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def over(question: Question, text: str) -> int:
    """Return by how much a text is longer than its question allows; 0 or less if it fits."""
    return length(clean(text).strip()) - question.max_length


def _text(question: Question, value: object) -> str:
    if not isinstance(value, str):
        raise _UnfitError
    text = clean(value)
    if over(question, text) > 0:
        raise _UnfitError
    return "" if _BLANK.fullmatch(text) else text.strip()


def _choice(question: Question, value: object) -> str:
    if not isinstance(value, str) or (value and value not in question.choices):
        raise _UnfitError
    return value


def _choices(question: Question, value: object) -> list[str]:
    if not isinstance(value, list):
        raise _UnfitError
    picked = [choice for choice in value if isinstance(choice, str) and choice in question.choices]
    if len(picked) != len(value) or len(set(picked)) != len(picked):
        raise _UnfitError
    return sorted(picked)


def _grid(question: Question, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or value.keys() - question.rows:
        raise _UnfitError
    cells = {row: _choice(question, column) for row, column in value.items()}
    return {row: column for row, column in cells.items() if column}


_KINDS: Mapping[str, Callable[[Question, object], Answer]] = {
    "choice": _choice,
    "choices": _choices,
    "grid": _grid,
    "scale": _choice,
    "text": _text,
}
