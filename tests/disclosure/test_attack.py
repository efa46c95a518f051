"""The attacker with the published files in hand; `python -m benchmarks.attack` does it for long.

All 18,564 tables of two groups with three answers are in `test_disclosure`.
"""

import random
from dataclasses import replace

import contract_support
import pytest
from attack_reader import Seen, read
from attack_waves import (
    CLIENT,
    KNOWN,
    PLAIN,
    WAVE,
    broken,
    grouped,
    history,
    history_broken,
    naively_broken,
    survey_of,
    wave,
)
from attacker import Survey, pinned
from report_project import GOLDEN, answers, project

from nejtak.errors import NejtakError
from nejtak.report import make
from nejtak.wave.ledger import Release, digests


def test_the_attacker_reads_every_format_alike() -> None:
    """Pages in both languages, CSV, workbook and JSON of the golden wave say the same figures."""
    both = project()
    client = both.clients["nordlys"]
    seen = read(make(both, client, client.waves[0], GOLDEN).files)
    found = {(one.table, one.row, one.column): (one.low, one.high, one.base) for one in seen}
    assert found["deciding", "pay", ""] == (12, 14, 38)
    assert found["weights", "other", "decisive"] == (0, 2, 38)
    assert found["deciding/reach", "control", ""] == (21, 25, 38)


def test_five_or_more_is_broken_in_random_reports() -> None:
    """Positive control: the common rule gives way in more than 30 % of 1,000 random reports."""
    chance = random.Random(11)
    lost = sum(naively_broken(wave(chance, chance.randint(5, 200))) for _ in range(1000))
    assert lost / 1000 > 0.3


def test_no_random_report_is_broken() -> None:
    """Nothing read off the files of a release leaves fewer than three counts, at any n."""
    chance = random.Random(12)
    for n in [5, 6, 7, 8, 11, 12, 14, 17, 18, 20, 38, 75, *chance.choices(range(5, 200), k=4)]:
        assert not broken(wave(chance, n))


def test_no_history_is_broken() -> None:
    """Releases of one wave between which the employer moves reasons about: together they hold."""
    chance = random.Random(13)
    for _ in range(3):
        out, _ = history(chance, 5)
        assert not history_broken(out)


def test_five_or_more_by_groups_is_broken() -> None:
    """Positive control: groups of five or more beside totals give way in nearly every report."""
    lost = sum(naively_broken(grouped(random.Random(seed))[1]) for seed in range(12))
    assert lost / 12 > 0.9


def test_no_report_by_groups_is_broken() -> None:
    """No group gives way by itself, beside all others, or taken from the figures for all."""
    told = set()
    for seed in (0, 2, 4, 5):
        found, answers = grouped(random.Random(seed))
        client, own, _ = next(found.waves())
        seen = read(make(found, client, own, answers).files)
        assert not pinned(seen, survey_of(own))
        told.add(len({one.segment for one in seen}))  # and all of them
    assert told == {1, 3, 5}


def test_groups_beside_totals_give_way() -> None:
    """Positive control: bands of three that are harmless alone, and pin two groups together."""
    yes = ("altered", "yes", ("yes",), "")
    alone = Survey({"altered": {"kind": "choice", "choices": ["yes"]}})
    groups = [Seen(*yes, 0, 2, 15, "sales"), Seen(*yes, 0, 2, 15, "it")]
    assert not pinned([*groups, Seen(*yes, 0, 4, 30)], alone)
    assert "sales altered. yes+" in pinned([*groups, Seen(*yes, 3, 5, 30)], alone)


MOVED = project(languages=("en",), reach={"chemistry": "control"})


def test_a_reason_that_is_moved_shows_nothing() -> None:
    """What an employer says it controls decides how figures are summed, not how they are cut."""
    said = answers(38, deciding={"pay": 9, "chemistry": 14})
    first = make(PLAIN, CLIENT, WAVE, said)
    ledger = [Release("one", 38, digests(first.files), first.figures)]
    second = make(MOVED, MOVED.clients["nordlys"], WAVE, said, ledger)
    assert first.files != second.files
    assert not pinned([*read(first.files), *read(second.files)], KNOWN)


def test_figures_that_are_cut_in_another_way_are_refused() -> None:
    """A contract that is changed after a release gives no second set of equations."""
    said = answers(64, deciding={"pay": 30, "process": 20}, altered={"yes": 25, "no": 30})
    first = make(PLAIN, CLIENT, WAVE, said)
    ledger = [Release("one", 64, digests(first.files), first.figures)]
    narrow = contract_support.question("choice", choices=["yes", "no"])
    questions = {**contract_support.asked(WAVE), "altered": narrow}
    assert WAVE.contract
    changed = replace(WAVE, contract=replace(WAVE.contract, questions=questions))
    with pytest.raises(NejtakError, match="cut the figures in another way"):
        make(PLAIN, CLIENT, changed, said, ledger)


def test_refused_releases_are_no_victories() -> None:
    """Four answers make no release at all, and nothing to read."""
    with pytest.raises(NejtakError, match="Fewer than 5"):
        make(PLAIN, CLIENT, WAVE, answers(4))
