"""From the page into the sealed field: the record that is shown, and the proof of work."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pyrage import decrypt
from pyrage.x25519 import Identity
from test_sending import THANKS, Collector, send, tick

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")  # the collector asks at import

from chalicelib import proof
from chalicelib.receive import receive
from chalicelib.seal import Item
from chalicelib.store import Outcome

from nejtak.base.recipients import Recipient
from nejtak.project.contract import to_bytes
from nejtak.project.model import Project
from nejtak.wave.contract import freeze

QUICK = 3000  # ms after loading: a submission before that gets a mark


def shown(raw: str) -> bool:
    """Whether the collector accepts the proof of the submission."""
    return proof.holds("nordlys", "2026-h2", raw.encode())


def wait_out(page: Page, since: int = QUICK) -> None:
    """Let the page be as old as it is when a person sends."""
    page.wait_for_function(f"() => performance.now() > {since}")


def test_the_collector_takes_the_proof_of_the_page(survey: Page) -> None:
    """Page and collector agree to the bit, on letters of several bytes too, in well under 2 s."""
    collector = Collector(survey, 201)
    survey.locator("#q-positives").fill('Søde folk 🙂 ","proof":"1"} \\ \n' + "字" * 300)
    wait_out(survey)
    began = time.monotonic()
    send(survey)
    survey.wait_for_url(THANKS)
    assert time.monotonic() - began < 2
    (raw,) = collector.raw
    assert list(json.loads(raw)) == ["number", "language", "answers", "website", "proof"]
    assert shown(raw)


def test_the_record_shown_is_the_record_stored(
    survey: Page, project: Project, tmp_path: Path
) -> None:
    """`Se dine svar, som de bliver gemt`: the sealed field, opened, holds what was read."""
    client = project.clients["nordlys"]
    wave = next(wave for wave in client.waves if wave.id == "2026-h2")
    key = Identity.generate()
    recipient = Recipient("partner", str(key.to_public()))
    frozen = freeze(client, wave, project.surveys[wave.survey], [recipient])
    (tmp_path / "nordlys" / "2026-h2").mkdir(parents=True)
    (tmp_path / "nordlys" / "2026-h2" / "contract.json").write_bytes(to_bytes(frozen))
    items: list[Item] = []

    def put(item: Item) -> Outcome:
        items.append(item)
        return "busy"  # so that the page stays, and what it shows can be read

    def collect(route: Route) -> None:
        raw = route.request.post_data_buffer or b""
        reply = receive("nordlys", "2026-h2", "application/json", raw, put, tmp_path)
        route.fulfill(status=reply.status, body=reply.body)

    survey.route("**/api/responses/**", collect)
    survey.get_by_text("Se dine svar, som de bliver gemt").click()
    tick(survey, "decided", "pay")
    tick(survey, "also", "tasks")
    survey.locator("#q-positives").fill('  Søde\nfolk 🙂 "<b>" \\ \n ')
    survey.locator("#q-worries").fill(" \n ")
    wait_out(survey)
    expect(survey.locator("#record")).to_contain_text("Søde")
    send(survey)
    expect(survey.get_by_role("status").last).to_contain_text("Vi prøver igen")
    stored = json.loads(decrypt(items[0].sealed, [key]))
    assert json.loads(survey.locator("#record").inner_text()) == stored
    assert stored["answers"].keys() == {"also", "decided", "positives"}


def test_who_sends_at_once_shows_no_proof(survey: Page) -> None:
    """The time trap tells that much and no more: no time is sent."""
    survey.reload()
    collector = Collector(survey, 201)
    survey.evaluate("() => document.querySelector('[name=winnable]').click()")
    survey.evaluate("() => document.querySelector('#send').click()")
    survey.wait_for_url(THANKS)
    assert collector.sent[0].keys() == {"number", "language", "answers", "website"}


def test_a_retry_shows_the_same_proof(survey: Page) -> None:
    """The work is done once; pressing the button again later leads to the same bytes."""
    wait_out(survey)
    collector = Collector(survey, 0, 503, 400, 201)
    tick(survey, "winnable", "yes")
    send(survey)
    expect(survey.locator("#e-invalid")).to_be_focused(timeout=10_000)
    send(survey)
    survey.wait_for_url(THANKS)
    assert len(collector.raw) == 4
    assert len(set(collector.raw)) == 1
    assert shown(collector.raw[0])


@pytest.mark.parametrize(
    "browser_lacks",
    [
        "Object.defineProperty(crypto, 'subtle', {value: undefined})",  # no HTTPS
        "crypto.subtle.digest = () => Promise.reject(new Error('no'))",
        "crypto.subtle.digest = () => { throw new Error('no') }",
    ],
)
def test_a_browser_that_cannot_sends_all_the_same(
    phone: BrowserContext, site: str, browser_lacks: str
) -> None:
    """No proof costs no answer."""
    page = phone.new_page()
    page.add_init_script(browser_lacks)
    page.goto(f"{site}/nordlys/2026-h2/da/")
    collector = Collector(page, 201)
    tick(page, "winnable", "yes")
    wait_out(page)
    send(page)
    page.wait_for_url(THANKS)
    assert collector.sent[0].keys() == {"number", "language", "answers", "website"}


def test_a_slow_device_is_not_kept_waiting(phone: BrowserContext, site: str) -> None:
    """After two seconds without a proof the answer is sent without one."""
    page = phone.new_page()
    page.add_init_script("crypto.subtle.digest = async () => new Uint8Array(32).fill(255).buffer")
    page.goto(f"{site}/nordlys/2026-h2/da/")
    collector = Collector(page, 201)
    tick(page, "winnable", "yes")
    wait_out(page)
    began = time.monotonic()
    send(page)
    page.wait_for_url(THANKS)
    assert 1.9 < time.monotonic() - began < 4
    assert "proof" not in collector.sent[0]
