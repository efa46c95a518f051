"""How the survey page sends, with and without its script: nothing lost, nothing sent twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

API = "**/api/responses/**"
TICKED = ["pay", "culture", "tasks", "rival"]
THANKS = re.compile("/nordlys/2026-h2/da/thanks/$")


class Collector:
    """Answers what the page sends: with each of `statuses` in turn, then with the last one."""

    def __init__(self, page: Page, *statuses: int, body: dict[str, Any] | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.statuses = list(statuses)
        self.body = body or {}
        page.route(API, self._answer)

    def _answer(self, route: Route) -> None:
        assert route.request.headers["content-type"] == "application/json"
        self.raw.append(route.request.post_data or "")
        self.sent.append(json.loads(self.raw[-1]))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status:
            route.fulfill(status=status, json=self.body)
        else:
            route.abort()


def tick(page: Page, name: str, value: str) -> None:
    """Choose as a person does, by the label."""
    page.locator(f'label:has([name="{name}"][value="{value}"])').click()


def send(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Send mine svar").click()


def stop_clock(page: Page) -> None:
    """Let the page's time pass only when the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def wait_for(page: Page, done: Callable[[], bool]) -> None:
    """Let the page work until that is so."""
    for _ in range(200):
        if done():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it never came to that")


def test_answers_are_sent_as_the_contract_says(survey: Page) -> None:
    """Ids, values and nothing else: no order, no time, no text of the page."""
    collector = Collector(survey, 201)
    tick(survey, "decided", "pay")
    tick(survey, "also", "tasks")
    tick(survey, "also", "culture")
    survey.locator("#q-positives").fill("Godt\nhold 🙂")
    survey.locator("#q-worries").fill("   ")
    send(survey)
    survey.wait_for_url(THANKS)
    number = collector.sent[0].pop("number")
    assert re.fullmatch("[0-9a-f]{32}", number)
    collector.sent[0].pop("proof", "")  # tested below; a test that is quick shows none
    assert collector.sent == [
        {
            "language": "da",
            "answers": {
                "also": ["culture", "tasks"],
                "decided": "pay",
                "positives": "Godt\nhold 🙂",
            },
            "website": "",
        }
    ]


def test_lists_are_sent_sorted(phone: BrowserContext, site: str) -> None:
    """What was ticked first is not told."""
    page = phone.new_page()
    page.goto(f"{site}/harbour/2026-h2/en/")
    collector = Collector(page, 201)
    for value in ("tasks", "people", "nothing"):
        tick(page, "missed", value)
    tick(page, "again", "4")
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    assert collector.sent[0]["answers"] == {"again": "4", "missed": ["nothing", "people", "tasks"]}


def test_order_of_reasons_is_never_sent(phone: BrowserContext, site: str) -> None:
    """Candidates who saw different orders and ticked alike send the same bytes."""
    page = phone.new_page()
    collector = Collector(page, 201)
    orders = set()
    for _ in range(4):
        page.goto(f"{site}/nordlys/2026-h2/da/")
        shown = page.locator("[name=also]").evaluate_all("boxes => boxes.map(b => b.value)")
        orders.add(tuple(shown))
        for value in sorted(TICKED, key=shown.index):
            tick(page, "also", value)
        send(page)
        page.wait_for_url(THANKS)
    assert len(orders) > 1
    assert len({re.sub(r'"(number|proof)":"\w+"', "", raw) for raw in collector.raw}) == 1
    assert len({sent["number"] for sent in collector.sent}) == 4


def test_a_list_can_be_cleared(survey: Page) -> None:
    """Whoever changes their mind can leave a question unanswered."""
    collector = Collector(survey, 201)
    clear = survey.locator('label:has([name="decided"][value=""])')
    expect(clear).to_be_hidden()
    tick(survey, "decided", "pay")
    tick(survey, "winnable", "yes")
    clear.click()
    assert survey.locator("[name=decided]:checked").get_attribute("value") == ""
    send(survey)
    survey.wait_for_url(THANKS)
    assert collector.sent[0]["answers"] == {"winnable": "yes"}


def test_double_click_sends_once(survey: Page) -> None:
    """An impatient finger does not make two answers."""
    collector = Collector(survey, 201)
    tick(survey, "winnable", "yes")
    survey.get_by_role("button", name="Send mine svar").dblclick()
    survey.wait_for_url(THANKS)
    assert len(collector.sent) == 1


def test_bad_connection_is_tried_again_with_the_same_number(survey: Page) -> None:
    """A lost reply cannot double an answer: every attempt is the same to the last byte."""
    stop_clock(survey)
    collector = Collector(survey, 0, 503, 429, 201)
    survey.locator("#q-positives").fill("Holdet")
    send(survey)
    for attempt in range(1, 4):
        wait_for(survey, lambda attempt=attempt: len(collector.sent) == attempt)
        expect(survey.get_by_role("status").last).to_contain_text("Vi prøver igen")
        survey.clock.run_for(9000)
    survey.wait_for_url(THANKS)
    assert len(collector.raw) == 4
    assert len(set(collector.raw)) == 1


