"""Groups: told all or none, none can be subtracted, and nobody in a small one is seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from report_project import answers, people, with_jobs

from nejtak.disclosure import total
from nejtak.errors import StateError
from nejtak.project.model import Project
from nejtak.report import make
from nejtak.report.tables.findings import Findings, find
from nejtak.report.tables.layout import design
from nejtak.wave import ledger
from nejtak.wave.counted import count


def planned(asked: int = 105, **groups: int) -> Project:
    """A project whose wave asked so many, and so many of each group."""
    found = with_jobs(**groups)
    client, wave, _ = next(found.waves())
    wave = replace(wave, offers=300, declined=asked)
    return replace(found, clients={client.id: replace(client, waves=(wave,))})


def told(said: Sequence[dict[str, Any]], asked: int = 105, **groups: int) -> Findings:
    """What a report finds to say."""
    client, wave, survey = next(planned(asked, **groups).waves())
    assert wave.contract
    return find(wave.contract.questions, count(wave, said), design(survey, client, wave))


@pytest.mark.parametrize(
    ("sizes", "groups", "counted"),
    [
        ({"sales": 30, "it": 20}, {"sales": 60, "it": 45}, {"sales": 29, "it": 20}),
        ({"sales": 30, "it": 20, "none": 6}, {"sales": 60, "it": 45}, {"sales": 29, "it": 26}),
        ({"sales": 30, "it": 20, "floor": 9}, {"sales": 60, "it": 20}, {"sales": 29, "it": 29}),
        ({"sales": 30, "it": 13}, {"sales": 60, "it": 45}, {"": 41}),
        ({"sales": 18, "it": 14}, {"sales": 19, "it": 86}, {"sales": 17, "it": 14}),
        ({"sales": 60, "it": 13}, {"sales": 60, "it": 45}, {"": 71}),
        ({"sales": 60, "it": 20}, {"sales": 60}, {"": 80}),
    ],
)
def test_all_groups_are_published_or_none(
    sizes: dict[str, int], groups: dict[str, int], counted: dict[str, int]
) -> None:
    """Each with 14 counted or more; whoever names none counts with the last."""
    wave = next(planned(**groups).waves())[1]
    assert count(wave, people(**sizes)).by_group == counted


def test_untold_groups_cap_the_whole() -> None:
    """32 of 18 and 19 asked, not told by groups, would be 13 and all 19: 29 are counted."""
    wave = next(planned(37, sales=18, it=19).waves())[1]
    assert count(wave, people(sales=13, it=19)).by_group == {"": 29}
    assert count(wave, people(sales=14, it=19)).by_group == {"sales": 14, "it": 17}


def test_each_group_has_blocks_of_its_own_and_the_whole_is_their_sum() -> None:
    """Nothing is published of all that the groups do not say, so nothing can be subtracted."""
    found = told(people(sales=30, it=20), sales=60, it=45)
    assert {id_: part.m for id_, part in found.groups.items()} == {"sales": 29, "it": 20}
    assert found.m == 49
    for part in found.groups.values():
        own = [table for table in part.tables if not table.layout.is_sum]
        assert all(figure.is_block for table in own for figure in table.cells.values())
    for cell, figure in found.figures.items():
        assert figure == total([part.figures[cell] for part in found.groups.values()], 49)
    assert "job" not in {table.layout.id for table in found.tables}


def test_without_groups_in_the_waves_file_there_are_none() -> None:
    """A survey may ask for groups, and a report tells them only if the wave's file says so."""
    found = told(people(sales=30, it=20))
    assert not found.groups
    assert "job" in {table.layout.id for table in found.tables}


def test_a_release_by_groups_passes_its_own_audit() -> None:
    """Pages, exports and certificate agree, and the attacker gets nowhere in any group."""
    found = planned(sales=60, it=45)
    client, wave, _ = next(found.waves())
    made = make(found, client, wave, people(2, sales=30, it=20, none=2))
    assert {said.group for said in made.figures} == {"sales", "it"}
    page = made.files["da.html"].decode()
    assert "Gruppe for gruppe" in page
    assert "It og alle andre" in page
    assert b",it," in made.files["figures.csv"] or b"\r\nit," in made.files["figures.csv"]


def test_each_group_has_a_headline_and_the_whole_may_have_another() -> None:
    """Pay in one group and process in the other are on the page, though neither leads in all."""
    found = planned(sales=60, it=45)
    client, wave, _ = next(found.waves())
    said = [{"decided": "pay", "job": "sales"}] * 20 + [{"decided": "process", "job": "it"}] * 20
    page = make(found, client, wave, said).files["en.html"].decode()
    groups = page[page.index("Group by group") :]
    assert '<span class="label">Pay and benefits</span>” decided it for more than half' in groups
    assert '<span class="label">The hiring process</span>” decided it for more than' in groups


def test_too_small_groups_are_said_and_not_told() -> None:
    """If a group is too small after all, the page says that it tells the wave as a whole."""
    found = planned(sales=60, it=45)
    client, wave, _ = next(found.waves())
    page = make(found, client, wave, people(sales=30, it=4)).files["da.html"].decode()
    assert "Svarene vises ikke gruppe for gruppe" in page
    assert "og alle andre" not in page


def test_another_division_after_a_release_is_refused() -> None:
    """Two releases that divide the same people differently would be two equations."""
    found = planned(sales=60, it=45)
    client, wave, _ = next(found.waves())
    said = people(sales=30, it=20)
    made = make(found, client, wave, said)
    before = [ledger.LedgerEntry("2026-h2-1", made.basis, {}, made.figures)]
    assert make(found, client, wave, said, before).figures == made.figures
    for groups in ({}, {"sales": 59, "it": 46}):
        with pytest.raises(StateError, match=r"\[groups\] in the wave's file"):
            make(found, client, replace(wave, groups=groups), said, before)


def test_golden_answers_without_a_job_make_no_groups() -> None:
    """Nobody who answered said what job it was: the wave is told as a whole, the job not at all."""
    found = told(answers(38, decided={"pay": 20}), sales=60, it=45)
    assert not found.groups
    assert "job" not in {table.layout.id for table in found.tables}
