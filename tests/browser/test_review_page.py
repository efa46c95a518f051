"""The review desk in a browser: by keyboard alone, without a script, accessible as a survey is."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from close_support import tree
from playwright.sync_api import Browser, Page, expect
from review_support import ClosedWave
from test_axe import findings

from nejtak.review import sealed
from nejtak.review.session import Session

LONG = "Ansættelsesforløbskvalitetssikringsudvalgsformand"
SAID = {
    "advice": ("Karen Holm ringede aldrig.\nRing på 20304050, sagde Mads.", "Et svar om fem uger."),
    "praise": ("God stemning.", f"Mads {LONG} " * 12),
}
TEXTS = json.loads(
    (Path(__file__).parents[1] / "support" / "review_texts.json").read_text(encoding="utf-8")
)["texts"]

# What is cut off or runs over: elements with more in them than they are wide.
TOO_WIDE = """
[...document.querySelectorAll('body *')].filter((e) => e.scrollWidth > e.clientWidth + 1
  && getComputedStyle(e).display != 'inline' && !e.querySelector('.unseen')
  && !e.matches('.unseen, option')).map((e) => e.outerHTML.slice(0, 80))
"""


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave of four texts, one of them very long."""
    return ClosedWave(tmp_path, SAID)


@pytest.fixture
def reviewing(closed: ClosedWave) -> Iterator[Session]:
    """Its review, being served."""
    with closed.reviewing() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


