"""The release ledger: releases are never changed, and a reported wave gets no more answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from close_support import Case, holds, people

from nejtak.errors import StateError
from nejtak.wave import ledger
from nejtak.wave.close import Closing
from nejtak.wave.ledger import Basis, Said
from nejtak.wave.purge_day import kept_until

BASIS = Basis({"": 5}, 40, {}, {"pay": "control"}, {"decided": "other"})
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
    ledger.record(case.wave, BASIS, PAGES)
    ledger.record(case.wave, BASIS, PAGES)
    ledger.record(case.wave, BASIS, {"da": b"<p>Nej</p>"})
    first, second = ledger.releases(case.wave)
    assert first.basis == second.basis == BASIS
    assert set(first.files) == {"da", "en"}
    assert set(second.files) == {"da"}


def test_late_answers_do_not_join_a_wave_that_was_reported_on(case: Case) -> None:
    """Two reports of one wave can never differ by the ones who came late, however many."""
    ledger.record(case.wave, BASIS, PAGES)
    case.put(*people(*range(5, 25)))
    assert case.close() == Closing(responses=5, aside=0, late=20)
    assert holds(case.read(), *range(5))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"counted": {"": 8}}, "the answers counted"),
        ({"asked": 39}, "how many were asked"),
        ({"groups": {"sales": 20, "it": 20}}, "[groups] in the wave's file"),
        ({"reach": {"pay": "outside"}}, "the reach of reasons"),
        ({"untold": {"decided": "pay"}}, "the untold choices"),
        ({"rivals": {"near": "same-field"}}, "[rivals] in the wave's file"),
    ],
)
def test_the_first_release_freezes_the_basis(
    case: Case, changes: dict[str, Any], named: str
) -> None:
    """A second report of other answers, groups or sums could be subtracted from the first."""
    ledger.record(case.wave, BASIS, PAGES)
    with pytest.raises(StateError) as refused:
        ledger.record(case.wave, replace(BASIS, **changes), PAGES)
    assert f"{named} must be as they were then" in str(refused.value)
    assert len(ledger.releases(case.wave)) == 1


def test_a_ledger_says_its_format_and_reads_back(case: Case) -> None:
    """Whatever was recorded is what the next release is held to."""
    said = (Said("decided", ("pay",), "", 3, 5, "it"), Said("rating", ("1", "2"), "", 0, 2, "it"))
    recorded = ledger.record(case.wave, BASIS, PAGES, said, {"of": ["a"], "figures": []})
    assert json.loads(case.wave.ledger_file.read_bytes())["format"] == 2
    assert ledger.releases(case.wave) == (recorded,)


def test_a_ledger_of_an_earlier_rule_keeps_its_days_and_takes_no_release(case: Case) -> None:
    """Answers are still purged in time; figures that were cut in another way are not read."""
    old = [
        {
            "name": "w-1",
            "responses": 38,
            "files": {"da": "1"},
            "figures": [["q", [], "", 0, 9]],
            "norms": {},
            "released": "2026-01-31",
        }
    ]
    case.wave.ledger_file.write_text(json.dumps(old), encoding="utf-8")
    (release,) = ledger.releases(case.wave)
    assert (release.basis, release.figures) == (None, ())
    assert kept_until(case.wave) == date(2026, 1, 31) + timedelta(case.wave.retention_days)
    with pytest.raises(StateError, match="w-1 was made under an earlier rule"):
        ledger.record(case.wave, BASIS, PAGES)


def test_a_ledger_of_a_later_format_is_not_read(case: Case) -> None:
    """Another version may have frozen what this one does not know."""
    case.wave.ledger_file.write_text('{"format": 3, "releases": []}', encoding="utf-8")
    with pytest.raises(StateError, match="another version of nejtak"):
        ledger.releases(case.wave)


def test_a_damaged_ledger_is_said_and_kept(case: Case) -> None:
    """A ledger that cannot be read stops the closing; nothing overwrites it."""
    case.wave.ledger_file.write_text("[{", encoding="utf-8")
    with pytest.raises(StateError, match="is damaged"):
        case.close()
    assert case.wave.ledger_file.read_text(encoding="utf-8") == "[{"
