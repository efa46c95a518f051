"""The pages of reports, small and large, with everything that can stand in them, in the browser.

axe first, then what axe does not see: sideways scroll, the size of drawn text, names of regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from pages_server import serving
from playwright.sync_api import Browser, Page
from report_project import GOLDEN, SITE, answers, people, project, with_jobs
from sources import PUBLIC_KEY
from test_axe import findings
from test_layout import ADD_CSS, SPACING, TOO_WIDE, each_width

from nejtak.base.recipients import Recipient
from nejtak.project.model import ActionPlan, Project, Wave
from nejtak.report import Beside, make
from nejtak.report.tables.norms import Norm
from nejtak.review.quotes import Quote
from nejtak.wave import contract, sample
from nejtak.wave.load import find_wave, load_project

LANGUAGES = ("da", "en")
PLANS = {
    "pay": ActionPlan("Rekruttering", "Løn i alle opslag"),
    "process": ActionPlan("", "Svar på fem dage"),
}
BESIDE = Beside(
    (
        Quote("advice", "offer", "Lønnen stod ikke i opslaget.\nDet burde den."),
        Quote("advice", "", "https://example.org/" + "langt" * 30),
        Quote("advice", "process", "Der gik fem uger."),
    ),
    {
        ("decided", (reason,), ""): Norm(low, low + 20, 214, 7)
        for reason, low in (("pay", 60), ("process", 30), ("chemistry", 5))
    },
)
SMALL_TEXT = """() => [...document.querySelectorAll('svg text')]
  .map((text) => text.getBoundingClientRect().height).filter((height) => height < 16)"""
TINY = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType == 3 && n.data.trim()))
  .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13)
  .map((e) => e.outerHTML.slice(0, 80))"""


def _equipped(found: Project) -> tuple[Project, Wave]:
    """The project with the playbook and earlier waves, and its wave with plans."""
    client, wave, _ = next(found.waves())
    wave = replace(wave, actions=PLANS)
    earlier = [
        replace(
            wave,
            id=str(year),
            closes=date(year, 12, 31),
            opens=date(year, 1, 1),
            declined=year - 1990,
            offers=200 + year % 7,
        )
        for year in range(2020, 2026)
    ]
    clients = {client.id: replace(client, waves=(*earlier, wave))}
    return replace(found, clients=clients, playbook=load_project(SITE).playbook), wave


def _real() -> Mapping[str, bytes]:
    """The demo's own survey, with made-up answers."""
    found = load_project(SITE)
    client, wave, survey = find_wave(found, "nordlys", "2026-h2")
    frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
    said = sample.sample_answers(frozen, 38, 1, ["x"])
    answered = [{id_: a for id_, a in one.items() if id_ not in frozen.texts} for one in said]
    return make(found, client, replace(wave, contract=frozen), answered).files


def _made(
    found: Project, said: Any, beside: Beside | None = None, asked: int = 61
) -> Mapping[str, bytes]:
    whole, wave = _equipped(found)
    wave = replace(wave, declined=asked, offers=4 * asked)
    return make(whole, whole.clients[wave.client], wave, said, (), beside).files


def reports() -> Mapping[str, Mapping[str, bytes]]:
    """One release of each kind, by name."""
    many = {
        "decided": {"pay": 170, "process": 120, "chemistry": 50},
        "winnable": {"yes": 150, "perhaps": 100, "no": 90},
        "rating": {"1": 30, "3": 200, "5": 100},
    }
    groups = with_jobs(sales=60, it=45)
    return {
        "6": _made(project(), answers(6, decided={"pay": 5}, winnable={"yes": 5})),
        "12": _made(project(), answers(12, decided={"pay": 9}, also={"process": 9})),
        "38": _made(project(), GOLDEN, BESIDE),
        "400": _made(project(), answers(400, **many), BESIDE, 500),
        "groups": _made(groups, people(1, sales=30, it=20, none=4), BESIDE, 105),
        "real": _real(),
    }


KINDS = ("6", "12", "38", "400", "groups", "real")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The origin that serves the pages, as `/38/da/`; they bring their own policy."""
    pages = {
        f"{kind}/{language}/index.html": files[f"{language}.html"]
        for kind, files in reports().items()
        for language in LANGUAGES
    }
    with serving(pages, {}) as found:
        yield found


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all pages."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_a_report(page: Page, origin: str, kind: str, language: str) -> None:
    """In both widths and schemes nothing is wrong, and nothing is in doubt but one thing.

    Choices that share their figures stand in a header of the row group below: axe looks for data
    in the header's own row alone, and is not sure.
    """
    page.goto(f"{origin}/{kind}/{language}/")
    page.evaluate(AXE_SCRIPT)
    assert [f for f in findings(page, kind) if "incomplete: th-has-data-cells" not in f] == []
    headers = page.locator("th[scope=rowgroup]")
    assert headers.count() == page.locator("tbody:has(th[scope=rowgroup]) tr + tr:has(td)").count()


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_fits_every_screen(page: Page, origin: str, kind: str) -> None:
    """No sideways scroll down to 256 px, also with wide letters, nor text too small to read."""
    for language in LANGUAGES:
        page.goto(f"{origin}/{kind}/{language}/")
        for width in each_width(page):
            assert page.evaluate(TOO_WIDE) <= 0, width
            assert page.evaluate(SMALL_TEXT) == [], width
            assert page.evaluate(TINY) == [], width
        page.evaluate(ADD_CSS, SPACING)
        assert [width for width in each_width(page) if page.evaluate(TOO_WIDE) > 0] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_region_of_a_report_has_a_name_of_its_own(page: Page, origin: str, kind: str) -> None:
    """Whoever jumps from region to region hears where: two headlines can be the same sentence."""
    for language in LANGUAGES:
        page.goto(f"{origin}/{kind}/{language}/")
        session = page.context.new_cdp_session(page)
        tree = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        names = [n["name"]["value"] for n in tree if n.get("role", {}).get("value") == "region"]
        assert len(names) >= 4
        assert len(set(names)) == len(names)
        ids = page.locator("[id]").evaluate_all("all => all.map((e) => e.id)")
        assert len(set(ids)) == len(ids)


def test_all_parts_of_a_report_are_there(page: Page, origin: str) -> None:
    """The pages under test have groups, trend, norms, quotes and plans in them."""
    page.goto(f"{origin}/groups/da/")
    for part in ("groups", "trend", "norms", "quotes"):
        assert page.locator(f"section[aria-labelledby={part}_title]").count() == 1
    page.goto(f"{origin}/400/da/")
    assert page.get_by_text("Løn i alle opslag").is_visible()
    assert page.locator("table.many:not(.plain)").count() == 1  # the grid
