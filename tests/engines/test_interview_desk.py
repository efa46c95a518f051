"""The interview desk in three engines: by keys alone, in Danish and in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import Engine, until

from nejtak.interview.desk import InterviewDesk
from nejtak.interview.entering import Entry, EntryOutcome
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent
AXE = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
TAB = "\ue004"


class Collector:
    """Takes every entry, and keeps it to be looked at."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def enter(self, _client: str, _wave: str, entry: Entry) -> EntryOutcome:
        """Do as the collector on this machine does."""
        self.entries.append(entry)
        return EntryOutcome("stored")


@pytest.fixture
def collector() -> Collector:
    """Nothing is entered yet."""
    return Collector()


@pytest.fixture
def desk(collector: Collector, tmp_path: Path) -> Iterator[InterviewDesk]:
    """The desk of the demo's wave, being served."""
    project = load_project(ROOT / "site_src")
    client, wave, _ = find_wave(project, "nordlys", "2026-h2")
    own = replace(wave, folder=tmp_path)
    with InterviewDesk(project, client, own, collector) as running, running.serving():  # type: ignore[arg-type]  # a collector of its own
        yield running


def tab_to(engine: Engine, id_: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(80):
        if engine.look("document.activeElement.id") == id_:
            return
        engine.type(TAB)
    raise AssertionError(id_)


def violations(engine: Engine) -> list[str]:
    """The rules that axe finds broken."""
    engine.look(f"(() => {{ {AXE_SCRIPT}; return 1 }})()")
    return list(engine.look(f"{AXE}.then((found) => found.violations.map((one) => one.id))"))


def test_an_interview_is_entered_by_keys(
    engine: Engine, desk: InterviewDesk, collector: Collector
) -> None:
    """A note, one more box, another language, a fault, and stored; axe finds nothing on the way."""
    engine.resize(1280, 900)
    engine.open(desk.url)
    until(lambda: engine.look("document.documentElement.lang") == "da")
    assert violations(engine) == []
    tab_to(engine, "note.positives.0")
    engine.type("teamet")
    engine.look("void document.querySelector('#question-positives .more').focus()")
    engine.type(" ")
    until(lambda: engine.look("document.activeElement.id") == "note.positives.1")
    engine.type("vejen")
    engine.look("void document.querySelector('.langs button').focus()")
    engine.type(" ")
    until(lambda: engine.look("document.documentElement.lang") == "en")
    assert engine.look("document.getElementById('note.positives.1').value") == "vejen"
    tab_to(engine, "store")
    engine.type(" ")
    until(lambda: "First ask whether" in engine.look("document.querySelector('.error').innerText"))
    assert engine.look("document.activeElement.id") == "errors"
    assert violations(engine) == []
    tab_to(engine, "already-no")
    engine.type(" ")
    assert engine.look("document.getElementById('already-no').checked")
    engine.look("void document.querySelector('#store').focus()")
    engine.type(" ")
    until(lambda: bool(collector.entries))
    until(lambda: "is stored" in engine.look("document.querySelector('h1').innerText"))
    assert violations(engine) == []
    (entry,) = collector.entries
    assert (entry.mark, entry.language) == ("interview", "en")
    assert entry.answers == {"positives": "teamet\n\nvejen"}


def test_words_alone_hide_the_figures(engine: Engine, desk: InterviewDesk) -> None:
    """Whoever has answered on the page is not asked to choose again, on a phone's width either."""
    engine.resize(360, 800)
    engine.open(desk.url)
    shown = "getComputedStyle(document.querySelector('.figures')).display"
    until(lambda: engine.look(shown) == "block")
    assert engine.look("document.documentElement.scrollWidth <= innerWidth")
    engine.click("#already-yes")
    until(lambda: engine.look(shown) == "none")
