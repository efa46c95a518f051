"""Remarks for the reviewer on a text: details that two quotes share, themes quoted too often.

A remark is made from texts and published figures only, and never blocks a decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from nejtak.disclosure import block
from nejtak.project.model import FAMILIES, Survey, Wave
from nejtak.review.marks import Marks, details, is_without_rule
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import RESTS_ON, Text, approved, paraphrase
from nejtak.wave.counted import Counted


def low_ends(survey: Survey, wave: Wave, counted: Counted) -> dict[str, int]:
    """The low end of the figure that a report publishes for each family of reasons.

    It is the sum of the blocks of its reasons in the question about the deciding reason, group by
    group. Families with no published figure are left out.
    """
    asked = wave.contract.questions if wave.contract else {}
    question = next((q for q in survey.questions if q.kind == "choice" and q.reasons), None)
    if question is None or question.id not in asked:
        return {}
    frozen = asked[question.id]
    told = {c.id: c.family for c in question.choices if c.family and c.id != frozen.untold}
    low: Counter[str] = Counter()
    for answers in counted.answers.values():
        named = Counter(one.get(question.id) for one in answers)
        for reason, family in told.items():
            low[family] += block(named[reason]).low
    return {family: low[family] for family in dict.fromkeys(told.values()) if family in FAMILIES}


class Remarks:
    """Compares one text with the others of the review."""

    def __init__(self, desk: Desk, marks: Marks, low: Mapping[str, int]) -> None:
        self._desk, self._marks, self._low = desk, marks, low
        self._found: dict[tuple[str, str], frozenset[str]] = {}  # finding them takes 3 ms a text

    def of(self, place: Place, text: Text, theme_name: Mapping[str, str]) -> list[tuple[str, str]]:
        """The remarks on a text, each as its point and what follows from it."""
        return [
            *self._script(text),
            *self._shared(place, text),
            *self._crowded(text, theme_name),
            *self._resting(text),
        ]

    def _script(self, text: Text) -> Iterator[tuple[str, str]]:
        if is_without_rule(text.original, self._desk.redactor.languages.rules(text.language)):
            yield (
                "No rule finds names in this writing.",
                "Look for them yourself, letter by letter, and put [..] in their place.",
            )

    def _shared(self, place: Place, text: Text) -> Iterator[tuple[str, str]]:
        own = self._details(text)
        if text.decision == "withhold" or not own:
            return
        for question, texts in self._desk.by_question().items():
            for other, beside in texts.items():
                if other == place or not beside.published:
                    continue
                if text.decision == beside.decision == "paraphrase" and (
                    paraphrase(text) == paraphrase(beside)
                ):
                    continue
                shared = sorted(own & self._details(beside), key=lambda said: (-len(said), said))
                where = "" if question == place.question else " of another question"
                for said in shared[:1]:
                    yield (
                        f"“{said}” also stands in text {other.number}{where}.",
                        "Two texts with the same detail can point to one person. Change one of "
                        "them, or withhold it.",
                    )

    def _details(self, text: Text) -> frozenset[str]:
        said = text.published or text.original
        if (said, text.language) not in self._found:
            rules = self._desk.redactor.languages.rules(text.language)
            found = details(said, rules, self._marks.segments(said, rules))
            self._found[said, text.language] = found
        return self._found[said, text.language]

    def _crowded(self, text: Text, theme_name: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        quotes = approved(self._desk.review, self._desk.counted.number)
        number = sum(q.theme == text.theme for q in quotes if q.kind == "quote")
        low = self._low.get(text.theme)
        if low is not None and number > low:
            yield (
                f"{number} quotes on “{theme_name.get(text.theme, text.theme)}”, whose figure "
                f"begins at {low}.",
                "Somebody who takes each quote for a person learns more than the figure says. "
                "Withhold some, or give one another theme.",
            )

    def _resting(self, text: Text) -> Iterator[tuple[str, str]]:
        if text.decision != "paraphrase":
            return
        same = [t for t in self._desk.review.texts if t.decision == "paraphrase"]
        if sum(paraphrase(t) == paraphrase(text) for t in same) < RESTS_ON:
            yield (
                "This paraphrase rests on one text and is not published yet.",
                "It is, as soon as another text of this question is told by the same words.",
            )
