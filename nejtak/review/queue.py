"""The reviewer's desk: the texts in reading order, and each decision sealed before it counts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyrage.x25519 import Identity

from nejtak.project.model import Wave
from nejtak.review import quotes, sealed
from nejtak.review.quotes import Review, Text
from nejtak.review.redaction import Redactor
from nejtak.wave import closed_wave
from nejtak.wave.counted import Counted, count

# The markers that earlier versions put in place of removed details, in every language.
_OLD_MARKERS = {"mail": "[e-mail]", "phone": "[phone]", "id": "[CPR]"}


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a text: its question, and its number among that question's texts, from 1."""

    question: str
    number: int


class Desk:
    """One review under way. Several connections may use it at once."""

    def __init__(self, wave: Wave, keys: Sequence[Identity], redactor: Redactor) -> None:
        """Resume the review from the last decision, with the current texts of the closed wave.

        Raises StateError if the wave is not closed, no key opens it, or its file does not say how
        many were asked.
        """
        closed = closed_wave.read_responses(wave, keys)
        before = sealed.read(wave, keys)
        said = {
            id_: [_arrived(id_, written.text, redactor) for written in texts]
            for id_, texts in (closed.texts or {}).items()
        }
        self.counted: Counted = count(wave, closed.answers)
        self.redactor = redactor
        self._wave = wave
        self._lock = threading.Lock()
        renewed = _renewed(before, redactor)
        self._review = quotes.joined(renewed, said)
        if self._review != before:
            sealed.write(wave, self._review)
        self.lost = (_decided(renewed) - Counter(map(_key, self._review.texts))).total()
        self._index = _reading_order(wave, self._review)
        self.places = tuple(self._index)
        self._numbers = {place: number for number, place in enumerate(self.places)}
        self._undo: list[tuple[Place, Text]] = []

    @property
    def review(self) -> Review:
        """The review as it is now."""
        with self._lock:
            return self._review

    @property
    def can_undo(self) -> bool:
        """Whether a decision of this session can be taken back."""
        return bool(self._undo)

    def text(self, place: Place) -> Text | None:
        """The text at a place; None if there is no such place."""
        at = self._index.get(place)
        return None if at is None else self.review.texts[at]

    def save(self, place: Place, text: Text) -> None:
        """Put a decided text in its place; it is sealed and on disk when this returns."""
        with self._lock:
            before = self._review.texts[self._index[place]]
            self._put(place, text)
            self._undo.append((place, before))

    def undo(self) -> Place | None:
        """Undo the last decision of this session and return its place; None if there is none."""
        with self._lock:
            if not self._undo:
                return None
            place, before = self._undo[-1]
            self._put(place, before)
            self._undo.pop()
            return place

    def limit(self, question: str, most: int) -> None:
        """Let a report quote so many texts of a question at most; sealed when this returns."""
        with self._lock:
            self._write(replace(self._review, limits={**self._review.limits, question: most}))

    def _put(self, place: Place, text: Text) -> None:
        texts = list(self._review.texts)
        texts[self._index[place]] = text
        themes = self._review.themes
        if text.theme and text.theme not in themes:
            themes = (*themes, text.theme)
        self._write(replace(self._review, texts=tuple(texts), themes=themes))

    def _write(self, review: Review) -> None:
        sealed.write(self._wave, review)
        self._review = review

    def neighbour(self, place: Place, step: int) -> Place | None:
        """The place before (-1) or after (1) another in reading order."""
        number = self._numbers[place] + step
        return self.places[number] if 0 <= number < len(self.places) else None

    def next_left(self, after: Place | None = None) -> Place | None:
        """The next undecided place, starting again from the first one at the end."""
        start = 0 if after is None else self._numbers[after] + 1
        texts = self.review.texts
        order = (*self.places[start:], *self.places[:start])
        left = (p for p in order if texts[self._index[p]].decision == "undecided")
        return next(left, None)

    def by_question(self) -> dict[str, dict[Place, Text]]:
        """The texts of each question that has any, in reading order."""
        texts = self.review.texts
        found: dict[str, dict[Place, Text]] = {}
        for place, at in self._index.items():
            found.setdefault(place.question, {})[place] = texts[at]
        return found


def _arrived(question: str, written: str, redactor: Redactor) -> Text:
    """A text as it enters the review; one of nothing but a marker is withheld at once."""
    seen = redactor.redact(written)
    withheld = redactor.is_only_marker(seen.text)
    return Text(
        question, seen.text, "withhold" if withheld else "undecided", language=seen.language
    )


def _renewed(review: Review, redactor: Redactor) -> Review:
    """A review of the earlier format as texts would enter it now.

    A text that is redacted otherwise today is a new one, and undecided.
    """
    if all(text.language for text in review.texts):
        return review
    return replace(review, texts=tuple(_renewed_text(text, redactor) for text in review.texts))


def _renewed_text(text: Text, redactor: Redactor) -> Text:
    if text.language:
        return text
    language = redactor.redact(text.original).language

    def renewed(words: str) -> str:
        for kind, marker in _OLD_MARKERS.items():
            words = words.replace(marker, redactor.marker(kind, language))
        return redactor.without(words, language)

    original, wording = renewed(text.original), renewed(text.wording)
    told_in = redactor.languages.of(wording) if text.decision == "paraphrase" else ""
    return replace(text, language=language, original=original, wording=wording, told_in=told_in)


def _decided(review: Review) -> Counter[tuple[str, str]]:
    return Counter(_key(text) for text in review.texts if text.decision != "undecided")


def _key(text: Text) -> tuple[str, str]:
    return text.question, text.original


def _reading_order(wave: Wave, review: Review) -> dict[Place, int]:
    """The index in the review of each place's text, in the order of the survey's questions."""
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
