"""The sealed content of one item, checked again when it is opened.

The collector seals answers, and marks those that a program seems to have sent. Answers from an
interview, entered on the partner's machine, have another mark, and a code for each box of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

from nejtak.project.contract import Contract, FrozenQuestion

# One choice or text, several choices, or a choice for each row of a grid.
Answer = str | Sequence[str] | Mapping[str, str]
Answers = Mapping[str, Answer]
Mark = Literal["interview", "words"]
Chooser = Literal["candidate", "interviewer"]

_ENVELOPE = {"answers", "codes", "mark", "suspect"}
# Lenient, so that texts from an older collector or joined in an interview are never set aside.
SLACK = 2
# A text of only these is no answer. The collector has the same rule in code of its own.
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
    """The topic of one box of a text from an interview: a reason's id, and who chose it.

    Both are empty for a box without a code.
    """

    reason: str
    by: Chooser | Literal[""]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The opened content of one item.

    `mark` is set on the partner's machine only: `interview` counts like any other answer, `words`
    are texts that are not counted. `suspect` is the collector's mark for answers that a program
    seems to have sent.
    """

    answers: Answers
    codes: Mapping[str, tuple[Code, ...]]
    mark: Mark | None
    suspect: bool

    def texts(self, contract: Contract) -> dict[str, str]:
        """The texts among the answers, by question."""
        answers = ((id_, self.answers.get(id_)) for id_ in contract.texts)
        return {id_: text for id_, text in answers if isinstance(text, str)}

    @property
    def counts(self) -> bool:
        """Whether it is one respondent's answers, and not only `words`."""
        return self.mark != "words"


def open_envelope(contract: Contract, envelope: object) -> Envelope | None:
    """Return the content of an envelope; None if no collector and no interview seals such content.

    It is checked again at closing, since anybody with access to the table could have written to it.
    """
    if not isinstance(envelope, dict) or envelope.keys() - _ENVELOPE:
        return None
    answers, mark = envelope.get("answers"), envelope.get("mark")
    codes, suspect = envelope.get("codes", {}), envelope.get("suspect") is True
    if not isinstance(answers, dict) or not fits(contract, answers):
        return None
    if mark not in (None, *MARKS) or (mark and suspect):
        return None
    if (codes and mark is None) or (mark == "words" and set(answers) - set(contract.texts)):
        return None
    if not isinstance(codes, dict) or not all(
        id_ in contract.texts and _codes_fit(contract, answers.get(id_), each)
        for id_, each in codes.items()
    ):
        return None
    coded = {id_: tuple(Code(*one) for one in each) for id_, each in codes.items()}
    return Envelope(answers, coded, mark, suspect)


def _codes_fit(contract: Contract, text: object, codes: object) -> bool:
    """Whether a text has one code for each box, with ids that the contract lists."""
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
    """Whether opened answers are such as the collector accepts."""
    if not isinstance(answers, dict) or not answers:
        return False
    asked = contract.questions
    return all(id_ in asked and _answer_fits(asked[id_], a) for id_, a in answers.items())


def _answer_fits(question: FrozenQuestion, answer: object) -> bool:
    match question.kind:
        case "text":
            return isinstance(answer, str) and _text_fits(question, answer)
        case "choice" | "scale":
            return answer in question.choices
        case "choices":
            return isinstance(answer, list) and _distinct(answer, question.choices)
        case "grid":
            return isinstance(answer, dict) and _rows_fit(question, answer)


def _text_fits(question: FrozenQuestion, text: str) -> bool:
    return not _BLANK.fullmatch(text) and _length(text) <= SLACK * question.max_length


def _rows_fit(question: FrozenQuestion, rows: Mapping[object, object]) -> bool:
    return bool(rows) and all(
        row in question.rows and column in question.choices for row, column in rows.items()
    )


def _length(text: str) -> float:
    """The length in UTF-16 units; infinite if the text has a lone surrogate."""
    try:
        return len(text.encode("utf-16-le")) / 2
    except UnicodeEncodeError:
        return float("inf")


def _distinct(choices: Sequence[object], known: Iterable[str]) -> bool:
    picked = [c for c in choices if isinstance(c, str)]
    return 0 < len(picked) == len(choices) == len(set(picked)) and set(picked) <= set(known)
