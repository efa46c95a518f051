"""The attacker with the published files in hand; `python -m benchmarks.attack` does it for long.

All 18,564 tables of two groups with three answers are in `test_disclosure`.
"""

import random
from dataclasses import replace

import pytest
from attack_minimal import least_left
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
from nejtak.report.tables import layout
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
    """A survey that is changed after a release gives no second set of equations."""
    said = answers(64, deciding={"pay": 30, "process": 20}, altered={"yes": 25, "no": 30})
    first = make(PLAIN, CLIENT, WAVE, said)
    ledger = [Release("one", 64, digests(first.files), first.figures)]
    survey = PLAIN.surveys["why"]
    asked = tuple(
        replace(q, turned="perhaps") if q.id == "altered" else q for q in survey.questions
    )
    changed = replace(PLAIN, surveys={"why": replace(survey, questions=asked)})
    with pytest.raises(NejtakError, match="cut the figures in another way"):
        make(changed, CLIENT, WAVE, said, ledger)


@pytest.mark.parametrize(("n", "reasons", "said"), [(14, 2, 1), (14, 1, 2), (8, 2, 2)])
def test_who_knows_the_method_learns_no_more(
    n: int, reasons: int, said: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all tables that look alike, each cell and sum keeps three counts, also where crossed.

    At these sizes a release does not cross; what holds for every small n is likely to hold at all.
    """
    monkeypatch.setattr(layout, "CROSSED_FROM", 5)
    assert least_left(n, reasons, said)[0] >= 3


CROSSED = Survey(
    {
        "deciding": {"kind": "choice", "choices": ["a", "b"]},
        "altered": {"kind": "choice", "choices": ["yes"]},
    },
    ("deciding", "altered", "yes"),
)


def crossed(*bands: tuple[int, int]) -> list[Seen]:
    """Who decided by a, by b, how many of each were turned, and who said yes; of 14."""
    places = [("a", ""), ("b", ""), ("a", "turned"), ("b", "turned")]
    seen = [
        Seen("deciding", row, (row,), column, *band, 14)
        for (row, column), band in zip(places, bands[:4], strict=True)
    ]
    return [*seen, Seen("altered", "yes", ("yes",), "", *bands[4], 14)]


def test_the_attacker_solves_what_hangs_together() -> None:
    """Positive control: bands of three, each harmless, that pin a crossing together."""
    found = pinned(crossed((6, 8), (6, 8), (0, 2), (0, 2), (6, 8)), CROSSED)
    assert "a & yes" in found
    assert not pinned(crossed((3, 5), (3, 5), (0, 2), (0, 2), (0, 2)), CROSSED)


def test_refused_releases_are_no_victories() -> None:
    """Four answers make no release at all, and nothing to read."""
    with pytest.raises(NejtakError, match="Fewer than 5"):
        make(PLAIN, CLIENT, WAVE, answers(4))
