"""The texts that a reviewer let through, as a report takes them: quotes and paraphrases.

A quote is a candidate's own words, and needs QUOTES counted answers. A paraphrase is the reviewer's
words for what two texts or more say, and needs no more answers than the report itself; one that
rests on a single text is as recognisable as a quote, and needs as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nejtak.disclosure import MINIMUM, QUOTES
from nejtak.review.quotes import Text

LEAST_TEXTS = 2  # that a paraphrase rests on if it may stand in a small wave's report


@dataclass(frozen=True, slots=True)
class Approved:
    """One text of a question. `theme` is the id of a family of reasons, free words, or empty.

    `star` marks what the reviewer would have on the first page. `language` is the code of the one
    that it is in, empty if nobody knows. `rests_on` is the number of texts behind it.
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


def from_review(texts: Iterable[Text]) -> tuple[Approved, ...]:
    """The published texts of a review, in its order. Each rests on itself alone."""
    return tuple(
        Approved(
            "paraphrase" if text.decision == "paraphrase" else "quote",
            text.question,
            text.theme,
            text.published,
            rests_on=1,
        )
        for text in texts
        if text.published
    )


def shown(texts: Sequence[Approved], counted: int) -> tuple[Approved, ...]:
    """Those that a report on so many counted answers may show."""
    return tuple(text for text in texts if counted >= text.least_counted)
