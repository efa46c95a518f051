"""The preview's list of pages, in a browser: what a writer sees while the files change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from stage import Preview, Stage, new_stage

TITLE = "Hvorfor blev det et nej tak?"
WORDS = "surveys/offer-declined/da.md"
WAVE = "/nordlys/2026-h2/da/"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """The demo, whose sources a test may change."""
    return new_stage(tmp_path)


@pytest.fixture
def preview(stage: Stage) -> Iterator[Preview]:
    """The preview of it."""
    with stage.preview() as preview:
        yield preview


@pytest.fixture
def page(browser: Browser, preview: Preview) -> Iterator[Page]:
    """The list of pages, on a desktop; it fails the test if its script does."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    page.goto(f"{preview.note['url']}/_preview/")
    yield page
    context.close()


def _danish(page: Page) -> Locator:
    """The Danish pages of the first wave."""
    return page.get_by_role("list", name="da").first


def test_a_change_is_seen_without_a_hand(stage: Stage, page: Page) -> None:
    """Both widths load anew; a fault is named where the writer looks, and goes with its cause."""
    words = stage.source / WORDS
    text = words.read_text(encoding="utf-8")
    _danish(page).get_by_role("link", name="survey").click()
    for name in ("phone", "desktop"):
        expect(page.frame_locator(f"[name={name}]").locator("h1")).to_contain_text(TITLE)
    words.write_text(text.replace(TITLE, "Hvad skete der?"), encoding="utf-8")
    for name in ("phone", "desktop"):
        frame = page.frame_locator(f"[name={name}]")
        expect(frame.locator("h1")).to_contain_text("Hvad skete der?", timeout=20_000)
    words.write_text(text.replace("{#pay}", "{#pya}"), encoding="utf-8")
    expect(page.get_by_role("status")).to_contain_text(f"{WORDS}:", timeout=20_000)
    words.write_text(text, encoding="utf-8")
    expect(page.get_by_role("status")).to_be_empty(timeout=20_000)


def test_every_state_can_be_looked_at(page: Page, preview: Preview) -> None:
    """Each page of each language shows, error and check too; nothing is stored by looking."""
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(f"{request.failure} {request.url}"))
    entries = _danish(page).get_by_role("listitem")
    names = [text.strip() for text in entries.all_inner_texts()]
    assert names == ["da", "survey", "thanks", "your data", "closed", "error", "check"]
    main = page.frame_locator("[name=phone]").locator("main")
    seen = {main.inner_text()}  # the survey, which is shown at first
    for name in names[2:]:
        entry = _danish(page).locator("a, button", has_text=name).first
        before = main.text_content() or ""
        entry.click()
        expect(entry).to_have_attribute("aria-current", "page")
        expect(main).not_to_have_text(before)
        seen.add(main.inner_text())
    assert len(seen) == len(names) - 1
    # An image may be on its way when the frame goes on; that is no refusal.
    assert [said for said in refused if "ERR_ABORTED" not in said] == []
    assert preview.items() == []


def test_the_list_is_accessible(page: Page) -> None:
    """Names, roles and contrast, by axe; no sideways scroll at 1280 pixels."""
    found = Axe().run(page, options={"iframes": False})
    assert found.response["violations"] == []
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide


def test_only_the_list_may_frame_a_page(preview: Preview, browser: Browser) -> None:
    """A page that is opened by itself has the headers of the build."""
    context = browser.new_context()
    page = context.new_page()
    reply = page.goto(f"{preview.note['url']}{WAVE}")
    assert reply is not None
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    context.close()