class Reviewer:
    """Somebody at the keyboard, whose strokes are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other, once the page has put the focus on its heading."""
        expect(self.page.locator("body[data-ready]")).to_have_count(1)
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def decide(self, *keys: str) -> None:
        """Press keys of which the last one leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def show(self, reviewing: Session, part: str) -> None:
        """Go to the text that holds these words."""
        base = "/".join(self.page.url.split("/")[:4])
        for texts in reviewing.desk.by_question().values():
            for place, text in texts.items():
                if part in text.original:
                    self.page.goto(f"{base}/{place.question}/{place.number}/")


def test_a_review_by_keyboard_alone(page: Page, reviewing: Session, closed: ClosedWave) -> None:
    """Begin, leave marks out, mend what was wrong, star, theme, undo, keep, withhold, paraphrase.

    On the way nothing is asked of anyone else, nothing is stored, no policy is broken, and no
    word of a text gets into the history: not in an address, not in a title.
    """
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.goto(reviewing.server.url)
    me = Reviewer(page)
    me.decide("Enter")  # begin
    expect(page.locator("h1")).to_have_text("Dit bedste råd?")
    me.show(reviewing, "Karen")
    expect(page.locator("mark")).to_contain_text(["Karen Holm", "[telefon]", "Mads"])
    me.decide("k")
    me.show(reviewing, "Karen")
    me.press("1")
    me.decide("k")  # what was kept is not what is written there
    expect(page.locator(".error")).to_be_focused()
    me.press("0", "0")
    expect(page.locator("mark :checked")).to_have_count(0)
    me.press("0", "2", "Shift+Digit3", "s")
    expect(page.locator("#wording")).to_have_value(
        "[..] ringede aldrig.\nRing på [telefon], sagde Mads."
    )
    me.decide("r")
    assert reviewing.desk.review.left == 3
    me.show(reviewing, "stemning")
    me.decide("w")
    me.decide("u")
    expect(page.locator("blockquote")).to_have_text("God stemning.")
    me.press("p")
    page.keyboard.type("Flere roste stemningen.")
    me.decide("Control+Enter")
    me.show(reviewing, LONG)
    page.get_by_label("Says the same as").select_option("Flere roste stemningen.")
    me.press("Escape")
    me.decide("Enter")
    me.show(reviewing, "fem uger")
    me.press("t")
    page.keyboard.type("Ventetid")
    me.press("Escape")
    me.decide("k")
    expect(page.locator("main")).to_contain_text("All texts are read.")
    assert sorted(closed.published()) == [
        ("advice", "Et svar om fem uger."),
        ("advice", "[..] ringede aldrig.\nRing på [telefon], sagde Mads."),
        ("praise", "Flere roste stemningen."),
    ]
    told = {q.text: (q.theme, q.star) for q in sealed.published(closed.wave, closed.keys, 11)}
    assert told["[..] ringede aldrig.\nRing på [telefon], sagde Mads."] == ("process", True)
    assert told["Et svar om fem uger."] == ("Ventetid", False)
    origin = f"{reviewing.server.origin}/"
    assert [url for url in asked if not url.startswith(origin)] == []
    assert [said for said in trouble if "status of 400" not in said] == []
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]
    words = ("Karen", "stemning", LONG, "20304050", "Ventetid")
    assert not any(word in url for url in [*asked, page.title()] for word in words)


def test_forty_texts_take_two_strokes_each(page: Page, tmp_path: Path) -> None:
    """44 identifiers in 40 texts: what the desk marks is left out, all else is kept, by keys alone.

    No identifier is left in what is published, and the median of strokes is two at most.
    """
    closed = ClosedWave(tmp_path, {"advice": [one["text"] for one in TEXTS]}, 41)
    strokes: list[int] = []
    with closed.reviewing() as reviewing:
        page.goto(reviewing.server.url)
        me = Reviewer(page)
        me.decide("Enter")
        while reviewing.desk.review.left:
            me.strokes = 0
            marked = page.locator("mark [name=out]").count()
            me.decide("0", "r") if marked else me.decide("k")
            strokes.append(me.strokes)
        reviewing.desk.limit("advice", 41)
    said = [text for _, text in closed.published(41)]
    identifiers = [i for one in TEXTS for i in one["identifiers"]]
    assert len(identifiers) == 44
    assert [i for i in identifiers if any(i in text for text in said)] == []
    assert len(said) > 35
    assert statistics.median(strokes) <= 2


def test_a_key_pressed_twice_decides_once(page: Page, reviewing: Session) -> None:
    """Nobody has read what comes next: until a moment has gone by, no key decides about it."""
    page.goto(reviewing.server.url)
    me = Reviewer(page)
    me.decide("Enter")
    page.add_init_script("globalThis.setTimeout = () => 0")  # the moment does not go by
    page.reload()
    for key in ("k", "w", "Enter"):
        page.keyboard.press(key)
    page.keyboard.press("t")
    expect(page.locator("#theme")).to_be_focused()
    assert reviewing.desk.review.left == 4


def test_a_mark_puts_nothing_back_that_was_left_out_by_hand(
    page: Page, reviewing: Session, closed: ClosedWave
) -> None:
    """Words that the reviewer took out stay out, whatever is ticked and unticked afterwards."""
    page.goto(reviewing.server.url)
    me = Reviewer(page)
    me.show(reviewing, "Karen")
    wording = page.locator("#wording")
    wording.fill("[..] ringede aldrig.\nRing på [telefon], [..] Mads.")
    me.press("Escape", "2")
    expect(wording).to_have_value("[..] ringede aldrig.\nRing på [telefon], [..] [..].")
    me.press("2", "1")
    expect(wording).to_have_value("[..] ringede aldrig.\nRing på [telefon], [..] [..].")
    me.decide("r")
    assert [text for _, text in closed.published()] == [
        "[..] ringede aldrig.\nRing på [telefon], [..] [..]."
    ]


def test_keys_can_be_switched_off(page: Page, reviewing: Session) -> None:
    """Then no letter decides; and in a text field no letter ever does."""
    page.goto(reviewing.server.url)
    page.locator("#onward").click()
    page.locator("#wording").click()
    page.keyboard.press("k")
    page.get_by_role("button", name="Keys: on").click()
    expect(page.get_by_role("button", name="Keys: off")).to_be_visible()
    expect(page.locator("kbd").first).to_be_hidden()
    page.keyboard.press("w")
    page.keyboard.press("k")
    assert reviewing.desk.review.left == 4


def test_without_a_script_marks_are_ticked_and_decisions_sent(
    browser: Browser, reviewing: Session, closed: ClosedWave
) -> None:
    """By mouse or Tab: tick a mark, save, undo; the server leaves out what was ticked."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reviewing.server.url)
    me = Reviewer(page)
    me.show(reviewing, "Karen")
    page.get_by_label("Leave out Karen Holm").check()
    page.locator("#save").click()
    assert closed.published() == [
        ("advice", "[..] ringede aldrig.\nRing på [telefon], sagde Mads.")
    ]
    page.get_by_role("button", name="Undo the last decision").click()
    expect(page.locator("blockquote")).to_contain_text("Karen Holm")
    assert closed.published() == []
    context.close()


