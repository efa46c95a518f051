"""How the pages look: what checkers of accessibility do not see, measured in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from nejtak.brand import contrast

WIDTHS = (256, 320, 360, 1280)  # 256 and 320 CSS px are what 500 % and 400 % zoom leave of 1280
PLACES = ("", "thanks/", "changed/", "closed/", "privacy/")
# WCAG 1.4.12, "Text spacing".
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ADD_CSS = """css => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
}"""
CUT_OFF = """[...document.querySelectorAll('.list span, h1, h3')]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).length"""
# The words of labels that stand on more than one line.
BROKEN = r"""() => {
  const broken = []
  for (const label of document.querySelectorAll('label')) {
    const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT)
    for (let node; (node = walker.nextNode());)
      for (const word of node.data.matchAll(/\S+/g)) {
        const range = document.createRange()
        range.setStart(node, word.index)
        range.setEnd(node, word.index + word[0].length)
        const lines = new Set([...range.getClientRects()].map((box) => box.top))
        if (lines.size > 1) broken.push(word[0])
      }
  }
  return broken
}"""
SMALL = """() => [...document.querySelectorAll(
    'a:not(p:not(footer p, .screen) a, .lede a), .error a, button, summary, textarea, .list label')]
  .filter((box) => box.checkVisibility())
  .map((box) => [box.outerHTML.slice(0, 80), box.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
RING = """() => {
  const control = document.activeElement
  const boxes = [control, control.nextSibling].filter((e) => e && e.localName)
    .map((e) => getComputedStyle(e))
  const ring = boxes.find((box) => box.outlineStyle == 'solid')
  return ring ? [parseFloat(ring.outlineWidth), ring.outlineColor] : null
}"""


def hexadecimal(colour: str) -> str:
    """`rgb(1, 2, 3)` as `#010203`."""
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


def opened(page: Page) -> None:
    """Open all that can be opened, and bring up the summary of errors and a hint."""
    for summary in page.locator("summary").all():
        summary.click()
    if page.locator("#send").count():
        page.locator("#send").click()
        page.locator("textarea").first.fill("Mette Hansen")
        page.locator("textarea + p:not(:empty)").first.wait_for()


def each_width(page: Page) -> Iterator[int]:
    """Show the page on each screen, from the smallest to a desk's."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        yield width


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_nothing_has_to_be_scrolled_sideways(
    phone: BrowserContext, site: str, language: str
) -> None:
    """Every page fits every screen, also with everything open and with wide letters."""
    page = phone.new_page()
    for place in PLACES:
        page.goto(f"{site}/nordlys/2026-h2/{language}/{place}")
        opened(page)
        assert [width for width in each_width(page) if page.evaluate(TOO_WIDE) > 0] == [], place
        page.evaluate(ADD_CSS, SPACING)
        assert [width for width in each_width(page) if page.evaluate(TOO_WIDE) > 0] == [], place


def test_words_of_41_letters_are_wrapped(phone: BrowserContext, long_site: str) -> None:
    """A title that is one long word is broken where it has to be, and nothing is cut off."""
    page = phone.new_page()
    page.goto(f"{long_site}/nordlys/2026-h2/da/")
    for width in each_width(page):
        assert page.evaluate(TOO_WIDE) <= 0, width
        assert page.evaluate(CUT_OFF) == 0, width


def test_answers_are_not_broken_inside_words(phone: BrowserContext, site: str) -> None:
    """No "Afgøre-nde": a label that does not fit beside the others goes below them."""
    page = phone.new_page()
    for language in ("da", "en"):
        page.goto(f"{site}/nordlys/2026-h2/{language}/")
        for width in each_width(page):
            assert page.evaluate(BROKEN) == [], width


def test_first_question_is_near(phone: BrowserContext, site: str) -> None:
    """At 390 x 844 the first option of the first question is seen before anything is scrolled."""
    page = phone.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    for place in ("nordlys/2026-h2/da", "nordlys/2026-h2/en"):
        page.goto(f"{site}/{place}/")
        box = page.locator(".list label").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, place


def test_everything_to_press_is_44_px(phone: BrowserContext, site: str) -> None:
    """A thumb hits what it aims at; links inside a sentence are as high as the sentence."""
    page = phone.new_page()
    for place in ("nordlys/2026-h2/da/", "harbour/2026-h2/en/", "nordlys/2026-h2/da/privacy/"):
        page.goto(f"{site}/{place}")
        opened(page)
        for width in each_width(page):
            assert page.evaluate(SMALL) == [], width


def test_choosing_moves_nothing(survey: Page) -> None:
    """A box keeps its size when it is chosen, so the page does not jump under the thumb."""
    sizes = "boxes => boxes.map((box) => JSON.stringify(box.getBoundingClientRect()))"
    labels = survey.locator(".list label")
    before = labels.evaluate_all(sizes)
    survey.locator(".list input:not([value=''])").evaluate_all(
        "boxes => boxes.forEach((box) => (box.checked = true))"
    )
    assert survey.locator("main :checked").count() == 19
    assert labels.evaluate_all(sizes) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["nordlys/2026-h2/da/", "harbour/2026-h2/en/"])
def test_focus_is_seen_at_every_stop(browser: Browser, site: str, scheme: Any, place: str) -> None:
    """Three pixels at 3:1 around whatever the keyboard is at."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site}/{place}")
    surface = hexadecimal(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement == document.body"):
            break
        stops += 1
        ring = page.evaluate(RING)
        assert ring, page.evaluate("document.activeElement.outerHTML.slice(0, 99)")
        assert ring[0] >= 3
        assert contrast(hexadecimal(ring[1]), surface) >= 3
    assert stops >= 8
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_controls_are_seen(browser: Browser, site: str, scheme: Any) -> None:
    """Where to press is told by borders of 3:1 against what they lie on (WCAG 1.4.11)."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    for place in ("nordlys/2026-h2/da/", "harbour/2026-h2/en/"):
        page.goto(f"{site}/{place}")
        surface = hexadecimal(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for control in ("textarea", ".list label:not(.clear) input"):
            borders = page.locator(control).evaluate_all(
                "boxes => boxes.map((box) => getComputedStyle(box).borderTopColor)"
            )
            assert borders
            assert all(contrast(hexadecimal(border), surface) >= 3 for border in borders)
    context.close()


def test_every_radio_button_has_a_named_group(phone: BrowserContext, site: str) -> None:
    """Who hears "Decisive, radio button" also hears of what: the group is named, and so is it."""
    page = phone.new_page()
    for place in ("nordlys/2026-h2/da/", "harbour/2026-h2/en/"):
        page.goto(f"{site}/{place}")
        tree = phone.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        nodes = {node["nodeId"]: node for node in tree}
        controls = [n for n in tree if n.get("role", {}).get("value") in {"radio", "checkbox"}]
        assert len(controls) == page.locator("label:not(.clear) > input").count() - 1 > 5
        for control in controls:
            assert control["name"]["value"].strip()
            parent = nodes[control["parentId"]]
            while parent.get("role", {}).get("value") not in {"group", "radiogroup"}:
                parent = nodes[parent["parentId"]]
            assert parent["name"]["value"].strip(), control["name"]["value"]


def test_nothing_follows_the_reader(phone: BrowserContext, site: str) -> None:
    """Nothing is stuck to the screen where it could cover what is being read, and nothing moves."""
    page = phone.new_page()
    page.goto(f"{site}/nordlys/2026-h2/da/")
    styles = page.evaluate(
        """[...document.querySelectorAll('*')].map((e) => getComputedStyle(e))
        .filter((s) => /fixed|sticky/.test(s.position) || s.animationName != 'none' ||
          parseFloat(s.transitionDuration)).length"""
    )
    assert styles == 0


def test_forced_colours_show_the_choice(browser: Browser, site: str) -> None:
    """With the system's own colours the radio buttons are still drawn, ticks and all."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{site}/nordlys/2026-h2/da/")
    ticks = page.locator("main [type=radio]")
    assert ticks.first.evaluate("tick => getComputedStyle(tick).appearance") != "none"
    button = page.locator("#send").evaluate("b => getComputedStyle(b).borderTopStyle")
    assert button == "solid"
    context.close()


def test_right_to_left_mirrors_the_page(phone: BrowserContext, site: str) -> None:
    """An Arabic page reads from the right, and what a candidate types decides its own direction."""
    page = phone.new_page()
    page.goto(f"{site}/nordlys/2026-h2/ar/")
    title = page.locator("h1").evaluate("h => [getComputedStyle(h).direction, h.dir]")
    assert title[0] == "rtl"
    note = page.locator(".note").evaluate(
        "b => [getComputedStyle(b).borderLeftWidth, getComputedStyle(b).borderRightWidth]"
    )
    assert note == ["0px", "4px"]
    text = page.locator("textarea").first
    text.fill("Danish words")
    assert text.evaluate("t => getComputedStyle(t).direction") == "ltr"
    text.fill("كلمات")
    assert text.evaluate("t => getComputedStyle(t).direction") == "rtl"


def test_links_to_other_languages_stand_apart(phone: BrowserContext, site: str) -> None:
    """Also where one of them is written from the right."""
    page = phone.new_page()
    for language in ("da", "ar"):
        page.goto(f"{site}/nordlys/2026-h2/{language}/")
        boxes = page.locator("nav a").evaluate_all(
            "links => links.map((link) => link.getBoundingClientRect())"
        )
        left, right = sorted(boxes, key=lambda box: float(box["left"]))
        assert right["left"] - left["right"] >= 12


TALLEST = """() => {
  for (const list of document.querySelectorAll('.fam')) {
    const families = [...list.children]
    const end = families.pop()
    families.sort((a, b) => b.querySelectorAll('label').length - a.querySelectorAll('label').length)
    const [most, more, ...few] = families
    list.append(most, few[0], more, few[1], end)
  }
}"""


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_paper_form_is_one_sheet(phone: BrowserContext, site: str, language: str) -> None:
    """Two sides in every language, in the order of reasons that takes most room."""
    page = phone.new_page()
    page.goto(f"{site}/nordlys/2026-h2/{language}/")
    page.evaluate(TALLEST)
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 2


def test_short_paper_form_is_one_side(phone: BrowserContext, site: str) -> None:
    """What fits on one side is not broken."""
    page = phone.new_page()
    page.goto(f"{site}/harbour/2026-h2/en/")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
