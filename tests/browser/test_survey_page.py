"""What the survey page does for the person who reads it, up to the moment of sending."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made import collector_files
from playwright.sync_api import BrowserContext, Page, expect

from nejtak.project.model import Project
from nejtak.site.headers import page_headers

CASES = json.loads(
    (Path(__file__).parents[1] / "support" / "contact_cases.json").read_text(encoding="utf-8")
)
# Boxes to tick that do not stand at the height of their words.
CROOKED = """() => [...document.querySelectorAll('.list label:not(.clear)')].filter((label) => {
  const middle = (box) => (box.top + box.bottom) / 2
  const [box, words] = [...label.children].map((part) => middle(part.getBoundingClientRect()))
  return Math.abs(words - box) > 2
}).map((label) => label.outerHTML)"""
NUDGES = {"mail": "mailadresse", "digits": "CPR-nummer", "name": "et navn", "stays": ""}


def all_open(project: Project) -> Project:
    """The project with every wave open."""
    contract = SimpleNamespace(expiry=date(2027, 12, 31))
    clients = {
        id_: replace(
            client,
            waves=tuple(replace(w, status="open", contract=contract) for w in client.waves),
        )
        for id_, client in project.clients.items()
    }
    return replace(project, clients=clients)


def values(page: Page, name: str) -> list[str]:
    """The values of one list of radio buttons as they stand on the page."""
    found = page.locator(f'[name="{name}"]').evaluate_all("boxes => boxes.map(b => b.value)")
    return list(found)


def test_keyboard_alone_is_enough(survey: Page) -> None:
    """From the first stop to the thank-you page without a mouse."""
    survey.route("**/api/responses/**", lambda route: route.fulfill(status=201, json={}))
    stops = []
    for _ in range(80):
        survey.keyboard.press("Tab")
        name = survey.evaluate("document.activeElement.name || document.activeElement.id || ''")
        stops.append(name)
        if name == "also":
            survey.keyboard.press("Space")
        elif name in {"decided", "winnable", "chosen"}:
            survey.keyboard.press("ArrowDown")
        elif survey.evaluate("document.activeElement.matches('textarea')"):
            survey.keyboard.type("Nej")
        elif name == "send":
            break
    # A list of radio buttons is one stop, and each box of the others.
    once = [name for name in stops if name not in {"", "also"}]
    assert len(once) == len(set(once))
    assert stops.count("also") == survey.locator("[name=also]:checked").count() == 16
    survey.keyboard.press("Enter")
    survey.wait_for_url("**/thanks/")


def test_empty_form_is_explained_as_gov_uk_does_it(survey: Page) -> None:
    """The summary is focused, the title says it, and the link leads to the first control."""
    survey.locator("#send").click()
    summary = survey.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(summary).to_contain_text("Der er et problem")
    expect(survey).to_have_title("Fejl: Hvorfor blev det et nej tak? – Nordlys")
    survey.get_by_role("link", name="Besvar mindst ét spørgsmål").press("Enter")
    expect(survey.locator("main [type=radio]").first).to_be_focused()
    expect(survey.locator("#t-decided")).to_be_in_viewport()
    survey.locator("#send").click()
    expect(survey).to_have_title("Fejl: Hvorfor blev det et nej tak? – Nordlys")
    assert survey.get_by_role("alert").count() == 1


def test_reasons_come_in_an_order_of_chance_with_something_else_last(
    phone: BrowserContext, site: str
) -> None:
    """No reason is favoured by its place, and one page shows one order in all its lists."""
    page = phone.new_page()
    orders = set()
    for _ in range(5):
        page.goto(f"{site}/nordlys/2026-h2/da/")
        order = values(page, "also")
        assert values(page, "decided") == [*order, ""]
        assert order[-1] == "other"
        assert len(set(order)) == 16
        families = page.locator(".fam [role=group]").evaluate_all(
            "groups => groups.map((group) => group.getAttribute('aria-label'))"
        )
        assert families[:4] == families[4:]
        orders.add(tuple(order))
    assert len(orders) >= 4  # of 414,720 orders
    assert len({order[0] for order in orders}) > 1


def test_only_reasons_are_shuffled(survey: Page) -> None:
    """Yes, perhaps, no: an order that means something is not shuffled."""
    assert values(survey, "winnable") == ["yes", "perhaps", "no", ""]
    assert values(survey, "chosen")[-2:] == ["none-yet", ""]


def test_nothing_moves_once_the_page_was_seen(phone: BrowserContext, site: str) -> None:
    """On a slow line the reasons stay as they were painted."""
    page = phone.new_page()
    page.add_init_script("performance.getEntriesByType = () => [{name: 'first-paint'}]")
    page.goto(f"{site}/nordlys/2026-h2/da/")
    assert values(page, "decided")[:3] == ["pay", "flexibility", "terms"]


@pytest.mark.parametrize("kind", NUDGES)
def test_text_that_may_point_to_a_person_gets_a_hint(survey: Page, kind: str) -> None:
    """A hint stands below such a text, and below no other."""
    boxes = survey.locator("textarea").all()
    hints = survey.locator("textarea + [role=status]")
    cases = CASES[kind]
    if isinstance(cases, dict):  # by language
        cases = [text for texts in cases.values() for text in texts]
    for first in range(0, len(cases), len(boxes)):
        texts = cases[first : first + len(boxes)]
        for box, text in zip(boxes, texts, strict=False):
            box.fill(text)
        survey.wait_for_timeout(500)
        for said, text in zip(hints.all_inner_texts(), texts, strict=False):
            assert (NUDGES[kind] in said) if kind != "stays" else not said, text


def test_a_hint_never_blocks(survey: Page) -> None:
    """The candidate decides what to write."""
    sent: list[Any] = []

    def answer(route: Any) -> None:
        sent.append(route.request.post_data_json["answers"])
        route.fulfill(status=201, json={})

    survey.route("**/api/responses/**", answer)
    survey.locator("#q-positives").fill("Mette Hansen var sød")
    expect(survey.locator("#q-positives + p")).to_contain_text("et navn")
    survey.locator("#send").click()
    survey.wait_for_url("**/thanks/")
    assert sent == [{"positives": "Mette Hansen var sød"}]


def test_characters_are_counted_near_the_limit_only(survey: Page) -> None:
    """The page does not ask for a thousand characters, and cuts nothing."""
    box, note = survey.locator("#q-positives"), survey.locator("#q-positives + p")
    longest = int(box.get_attribute("data-most") or 0)
    box.fill("a" * (longest * 8 // 10))
    survey.wait_for_timeout(450)
    expect(note).to_have_text("")
    box.fill("a" * (longest - 12))
    expect(note).to_have_text("12 tegn tilbage.")
    box.press_sequentially("b" * 15)
    expect(note).to_have_text("3 tegn for mange.")
    assert len(box.input_value()) == longest + 3


def test_text_boxes_grow_with_the_text(survey: Page) -> None:
    """A long text stays visible while it is typed."""
    box = survey.locator("#q-positives")
    before = box.evaluate("box => box.offsetHeight")
    box.fill("linje\n" * 12)
    assert box.evaluate("box => box.offsetHeight") > before + 100
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight")


def test_record_shows_the_answers_as_they_are_sent(survey: Page) -> None:
    """`Se dine svar, som de bliver gemt`: not a likeness, the thing itself."""
    sent: list[Any] = []

    def answer(route: Any) -> None:
        sent.append(route.request.post_data_json["answers"])
        route.fulfill(status=500)

    survey.route("**/api/responses/**", answer)
    survey.get_by_text("Se dine svar, som de bliver gemt").click()
    record = survey.locator("#record")
    assert json.loads(record.inner_text()) == {"answers": {}}
    survey.locator("#q-positives").fill("<b>Holdet</b>")
    survey.locator('label:has([name="decided"][value="pay"])').click()
    expect(record).to_contain_text("Holdet")
    survey.locator("#send").click()
    expect(survey.get_by_role("status").last).to_contain_text("Vi prøver igen")
    assert json.loads(record.inner_text()) == {"answers": sent[0]}


def test_names_are_warned_of_before_the_first_text(survey: Page) -> None:
    """`Skriv ikke navne` is read before anything is written; a box has a short description."""
    note = survey.locator("#names").bounding_box()
    first = survey.locator("textarea").first.bounding_box()
    assert note is not None
    assert first is not None
    assert note["y"] < first["y"]
    for box in survey.locator("textarea").all():
        (described,) = (box.get_attribute("aria-describedby") or "").split()
        assert len(survey.locator(f"#{described}").inner_text()) < 60


def test_promise_no_cookies_and_nothing_from_others(phone: BrowserContext, site: str) -> None:
    """`Ingen cookie`: nor storage, nor anybody else's address, on any page."""
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    page = phone.new_page()
    page.route("**/api/responses/**", lambda route: route.fulfill(status=201, json={}))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/nordlys/2026-h2/da/")
    kinds = [url.rpartition(".")[2] for url in requests]
    assert kinds[1:] == ["css", "svg"]
    page.locator("#q-positives").fill("Holdet")
    page.locator("#send").click()
    page.wait_for_url("**/thanks/")
    page.goto(f"{site}/nordlys/2026-h2/da/privacy/")
    stored = page.evaluate(
        """async () => [document.cookie, localStorage.length, sessionStorage.length,
        (await indexedDB.databases()).length, (await caches.keys()).length, document.referrer]"""
    )
    assert stored == ["", 0, 0, 0, 0, ""]
    assert phone.cookies() == []
    assert all(url.startswith(site) and "?" not in url for url in requests), requests
    assert said == []


