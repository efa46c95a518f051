"""Segments: told group by group, no group can be subtracted, and nobody in a small one is seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import contract_support
import pytest
from report_project import JOBS, answers, people, with_jobs

from nejtak.disclosure import bands
from nejtak.errors import NejtakError
from nejtak.report import make
from nejtak.report.tables.findings import Findings, find
from nejtak.report.tables.groups import LEAST, strata
from nejtak.report.tables.layout import design
from nejtak.wave import ledger


def told(said: Sequence[dict[str, Any]], **declined: int) -> Findings:
    """What a report finds to say."""
    client, wave, survey = next(with_jobs(**declined).waves())
    return find(contract_support.asked(wave), said, design(survey, client, wave))


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({"sales": 30, "it": 20}, {"sales": 30, "it+floor+none": 20}),
        ({"sales": 30, "it": 20, "floor": 17}, {"sales": 30, "it": 20, "floor+none": 17}),
        ({"sales": 30, "it": 20, "floor": 16}, {"sales": 30, "it+floor+none": 36}),
        ({"sales": 30, "it": 20, "none": 17}, {"sales": 30, "it": 20, "floor+none": 17}),
        ({"sales": 14, "it": 20, "floor": 9}, {"it": 20, "sales+floor+none": 23}),
        ({"sales": 30, "it": 9, "floor": 8}, {"sales": 30, "it+floor+none": 17}),
        ({"sales": 30, "it": 16}, {}),
        ({"sales": 15, "it": 1, "none": 1}, {}),
        ({"floor": 60}, {}),
    ],
)
def test_small_groups_hide_among_others(sizes: dict[str, int], groups: dict[str, int]) -> None:
    """A group under fifteen is never told apart, and nobody can tell who stands in the rest."""
    found = strata(people(**sizes), "job", [*JOBS])
    assert {stratum.id: len(stratum.answers) for stratum in found} == groups
    assert all(len(stratum.answers) >= LEAST for stratum in found)


def test_each_group_has_bands_of_its_own_and_the_whole_is_their_sum() -> None:
    """Nothing is published of all that the groups do not say, so nothing can be subtracted."""
    found = told(people(sales=30, it=20), sales=60, it=45, floor=40)
    assert {id_: part.n for id_, part in found.parts.items()} == {"sales": 30, "it+floor+none": 20}
    for part in found.parts.values():
        own = [table for table in part.tables if not table.layout.derived]
        assert {band for table in own for band in table.cells.values()} <= set(bands(part.n))
    for cell, band in found.figures().items():
        parts = [part.figures()[cell] for part in found.parts.values()]
        assert (band.low, band.high) == (sum(p.low for p in parts), sum(p.high for p in parts))
    assert "job" not in {table.layout.id for table in found.tables}


def test_without_the_waves_consent_there_are_no_segments() -> None:
    """A survey may ask for groups, and a report tells them only where the wave's file says so."""
    found = told(people(sales=30, it=20))
    assert not found.parts
    assert "job" in {table.layout.id for table in found.tables}


def test_a_release_by_groups_passes_its_own_attack() -> None:
    """Pages, exports and certificate agree, and the attacker gets nowhere in any group."""
    found = with_jobs(sales=60, it=45)
    client, wave, _ = next(found.waves())
    for seed in range(3):
        made = make(found, client, wave, people(seed, sales=30, it=20, none=2))
        assert {said.segment for said in made.figures} == {"sales", "it+none"}
        page = made.files["da.html"].decode()
        assert "Gruppe for gruppe" in page
        assert "It / Ikke oplyst" in page
        assert b"it+none" in made.files["figures.csv"]


def test_too_small_groups_are_said_and_not_told() -> None:
    """Where a group is too small after all, the page says that it tells the wave as a whole."""
    found = with_jobs(sales=60, it=45)
    client, wave, _ = next(found.waves())
    page = make(found, client, wave, people(sales=30, it=4)).files["da.html"].decode()
    assert "Svarene vises ikke gruppe for gruppe" in page
    assert "It / " not in page


def test_another_division_after_a_release_is_refused() -> None:
    """Two releases that divide the same people differently would be two equations."""
    found = with_jobs(sales=60, it=45)
    client, wave, _ = next(found.waves())
    said = people(sales=30, it=20)
    made = make(found, client, wave, said)
    before = [ledger.Release("2026-h2-1", made.responses, {}, made.figures)]
    assert make(found, client, wave, said, before).figures == made.figures
    with pytest.raises(NejtakError, match="cut the figures in another way"):
        make(found, client, replace(wave, groups={}), said, before)


def test_golden_answers_without_a_job_make_no_groups() -> None:
    """Nobody who answered said what job it was: the wave is told as a whole, the job not at all."""
    found = told(answers(38, deciding={"pay": 20}), sales=60, it=45)
    assert not found.parts
    assert "job" not in {table.layout.id for table in found.tables}
