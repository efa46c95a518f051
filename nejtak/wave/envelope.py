"""What the seal of one item holds, checked again when it is opened.

The collector seals answers, and marks what seems to be a program's. What the partner's machine
enters from an interview has a mark of its own, and a code for each box of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

from nejtak.project.contract import Contract, FrozenQuestion

# What somebody answered: one choice or text, several choices, or a choice for each row of a grid.
Answer = str | Sequence[str] | Mapping[str, str]
Answers = Mapping[str, Answer]
Mark = Literal["interview", "words"]
Chooser = Literal["candidate", "interviewer"]

_ENVELOPE = {"answers", "codes", "mark", "suspect"}
# Lenient: what an older collector let through, or an interview joined, is never set aside.
SLACK = 2
# A text of nothing else is no answer. The collector has the same rule, and shares no code.
_BLANK = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
BOX_BREAK = "\n\n"  # between the boxes of one text
MARKS: tuple[Mark, ...] = get_args(Mark)
CHOOSERS: tuple[Chooser, ...] = get_args(Chooser)


@dataclass(frozen=True, slots=True)
class Code:
    """What a box of a text is about, as the interview had it: a reason, and who chose it.

    Both are empty for a box without a code.
    """

    reason: str
    by: Chooser | Literal[""]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the seal of one item held.

    `mark` is set on the partner's machine alone: `interview` counts like any other answer, `words`
    are texts that nothing counts. `suspect` is the collector's mark of what seems a program's.
    """

    answers: Answers
    codes: Mapping[str, tuple[Code, ...]]
    mark: Mark | None
    suspect: bool

    def texts(self, contract: Contract) -> dict[str, str]:
        """The texts among the answers, by question."""
        found = ((id_, self.answers.get(id_)) for id_ in contract.texts)
        return {id_: text for id_, text in found if isinstance(text, str)}

    @property
    def counts(self) -> bool:
        """Whether it is one respondent's, and not only words."""
        return self.mark != "words"


def opened(contract: Contract, envelope: object) -> Sent | None:
    """Return what an envelope holds; None if it is not what the collector seals.

    Checked again at closing, since whoever holds the table could have put something else there.
    """
    if not isinstance(envelope, dict) or envelope.keys() - _ENVELOPE:
        return None
    answers, mark = envelope.get("answers"), envelope.get("mark")
    codes, suspect = envelope.get("codes", {}), envelope.get("suspect") is True
    if not isinstance(answers, dict) or not fits(contract, answers):
        return None
    if mark not in (None, *MARKS):
        return None
    if (codes and mark is None) or (mark == "words" and set(answers) - set(contract.texts)):
        return None
    if not isinstance(codes, dict) or not all(
        id_ in contract.texts and _codes_fit(contract, answers.get(id_), each)
        for id_, each in codes.items()
    ):
        return None
    found = {id_: tuple(Code(*one) for one in each) for id_, each in codes.items()}
    return Sent(answers, found, mark, suspect)


def _codes_fit(contract: Contract, text: object, codes: object) -> bool:
    """Whether there is one code for each box of a text: a choice that the contract lists."""
    questions = contract.questions.values()
    known = (id_ for asked in questions for id_ in (*asked.choices, *asked.rows))
    chosen = [*product(known, CHOOSERS)]
    return (
        isinstance(text, str)
        and isinstance(codes, list)
        and len(codes) == len(text.split(BOX_BREAK))
        and all(
            one == ["", ""] or (isinstance(one, list) and len(one) == 2 and tuple(one) in chosen)
            for one in codes
        )
    )


def fits(contract: Contract, answers: object) -> bool:
    """Whether opened answers are what the collector lets through."""
    if not isinstance(answers, dict) or not answers:
        return False
    asked = contract.questions
    return all(id_ in asked and _answer_fits(asked[id_], a) for id_, a in answers.items())


def _answer_fits(question: FrozenQuestion, answer: object) -> bool:
    match question.kind, answer:
        case "text", str(text):
            return not _BLANK.fullmatch(text) and _length(text) <= SLACK * question.max_length
        case "choice" | "scale", str(choice):
            return choice in question.choices
        case "choices", list(choices):
            return _distinct(choices, question.choices)
        case "grid", dict(rows):
            return bool(rows) and all(
                row in question.rows and column in question.choices for row, column in rows.items()
            )
    return False


def _length(text: str) -> float:
    """The length in UTF-16 units; without end where there are halves of characters."""
    try:
        return len(text.encode("utf-16-le")) / 2
    except UnicodeEncodeError:
        return float("inf")


def _distinct(choices: Sequence[object], known: Iterable[str]) -> bool:
    picked = [c for c in choices if isinstance(c, str)]
    return 0 < len(picked) == len(choices) == len(set(picked)) and set(picked) <= set(known)