def test_pauses_between_attempts_grow(survey: Page) -> None:
    """A collector in trouble is not hammered."""
    stop_clock(survey)
    collector = Collector(survey, 503)
    tick(survey, "winnable", "yes")
    send(survey)
    for attempt, pause in enumerate((1000, 2000, 4000, 8000), 1):
        wait_for(survey, lambda attempt=attempt: len(collector.sent) == attempt)
        survey.wait_for_timeout(50)
        survey.clock.run_for(pause - 100)
        survey.wait_for_timeout(50)
        assert len(collector.sent) == attempt
        survey.clock.run_for(200)
    wait_for(survey, lambda: len(collector.sent) == 5)


def test_answers_stay_when_sending_fails(survey: Page) -> None:
    """After every attempt has failed nothing is lost, and sending again uses the same number."""
    stop_clock(survey)
    collector = Collector(survey, *[0] * 5, 201)
    survey.locator("#q-positives").fill("Holdet")
    send(survey)
    for attempt in range(1, 6):
        wait_for(survey, lambda attempt=attempt: len(collector.sent) == attempt)
        survey.wait_for_timeout(50)
        survey.clock.run_for(9000)
    expect(survey.locator("#e-busy")).to_be_focused()
    expect(survey.locator("#e-busy")).to_contain_text("De står her stadig")
    expect(survey.locator("#q-positives")).to_have_value("Holdet")
    expect(survey.locator("#send")).to_have_text("Send igen")
    survey.locator("#send").press("Enter")
    survey.wait_for_url(THANKS)
    assert len({sent["number"] for sent in collector.sent}) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Noget skal rettes"),
        (403, "Vi kunne ikke sende dine svar"),
        (404, "Undersøgelsen er lukket"),
        (410, "Undersøgelsen er lukket"),
        (413, "Vi kunne ikke sende dine svar"),
        (415, "Vi kunne ikke sende dine svar"),
    ],
)
def test_each_refusal_is_explained_and_keeps_the_answers(
    survey: Page, status: int, words: str
) -> None:
    """The candidate reads why, nothing typed is gone, and it is sent once."""
    collector = Collector(survey, status)
    survey.locator("#q-positives").fill("Holdet")
    send(survey)
    expect(survey.get_by_role("alert")).to_contain_text(words)
    expect(survey.get_by_role("alert")).to_be_focused()
    expect(survey).to_have_title(re.compile("^Fejl: Hvorfor"))
    expect(survey.locator("#q-positives")).to_have_value("Holdet")
    assert len(collector.sent) == 1


def test_refused_question_is_a_click_away(survey: Page) -> None:
    """The collector names the question, and the message leads there."""
    Collector(survey, 400, body={"error": "invalid", "fields": ["chosen"]})
    tick(survey, "winnable", "yes")
    send(survey)
    survey.locator("#e-invalid a").click()
    expect(survey.locator('[name="chosen"]').first).to_be_focused()
    expect(survey.locator("#t-chosen")).to_be_in_viewport()
    expect(survey.locator("#q-chosen")).to_contain_text("Vælg igen, eller spring over.")
    described = survey.locator("#q-chosen").get_attribute("aria-describedby")
    assert described == "h-chosen w-chosen"


def test_answers_that_changed_after_they_arrived_end_on_a_page(survey: Page) -> None:
    """No dead end: the page says that the answers are there, and what cannot be added."""
    Collector(survey, 409)
    tick(survey, "winnable", "yes")
    send(survey)
    survey.wait_for_url("**/nordlys/2026-h2/da/changed/")
    expect(survey.locator("h1")).to_have_text("Vi har dine svar")


def test_a_slow_connection_is_mentioned_after_five_seconds(survey: Page) -> None:
    """Nobody watches "Sender ..." and wonders; after a while it is tried again."""
    stop_clock(survey)
    asked: list[str] = []
    survey.route(API, lambda route: asked.append(route.request.url))
    tick(survey, "winnable", "yes")
    send(survey)
    wait_for(survey, lambda: len(asked) == 1)
    expect(survey.locator(".send [role=status]")).to_have_text("Sender …")
    survey.clock.run_for(5100)
    expect(survey.locator(".send [role=status]")).to_contain_text("længere end normalt")
    survey.clock.run_for(10_000)
    expect(survey.locator(".send [role=status]")).to_contain_text("Vi prøver igen")
    survey.clock.run_for(1100)
    wait_for(survey, lambda: len(asked) == 2)


def test_a_text_that_is_too_long_is_named_and_kept(survey: Page) -> None:
    """The limit stands before the box; what is over it is counted, never cut, and never sent."""
    collector = Collector(survey, 201)
    box = survey.locator("#q-worries")
    expect(survey.locator("#h-worries")).to_contain_text("Højst 1.000 tegn.")
    box.fill("a" * 1240)
    send(survey)
    expect(survey.locator("#e-invalid")).to_be_focused()
    expect(survey.locator("#w-worries")).to_contain_text("240 tegn for lang")
    assert not collector.sent
    survey.locator("#e-invalid a").click()
    expect(box).to_be_focused()
    expect(box).to_have_value("a" * 1240)
    expect(survey.locator('label[for="q-worries"]')).to_be_in_viewport()
    box.fill("a" * 1000)
    send(survey)
    survey.wait_for_url(THANKS)
    assert collector.sent[0]["answers"] == {"worries": "a" * 1000}


