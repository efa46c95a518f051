"""Free texts under review, and the sealed file that holds them and the reviewer's decisions.

A text is quoted only after a person has decided so, and only if QUOTES answers are counted
(`nejtak.disclosure`). What the file holds went through automatic redaction before: it has the
texts as the reviewer saw them, one by one. Which texts one person wrote is not in the closed wave
and so not here either.

The order is random, drawn once when a text enters the review and kept from then on, so that a
report can be made again byte for byte. Texts that join later are put between those already there,
at places drawn anew, and are undecided.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave

FORMAT = 2

Decision = Literal["undecided", "keep", "redact", "paraphrase", "withhold"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Text:
    """One free text under review.

    `original` is what the reviewer reads, after automatic redaction. `wording` is what is quoted
    where the decision is `redact` or `paraphrase`, and empty otherwise. `theme` is the id of a
    family of reasons, or the reviewer's own words, or empty.
    """

    question: str
    original: str
    decision: Decision = "undecided"
    wording: str = ""
    theme: str = ""

    @property
    def published(self) -> str:
        """What may be quoted; empty where nothing may."""
        if self.decision == "keep":
            return self.original
        return self.wording if self.decision in ("redact", "paraphrase") else ""


@dataclass(frozen=True, slots=True)
class Review:
    """A wave's texts in their order."""

    texts: tuple[Text, ...] = ()

    @property
    def left(self) -> int:
        """How many texts nobody has decided about."""
        return sum(text.decision == "undecided" for text in self.texts)


@dataclass(frozen=True, slots=True)
class Quote:
    """One text as it may be published; `theme` as in `Text`."""

    question: str
    theme: str
    text: str


def published(wave: Wave, keys: Sequence[Identity]) -> tuple[Quote, ...]:
    """Every quote of the wave, in the review's random order; the same review, the same order.

    Empty if no review was begun. Raises StateError if the review cannot be opened.
    """
    review = read(wave, keys)
    return tuple(Quote(t.question, t.theme, t.published) for t in review.texts if t.published)


def joined(review: Review, said: Mapping[str, Sequence[str]]) -> Review:
    """Bring a review up to what the closed wave holds now: `said` is redacted texts by question.

    A text that was there before keeps decision and order; a text as often as it is said. New ones
    are undecided, and those that the wave holds no more are gone.
    """
    wanted = Counter((id_, text) for id_, texts in said.items() for text in texts if text.strip())
    kept = []
    for text in review.texts:
        if wanted[text.question, text.original] > 0:
            wanted[text.question, text.original] -= 1
            kept.append(text)
    new = [Text(question, original) for question, original in wanted.elements()]
    _random.shuffle(new)
    places = set(_random.sample(range(len(kept) + len(new)), len(kept)))
    old, fresh = iter(kept), iter(new)
    texts = (next(old) if i in places else next(fresh) for i in range(len(kept) + len(new)))
    return Review(tuple(texts))


def read(wave: Wave, keys: Sequence[Identity]) -> Review:
    """Open the sealed review of a wave; an empty one where none was begun.

    Raises StateError where no key opens it, or where it is another wave's or damaged.
    """
    if not wave.quotes_file.exists():
        return Review()
    recipients = wave.contract.public_keys if wave.contract else ()
    opened = private_keys.unseal_file(
        wave.quotes_file, wave.quotes_file.read_bytes(), keys, recipients
    )
    try:
        plain = json.loads(opened)
        whose = (plain["format"], plain["wave"])
        review = Review(tuple(Text(**text) for text in plain["texts"]))
        known = all(text.decision in DECISIONS for text in review.texts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        known, whose = False, None  # not chained: the error could quote what it stumbled over
    if not known or whose != (FORMAT, f"{wave.client}/{wave.id}"):
        raise StateError(
            f"{wave.quotes_file} does not hold the review of {wave.client}/{wave.id}. "
            f"Put the right file back from your backup."
        )
    return review


def write(wave: Wave, review: Review) -> None:
    """Seal a review to the keys of the wave's contract; on disk when this returns.

    Raises StateError where the wave has no contract, or the contract no keys.
    """
    content = {
        "format": FORMAT,
        "wave": f"{wave.client}/{wave.id}",
        "texts": [{name: getattr(text, name) for name in Text.__slots__} for text in review.texts],
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    recipients = wave.contract.public_keys if wave.contract else ()
    write_file(wave.quotes_file, seal(plain, recipients), mode=0o600)
