"""Nobody is left at a dead end: hanging lines, refusals, changed answers, blank texts, queries."""

from __future__ import annotations

import pytest
from bidi import Firefox
from chromium import Chromium
from conftest import SURVEY, THANKS, Engine, answers, at, fill, only, tick, until
from origin import Origin

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
STATUS = "document.querySelector('#send + [role=status]').textContent"
PROBLEM = "document.querySelector('.error:not([hidden])')?.id"
HEADING = "document.querySelector('h1').textContent"
ORDER = "[...document.querySelectorAll('[name=decided]')].map((input) => input.value)"
SEND = "#send, form button[type=submit]"


def test_a_line_that_hangs_is_told_after_five_seconds(survey: Engine, origin: Origin) -> None:
    """Who waits is told, and asked to stay; the answer arrives once."""
    origin.faults = ["hung"]
    tick(survey, "winnable", "yes")
    survey.click(SEND)
    until(lambda: "længere end normalt" in survey.look(STATUS))
    until(at(survey, THANKS))
    assert len(origin.items) == len(origin.posts) == 1


def test_what_is_refused_for_good_is_not_sent_again(survey: Engine, origin: Origin) -> None:
    """One attempt, then words; what was answered stays."""
    origin.faults = ["refused"] * 5
    tick(survey, "winnable", "yes")
    survey.click(SEND)
    until(lambda: survey.look(PROBLEM) == "e-busy")
    assert len(origin.posts) == 1
    assert survey.look("document.querySelector('[name=winnable][value=yes]').checked")


def test_answers_changed_after_they_arrived_end_on_a_page(survey: Engine, origin: Origin) -> None:
    """The first arrived though its reply was lost: a page says so, and that one may close it."""
    origin.faults = ["lost", *["dead"] * 12]
    tick(survey, "winnable", "yes")
    survey.click(SEND)
    until(lambda: survey.look(PROBLEM) == "e-busy", 60)
    origin.faults.clear()
    tick(survey, "winnable", "no")
    survey.click(SEND)
    until(at(survey, f"{SURVEY}changed/"))
    assert survey.look(HEADING) == "Vi har dine svar"
    assert answers(origin) == [{"winnable": "yes"}]


@SCRIPT
def test_text_that_nobody_sees_is_no_answer(survey: Engine, origin: Origin, script: bool) -> None:
    """Characters without ink alone are an empty form."""
    origin.script = script
    survey.open(origin.url + SURVEY)
    fill(survey, "positives", "\u200b\u2800\u3164 \n")
    survey.click(SEND)
    until(lambda: survey.look("!!document.querySelector('.error:not([hidden])')"))
    assert "mindst ét spørgsmål" in survey.look(
        "document.querySelector('.error:not([hidden])').textContent"
    )
    assert origin.items == {}


@SCRIPT
def test_a_list_can_be_cleared(survey: Engine, origin: Origin, script: bool) -> None:
    """A choice made by mistake is taken back, and not sent."""
    origin.script = script
    survey.open(origin.url + SURVEY)
    tick(survey, "winnable", "yes")
    tick(survey, "chosen", "study")
    tick(survey, "winnable", "")
    assert not survey.look("document.querySelector('[name=winnable][value=yes]').checked")
    survey.click(SEND)
    if not script:
        until(lambda: survey.look(HEADING) == "Se dine svar igennem")
        survey.click(SEND)
    until(at(survey, THANKS))
    assert answers(origin) == [{"chosen": "study"}]


@SCRIPT
def test_nothing_moves_once_the_page_is_seen(survey: Engine, origin: Origin, script: bool) -> None:
    """The order of reasons is the same in both lists and stays; without a script the survey's."""
    origin.script = script
    survey.open(origin.url + SURVEY)
    order = survey.look(ORDER)
    assert survey.look(ORDER.replace("decided", "also")) == [value for value in order if value]
    assert script or order[:3] == ["pay", "flexibility", "terms"]
    with pytest.raises(AssertionError):
        until(lambda: survey.look(ORDER) != order, 2)


@SCRIPT
@pytest.mark.parametrize("place", [SURVEY, SURVEY.removesuffix("/"), f"{SURVEY}privacy/"])
def test_a_query_is_gone_before_the_page_is_shown(
    engine: Engine, origin: Origin, place: str, script: bool
) -> None:
    """What a mail tool adds is redirected away: no page with it is ever the one that is shown."""
    origin.script = script
    engine.open(f"{origin.url}{place}?_hsenc=p2ANqtz&utm_source=mail")
    assert engine.look("location.href") == origin.url + place.removesuffix("/") + "/"
    assert engine.look("document.URL + document.referrer").count("?") == 0


@SCRIPT
def test_a_reload_of_the_thanks_sends_nothing(survey: Engine, origin: Origin, script: bool) -> None:
    """Once is once."""
    origin.script = script
    survey.open(origin.url + SURVEY)
    tick(survey, "winnable", "yes")
    survey.click(SEND)
    if not script:
        until(lambda: survey.look(HEADING) == "Se dine svar igennem")
        survey.click(SEND)
    until(at(survey, THANKS))
    sent = len(origin.posts)
    survey.reload()
    assert at(survey, THANKS)()
    assert len(origin.posts) == sent
    assert len(origin.items) == 1


def test_without_script_changed_answers_end_on_a_page(survey: Engine, origin: Origin) -> None:
    """The same number with other answers: the first stay, and the page says so."""
    origin.script = False
    survey.open(origin.url + SURVEY)
    tick(survey, "winnable", "yes")
    survey.click(SEND)
    until(lambda: survey.look(HEADING) == "Se dine svar igennem")
    body = survey.look("new URLSearchParams(new FormData(document.querySelector('form'))) + ''")
    other = body.replace("winnable=yes", "winnable=no")
    posted = f"fetch(document.querySelector('form').action, {{method: 'POST', body: '{other}', "
    posted += "headers: {'Content-Type': 'application/x-www-form-urlencoded'}}).then((r) => r.url)"
    assert survey.look(posted).endswith("/thanks/")
    survey.click(SEND)
    until(at(survey, f"{SURVEY}changed/"))
    assert answers(origin) == [{"winnable": "no"}]


# WebKit asks nobody when it is driven, nor on phones: docs/threat-model.md says so.
@only(Chromium, Firefox)
@pytest.mark.parametrize("way", ["reload", "back"])
def test_no_way_out_loses_a_tick_unasked(survey: Engine, origin: Origin, way: str) -> None:
    """Who reloads the page or goes back is asked, and "no" keeps the answer."""
    survey.open(f"{origin.url}/404.html")
    survey.open(origin.url + SURVEY)
    tick(survey, "winnable", "yes")
    survey.leave({"reload": "location.reload()", "back": "history.back()"}[way])
    assert survey.asked()
    survey.answer(accept=False)
    assert survey.look("document.querySelector('[name=winnable][value=yes]').checked")