def test_back_after_sending_does_not_lead_to_the_answers(phone: BrowserContext, site: str) -> None:
    """Who uses the device next finds neither texts nor ticks."""
    page = phone.new_page()
    page.goto(f"{site}/")
    page.goto(f"{site}/nordlys/2026-h2/da/")
    Collector(page, 201)
    tick(page, "winnable", "yes")
    page.locator("#q-positives").fill("Holdet")
    send(page)
    page.wait_for_url(THANKS)
    page.go_back()
    assert page.url == f"{site}/"
    page.goto(f"{site}/nordlys/2026-h2/da/")
    expect(page.locator("#q-positives")).to_have_value("")
    assert page.locator("main :checked").count() == 0


def test_reloading_shows_an_empty_form(survey: Page) -> None:
    """The browser keeps no draft of what was typed."""
    survey.locator("#q-positives").fill("Holdet")
    tick(survey, "winnable", "yes")
    survey.on("dialog", lambda dialog: dialog.accept())
    survey.reload()
    expect(survey.locator("#q-positives")).to_have_value("")
    assert survey.locator("main :checked").count() == 0


def test_a_sent_answer_is_left_without_a_question(survey: Page) -> None:
    """A stray tap does not cost what was written, and who has sent is not asked."""
    dialogs: list[str] = []

    def stay(dialog: Any) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    survey.on("dialog", stay)
    survey.locator("#q-positives").fill("Holdet")
    survey.evaluate("() => { location.reload() }")
    wait_for(survey, lambda: bool(dialogs))
    expect(survey.locator("#q-positives")).to_have_value("Holdet")
    Collector(survey, 201)
    send(survey)
    survey.wait_for_url(THANKS)
    assert dialogs == ["beforeunload"]


def test_names_of_questions_cannot_break_the_script(phone: BrowserContext, site: str) -> None:
    """A question called `action` or `constructor` is sent like any other."""
    page = phone.new_page()
    html = phone.request.get(f"{site}/harbour/2026-h2/en/").text()
    for old, new in (("missed", "constructor"), ("again", "action"), ("advice", "elements")):
        html = html.replace(f'name="{old}"', f'name="{new}"')
    headers = phone.request.get(f"{site}/harbour/2026-h2/en/").headers
    page.route("**/hostile/", lambda route: route.fulfill(body=html, headers=headers))
    page.goto(f"{site}/hostile/")
    collector = Collector(page, 201)
    tick(page, "constructor", "pay")
    tick(page, "action", "2")
    page.locator("[name=elements]").fill("x")
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    assert collector.sent[0]["answers"] == {"action": "2", "constructor": ["pay"], "elements": "x"}


@pytest.fixture
def plain(browser: Browser, site: str) -> Any:
    """The Danish survey in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/nordlys/2026-h2/da/")
    yield page
    context.close()


def test_without_scripts_the_form_is_sent_as_it_is(plain: Page) -> None:
    """No script is needed to answer."""
    bodies: list[str] = []
    plain.on("request", lambda request: bodies.append(request.post_data or ""))
    tick(plain, "decided", "pay")
    tick(plain, "also", "tasks")
    plain.locator("#q-positives").fill("Æ & ø")
    plain.locator("#send").click()
    plain.wait_for_url(THANKS)
    fields = dict(pair.split("=") for pair in next(filter(None, bodies)).split("&"))
    assert {name: value for name, value in fields.items() if value} == {
        "language": "da",
        "decided": "pay",
        "also": "tasks",
        "positives": "%C3%86+%26+%C3%B8",
    }
    assert fields["number"] == fields["website"] == ""


def test_without_scripts_back_shows_an_empty_form(plain: Page) -> None:
    """`autocomplete=off` empties a form that is loaded again.

    A browser that keeps the page in memory shows it as it was left (docs/threat-model.md); this
    one is started without that memory.
    """
    plain.locator("#q-positives").fill("Holdet")
    tick(plain, "winnable", "yes")
    plain.locator("#send").click()
    plain.wait_for_url(THANKS)
    plain.go_back()
    expect(plain.locator("#q-positives")).to_have_value("")
    assert plain.locator("main :checked").count() == 0


def test_enter_in_a_list_does_not_send_half_an_answer(survey: Page) -> None:
    """What cannot be taken back is only sent by the button."""
    collector = Collector(survey, 201)
    survey.locator('[name="winnable"][value="yes"]').focus()
    survey.keyboard.press("Space")
    survey.keyboard.press("Enter")
    survey.wait_for_timeout(200)
    assert not collector.sent
    survey.locator("#send").press("Enter")
    survey.wait_for_url(THANKS)
