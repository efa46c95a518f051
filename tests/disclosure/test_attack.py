"""The attacker with the published files in hand; `python -m benchmarks.attack` does it for long.

It also knows how many answers were received. What follows from the rule for every small table is in
`test_published_counts`.
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
    asked_for,
    asking,
    broken,
    grouped,
    history,
    history_broken,
    naively_broken,
    reported,
    survey_of,
    wave,
)
from attacker import Survey, pinned
from report_project import GOLDEN, answers, project

from nejtak.errors import NejtakError, StateError
from nejtak.report import make
from nejtak.wave.counted import count
from nejtak.wave.ledger import LedgerEntry, digests


def test_the_attacker_reads_every_format_alike() -> None:
    """Pages in both languages, CSV, workbook and JSON of the golden wave say the same figures."""
    both = project()
    client = both.clients["nordlys"]
    seen = read(make(both, client, client.waves[0], GOLDEN).files)
    found = {(one.table, one.row, one.column): (one.low, one.high, one.base) for one in seen}
    assert found["decided", "pay", ""] == (12, 14, 38)
    assert found["compared", "growth", "there"] == (3, 5, 38)
    assert found["decided/reach", "control", ""] == (21, 25, 38)


def test_five_or_more_is_broken_in_random_reports() -> None:
    """Positive control: the common rule gives way in more than 30 % of random reports."""
    chance = random.Random(11)
    lost = sum(naively_broken(wave(chance, chance.randint(5, 200))) for _ in range(20))
    assert lost / 20 > 0.3


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 11, 12, 14, 17, 20, 38, 75, 150])
def test_no_random_report_is_broken(n: int) -> None:
    """Nothing read off the files of a release leaves fewer than three counts, at any n."""
    chance = random.Random(n)
    found = asking(PLAIN, max(7, asked_for(chance, n)))
    said = wave(chance, n)
    assert reported(said, found)
    assert not broken(said, found)


def test_no_history_is_broken() -> None:
    """Releases of one wave between which the employer changes what it can: together they hold."""
    chance = random.Random(13)
    for _ in range(3):
        out, refused, received = history(chance, 5)
        assert out
        assert refused
        assert not history_broken(out, received)


def test_five_or_more_by_groups_is_broken() -> None:
    """Positive control: blocks of groups and of totals disclose counts in nearly every report."""
    lost = sum(naively_broken(grouped(random.Random(seed))[1]) for seed in range(4))
    assert lost / 4 > 0.9


@pytest.mark.parametrize(("seed", "told"), [(1, False), (2, True), (3, True), (7, False)])
def test_no_report_by_groups_is_broken(seed: int, told: bool) -> None:
    """No group's counts follow from its figures, the others', or those for all."""
    found, said = grouped(random.Random(seed))
    assert ("" not in count(next(found.waves())[1], said).by_group) == told
    assert not broken(said, found)


def test_groups_with_a_total_block_are_disclosed() -> None:
    """Positive control: blocks that are harmless alone, and pin two groups together."""
    yes = ("winnable", "yes", ("yes",), "")
    alone = Survey({"winnable": contract_support.question("choice", choices=["yes", "no"])})
    groups = [Seen(*yes, 0, 2, 14, "sales"), Seen(*yes, 0, 2, 14, "it")]
    assert not pinned([*groups, Seen(*yes, 0, 4, 28)], alone)
    assert "sales winnable.yes" in pinned([*groups, Seen(*yes, 3, 5, 28)], alone)


def test_an_exclusive_tick_in_other_blocks_is_disclosed() -> None:
    """Positive control: the attacker uses that nobody ticks what decided: 4 of 5 and 1 of 5."""
    seen = [
        Seen("decided", "pay", ("pay",), "", 3, 4, 5),
        Seen("also", "pay", ("pay",), "", 1, 2, 5),
    ]
    assert "decided.pay" in " ".join(pinned(seen, KNOWN))


MOVED = project(languages=("en",), reach={"chemistry": "control"})


def test_reach_is_frozen_by_the_first_release() -> None:
    """What an employer says it controls later gives no second set of sums."""
    said = answers(38, decided={"pay": 9, "chemistry": 14})
    first = make(PLAIN, CLIENT, WAVE, said)
    before = [LedgerEntry("one", first.basis, digests(first.files), first.figures)]
    with pytest.raises(StateError, match="the reach of reasons must be as they were then"):
        make(MOVED, MOVED.clients["nordlys"], WAVE, said, before)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"declined": 55}, "how many were asked"),
        ({"declined": 30}, "the answers counted, how many were asked"),
        ({"groups": {"sales": 30, "it": 31}, "group": "job"}, r"\[groups\] in the wave's file"),
    ],
)
def test_the_basis_of_a_release_is_frozen(changes: dict[str, object], why: str) -> None:
    """Other numbers asked or other groups would count other people of the same wave."""
    first = make(PLAIN, CLIENT, WAVE, GOLDEN)
    before = [LedgerEntry("one", first.basis, digests(first.files), first.figures)]
    with pytest.raises(StateError, match=why):
        make(PLAIN, CLIENT, replace(WAVE, **changes), GOLDEN, before)  # type: ignore[arg-type]  # of a wave


def test_other_answers_after_a_release_are_refused() -> None:
    """A sealed file that was exchanged gives no second set of equations."""
    first = make(PLAIN, CLIENT, WAVE, GOLDEN)
    before = [LedgerEntry("one", first.basis, digests(first.files), first.figures)]
    with pytest.raises(NejtakError, match="one said other figures of the same answers"):
        make(PLAIN, CLIENT, WAVE, answers(38, decided={"pay": 30}), before)


def test_a_report_on_too_few_is_refused() -> None:
    """Four answers make no release at all, and nor do five of six asked."""
    for n, asked in ((4, 61), (5, 6)):
        own = replace(WAVE, declined=asked)
        with pytest.raises(StateError, match="Fewer than 5 answers to nordlys/2026-h2"):
            make(PLAIN, CLIENT, own, answers(n))


def test_a_release_wants_to_know_how_many_were_asked() -> None:
    """Without it, two fewer than were asked cannot be kept."""
    with pytest.raises(StateError, match=r"waves/2026-h2.toml does not say how many were asked"):
        make(PLAIN, CLIENT, replace(WAVE, declined=None), GOLDEN)


def test_survey_of_a_wave_is_its_contract() -> None:
    """The attacker knows the questions that were asked."""
    assert survey_of(WAVE).questions == KNOWN.questions