def test_a_browser_closed_by_mistake_is_opened_again(browser: Browser, reviewing: Session) -> None:
    """A new address of the terminal leads back; the window that was there before is shut out."""
    contexts = [browser.new_context() for _ in range(3)]
    first, second, third = (context.new_page() for context in contexts)
    first.goto(reviewing.server.url)
    second.goto(reviewing.server.url)
    expect(second.locator("body")).to_contain_text("one person reviews at a time")
    third.goto(reviewing.server.readmit())
    expect(third.locator("h1")).to_have_text("Review of free texts")
    first.reload()
    expect(first.locator("body")).to_contain_text("another one has taken it over")
    assert not any("Karen" in page.content() for page in (first, second))
    for context in contexts:
        context.close()


def test_nothing_in_plain_is_left_by_a_closed_browser(browser: Browser, tmp_path: Path) -> None:
    """A profile on disk, texts shown and typed: once it is closed no word is in any file of it."""
    closed = ClosedWave(tmp_path / "wave", {"advice": ("Kanariefuglen ringede.",)})
    profile = tmp_path / "profile"
    with closed.reviewing() as reviewing:
        context = browser.browser_type.launch_persistent_context(
            profile, executable_path=needs.chromium()
        )
        page = context.new_page()
        page.goto(reviewing.server.url)
        page.locator("#onward").click()
        page.locator("#wording").fill("Papegøjen var her")
        page.locator("#theme").fill("Nattergalen")
        page.get_by_label("Paraphrase").check()
        page.locator("#save").click()
        page.go_back()
        context.close()
    words = [
        w.encode(code)
        for w in ("Kanariefugl", "Papegøj", "Nattergal")
        for code in ("utf-8", "utf-16-le")
    ]
    held_files = tree(tmp_path)
    assert len(held_files) > 20  # a whole profile was looked through
    assert [name for name, content in held_files.items() if any(w in content for w in words)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_clean(page: Page, reviewing: Session, scheme: str) -> None:
    """Overview, text and error: axe finds nothing; nor is anything wider than a small phone."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
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
        page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_text_of_twice_the_size_fits(page: Page, reviewing: Session) -> None:
    """200 % text on a laptop: nothing is cut off or runs over something else sideways."""
    page.goto(reviewing.server.url)
    base = page.url
    fonts = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", fonts)
    for place in ("", "advice/1/", "praise/1/"):
        page.goto(base + place)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        wide = page.evaluate(TOO_WIDE)
        assert wide == [], place
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_screen_reader_has_a_name_for_everything(page: Page, reviewing: Session) -> None:
    """Regions, the decision's group, marks with what ticking does, and fields: each by its name."""
    page.goto(reviewing.server.url)
    me = Reviewer(page)
    me.show(reviewing, "Karen")
    for role, name in (
        ("navigation", "Questions"),
        ("complementary", "So far"),
        ("group", "Decision"),
        ("radio", "Keep K Quote as it stands"),
        ("checkbox", "Leave out Karen Holm"),
        ("textbox", "Published as"),
        ("combobox", "Theme"),
        ("progressbar", "0 of 4 read"),
        ("checkbox", "Could stand on the report’s first page"),
        ("button", "Save and go on"),
    ):
        expect(page.get_by_role(role, name=name)).to_have_count(1)  # type: ignore[arg-type]  # roles
    expect(page.locator("h1")).to_be_focused()
    assert page.locator("blockquote").get_attribute("lang") == "da"


def test_forced_colours_show_the_decision(browser: Browser, reviewing: Session) -> None:
    """With the system's own colours, the radios of all private pages are drawn by the browser."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(reviewing.server.url)
    page.locator("#onward").click()
    radio = page.locator("[name=decision]").first
    assert radio.evaluate("radio => getComputedStyle(radio).appearance") == "auto"
    context.close()
