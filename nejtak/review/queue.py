"""The reviewer's desk: the texts in reading order, and each decision sealed before it counts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyrage.x25519 import Identity

from nejtak.project.model import Wave
from nejtak.review import quotes
from nejtak.review.quotes import Review, Text
from nejtak.review.redaction import redact
from nejtak.wave import closed_wave
from nejtak.wave.counted import count


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is found: its question, and its number among the texts of that, from 1."""

    question: str
    number: int


class Desk:
    """One review under way. Several connections may use it at once."""

    def __init__(self, wave: Wave, keys: Sequence[Identity]) -> None:
        """Take up the review where it was left, with what the closed wave holds now.

        Raises StateError if the wave is not closed, no key opens it, or its file does not say how
        many were asked.
        """
        closed = closed_wave.read_responses(wave, keys)
        before = quotes.read(wave, keys)
        said = {
            id_: [redact(written.text) for written in texts]
            for id_, texts in (closed.texts or {}).items()
        }
        self.counted = count(wave, closed.answers).number
        self._wave = wave
        self._lock = threading.Lock()
        self._review = quotes.joined(before, said)
        if self._review != before:
            quotes.write(wave, self._review)
        self.lost = _decided(before) - _decided(self._review)
        self._index = _reading_order(wave, self._review)
        self.places = tuple(self._index)
        self._numbers = {place: number for number, place in enumerate(self.places)}

    @property
    def review(self) -> Review:
        """The review as it is now."""
        with self._lock:
            return self._review

    def text(self, place: Place) -> Text | None:
        """The text at a place; None where there is no such place."""
        at = self._index.get(place)
        return None if at is None else self.review.texts[at]

    def save(self, place: Place, text: Text) -> None:
        """Put a decided text in its place; it is sealed and on disk when this returns."""
        with self._lock:
            texts = list(self._review.texts)
            texts[self._index[place]] = text
            review = replace(self._review, texts=tuple(texts))
            quotes.write(self._wave, review)
            self._review = review

    def neighbour(self, place: Place, step: int) -> Place | None:
        """The place before (-1) or after (1) another in reading order."""
        number = self._numbers[place] + step
        return self.places[number] if 0 <= number < len(self.places) else None

    def next_left(self, after: Place | None = None) -> Place | None:
        """The next place that nobody has decided about, from the first one on again at the end."""
        start = 0 if after is None else self._numbers[after] + 1
        texts = self.review.texts
        order = (*self.places[start:], *self.places[:start])
        left = (p for p in order if texts[self._index[p]].decision == "undecided")
        return next(left, None)

    def by_question(self) -> dict[str, list[Text]]:
        """The texts of each question that has any, in reading order."""
        texts = self.review.texts
        found: dict[str, list[Text]] = {}
        for place, at in self._index.items():
            found.setdefault(place.question, []).append(texts[at])
        return found


def _decided(review: Review) -> int:
    return len(review.texts) - review.left


def _reading_order(wave: Wave, review: Review) -> dict[Place, int]:
    """Each place with where its text stands in the review: question by question of the survey."""
    asked = [*wave.contract.questions] if wave.contract else []
    rank = {question: number for number, question in enumerate(asked)}
    order = sorted(
        range(len(review.texts)),
        key=lambda at: (rank.get(review.texts[at].question, len(rank)), review.texts[at].question),
    )
    seen: Counter[str] = Counter()
    places = {}
    for at in order:
        question = review.texts[at].question
        seen[question] += 1
        places[Place(question, seen[question])] = at
    return places
