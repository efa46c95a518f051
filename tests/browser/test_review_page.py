"""The reviewer's page in a browser, by keyboard alone, and as accessible as the survey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from review_support import ClosedWave
from test_axe import findings

from nejtak.review import Session, session

LONG = "Ansættelsesforløbskvalitetssikringsudvalgsformand"
SAID = {
    "advice": ("Karen Holm ringede aldrig.\nRing på 12345678.",),
    "praise": ("God stemning.", f"Mads {LONG} " * 12),
}


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave of three texts, one of them very long."""
    return ClosedWave(tmp_path, SAID)


@pytest.fixture
def reviewing(closed: ClosedWave) -> Iterator[Session]:
    """Its review, being served."""
    held = session(closed.project, closed.client, closed.wave, closed.keys)
    with held as running, running.server.serving():
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that has never been here."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page has put the focus where it belongs."""
    expect(page.locator(":focus")).to_have_count(1)
    for key in keys:
        page.keyboard.press(key)


def test_a_review_by_keyboard_alone(page: Page, reviewing: Session, closed: ClosedWave) -> None:
    """Begin, leave out what is marked, mend what was wrong, keep, withhold: then all is read.

    On the way nothing is asked of anyone else, nothing is stored, no policy is broken, and no
    word of a text gets into the history: not in an address, not in a title.
    """
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.goto(reviewing.server.url)
    press(page, "Tab", "Enter")  # Begin
    expect(page.locator("h1")).to_have_text("Text 1 of 1")
    expect(page.locator("mark").first).to_have_text("Karen Holm (name)")
    press(page, "Tab", "Enter")  # Leave out all that is marked
    expect(page.get_by_label("Redact")).to_be_checked()
    press(page, "Tab", "Tab", "Tab", "Tab")
    page.keyboard.type("Forløbet")
    press(page, "Enter")
    expect(page.locator(".progress")).to_contain_text("1 of 3 read")
    short = "God" in page.locator("blockquote").inner_text()
    for number, kept in enumerate((short, not short), 1):
        expect(page.locator("h1")).to_have_text(f"Text {number} of 2")
        radios = "Tab" if kept else "Tab+Tab"  # what has no marks has no button to leave them out
        press(page, *radios.split("+"), "Space" if kept else "ArrowUp")
        expect(page.get_by_label("Keep" if kept else "Withhold")).to_be_checked()
        press(page, "Tab")
        if kept:
            page.keyboard.type("Ikke ")
        press(page, "Tab", "Enter")
        if kept:  # what was kept is not what was written
            expect(page.locator(".error")).to_be_focused()
            expect(page.locator(".error")).to_contain_text("its wording was changed")
            press(page, "Tab", "Enter", "Tab", "ArrowDown", "ArrowDown", "Tab", "Tab", "Enter")
    expect(page.locator("main")).to_contain_text("All texts are reviewed.")
    assert sorted(closed.published()) == [
        ("advice", "[..] ringede aldrig.\nRing på [phone]."),
        ("praise", "Ikke God stemning."),
    ]
    origin = f"{reviewing.server.origin}/"
    assert [url for url in asked if not url.startswith(origin)] == []
    assert [said for said in trouble if "status of 400" not in said] == []
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]
    words = ("Karen", "stemning", LONG, "12345678")
    assert not any(word in url for url in [*asked, page.title()] for word in words)


def test_the_pages_are_clean(page: Page, reviewing: Session) -> None:
    """Overview, text and error: axe finds nothing; nor is anything wider than a small phone."""
    page.goto(reviewing.server.url)
    base = page.url
    found = []
    for place in ("", "advice/1/", "praise/1/", "praise/2/"):
        page.goto(base + place)
        if place == "praise/1/":
            page.get_by_label("Keep").check()
            page.locator("#wording").fill("changed")
            page.get_by_role("button", name="Save and go on").click()
            expect(page.locator(".error")).to_be_focused()
        if place != "praise/2/":
            page.evaluate(AXE_SCRIPT)
            found += findings(page, place)
        page.set_viewport_size({"width": 320, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{place} is wider than 320 px")
    assert found == []
