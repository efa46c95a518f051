"""The release ledger: what was handed out stays true, and a wave that was reported on is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from close_support import Case, holds, people

from nejtak.errors import StateError
from nejtak.wave import ledger
from nejtak.wave.close import Closing

PAGES = {"da": b"<p>Nej tak</p>", "en": b"<p>No, thanks</p>"}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A wave that five people have answered and that is closed."""
    case = Case(tmp_path)
    case.put(*people(*range(5)))
    case.close()
    return case


def test_a_release_is_recorded_once(case: Case) -> None:
    """The same pages again are the same release; other pages are another one."""
    ledger.record(case.wave, 5, PAGES)
    ledger.record(case.wave, 5, PAGES)
    ledger.record(case.wave, 5, {"da": b"<p>Nej</p>"})
    first, second = ledger.releases(case.wave)
    assert first.responses == second.responses == 5
    assert set(first.files) == {"da", "en"}
    assert set(second.files) == {"da"}


def test_late_answers_do_not_join_a_wave_that_was_reported_on(case: Case) -> None:
    """Two reports of one wave can never differ by the ones who came late, however many."""
    ledger.record(case.wave, 5, PAGES)
    case.put(*people(*range(5, 25)))
    assert case.close() == Closing(responses=5, aside=0, late=20)
    assert holds(case.read(), *range(5))


def test_a_release_on_other_responses_is_refused(case: Case) -> None:
    """A closed file that was exchanged after a report gives no second report."""
    ledger.record(case.wave, 5, PAGES)
    with pytest.raises(StateError, match="has been reported on with another number of responses"):
        ledger.record(case.wave, 6, PAGES)
    assert len(ledger.releases(case.wave)) == 1


def test_a_damaged_ledger_is_said_and_kept(case: Case) -> None:
    """A ledger that cannot be read stops the closing; nothing overwrites it."""
    case.wave.ledger_file.write_text("[{", encoding="utf-8")
    with pytest.raises(StateError, match="is damaged"):
        case.close()
    assert case.wave.ledger_file.read_text(encoding="utf-8") == "[{"
