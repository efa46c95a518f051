"""What an interviewer promises: of what is counted, and of what only they can keep.

What only people can keep has a step in the guide or in the sender's check list.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace

import contract_support
import pytest
from report_project import answers, project

from nejtak.base.shipped import SITE
from nejtak.handouts.words import NOTICE, TEXTS_OF_CALLS, HandoutTexts
from nejtak.report import make
from nejtak.wave.closed_wave import Responses
from nejtak.wave.envelope import open_envelope
from nejtak.wave.load import find_wave, load_project

DANISH = tomllib.loads((SITE / "locales/da.toml").read_text(encoding="utf-8"))
GUIDE = (SITE / "templates/interview-guide.html").read_text(encoding="utf-8")
CONTRACT = contract_support.contract(
    {
        "again": {"kind": "choice", "choices": ["yes", "no"]},
        "advice": {"kind": "text", "max_length": 100},
    }
)
STEPS = DANISH["interview"]


def test_promise_the_number_is_deleted() -> None:
    """`vi sletter det, når undersøgelsen lukker`: the guide ends with that step."""
    assert "Slet navn og nummer" in STEPS["after_delete"]
    assert "hele listen, når undersøgelsen lukker" in STEPS["after_delete"]
    assert '["enter", "delete", "tell"]' in GUIDE


def test_promise_a_number_is_kept_until_the_survey_closes() -> None:
    """`vi sletter det, når undersøgelsen lukker`: the page says what the guide's step says."""
    test_promise_the_number_is_deleted()


def test_promise_the_list_is_deleted_when_the_survey_closes() -> None:
    """`Listen bliver slettet, når undersøgelsen lukker`: the sender's last step says so, too."""
    assert "senest når undersøgelsen lukker" in DANISH["interviewed"]["sender_delete"]


def test_promise_calls_are_not_recorded() -> None:
    """`Jeg optager ikke samtalen`: it is one of the steps before a call."""
    assert "optag ikke" in STEPS["alone"]
    assert '["alone", "same", "neutral", "points"]' in GUIDE


def test_promise_a_call_is_voluntary() -> None:
    """`Det er frivilligt`: whoever does not want to be rung can say so before it."""
    (notice,) = TEXTS_OF_CALLS.values()
    assert any("interview.notice_refuse" in paragraph for paragraph in notice)


@pytest.mark.parametrize(
    ("language", "asked", "source"),
    [
        ("da", "hvor kommer dit nummer fra?", "Vi har dit nummer fra"),
        ("de", "woher stammt Ihre Nummer?", "Ihre Nummer haben wir aus"),
        ("en", "where does your number come from?", "We have your number from"),
        ("nb", "hvor kommer nummeret ditt fra?", "Vi har nummeret ditt fra"),
        ("sv", "varifrån kommer ditt nummer?", "Vi har ditt nummer från"),
    ],
)
def test_notice_answers_the_question_that_it_asks(language: str, asked: str, source: str) -> None:
    """Where the number comes from, not the address: the answer is two lines below the question."""
    demo = load_project(SITE)
    client, wave, _ = find_wave(demo, "nordlys", "2026-h2")
    ringing = replace(client, interviews=True)
    lines = (
        HandoutTexts(demo, ringing, wave, language, "https://x.example").text(NOTICE).split("\n")
    )
    (question,) = [at for at, line in enumerate(lines) if line.endswith(asked)]
    assert lines[question + 2].startswith(source)


def test_promise_questions_can_be_skipped() -> None:
    """`Du kan springe spørgsmål over`: an interview of one answer is a whole one."""
    for said in ({"again": "yes"}, {"advice": "Ring."}):
        held = open_envelope(CONTRACT, {"answers": said, "mark": "interview"})
        assert held is not None
        assert held.counts


def test_promise_nobody_is_counted_twice() -> None:
    """`gemmer vi kun ordene, så du ikke tæller to gange`: words count as nobody, and fit alone."""
    words = open_envelope(CONTRACT, {"answers": {"advice": "Ring."}, "mark": "words"})
    assert words is not None
    assert not words.counts
    both = {"answers": {"advice": "Ring.", "again": "yes"}, "mark": "words"}
    assert open_envelope(CONTRACT, both) is None


def test_promise_the_report_does_not_show_whom_we_talked_to() -> None:
    """`Rapporten viser ikke, hvem eller hvor mange vi har talt med`: it cannot know.

    A closed wave has no number of interviews and no mark on an answer, and a report rests on that
    alone.
    """
    held = {field.name for field in fields(Responses)}
    assert held == {"answers", "texts", "aside", "suspects", "ids"}
    found = project()
    client = found.clients["nordlys"]
    said = answers(8, decided={"pay": 8})
    made = [
        make(found, replace(client, interviews=rings), client.waves[0], said).files
        for rings in (False, True)
    ]
    assert {"figures.csv", "figures.json"} <= made[0].keys()
    for name in ("figures.csv", "figures.json"):
        assert made[0][name] == made[1][name]
