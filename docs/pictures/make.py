"""The pictures of README and docs, made anew from the demo: `make pictures`.

Shots of phones are laid side by side in a page of their own, which is then shot.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.demo import RESPONDENTS, Demo, demo, sampled, serving
from benchmarks.tools import need_chromium
from nejtak.report import Approved, Beside, make

HERE = Path(__file__).parent
FEW, MANY = 8, 150
# Made-up texts, and questions that they answer. Paraphrases are shown where quotes may not be.
TEXTS: tuple[tuple[Literal["quote", "paraphrase"], str, str, str], ...] = (
    ("quote", "better-process", "offer", "Tell me the pay before we spend three interviews on it."),
    ("quote", "better-process", "process", "Two weeks without a word. Then it was too late."),
    ("quote", "better-experience", "process", "Let me meet the people I would be working with."),
    ("quote", "better-experience", "process", "One contact person would have made a difference."),
    ("quote", "better-picture", "job", "Show an ordinary day. I knew more about the canteen."),
    ("quote", "positives", "job", "Real problems, and time to solve them."),
    ("quote", "worries", "offer", "Nobody could tell me what the bonus would be."),
    ("paraphrase", "better-process", "offer", "Name the pay earlier, and keep in touch."),
    ("paraphrase", "better-experience", "process", "Let candidates meet their colleagues."),
    ("paraphrase", "better-picture", "job", "Show the work rather than the office."),
)
DANISH = "/nordlys/2026-h2/da/"
TO_TOP = "box => scrollTo(0, box.getBoundingClientRect().top + scrollY - 120)"
# The page brings its reasons in an order of chance; a picture is to be the same each time.
UNMIXED = "Math.random = () => 0.5"
_FRAME = """<!doctype html><style>
body { margin: 0; display: inline-flex; gap: 32px; padding: 32px; background: #dfe5ea }
img { inline-size: 360px; outline: 1px solid #b7c2cb; border-radius: 18px }
</style>"""


def main() -> None:
    """Write every picture beside this file."""
    program = need_chromium()
    with tempfile.TemporaryDirectory() as name:
        built = demo(Path(name))
        with (
            serving(built.build / "site", built.headers()) as origin,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-lcd-text"]
            )
            survey(browser, origin)
            states(browser, origin)
            paper(browser, origin)
            report(browser, built)
            browser.close()


def survey(browser: Browser, origin: str) -> None:
    """The Danish survey on two phones: where it begins, and in the dark where one answers."""
    light, dark = phone(browser, origin, "light"), phone(browser, origin, "dark")
    chosen = dark.locator("label:has([name='decided'][value=pay])")
    chosen.tap()
    chosen.evaluate(TO_TOP)
    together(browser, "survey", [light, dark])


def states(browser: Browser, origin: str) -> None:
    """The same page after an empty form was sent, and with the stored record laid open."""
    empty, record = phone(browser, origin, "light"), phone(browser, origin, "light")
    empty.locator("#send").tap()
    empty.locator(".error:visible").evaluate("box => scrollTo(0, box.offsetTop - 12)")
    record.get_by_role("heading", name="Præcis det her gemmer vi").evaluate(TO_TOP)
    together(browser, "states", [empty, record])


def paper(browser: Browser, origin: str) -> None:
    """The first side of the survey as it prints, as wide as A4 within its margins."""
    page = browser.new_page(viewport={"width": 680, "height": 955})
    page.add_init_script(UNMIXED)
    page.emulate_media(media="print")
    page.goto(origin + DANISH)
    shoot(page, "paper")


def report(browser: Browser, built: Demo) -> None:
    """Reports of made-up answers: the first page, evidence, few answers, phones, and paper."""
    found = {n: released(built, n) for n in (RESPONDENTS, FEW, MANY)}
    page = browser.new_page(viewport={"width": 1280, "height": 1180}, color_scheme="light")
    for name, n, language, first in (
        ("report", RESPONDENTS, "en", "body"),
        ("report-evidence", RESPONDENTS, "en", ".front + h2"),
        ("report-few", FEW, "en", "body"),
        ("report-many", MANY, "en", ".front + h2"),
    ):
        page.set_content(found[n][f"{language}.html"].decode())
        page.locator(first).first.evaluate("e => scrollTo(0, e.offsetTop - 24)")
        shoot(page, name)
    phones = [blank_phone(browser, scheme) for scheme in ("light", "dark")]
    for one in phones:
        one.set_content(found[RESPONDENTS]["da.html"].decode())
    phones[1].locator(".front + h2").evaluate("e => scrollTo(0, e.offsetTop - 12)")
    together(browser, "report-phone", phones)
    page.set_viewport_size({"width": 680, "height": 1009})
    page.emulate_media(media="print")
    page.set_content(found[RESPONDENTS]["da.html"].decode())
    shoot(page, "report-paper")


def released(built: Demo, number: int) -> Mapping[str, bytes]:
    """The files of a report on so many made-up answers, with made-up texts that are approved."""
    client, wave, _ = next(
        one for one in built.project.waves() if (one[0].id, one[1].id) == ("nordlys", "2026-h2")
    )
    declined = max(2 * number, 61)
    wave = replace(wave, declined=declined, offers=7 * declined // 2)
    beside = Beside([Approved(*said) for said in TEXTS])
    return make(built.project, client, wave, sampled(wave, number), (), beside).files


def phone(browser: Browser, origin: str, scheme: Literal["light", "dark"]) -> Page:
    """The Danish survey, just opened on a phone."""
    page = blank_phone(browser, scheme)
    page.goto(origin + DANISH)
    return page


def blank_phone(browser: Browser, scheme: Literal["light", "dark"]) -> Page:
    """A page of nothing yet on a phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=1.25,
        is_mobile=True,
        has_touch=True,
        color_scheme=scheme,
        locale="da-DK",
        reduced_motion="reduce",
    )
    context.add_init_script(UNMIXED)
    return context.new_page()


def together(browser: Browser, name: str, phones: list[Page]) -> None:
    """Lay what the phones show side by side."""
    shots = [base64.b64encode(page.screenshot()).decode() for page in phones]
    page = browser.new_page(viewport={"width": 816, "height": 804}, device_scale_factor=1.25)
    images = "".join(f'<img src="data:image/png;base64,{shot}">' for shot in shots)
    page.set_content(_FRAME + images)
    shoot(page, name)


def shoot(page: Page, name: str) -> None:
    """Write what a page shows, once its images are there."""
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    (HERE / f"{name}.png").write_bytes(page.screenshot())


if __name__ == "__main__":
    main()
