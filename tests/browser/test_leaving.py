"""An answer leaves whatever a browser lacks, and no way out of the page loses one unasked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect
from test_sending import API, THANKS, Collector, send, tick, wait_for

from nejtak.aws.resources import index

BLANK = json.loads(
    (Path(__file__).parent.parent / "support" / "blank_cases.json").read_text(encoding="utf-8")
)
# What takes a feature away before the page's script runs.
LACKS: Mapping[str, str] = {
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "AbortSignal": "delete window.AbortSignal; delete window.AbortController",
    "crypto.subtle": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "crypto.getRandomValues": "Crypto.prototype.getRandomValues = undefined",
    "crypto": "Object.defineProperty(window, 'crypto', {value: undefined})",
    "fetch": "delete window.fetch",
    "fetch, by a throw": "window.fetch = () => { throw new Error('no') }",
    "FormData.entries": "delete FormData.prototype.entries",
    "URLSearchParams": "delete window.URLSearchParams",
    "structuredClone": "delete window.structuredClone",
    "TextEncoder": "delete window.TextEncoder",
    "Promise.race": "delete Promise.race",
    "Promise.prototype.catch": "delete Promise.prototype.catch",
    "performance.now": "delete Performance.prototype.now",
    "Element.after": "delete Element.prototype.after",
    "Element.prepend": "delete Element.prototype.prepend",
    "Element.matches": "delete Element.prototype.matches",
    "Array.prototype.at": "delete Array.prototype.at",
    "Array.from": "delete Array.from",
    "String.padStart": "delete String.prototype.padStart",
    "String.replaceAll": "delete String.prototype.replaceAll",
    "Object.hasOwn": "delete Object.hasOwn",
    "Object.keys": "delete Object.keys",
    "JSON.stringify": "delete JSON.stringify",
    "confirm": "Object.defineProperty(window, 'confirm', {value: undefined})",
    "a digest that ends": "crypto.subtle.digest = () => new Promise(() => {})",
}


class Taker:
    """Stores what arrives as the collector does: by number, from the script or a plain form."""

    def __init__(self, page: Page) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        page.route(API, self._answer)

    def _answer(self, route: Route) -> None:
        body = route.request.post_data or ""
        if route.request.headers["content-type"] == "application/json":
            sent = json.loads(body)
            self.stored[sent["number"]] = sent["answers"]
            route.fulfill(status=201, json={"stored": True})
            return
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        number = fields.pop("number", "made by the collector")
        fields.pop("language")
        self.stored[number] = fields
        route.fulfill(status=303, headers={"Location": "/nordlys/2026-h2/da/thanks/"})


@pytest.mark.parametrize("lacking", LACKS)
def test_an_answer_is_sent_without_any_one_feature(
    phone: BrowserContext, site: str, lacking: str
) -> None:
    """Each feature that the script might miss: the answer is stored once, and thanks are said."""
    page = phone.new_page()
    page.add_init_script(LACKS[lacking])
    page.goto(f"{site}/nordlys/2026-h2/da/")
    taker = Taker(page)
    tick(page, "winnable", "yes")
    page.locator("#q-positives").fill("Holdet")
    page.wait_for_function("() => document.timeline.currentTime > 3000")
    send(page)
    page.wait_for_url(THANKS)
    assert list(taker.stored.values()) == [{"winnable": "yes", "positives": "Holdet"}]


def test_a_fault_after_sending_leaves_with_the_same_number(survey: Page) -> None:
    """What the script could not finish goes as a form, and the collector counts it once."""
    taker = Taker(survey)
    survey.evaluate("() => { JSON.parse = Response.prototype.json = undefined }")
    survey.evaluate(
        "() => Object.defineProperty(Response.prototype, 'status', {get() { throw 1 }})"
    )
    tick(survey, "winnable", "yes")
    send(survey)
    survey.wait_for_url(THANKS)
    (number,) = taker.stored
    assert re.fullmatch("[0-9a-f]{32}", number)


def test_a_script_that_fails_at_load_leaves_a_plain_form(phone: BrowserContext, site: str) -> None:
    """Whatever throws while the page opens, the button sends."""
    page = phone.new_page()
    page.add_init_script("EventTarget.prototype.addEventListener = () => { throw new Error('no') }")
    page.goto(f"{site}/nordlys/2026-h2/da/")
    taker = Taker(page)
    tick(page, "winnable", "yes")
    send(page)
    page.wait_for_url(THANKS)
    assert taker.stored == {"made by the collector": {"winnable": "yes"}}


def without_has(route: Route) -> None:
    """Give the style sheet to a browser that does not know `:has()`."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(":has(", ":unknown("))


def test_focus_and_rows_hold_without_has(phone: BrowserContext, site: str) -> None:
    """Without `:has()` the focus is seen, and every option is as tall as a finger."""
    page = phone.new_page()
    page.route("**/*.css", without_has)
    page.goto(f"{site}/nordlys/2026-h2/da/")
    page.keyboard.press("Tab")
    control = page.locator('[name="winnable"]').first
    control.focus()
    ring = """box => [box, box.nextSibling].map((at) => getComputedStyle(at)).some((style) =>
      style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2)"""
    assert control.evaluate(ring)
    heights = page.locator(".list label:visible").evaluate_all(
        "labels => labels.map((label) => label.offsetHeight)"
    )
    assert min(heights) >= 44


def by_link(page: Page, name: str) -> Callable[[], None]:
    """A way out by a link of the page."""
    return lambda: page.get_by_role("link", name=name).click(no_wait_after=True)


@pytest.mark.parametrize("way", ["language", "reload", "close", "back"])
def test_no_way_out_loses_a_tick_unasked(phone: BrowserContext, site: str, way: str) -> None:
    """With one radio button ticked, leaving is a question, and "no" keeps the answer."""
    page = phone.new_page()
    page.goto(f"{site}/")
    page.goto(f"{site}/nordlys/2026-h2/da/")
    ways: dict[str, Callable[[], object]] = {
        "language": by_link(page, "English"),
        "reload": lambda: page.evaluate("() => { location.reload() }"),
        "close": lambda: page.close(run_before_unload=True),
        "back": lambda: page.evaluate("() => { history.back() }"),
    }
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    tick(page, "winnable", "yes")
    ways[way]()
    wait_for(page, lambda: bool(asked))
    assert asked == ["confirm" if way == "language" else "beforeunload"]
    expect(page.locator('[name="winnable"][value="yes"]')).to_be_checked()


def test_who_says_yes_is_not_asked_twice(survey: Page) -> None:
    """The link to the other language asks once, then leads there."""
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    survey.on("dialog", leave)
    tick(survey, "winnable", "yes")
    survey.get_by_role("link", name="English").click()
    survey.wait_for_url("**/en/")
    assert asked == [
        "Det, du har svaret her, følger ikke med til den anden side. Vil du skifte alligevel?"
    ]


def test_an_untouched_page_is_left_without_a_question(survey: Page) -> None:
    """Whoever has answered nothing is not nagged, and stays in one tab."""
    survey.on("dialog", lambda dialog: pytest.fail(dialog.type))
    survey.locator("#q-positives").fill(" \u200b\u3164\n")
    survey.get_by_role("link", name="English").click()
    survey.wait_for_url("**/en/")
    assert len(survey.context.pages) == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_privacy_opens_in_a_tab_of_its_own(browser: Browser, site: str, script: bool) -> None:
    """Reading about one's data costs no tick; without a script the other language costs none."""
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{site}/nordlys/2026-h2/da/")
    tick(page, "winnable", "yes")
    for link in ["Om dine oplysninger"] + ["English"] * (not script):
        with context.expect_page() as opened:
            page.get_by_role("link", name=link).click()
        if script:
            assert opened.value.evaluate("() => window.opener") is None
        opened.value.close()
    expect(page.locator('[name="winnable"][value="yes"]')).to_be_checked()
    assert page.locator('a[target="_blank"]:not([rel="noopener"])').count() == 0
    context.close()


def test_text_that_cannot_be_seen_is_no_answer(survey: Page) -> None:
    """The cases that the collector and closing are tested with, in the page."""
    sent = Collector(survey, 201)
    box = survey.locator("#q-positives")
    for text in BLANK["blank"]:
        box.fill(text)
        send(survey)
        expect(survey.locator("#e-empty"), json.dumps(text)).to_be_focused()
        survey.locator("#e-empty").evaluate("box => box.hidden = true")
    assert not sent.sent
    said = survey.locator("#record")
    for text in BLANK["seen"]:
        box.fill(text)
        survey.wait_for_timeout(450)
        expect(said, json.dumps(text)).to_contain_text("positives")


@pytest.mark.parametrize(
    ("uri", "query", "leads"),
    [
        ("/", {"utm_source": {"value": "mail"}}, "/"),
        ("/nordlys/2026-h2/da/", {"_hsenc": {"value": "x"}}, "/nordlys/2026-h2/da/"),
        ("/nordlys/2026-h2/da", {"_hsenc": {"value": "x"}}, "/nordlys/2026-h2/da/"),
        ("/nordlys/2026-h2/da", {}, "/nordlys/2026-h2/da/"),
        ("//elsewhere.example/", {"a": {"value": ""}}, None),
        ("/nordlys//da/", {"a": {"value": ""}}, None),
        ("/static/0123456789ab.css", {"a": {"value": ""}}, None),
        ("/nordlys/2026-h2/da/", {}, None),
    ],
)
def test_the_edge_leads_to_the_bare_address(
    phone: BrowserContext, uri: str, query: dict[str, Any], leads: str | None
) -> None:
    """What a mail tool adds is gone before a page is shown; no other host is ever named."""
    event = {"request": {"uri": uri, "querystring": query}}
    said = phone.new_page().evaluate(f"event => {{ {index.CODE}; return handler(event) }}", event)
    if leads is None:
        assert said["querystring"] == {}
        assert said["uri"] == (uri + "index.html" if uri.endswith("/") else uri)
    else:
        assert said["statusCode"] == 301
        assert said["headers"] == {
            "cache-control": {"value": "no-store"},
            "location": {"value": leads},
        }