def test_storage_and_limits_of_the_promise_are_shown_openly(survey: Page) -> None:
    """`Se, hvad vi gemmer, og hvad vi ikke kan love`: the link leads there."""
    survey.get_by_role("link", name="Se, hvad vi gemmer").click()
    expect(survey.get_by_role("heading", name="Præcis det her gemmer vi")).to_be_in_viewport()
    expect(survey.get_by_role("heading", name="Det kan vi ikke love")).to_be_visible()
    assert survey.locator(".fine li:visible").count() == 7
    assert survey.locator(".fine dt:visible").count() == 5


def test_every_page_is_quiet_under_its_own_policy(phone: BrowserContext, site: str) -> None:
    """No page asks for what its security headers forbid."""
    page = phone.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for place in ("", "thanks/", "changed/", "closed/", "privacy/"):
        page.goto(f"{site}/nordlys/2026-h2/ar/{place}")
    page.goto(f"{site}/")
    assert said == []


def test_form_that_comes_back_is_read_from_its_error_on(
    phone: BrowserContext, site: str, project: Project
) -> None:
    """Without scripts the browser focuses the summary; with them it goes when another comes."""
    opened = all_open(project)
    form = next(
        file.content.decode()
        for file in collector_files(opened)
        if file.path.endswith("nordlys/2026-h2/form.da.html")
    )
    form = form.replace("⟦text:positives⟧", "\nFørste linje")
    form = re.sub("⟦if:busy⟧(.*?)⟦end⟧", r"\1", form, flags=re.DOTALL)
    form = re.sub("⟦(if|bad):.*?⟦end⟧|⟦[^⟧]*⟧", "", form, flags=re.DOTALL)
    page = phone.new_page()
    headers = {**page_headers(opened), "Content-Type": "text/html; charset=utf-8"}
    page.route("**/api/**", lambda route: route.fulfill(body=form, headers=headers))
    page.goto(f"{site}/api/responses/nordlys/2026-h2")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("De står her stadig")
    expect(page.locator("#q-positives")).to_have_value("\nFørste linje")
    expect(page).to_have_title("Fejl: Hvorfor blev det et nej tak? – Nordlys")
    page.locator("#q-positives").fill("")
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("Besvar mindst ét spørgsmål")


