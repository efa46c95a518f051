"""What the tests of engines share: three browsers, and an origin with the real collector."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from arabic import with_arabic
from axe_playwright_python.base import AXE_SCRIPT
from made import collector_files, site_files
from pyrage import decrypt
from pyrage.x25519 import Identity
from scales import with_scales
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")  # the collector asks at import

from bidi import Firefox
from chromium import Chromium
from origin import Origin
from webkit import WebKit

from nejtak.base.files import write_file
from nejtak.project.contract import Recipient, to_bytes
from nejtak.site.headers import page_headers
from nejtak.wave.contract import freeze
from nejtak.wave.load import load_project

ROOT = Path(__file__).resolve().parents[2]
Engine = Chromium | Firefox | WebKit
ENGINES: tuple[type[Engine], ...] = (Chromium, Firefox, WebKit)
KEY = Identity.generate()
SURVEY = "/nordlys/2026-h2/da/"
THANKS = f"{SURVEY}thanks/"
AXE = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
TAB, ENTER, CONTROL, DOWN = "\ue004", "\ue007", "\ue009", "\ue015"  # as WebDriver writes keys


class ByEngine(LoadScopeScheduling):
    """Gives each process of pytest-xdist the tests of one engine, so each browser starts once.

    With pytest 9.2, its own `--dist loadgroup` finds no group.
    """

    def _split_scope(self, nodeid: str) -> str:
        ids = nodeid.rpartition("[")[2].rstrip("]").split("-")
        return next(kind.name for kind in ENGINES if kind.name in ids)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByEngine:
    """Schedule by engine, whatever `--dist` says."""
    return ByEngine(config, log)


def only(*kinds: type[Engine]) -> pytest.MarkDecorator:
    """A test that runs in these engines and in no other."""
    return pytest.mark.parametrize("engine", kinds, indirect=True, ids=lambda made: made.name)


@pytest.fixture(scope="session", params=ENGINES, ids=lambda made: made.name)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One browser of each engine."""
    browser: Engine = request.param()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def made_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    """The demo's pages, and its wave open in the real collector."""
    project = with_scales(with_arabic(load_project(ROOT / "site_src"), "nordlys"))
    site, waves = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("waves")
    client = project.clients["nordlys"]
    wave = next(wave for wave in client.waves if wave.id == "2026-h2")
    frozen = freeze(
        client, wave, project.surveys[wave.survey], [Recipient("test", str(KEY.to_public()))]
    )
    open_wave = replace(wave, status="open", contract=frozen)
    own = {**project.clients, "nordlys": replace(client, waves=(open_wave,))}
    opened = replace(project, clients=own)
    for file in collector_files(opened):
        path = waves / file.path.removeprefix("chalicelib/waves/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    (waves / "nordlys/2026-h2/contract.json").write_bytes(to_bytes(frozen))
    for file in site_files(opened, drafts=True):
        write_file(site / file.path, file.content)
    made = Origin(site, page_headers(opened), waves)
    server = made.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def origin(made_origin: Origin) -> Origin:
    """The origin with a good line and an empty inbox."""
    made_origin.clear()
    return made_origin


@pytest.fixture
def survey(engine: Engine, origin: Origin) -> Engine:
    """The Danish survey, just opened on a phone's screen."""
    engine.dialogs.clear()
    engine.said.clear()
    engine.resize(390, 844)
    engine.open(origin.url + SURVEY)
    return engine


@pytest.fixture(autouse=True)
def unanswered(engine: Engine) -> Iterator[None]:
    """Empty the form after each test, or the page would ask before the next one opens another."""
    yield
    with contextlib.suppress(Exception):
        engine.look("document.forms[0] && HTMLFormElement.prototype.reset.call(document.forms[0])")
        # A form that a server filled in is not empty when it is reset.
        engine.look("document.querySelectorAll('textarea').forEach((box) => box.value = '')")


def until(done: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something holds; what fails in between may be a page on its way.

    It is longer than Firefox waits for the reply of a page, which never comes if the page leaves.
    """
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Exception):
            if done():
                return
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.1)


def tab_to(engine: Engine, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(150):
        if engine.look(f"document.activeElement.matches({json.dumps(selector)})"):
            return
        engine.type(TAB)
    raise AssertionError(selector)


def violations(engine: Engine) -> list[str]:
    """The rules that axe finds broken."""
    engine.look(f"(() => {{ {AXE_SCRIPT}; return 1 }})()")
    return list(engine.look(f"{AXE}.then((found) => found.violations.map((one) => one.id))"))


def at(engine: Engine, path: str) -> Callable[[], bool]:
    """Whether the browser is at that path of the origin."""
    return lambda: engine.look("location.pathname") == path


def tick(engine: Engine, name: str, value: str) -> None:
    """Choose by the words of a choice."""
    engine.click(f'[name="{name}"][value="{value}"] + span')


def fill(engine: Engine, name: str, text: str) -> None:
    """Put a text in its box, as pasting does, and wait until the page has spoken of it.

    What it says moves the button, and a press just then would miss it.
    """
    heard = engine.look(
        f"((box, record) => {{ box.value = {json.dumps(text)};"
        "const heard = box.nextSibling?.className == 'say';"
        "if (heard) record.textContent = '';"
        "box.dispatchEvent(new Event('input', {bubbles: true})); return heard })"
        f"(document.querySelector('[name={json.dumps(name)}]'), document.querySelector('#record'))"
    )
    if heard:
        until(lambda: engine.look("document.querySelector('#record').textContent") != "")


def stored(origin: Origin) -> list[Any]:
    """What each item holds, opened."""
    return [json.loads(decrypt(item.sealed, [KEY])) for item in origin.items.values()]


def answers(origin: Origin) -> list[Any]:
    """The answers of each item alone: whoever sends at once is marked as a program."""
    return [held["answers"] for held in stored(origin)]
