"""The interview desk in three engines: by keys alone, in Danish and in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bidi import Firefox
from conftest import CONTROL, DOWN, ENTER, TAB, Engine, fill, only, tab_to, until, violations

from nejtak.interview.desk import InterviewDesk
from nejtak.interview.entering import Entry, EntryOutcome
from nejtak.wave.envelope import Code
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent


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
def demo(collector: Collector, tmp_path: Path) -> Callable[[], InterviewDesk]:
    """Makes the desk of the demo's wave."""
    project = load_project(ROOT / "site_src")
    client, wave, _ = find_wave(project, "nordlys", "2026-h2")
    own = replace(wave, folder=tmp_path)
    return lambda: InterviewDesk(project, client, own, collector)  # type: ignore[arg-type]  # a collector of its own


@pytest.fixture
def desk(demo: Callable[[], InterviewDesk]) -> Iterator[InterviewDesk]:
    """The desk, being served."""
    with demo() as running, running.serving():
        yield running


def fresh(engine: Engine, desk: InterviewDesk) -> None:
    """Open an empty form on a wide screen."""
    engine.resize(1280, 900)
    engine.open(desk.url)
    until(lambda: engine.look("document.documentElement.lang") == "da")


def value(engine: Engine, id_: str) -> str:
    """What a field holds."""
    return str(engine.look(f"document.getElementById('{id_}').value"))


def focus(engine: Engine) -> str:
    """The id of the element that is typed in."""
    return str(engine.look("document.activeElement.id"))


def test_an_interview_is_entered_by_keys(
    engine: Engine, desk: InterviewDesk, collector: Collector
) -> None:
    """Two notes with reasons, another language, a fault that is mended, and stored.

    Each step by Tab and the keys of the field that has the focus; axe finds nothing on the way.
    """
    fresh(engine, desk)
    tab_to(engine, "#already-no")
    engine.type(" ")
    tab_to(engine, "textarea")
    engine.type("holdet")
    tab_to(engine, "select")
    engine.type("opg")  # the reason that begins so
    assert value(engine, "code.positives.0") == "tasks"
    tab_to(engine, "[name='by.positives.0']")
    engine.type(" ")
    tab_to(engine, ".more")
    engine.type(ENTER)
    until(lambda: focus(engine) == "note.positives.1")
    engine.type("vejen" + TAB)
    engine.type(DOWN)  # the first of the reasons
    tab_to(engine, "#store")
    engine.type(ENTER)
    until(lambda: focus(engine) == "errors")
    assert violations(engine) == []
    tab_to(engine, "#errors a")
    engine.type(ENTER)
    until(lambda: focus(engine) == "by.positives.1")
    tab_to(engine, "[name='by.positives.1']")
    engine.type(DOWN)  # from the candidate to the interviewer
    engine.type("s", hold=CONTROL)
    until(lambda: "gemt" in engine.look("document.querySelector('h1').innerText"))
    assert violations(engine) == []
    (entry,) = collector.entries
    assert (entry.mark, entry.language) == ("interview", "da")
    assert entry.answers == {"positives": "holdet\n\nvejen"}
    assert entry.codes == {"positives": (Code("tasks", "candidate"), Code("pay", "interviewer"))}
    tab_to(engine, "#next")
    engine.type(ENTER)
    until(lambda: value(engine, "note.positives.0") == "")
    assert value(engine, "code.positives.0") == ""


def test_going_back_after_storing_shows_an_empty_form(
    engine: Engine, desk: InterviewDesk, collector: Collector
) -> None:
    """Not the one that was stored, whose number would refuse the next candidate's words."""
    fresh(engine, desk)
    number = engine.look("document.querySelector('[name=number]').value")
    engine.click("#already-no")
    fill(engine, "note.positives.0", "vejen")
    engine.click("#store")
    until(lambda: engine.look("!!document.querySelector('#next')"))
    engine.back()
    until(lambda: value(engine, "note.positives.0") == "")
    assert engine.look("document.querySelector('[name=number]').value") != number
    assert len(collector.entries) == 1