def test_paper_questionnaire_has_boxes_and_lines(survey: Page) -> None:
    """Printed, the page can be filled in by hand; texts about the web page are left out."""
    survey.locator("#q-positives").fill("Holdet")
    survey.emulate_media(media="print", color_scheme="dark")
    for hidden in ("nav", ".screen", ".clear", "#send", "footer p a"):
        expect(survey.locator(hidden).first).to_be_hidden()
    expect(survey.get_by_text("skriv med blokbogstaver")).to_be_visible()
    expect(survey.get_by_text("Skriv ikke navne")).to_be_visible()
    expect(survey.get_by_text("Nordlys ser ikke dit svar.")).to_be_visible()
    expect(survey.get_by_text("Alle får samme ark.")).to_be_visible()
    expect(survey.locator(".return")).to_contain_text("til Åben Dør, Havnegade 12, 8000 Aarhus C.")
    tick = survey.locator(".list input").first
    assert tick.evaluate("box => getComputedStyle(box).appearance") == "none"
    assert tick.evaluate("box => parseFloat(getComputedStyle(box).borderTopWidth)") >= 1
    survey.set_viewport_size({"width": 680, "height": 1009})
    assert survey.evaluate(CROOKED) == []
    lines = survey.locator("#q-worries").evaluate("box => getComputedStyle(box).backgroundImage")
    assert "gradient" in lines
    colour = survey.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(255, 255, 255)"
    assert survey.pdf(format="A4").count(b"/Type /Page\n") == 2
