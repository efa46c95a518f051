"""Free texts under review, and the parts of them that a report may quote.

A text is quoted only after a person has decided so. QUOTES counted answers are needed for
candidates' own words, MINIMUM for a paraphrase, which is the reviewer's wording of two texts or
more (`nejtak.disclosure`). Of each question LIMIT quotes at most are published, unless the
reviewer says another number, and never more than answers are counted: starred ones first, then in
random order.
Which texts one person wrote is not in the closed wave and so not here either.

The order is random, drawn once when a text enters the review and kept from then on, so that a
report can be made again byte for byte. Texts that join later are put between those already there,
at places drawn anew, and are undecided.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from nejtak.disclosure import MINIMUM, QUOTES

LIMIT = 5  # quotes of a question, if the reviewer says no other number
RESTS_ON = 2  # texts that a paraphrase rests on, at least

Kind = Literal["quote", "paraphrase"]
Decision = Literal["undecided", "keep", "redact", "paraphrase", "withhold"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Text:
    """One free text under review.

    `original` is the text that the reviewer reads, after automatic redaction, and `language` its
    language. `wording` is published if the decision is `redact` or `paraphrase`, and is empty
    otherwise; texts of a question with the same paraphrase are counted together as its sources.
    `theme` is the id of a family of reasons, or the reviewer's own words, or empty. `star` puts a
    quote first, and lets it be shown on the report's first page. `told_in` is the language in which
    the reviewer wrote a paraphrase.
    """

    question: str
    original: str
    decision: Decision = "undecided"
    wording: str = ""
    theme: str = ""
    star: bool = False
    language: str = ""
    told_in: str = ""

    @property
    def published(self) -> str:
        """The words that may be published; empty if none may."""
        if self.decision == "keep":
            return self.original
        return self.wording if self.decision in ("redact", "paraphrase") else ""


@dataclass(frozen=True, slots=True)
class Review:
    """A wave's texts in their order, quotes of each question at most, and themes in use.

    A question that is not among `limits` has LIMIT.
    """

    texts: tuple[Text, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    themes: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """The number of undecided texts."""
        return sum(text.decision == "undecided" for text in self.texts)


@dataclass(frozen=True, slots=True)
class Quote:
    """One text as it may be published: a candidate's own words, or the reviewer's for several.

    `question`, `theme`, `star` and `language` as in `Text`; a review of an earlier format has no
    languages.
    """

    question: str
    theme: str
    text: str
    kind: Kind = "quote"
    star: bool = False
    language: str = ""


def approved(review: Review, m: int) -> tuple[Quote, ...]:
    """The texts that a report on m counted answers may show, in the review's random order."""
    by_question: dict[str, list[tuple[int, Quote]]] = {}
    for at, quote in _candidates(review, m):
        by_question.setdefault(quote.question, []).append((at, quote))
    shown: list[tuple[int, Quote]] = []
    for question, found in by_question.items():
        most = min(review.limits.get(question, LIMIT), m)
        shown += sorted(found, key=lambda one: not one[1].star)[:most]
    return tuple(quote for _, quote in sorted(shown, key=lambda one: one[0]))


def _candidates(review: Review, m: int) -> Iterator[tuple[int, Quote]]:
    """The texts that could be shown without a limit, with their places; each paraphrase once."""
    rests = Counter(paraphrase(t) for t in review.texts if t.decision == "paraphrase")
    starred = {paraphrase(t) for t in review.texts if t.decision == "paraphrase" and t.star}
    for at, text in enumerate(review.texts):
        if text.decision == "paraphrase":
            number = rests.pop(paraphrase(text), 0)
            if number >= RESTS_ON and m >= MINIMUM:
                yield at, replace(_quote(text), star=paraphrase(text) in starred)
        elif text.published and m >= QUOTES:
            yield at, _quote(text)


def _quote(text: Text) -> Quote:
    kind: Kind = "paraphrase" if text.decision == "paraphrase" else "quote"
    language = text.told_in or text.language
    return Quote(text.question, text.theme, text.published, kind, text.star, language)


def paraphrase(text: Text) -> tuple[str, str]:
    """The key of a paraphrase: texts with the same key share it."""
    return text.question, text.wording


def joined(review: Review, said: Mapping[str, Sequence[Text]]) -> Review:
    """Update a review to the current texts of the closed wave: `said` has them by question.

    Texts that were in the review keep their decision and order. A text is in the review as often as
    it is in `said`: new ones are added as they are there, and those no longer there are removed.
    """
    fresh = [text for texts in said.values() for text in texts if text.original.strip()]
    wanted = Counter((text.question, text.original) for text in fresh)
    kept = []
    for text in review.texts:
        if wanted[text.question, text.original] > 0:
            wanted[text.question, text.original] -= 1
            kept.append(text)
    new = []
    for text in fresh:
        if wanted[text.question, text.original] > 0:
            wanted[text.question, text.original] -= 1
            new.append(text)
    _random.shuffle(new)
    places = set(_random.sample(range(len(kept) + len(new)), len(kept)))
    old, late = iter(kept), iter(new)
    texts = (next(old) if i in places else next(late) for i in range(len(kept) + len(new)))
    return replace(review, texts=tuple(texts))