def test_words_stay_on_the_page_of_a_program_that_has_ended(
    engine: Engine, demo: Callable[[], InterviewDesk]
) -> None:
    """Storing says so and leaves the page as it is, so that the notes can be copied from it."""
    with demo() as desk, desk.serving():
        fresh(engine, desk)
        engine.click("#already-no")
        fill(engine, "note.positives.0", "vejen")
    engine.click("#store")
    until(lambda: focus(engine) == "gone")
    assert engine.exposes("heading", "Interview med en kandidat")
    assert value(engine, "note.positives.0") == "vejen"


def test_a_key_gives_a_box_and_another_language_keeps_them(
    engine: Engine, desk: InterviewDesk, collector: Collector
) -> None:
    """Ctrl and Enter in a note, then the language by Tab and Enter; nothing is stored by it."""
    fresh(engine, desk)
    assert violations(engine) == []
    tab_to(engine, "textarea")
    engine.type("vejen")
    engine.type(ENTER, hold=CONTROL)
    until(lambda: focus(engine) == "note.positives.1")
    engine.type("maden")
    engine.look("void document.querySelector('.langs button').focus()")
    engine.type(ENTER)
    until(lambda: engine.look("document.documentElement.lang") == "en")
    assert value(engine, "note.positives.0") == "vejen"
    assert value(engine, "note.positives.1") == "maden"
    assert violations(engine) == []
    assert collector.entries == []


def test_enter_on_a_choice_presses_no_button(
    engine: Engine, desk: InterviewDesk, collector: Collector
) -> None:
    """Neither the language nor another: the page, its focus and what is typed stay."""
    fresh(engine, desk)
    engine.look("void (document.body.dataset.here = 1)")
    for selector in ("#already-no", "[name='by.positives.0']", "select", ".tick input"):
        tab_to(engine, selector)
        engine.type(ENTER)
        assert engine.look(f'document.activeElement.matches("{selector}")')
    tab_to(engine, "#store")
    assert engine.look("document.body.dataset.here")
    assert collector.entries == []


def test_words_alone_hide_the_figures(engine: Engine, desk: InterviewDesk) -> None:
    """Whoever has answered on the page is not asked to choose again, on a phone's width either."""
    engine.resize(360, 800)
    engine.open(desk.url)
    shown = "getComputedStyle(document.querySelector('.figures')).display"
    until(lambda: engine.look(shown) == "block")
    assert engine.look("document.documentElement.scrollWidth <= innerWidth")
    engine.click("#already-yes")
    until(lambda: engine.look(shown) == "none")


@only(Firefox)  # whose profile is known here, and which writes forms to disk as they are filled in
def test_no_word_of_an_interview_is_on_disk(
    engine: Firefox, desk: InterviewDesk, collector: Collector
) -> None:
    """Neither while it is typed, nor after its form came back, nor once it is stored.

    A field of our own shows that forms are written, and the page's address that history is.
    """
    fresh(engine, desk)
    engine.click("#already-no")
    fill(engine, "note.positives.0", "Kanariefuglen sang.")
    engine.look("void (document.getElementById('code.positives.0').value = 'tasks')")
    engine.look("void (document.body.appendChild(document.createElement('input')).name = 'x')")
    until(lambda: fill(engine, "x", "Undulaten sang") or "Undulat" in engine.kept())
    kept = engine.kept()
    assert [id_ for id_ in ("already-no", "note.pos", "code.pos") if id_ in kept] == []
    engine.click("#store")
    until(lambda: focus(engine) == "errors")  # who will store it has to choose who named the reason
    engine.click("[name='by.positives.0']")
    engine.click("#store")
    until(lambda: collector.entries)
    assert "Kanariefuglen" in collector.entries[0].answers["positives"]
    until(lambda: engine.holding(f"{desk.base}da/stored/"))
    assert engine.holding("Undulat") != []
    assert engine.holding("anariefugl") == []
