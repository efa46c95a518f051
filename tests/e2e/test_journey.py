"""The whole way: a candidate's phone, the stored item, the closed wave, the report."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from stage import WAVE, Preview, Stage, new_stage, wait_until

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "locale": "da-DK",
}
SURVEY = "/nordlys/2026-h2/da/"
POSITIVES = "Søde folk, og en fin tone hele vejen 🙂\nJeg følte mig velkommen."
PROCESS = "Hurtigere svar efter anden samtale"
# What the candidate picks and writes, and so what must be in the envelope: no more, no less.
ANSWERS = {
    "decided": "pay",
    "also": ["location", "process"],
    "winnable": "yes",
    "chosen": "same-field",
    "positives": POSITIVES,
    "better-process": PROCESS,
}
PICKED = {"decided": "pay", "winnable": "yes", "chosen": "same-field"}
TICKED = {"also": ["process", "location"]}
WRITTEN = {"positives": POSITIVES, "better-process": PROCESS}


def opened(browser: Browser, **options: Any) -> Page:
    """A page in a phone of its own, as a candidate has it."""
    return browser.new_context(**PHONE, **options).new_page()


def choice(name: str, value: str) -> str:
    """The selector of one radio button or checkbox."""
    return f'[name="{name}"][value="{value}"]'


def fill(page: Page) -> None:
    """Pick and write with a finger."""
    ticked = [(name, value) for name, values in TICKED.items() for value in values]
    for name, value in [*PICKED.items(), *ticked]:
        page.locator(f"label:has({choice(name, value)})").tap()
    for name, text in WRITTEN.items():
        page.locator(f"textarea[name={name}]").fill(text)


def take_time(page: Page) -> None:
    """Be as slow as people are: a submission within three seconds gets a mark."""
    page.wait_for_timeout(3000)


def send(page: Page, script: bool) -> None:
    """Press the button; without a script, once more below the answers that are shown then."""
    page.locator("#send").tap()
    if not script:
        page.get_by_role("heading", name="Se dine svar igennem").wait_for()
        page.get_by_role("button", name="Send mine svar").tap()
    page.wait_for_url(re.compile(f"{SURVEY}thanks/$"))


def new_items(preview: Preview, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items that came since."""
    known = {item["id"]["B"] for item in before}
    return [item for item in preview.items() if item["id"]["B"] not in known]


def unsealed(item: dict[str, Any], stage: Stage) -> Any:
    """What `age`, a program that is not ours, finds in an item."""
    key = next((stage.root / "keys").glob("*.key"))
    command = ["age", "--decrypt", "--identity", str(key)]
    done = subprocess.run(command, input=item["sealed"]["B"], capture_output=True, check=True)
    return json.loads(done.stdout)


def assert_stored(preview: Preview, stage: Stage, before: list[dict[str, Any]]) -> None:
    """One item came, of the five attributes alone, and it holds the answers alone."""
    (item,) = new_items(preview, before)
    kinds = {name: next(iter(value)) for name, value in item.items()}
    assert kinds == {"pk": "S", "id": "B", "check": "B", "sealed": "B", "expires": "N"}
    contract_file = stage.source / "clients" / WAVE[0] / "waves" / f"{WAVE[1]}.contract.json"
    contract = json.loads(contract_file.read_text())
    assert item["pk"] == {"S": "nordlys/2026-h2/0"}
    assert item["expires"] == {"N": str(contract["expires"])}
    assert (len(item["id"]["B"]), len(item["check"]["B"])) == (32, 32)
    assert unsealed(item, stage) == {"answers": ANSWERS}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_candidate_answers_on_a_phone(
    browser: Browser, stage: Stage, preview: Preview, script: bool
) -> None:
    """The Danish page takes all answers, thanks, and leaves one sealed item and no trace."""
    before = preview.items()
    asked: list[tuple[str, str]] = []
    page = opened(browser, java_script_enabled=script)
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.goto(preview.url + SURVEY)
    fill(page)
    take_time(page)
    send(page, script)
    assert page.locator("h1").inner_text() == "Tak for dine svar"
    assert_stored(preview, stage, before)
    assert {url.split("/")[2] for _, url in asked} == {preview.url.split("/")[2]}
    assert not any("?" in url for _, url in asked)
    assert [method for method, _ in asked].count("POST") == (1 if script else 2)
    assert page.context.cookies() == []
    page.context.close()


