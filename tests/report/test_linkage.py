"""A manager with the dates of all declines learns from what is handed out no more than by guessing.

`python -m benchmarks.linkage` does it for long.
"""

import random
from pathlib import Path

import pytest
from close_support import Case
from linkage import linkage, naming

from nejtak.wave import close

CLOSE = 0.05  # to chance


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """An open wave, shuffled alike in each run; `test_close_order` has the real randomness."""
    monkeypatch.setattr(close, "_shuffle", random.Random(7).shuffle)
    return Case(tmp_path)


@pytest.mark.parametrize("declines", [6, 12, 24])
def test_no_answer_in_a_closed_wave_is_tied_to_a_person(case: Case, declines: int) -> None:
    """Order tells within five points of chance, alone and beside what the manager suspects.

    Positive control: by the day that answers came in, more than 60 % are tied to the right person.
    """
    found = linkage(case, random.Random(declines), declines, 150)
    assert abs(found["by order"] - found["chance"]) < CLOSE
    assert abs(found["by traits and order"] - found["by traits"]) < CLOSE
    assert found["stamped by day"] > 0.6


def test_an_order_that_is_kept_ties_answers_to_persons(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control: without the shuffle the order alone ties a good share to their persons."""
    monkeypatch.setattr(close, "_shuffle", lambda _: None)
    found = linkage(case, random.Random(12), 12, 150)
    assert found["by order"] > found["chance"] + 2 * CLOSE


@pytest.mark.parametrize("declines", [8, 12, 24])
def test_a_report_names_nobodys_reason(declines: int) -> None:
    """What the manager suspects is right as often with the report in hand as without.

    Positive control: where answers come with their day, more than 60 % are named right, and more
    than without.
    """
    found = naming(random.Random(declines), declines, 15)
    assert abs(found["with the report"] - found["without a report"]) < CLOSE
    assert found["stamped by day"] > max(0.6, found["without a report"] + CLOSE)
