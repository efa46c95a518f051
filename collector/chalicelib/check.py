"""Checks answers against the contract, and brings them to one canonical form.

Canonical answers are sealed, and distinguish a retry from a change. So the same choices and words
from two browsers must give the same bytes: unanswered questions are left out, several choices are
sorted, texts are cleaned.

Cleaning keeps the words of a text: line ends become LF, control characters and bidirectional
controls (which can make a text look like another) are removed, a lone surrogate becomes U+FFFD, and
white space at both ends is removed. A text without visible characters is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from chalicelib.body import SubmissionError
from chalicelib.contracts import ContractQuestion

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
    questions: Mapping[str, ContractQuestion], answers: Mapping[str, object]
) -> dict[str, Answer]:
    """Return the answers in their canonical form, without unanswered questions.

    Raises `SubmissionError`: `invalid` with the ids of all questions whose answers do not fit (none
    if the only fault is an unknown id), or `empty` if no question is answered.
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
        raise SubmissionError("invalid", tuple(unfit))
    if not kept:
        raise SubmissionError("empty")
    return kept


def clean(text: str) -> str:
    """Return the text as described at the top of this module, with white space at the ends."""
    text = _NOT_TEXT.sub("", _LINE_END.sub("\n", text))
    return _LONE_SURROGATE.sub("\ufffd", text)


def length(text: str) -> int:
    """Return the length of a text in UTF-16 units, like browsers."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def over(question: ContractQuestion, text: str) -> int:
    """Return by how many characters a text is too long for its question; 0 or less if it fits."""
    return length(clean(text).strip()) - question.max_length


def _text(question: ContractQuestion, value: object) -> str:
    if not isinstance(value, str):
        raise _UnfitError
    text = clean(value)
    if over(question, text) > 0:
        raise _UnfitError
    return "" if _BLANK.fullmatch(text) else text.strip()


def _choice(question: ContractQuestion, value: object) -> str:
    if not isinstance(value, str) or (value and value not in question.choices):
        raise _UnfitError
    return value


def _choices(question: ContractQuestion, value: object) -> list[str]:
    if not isinstance(value, list):
        raise _UnfitError
    picked = [choice for choice in value if isinstance(choice, str) and choice in question.choices]
    if len(picked) != len(value) or len(set(picked)) != len(picked):
        raise _UnfitError
    return sorted(picked)


def _grid(question: ContractQuestion, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or value.keys() - question.rows:
        raise _UnfitError
    cells = {row: _choice(question, column) for row, column in value.items()}
    return {row: column for row, column in cells.items() if column}


_KINDS: Mapping[str, Callable[[ContractQuestion, object], Answer]] = {
    "choice": _choice,
    "choices": _choices,
    "grid": _grid,
    "scale": _choice,
    "text": _text,
}
