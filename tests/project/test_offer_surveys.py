"""The two surveys on an offer: one for those who declined it, one for those who accepted it."""

from __future__ import annotations

from functools import cache

from nejtak.base.shipped import SITE
from nejtak.project.model import Project
from nejtak.wave.load import load_project

LANGUAGES = {"da", "de", "en", "nb", "sv"}


@cache
def _project() -> Project:
    return load_project(SITE)


def test_the_same_id_asks_about_the_same_thing() -> None:
    """Both have the same reasons, and a question of one id has the same answers in both."""
    declined, accepted = (_project().surveys[f"offer-{asks}"] for asks in ("declined", "accepted"))
    others = {question.id: question for question in declined.questions}
    shared = [(q, others[q.id]) for q in accepted.questions if q.id in others]
    for own, other in shared:
        assert (own.kind, own.looks, own.choices, own.rows, own.untold) == (
            (other.kind, other.looks, other.choices, other.rows, other.untold)
        )
    assert {own.id for own, _ in shared} >= {"decided", "also", "chosen", "worries", "decision"}
    assert {q.id for q in accepted.questions} - others.keys() == {"doubted", "nearly"}


def test_both_are_there_in_every_language() -> None:
    """Each of the languages that nejtak comes with has its own words for both."""
    for asks in ("declined", "accepted"):
        survey = _project().surveys[f"offer-{asks}"]
        assert survey.words.keys() == LANGUAGES
        assert not survey.missing


def test_the_words_say_whom_they_ask() -> None:
    """Each language's title differs; no question for those who accepted says that they declined."""
    declined, accepted = (_project().surveys[f"offer-{asks}"] for asks in ("declined", "accepted"))
    for language in LANGUAGES:
        other, own = declined.words[language], accepted.words[language]
        assert own.title != other.title
        assert own.intro != other.intro
        for id_ in ("decided", "better-picture"):
            assert own.questions[id_].title != other.questions[id_].title
