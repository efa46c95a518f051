"""axe-core over every page and state: no violation, and nothing that it could not decide.

axe finds little (other tests look for the rest), but its findings must be
clean. It is put into the page by the browser's debugging protocol, which neither the
Content-Security-Policy nor Trusted Types forbid: both stay on while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

WIDTHS = (320, 1280)
# In the dark nothing but colours is different. WCAG 2.2's least size of targets is a rule that
# axe leaves out unless it is asked.
SCHEMES: Mapping[str, Mapping[str, object]] = {
    "light": {"rules": {"target-size": {"enabled": True}}},
    "dark": {"runOnly": ["color-contrast"]},
}
RUN = """options => axe.run(document, options).then(said =>
  ['violations', 'incomplete'].flatMap(kind => said[kind].flatMap(rule =>
    rule.nodes.map(node => `${kind}: ${rule.id}: ${node.target.join(' ')}: ${node.any[0]?.message}`)
  )))"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all pages: they leave nothing behind that another could meet."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def findings(page: Page, label: str) -> list[str]:
    """What axe finds, or cannot decide, in both widths and both colour schemes."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            found += [f"{label}, {width}, {scheme}: {text}" for text in page.evaluate(RUN, options)]
    return found


def open_details(page: Page) -> None:
    """Open what explains the record and the limits."""
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("details[open]").count() == page.locator("details").count() > 0


def send_empty(page: Page) -> None:
    """Bring up the summary of errors."""
    page.locator("#send").click()
    expect(page.locator(".error:visible")).to_have_count(1)


def fill(page: Page) -> None:
    """Pick one of each list, and write texts that bring up the counter and the nudge."""
    page.evaluate(
        """() => {
          for (const input of document.querySelectorAll('.q input:not([value=""])')) input.click()
        }"""
    )
    for text in page.locator("textarea").all():
        text.fill("Ring til Karen Holm på 12 34 56 78. " * 27)
        expect(text.locator("+ *")).not_to_be_empty()
    assert page.locator(":checked").count() > 15


STATES: Mapping[str, Callable[[Page], None]] = {
    "empty": lambda _: None,
    "details open": open_details,
    "error": send_empty,
    "filled": fill,
}


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_survey_is_clean(page: Page, site: str, language: str) -> None:
    """In every state, width and scheme axe finds nothing wrong, and is in doubt of nothing."""
    page.goto(f"{site}/nordlys/2026-h2/{language}/")
    page.evaluate(AXE_SCRIPT)
    found = []
    for label, reach in STATES.items():
        reach(page)
        found += findings(page, label)
    assert found == []


PAGES = ["/", "/nowhere/", "/nordlys/2026-h2/ar/"] + [
    f"/nordlys/2026-h2/{language}/{name}/"
    for language in ("da", "en")
    for name in ("thanks", "changed", "closed", "privacy")
]


@pytest.mark.parametrize("address", PAGES)
def test_every_other_page_is_clean(page: Page, site: str, address: str) -> None:
    """The pages around the survey are as clean, and so is one that reads from the right."""
    page.goto(site + address)
    page.evaluate(AXE_SCRIPT)
    assert findings(page, address) == []