def test_an_empty_form_comes_back_and_can_be_sent(
    browser: Browser, stage: Stage, preview: Preview
) -> None:
    """Without a script, an empty form is answered with itself, and then takes the answers."""
    before = preview.items()
    page = opened(browser, java_script_enabled=False)
    page.goto(preview.url + SURVEY)
    with page.expect_response("**/api/responses/**") as answered:
        page.locator("#send").tap()
    assert answered.value.status == 400
    assert answered.value.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.locator(".error:visible h2").inner_text() == "Der er et problem"
    fill(page)
    send(page, script=False)
    assert_stored(preview, stage, before)
    page.context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as one does without a mouse."""
    for _ in range(200):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {selector}")


def pick(page: Page, name: str, value: str) -> None:
    """Go to a group of radio buttons by Tab, and through it by the arrow keys."""
    tab_to(page, f'[name="{name}"]')
    page.keyboard.press("Space")
    for _ in range(40):
        if page.locator(choice(name, value)).is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"the arrow keys never reached {value} of {name}")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_candidate_answers_with_the_keyboard_alone(
    browser: Browser, stage: Stage, preview: Preview, script: bool
) -> None:
    """From the first Tab to the thank-you page nothing needs a mouse, in the page's own order."""
    before = preview.items()
    page = browser.new_context(locale="da-DK", java_script_enabled=script).new_page()
    page.goto(preview.url + SURVEY)
    order = page.locator("[name]").evaluate_all("controls => controls.map(c => c.name)")
    for name in dict.fromkeys(order):
        if name in PICKED:
            pick(page, name, PICKED[name])
        elif name in TICKED:
            boxes = page.locator(f"[name={name}]").evaluate_all("boxes => boxes.map(b => b.value)")
            for value in (box for box in boxes if box in TICKED[name]):
                tab_to(page, choice(name, value))
                page.keyboard.press("Space")
        elif name in WRITTEN:
            tab_to(page, f"textarea[name={name}]")
            page.keyboard.insert_text(WRITTEN[name])
    tab_to(page, "#send")
    take_time(page)
    page.keyboard.press("Enter")
    if not script:
        page.get_by_role("heading", name="Se dine svar igennem").wait_for()
        tab_to(page, "button:not(.link)")
        page.keyboard.press("Enter")
    page.wait_for_url(f"{preview.url}{SURVEY}thanks/")
    assert_stored(preview, stage, before)
    page.context.close()


def test_from_the_first_answer_to_the_report(browser: Browser, tmp_path: Path) -> None:
    """Two answers are too few to close; thirty are, and the report says what they say."""
    stage = new_stage(tmp_path)
    with stage.preview() as preview:
        for script in (True, False):
            page = opened(browser, java_script_enabled=script)
            page.goto(preview.url + SURVEY)
            fill(page)
            send(page, script)
            page.context.close()
        refused = stage.run("wave", "close", *WAVE, "--yes", code=1)
        assert "fewer than 5 answers" in refused.stderr
        assert len(preview.items()) == 2

        for reason in ["pay"] * 20 + ["process"] * 8:
            assert preview.post(WAVE, submission({"decided": reason})) == 201
        assert "answers in the inbox: 30" in stage.run("wave", "status", *WAVE).stdout
        asked = stage.run("wave", "close", *WAVE, "--yes", code=1)
        assert "seem to come from a program" in asked.stderr  # none of them showed a proof of work
        assert len(preview.items()) == 30
        closed = stage.run("wave", "close", *WAVE, "--yes", "--suspects", "keep").stderr
        assert "is closed. 29 answers are counted." in closed
        assert "25 or more of the answers seem to come from a program" in closed
        assert preview.items() == []

        report = stage.run("report", *WAVE).stdout.split()[0]
        page = browser.new_page(locale="da-DK")
        page.goto((tmp_path / report).as_uri())
        said = page.locator("body").inner_text()
        assert "61 af 212" in said
        assert "29 svar tæller med" in said
        assert "Løn, pension og goder" in page.locator(".front").inner_text()
        assert not any(line in said for text in WRITTEN.values() for line in text.splitlines())

        wait_until(lambda: "Built again." in preview.said)
        page.goto(preview.url + SURVEY)
        assert page.locator("h1").inner_text() == "Undersøgelsen er lukket"
        assert preview.post(WAVE, submission({"decided": "pay"})) == 410
        page.context.close()


def submission(answers: dict[str, str]) -> dict[str, object]:
    """What the page's script sends, with a number of its own."""
    return {"number": secrets.token_hex(16), "language": "da", "answers": answers}
