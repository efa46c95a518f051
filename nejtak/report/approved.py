"""The texts that a reviewer approved for a report: quotes and paraphrases.

A quote is a candidate's own words, and needs QUOTES counted answers. A paraphrase is the reviewer's
wording of two or more texts, and needs no more answers than the report itself. A paraphrase of a
single text is as recognisable as a quote, and needs as many answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nejtak.disclosure import MINIMUM, QUOTES
from nejtak.review.quotes import Quote

LEAST_TEXTS = 2  # that a paraphrase needs before a small wave's report may show it


@dataclass(frozen=True, slots=True)
class Approved:
    """One text of a question. `theme` is the id of a family of reasons, free words, or empty.

    `star` marks a text that the reviewer wants on the first page. `language` is the code of the
    text's language, empty if it is unknown. `rests_on` is the number of texts behind it.
    """

    kind: Literal["quote", "paraphrase"]
    question: str
    theme: str
    text: str
    star: bool = False
    language: str = ""
    rests_on: int = LEAST_TEXTS

    @property
    def least_counted(self) -> int:
        """The number of counted answers from which it may be shown."""
        paraphrase = self.kind == "paraphrase" and self.rests_on >= LEAST_TEXTS
        return MINIMUM if paraphrase else QUOTES


def from_review(quotes: Iterable[Quote]) -> tuple[Approved, ...]:
    """The texts that the review publishes, in its order.

    The review publishes a paraphrase only if it rests on two texts or more.
    """
    return tuple(
        Approved(one.kind, one.question, one.theme, one.text, one.star, one.language)
        for one in quotes
    )


def shown(texts: Sequence[Approved], counted: int) -> tuple[Approved, ...]:
    """Those that a report on so many counted answers may show."""
    return tuple(text for text in texts if counted >= text.least_counted)
