"""633 made-up sentences in six languages: how much is taken out, kept and marked of each kind.

`corpus/<language>.txt` has one sentence a line, and in braces what would give somebody away, with
its kind. Each kind of number has several writings, and names come from six origins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from review_support import redactor

from nejtak.review.marks import TAKEN_OUT, Marks

FOLDER = Path(__file__).parent / "corpus"
LANGUAGES = ("ar", "da", "de", "en", "no", "sv")
CONTACT, STAYS = ("phone", "mail", "id"), ("pay", "date", "week")
MARKED = (
    "age",
    "health",
    "pregnancy",
    "family",
    "nationality",
    "profession",
    "only",
    "company",
    "place",
)
ORIGINS = ("da", "en", "de", "pl", "tr", "ar")
# First names that no list of nejtak's was made from, by where they are common.
OTHERS = {
    "da": "Pernille Troels Laurits Freja Dagny Esben Vibeke Gorm Tove Keld Asbjørn Lisbet",
    "en": "Declan Fiona Nigel Beatrice Alistair Tamsin Graham Phoebe Leighton Maisie Trevor Una",
    "de": "Gisela Ulrich Mechthild Burkhard Sieglinde Volker Elfriede Rüdiger Trude Egon Waltraud",
    "pl": "Bronisław Grażyna Jacek Urszula Mirosław Wiesława Kazimierz Danuta Leszek Halszka Olek",
    "tr": "Gökhan Şule İbrahim Tülay Orhan Sevgi Kemal Derya Volkan Esra Tuncay Gül",
    "ar": "Abdullah Huda Jamal Rania Faisal Samira Walid Dalal Marwan Iman Ziad Lubna",
}
FRAMES = {
    "da": ("{} svarede aldrig på mine mails.", "Jeg skrev til {} to gange."),
    "en": ("{} never answered my emails.", "I wrote to {} twice."),
    "no": ("{} svarte aldri på e-postene.", "Jeg skrev til {} to ganger."),
    "sv": ("{} svarade aldrig på mina mejl.", "Jag skrev till {} två gånger."),
    "de": ("{} hat nie auf meine Mails geantwortet.", "Ich schrieb zweimal an {} deshalb."),
}


@dataclass(frozen=True)
class Sentence:
    """One sentence, and what in it would give somebody away, if anything."""

    language: str
    text: str
    kind: str
    said: str


@cache
def sentences() -> tuple[Sentence, ...]:
    """All of the corpus."""
    found = []
    for language in LANGUAGES:
        for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                inside = re.search(r"\{([a-z-]+):([^}]+)\}", line)
                kind, said = (inside[1], inside[2]) if inside else ("", "")
                text = line.replace(inside[0], said) if inside else line
                found.append(Sentence(language, text, kind, said))
    return tuple(found)


def marks_of(language: str, text: str) -> list[str]:
    """What is marked in a text, in the way of a desk for that language."""
    own = redactor(language)
    seen = own.redact(text)
    pieces = Marks(own.markers, ()).segments(seen.text, own.languages.rules(seen.language))
    return [piece.text for piece in pieces if piece.kind and piece.kind != TAKEN_OUT]


def rate(hits: list[bool]) -> float:
    """The share of hits."""
    assert hits
    return sum(hits) / len(hits)


def test_the_corpus_is_large_enough_and_says_what_it_is() -> None:
    """400 sentences or more, some of each kind in each language, said to be made up."""
    assert len(sentences()) >= 400
    for language in LANGUAGES:
        head = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()[0]
        assert "Made-up sentences" in head
        kinds = {s.kind for s in sentences() if s.language == language}
        assert kinds >= {"", "phone", "mail", *STAYS, "age", "health", "only", "place"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_addresses_are_taken_out(language: str) -> None:
    """99 % or more of telephone numbers, national ids and addresses; and nothing around them."""
    wrong = []
    own = [s for s in sentences() if s.language == language and s.kind in CONTACT]
    for one in own:
        found = redactor(language).redact(one.text).text
        before, _, after = one.text.partition(one.said)
        whole = found.startswith(before) and found.endswith(after) and one.said not in found
        if not whole or re.search(r"\d", found.removeprefix(before).removesuffix(after)):
            wrong.append((one.text, found))
    assert len(wrong) <= 0.01 * len(own), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_pay_and_dates_stay(language: str) -> None:
    """99 % or more of pay, dates, weeks, years and percentages are as they were written."""
    own = [s for s in sentences() if s.language == language and s.kind in STAYS]
    wrong = [s.text for s in own if redactor(language).redact(s.text).text != s.text]
    assert len(wrong) <= 0.01 * len(own), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_points_to_a_person_is_marked(language: str) -> None:
    """Age, health, family and the other kinds: 95 % or more, each as a whole."""
    own = [s for s in sentences() if s.language == language and s.kind in MARKED]
    wrong = [s.text for s in own if not any(s.said in m for m in marks_of(language, s.text))]
    assert len(wrong) <= 0.05 * len(own), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_sentences_have_few_marks(language: str) -> None:
    """Where nothing points to a person, next to nothing is marked."""
    own = [s.text for s in sentences() if s.language == language and not s.kind]
    assert [marks for text in own if (marks := marks_of(language, text))] == []


def test_names_are_found_alike_wherever_they_come_from_and_stand() -> None:
    """Five points at most between origins, and between the opening and the middle of a sentence."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for one in sentences():
        if one.kind.startswith("name-"):
            found = any(one.said in mark for mark in marks_of(one.language, one.text))
            for group in one.kind.removeprefix("name-").split("-"):
                hits[group].append(found)
    for language, frames in FRAMES.items():
        for origin, names in OTHERS.items():
            for name in names.split():
                for place, frame in zip(("opening", "middle"), frames, strict=True):
                    found = name in marks_of(language, frame.format(name))
                    hits[origin].append(found)
                    hits[place].append(found)
    rates = {group: rate(found) for group, found in hits.items()}
    origins = [rates[origin] for origin in ORIGINS]
    assert min(rates.values()) > 0.95, rates
    assert max(origins) - min(origins) <= 0.05, rates
    assert abs(rates["opening"] - rates["middle"]) <= 0.05, rates
