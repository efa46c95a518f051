"""Second coding in three engines: by keys alone, from the first note to the agreement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bidi import Firefox
from coded_wave import NOTES, CodedWave
from conftest import ENTER, Engine, fill, only, tab_to, until, violations

from nejtak.review.second_page import SecondPage, second_session


@contextmanager
def _served(folder: Path) -> Iterator[SecondPage]:
    """The second coding of a wave of three notes, being served."""
    wave = CodedWave(folder)
    with second_session(wave.project, wave.client, wave.wave, wave.keys) as page, page.serving():
        yield page


@pytest.fixture
def coding(tmp_path: Path) -> Iterator[SecondPage]:
    """The same, for the whole test."""
    with _served(tmp_path) as page:
        yield page


def test_notes_are_coded_by_keys(engine: Engine, coding: SecondPage) -> None:
    """By the first letters of a reason; comparing too early is said, and then both codes stand."""
    engine.resize(360, 800)
    engine.open(coding.url)
    until(lambda: engine.look("document.querySelectorAll('select').length") == 3)
    assert engine.look("document.documentElement.scrollWidth <= innerWidth")
    assert violations(engine) == []
    for at in (0, 1):
        tab_to(engine, f"[name=note-{at}]")
        engine.type("l")  # the only reason that begins so
    tab_to(engine, "[value=compare]")
    engine.type(ENTER)
    until(lambda: engine.look("document.activeElement.id") == "problem")
    assert violations(engine) == []
    assert len(coding.desk.stored.codes) == 2
    tab_to(engine, "[name=note-2]")
    engine.type("none")
    tab_to(engine, "[value=compare]")
    engine.type(ENTER)
    until(lambda: engine.look("document.querySelectorAll('select').length") == 0)
    assert engine.look("document.documentElement.scrollWidth <= innerWidth")
    assert violations(engine) == []
    assert coding.desk.compared
    assert sorted(coding.desk.stored.codes.values()) == ["-", "pay", "pay"]


def test_codes_stay_on_the_page_of_a_program_that_has_ended(engine: Engine, tmp_path: Path) -> None:
    """Saving says so, and leaves on the page what was chosen."""
    with _served(tmp_path) as coding:
        engine.open(coding.url)
        until(lambda: engine.look("document.querySelectorAll('select').length") == 3)
        engine.look("void (document.querySelector('select').value = 'pay')")
    engine.click("[value=save]")
    until(lambda: engine.look("document.activeElement.id") == "gone")
    assert engine.look("document.querySelector('select').value") == "pay"


@only(Firefox)  # whose profile is known here, and which writes forms to disk as they are filled in
def test_no_note_and_no_code_is_on_disk(engine: Firefox, coding: SecondPage) -> None:
    """Neither while they are chosen, nor once they are saved; a field of our own is written."""
    engine.open(coding.url)
    until(lambda: engine.look("document.querySelectorAll('select').length") == 3)
    engine.look("void (document.body.appendChild(document.createElement('input')).name = 'x')")
    engine.look("document.querySelectorAll('select').forEach((one) => one.value = 'pay')")
    until(lambda: fill(engine, "x", "Nattergalen sang") or "Nattergal" in engine.kept())
    assert "'note-0'" not in engine.kept()
    engine.click("[value=save]")
    until(lambda: len(coding.desk.stored.codes) == 3)
    until(lambda: engine.holding(coding.base))
    assert [note for note in NOTES if engine.holding(note[:12])] == []
