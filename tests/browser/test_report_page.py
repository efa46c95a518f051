"""The pages of reports, small and large, with everything that can stand in them, in the browser.

axe first, then what axe does not see: sideways scroll, the size of drawn text, names of regions.
"""

from __future__ import annotations

import re
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
from nejtak.project.action import ActionPlan
from nejtak.project.model import Project, Wave
from nejtak.report import Approved, Beside, make
from nejtak.report.tables.norms import Norm
from nejtak.wave import contract, sample
from nejtak.wave.load import find_wave, load_project

LANGUAGES = ("da", "en")
PLANS = {
    "pay": ActionPlan("Rekruttering", "Løn i alle opslag", date(2027, 3, 1)),
    "process": ActionPlan("", "Svar på fem dage"),
}
BESIDE = Beside(
    (
        Approved("quote", "advice", "offer", "Lønnen stod ikke i opslaget.\nDet burde den."),
        Approved("quote", "advice", "", "https://example.org/" + "langt" * 30),
        Approved("quote", "advice", "process", "Der gik fem uger.", star=True),
        Approved("paraphrase", "advice", "", "Sig lønnen tidligere, og giv lyd fra jer."),
    ),
    {
        ("decided", (reason,), ""): Norm(low, low + 20, 214, 7)
        for reason, low in (("pay", 60), ("process", 30), ("chemistry", 5))
    },
)
SMALL_TEXT = """() => [...document.querySelectorAll('svg text')]
  .map((text) => text.getBoundingClientRect().height).filter((height) => height < 16)"""
IN_A_CHART = re.compile(r"incomplete: color-contrast: .*(text|\.val|\.end)\[")
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
        "6": _made(project(), answers(6, decided={"pay": 5}, winnable={"yes": 5}), BESIDE),
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
    """In both widths and schemes nothing is wrong, and nothing in doubt but the words of a chart.

    axe cannot tell what they lie on; `test_drawn_figures_stand_out_from_the_page` does.
    """
    page.goto(f"{origin}/{kind}/{language}/")
    page.evaluate(AXE_SCRIPT)
    assert [one for one in findings(page, kind) if not IN_A_CHART.search(one)] == []


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
    """The pages under test have groups, trend, norms, texts and plans in them."""
    page.goto(f"{origin}/groups/da/")
    for part in (".groups", ".time.tall", ".norm", ".quotes", ".voice", ".ours", ".wings"):
        assert page.locator(part).count() >= 1, part
    page.goto(f"{origin}/400/da/")
    assert page.get_by_text("Løn i alle opslag").is_visible()
    page.goto(f"{origin}/6/da/")
    assert page.locator("#proposals\\.title").count() == 1


CROSSED = """() => [...document.querySelectorAll('.front .time, .time.tall')].flatMap((chart) => {
  const box = chart.getBoundingClientRect();
  const at = (line, end) => ["x", "y"].map((axis, place) => (place ? box.top : box.left)
    + line[axis + end].baseVal.value);
  return [...chart.querySelectorAll(".val")].filter((label) => {
    const seen = label.getBoundingClientRect();
    return [...chart.querySelectorAll(".step")].some((line) => {
      const [from, to] = [at(line, 1), at(line, 2)];
      return [...Array(201).keys()].some((n) => {
        const [x, y] = [0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * n / 200);
        return x > seen.left && x < seen.right && y > seen.top + 4 && y < seen.bottom - 4;
      });
    });
  }).map((label) => chart.getAttribute("class") + label.textContent);
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_line_runs_through_a_share(page: Page, origin: str, width: int) -> None:
    """Each share of declines stands free of the line between the periods."""
    page.set_viewport_size({"width": width, "height": 740})
    for kind in ("12", "38", "400"):
        page.goto(f"{origin}/{kind}/da/")
        assert page.locator(".front .time .step").count() == 2
        assert page.evaluate(CROSSED) == []


def test_the_legend_stands_above_its_figures(page: Page, origin: str) -> None:
    """Whoever reads downwards knows what is drawn before seeing it."""
    for kind in KINDS:
        page.goto(f"{origin}/{kind}/da/")
        legend, first = page.locator(".key").bounding_box(), page.locator(".pair svg").first
        drawn = first.bounding_box()
        assert legend
        assert drawn
        assert legend["y"] + legend["height"] <= drawn["y"]


DATA = "svg .sure, svg .maybe, svg circle, svg .me, svg .they, .swatch"
FAINT = """([found, least]) => [...document.querySelectorAll(found)].filter((shape) => {
  const style = getComputedStyle(shape);
  const seen = (shape.matches("text") ? [style.fill] : [style.fill, style.stroke,
    style.borderTopColor]).filter((c) => /^rgb\\(/.test(c));
  const light = (colour) => colour.match(/\\d+/g).map(Number).map((n) => n / 255)
    .map((n) => n <= .04045 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4)
    .reduce((sum, n, place) => sum + n * [.2126, .7152, .0722][place], 0);
  const page = light(getComputedStyle(document.body).backgroundColor);
  return !seen.some((colour) => {
    const [low, high] = [light(colour), page].sort((a, b) => a - b);
    return (high + .05) / (low + .05) >= least;
  });
}).map((shape) => shape.outerHTML)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawn_figures_stand_out_from_the_page(page: Page, origin: str, scheme: Any) -> None:
    """What is drawn has 3:1 by its fill or its outline, in both modes (WCAG 1.4.11)."""
    page.emulate_media(color_scheme=scheme)
    for kind in ("38", "400", "groups"):
        page.goto(f"{origin}/{kind}/da/")
        assert page.locator(DATA).count() > 20
        assert page.evaluate(FAINT, [DATA, 3]) == []
        assert page.evaluate(FAINT, ["svg text", 4.5]) == []
    page.emulate_media(color_scheme=None)


def test_a_page_from_right_to_left_mirrors_its_charts(browser: Browser) -> None:
    """Filled dots begin where reading begins, and nothing scrolls sideways."""
    found = project()
    mirrored = {code: replace(one, direction="rtl") for code, one in found.locales.items()}
    files = _made(replace(found, locales=mirrored), GOLDEN, BESIDE)
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(files["da.html"].decode())
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate(TOO_WIDE) <= 0
        first, rest = (page.locator(f".pair .fig .{kind}").first for kind in ("sure", "rest"))
        places = [one.evaluate("e => e.getBoundingClientRect().left") for one in (first, rest)]
        assert places[0] > places[1]
