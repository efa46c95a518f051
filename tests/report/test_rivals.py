"""Rivals: a report divided by what candidates chose, told for all sets or none."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attack_waves import KINDS, rivalled, rivals_broken
from report_project import people, with_jobs
from section_waves import sectioned
from test_recompute import check

from nejtak.disclosure import Range, total
from nejtak.errors import StateError
from nejtak.project.model import Project
from nejtak.report import make
from nejtak.report.tables.findings import Findings, find
from nejtak.report.tables.layout import design
from nejtak.wave import ledger
from nejtak.wave.counted import count

TWO = {"near": ("sales",), "far": ("it", "floor")}
THREE = {"near": ("sales",), "far": ("it",), "none": ("floor",)}
Sets = Mapping[str, tuple[str, ...]]


def divided(asked: int = 105, sets: Sets = TWO) -> Project:
    """A project whose wave asked so many, divided by sets of kinds of job; `care` is in no set."""
    found = with_jobs(KINDS)
    client, wave, _ = next(found.waves())
    wave = replace(wave, offers=300, declined=asked, rivals=sets)
    return replace(found, clients={client.id: replace(client, waves=(wave,))})


def told(said: Sequence[dict[str, Any]], asked: int = 105, sets: Sets = TWO) -> Findings:
    """What a report finds to say."""
    client, wave, survey = next(divided(asked, sets).waves())
    assert wave.contract
    return find(wave.contract.questions, count(wave, said), design(survey, client, wave))


# Of two sets the first 30, 33, 36 ... are sorted, of three the first 44, 47 ...: then those outside
# the counted are two or more, whatever the sets.
#
# 31 + 21 + 2 = 54 are sorted: 31 -> 29, 21 -> 20. 14 + 14 + 2 = 30 are sorted: both count in full.
# 14 + 14 + 1 = 29, of which 27 are sorted: one set has fewer than 14, so the whole counts its 29.
# 14 + 14 = 28 likewise: the whole counts 26. 14 + 14 + 2 of 31 asked: at most 29, so 27, not told.
# 14 + 7 + 7 + 2: it and floor are one set. 3 x 14 + 2 = 44 are sorted; 43 are 41: not told.
@pytest.mark.parametrize(
    ("sizes", "asked", "sets", "counted"),
    [
        ({"sales": 31, "it": 21, "none": 2}, 105, TWO, {"near": 29, "far": 20}),
        ({"sales": 14, "it": 14, "care": 2}, 105, TWO, {"near": 14, "far": 14}),
        ({"sales": 14, "it": 14, "none": 1}, 105, TWO, {"": 29}),
        ({"sales": 14, "it": 14}, 105, TWO, {"": 26}),
        ({"sales": 14, "it": 14, "none": 2}, 31, TWO, {"": 29}),
        ({"sales": 14, "it": 14, "none": 2}, 32, TWO, {"near": 14, "far": 14}),
        ({"sales": 14, "it": 7, "floor": 7, "none": 2}, 105, TWO, {"near": 14, "far": 14}),
        ({"sales": 14, "it": 14, "floor": 14, "care": 2}, 105, THREE, dict.fromkeys(THREE, 14)),
        ({"sales": 14, "it": 14, "floor": 14, "care": 1}, 105, THREE, {"": 41}),
    ],
)
def test_all_sets_are_published_or_none(
    sizes: dict[str, int], asked: int, sets: Sets, counted: dict[str, int]
) -> None:
    """Each with 14 counted or more, and two or more who are in no set or left out by lot."""
    wave = next(divided(asked, sets).waves())[1]
    assert count(wave, people(**sizes)).by_group == counted


def test_who_is_in_no_set_is_in_no_figure() -> None:
    """The whole is the sum of the sets, and what people chose has no table, told or not."""
    both = [{"decided": "pay", "job": "sales"}] * 20 + [{"decided": "process", "job": "it"}] * 17
    others = [{"decided": "location", "job": "care"}] * 5
    found = told([*both, *others])
    assert {id_: part.m for id_, part in found.groups.items()} == {"near": 20, "far": 17}
    assert found.m == 37
    assert found.groups["near"].figures["decided.pay"] == Range(18, 20)
    assert found.groups["far"].figures["decided.process"] == Range(15, 17)
    assert found.figures["decided.location"] == Range(0, 4)
    for cell, figure in found.figures.items():
        assert figure == total([part.figures[cell] for part in found.groups.values()], 37)
    few = told([*both[:30], *others])
    assert few.m == 35
    assert "job" not in {table.layout.question for part in (found, few) for table in part.tables}


def test_a_release_by_rivals_passes_its_own_audit() -> None:
    """Pages and exports agree and name the sets by what is in them, the comparison included."""
    found = sectioned(105)
    client, wave, _ = next(found.waves())
    sets = {"near": ("same-field",), "far": ("other-field", "public")}
    wave = replace(wave, group="chosen", rivals=sets)
    near = {"chosen": "same-field", "decided": "pay", "compared": {"pay": "there"}}
    far = {"chosen": "public", "decided": "tasks", "compared": {"manager": "here"}}
    made = make(found, client, wave, [*[near] * 20, *[far] * 17, *[{"chosen": "study"}] * 5])
    assert {figure.group for figure in made.figures} == {"near", "far"}
    assert made.basis.rivals == {"near": "same-field", "far": "other-field public"}
    page = made.files["da.html"].decode()
    assert "Fordelt efter, hvad alternativet var" in page
    assert "Et job i en anden branche / Et job i det offentlige: " in page
    assert "og alle andre" not in page
    assert 'data-cells="near:compared.pay.there"' in page
    assert 'data-cells="far:compared.manager.here"' in page
    label = "Et job i en anden branche / Et job i det offentlige"
    assert f"\r\nfar,{label},decided," in made.files["figures.csv"].decode()


def test_too_small_sets_are_said_and_not_told() -> None:
    """If a set is too small after all, the page says so, and shows the wave as a whole."""
    found = divided()
    client, wave, _ = next(found.waves())
    page = make(found, client, wave, people(sales=30, it=4)).files["da.html"].decode()
    assert "Svarene vises ikke efter alternativ" in page


def test_other_sets_after_a_release_are_refused() -> None:
    """Two releases that divide the same people differently would be two equations."""
    found = divided()
    client, wave, _ = next(found.waves())
    said = people(sales=30, it=20, none=4)
    made = make(found, client, wave, said)
    before = [ledger.LedgerEntry("2026-h2-1", made.basis, {}, made.figures)]
    assert make(found, client, wave, said, before).figures == made.figures
    for sets in ({}, THREE, {**TWO, "far": ("it",)}):
        with pytest.raises(StateError, match=r"\[rivals\] in the wave's file"):
            make(found, client, replace(wave, rivals=sets), said, before)


def test_every_figure_of_sets_follows_from_the_raw_export(tmp_path: Path) -> None:
    """Worked out by code that shares none with nejtak."""
    found, said = rivalled(random.Random(7), 260)
    assert len(check(found, said, tmp_path).figures) == 40


@pytest.mark.parametrize("seed", range(3))
def test_no_set_gives_way_to_one_who_knows_how_many_answered(seed: int) -> None:
    """Neither a figure of a set, nor how many are in it, nor how many in none."""
    found, said = rivalled(random.Random(seed))
    assert not rivals_broken(said, found)
