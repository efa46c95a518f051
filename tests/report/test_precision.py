"""Nothing gets vaguer when one more person answers, but for what docs/disclosure.md names."""

import random
from itertools import pairwise

import pytest
from report_project import project, with_jobs

from benchmarks.precision import after, before, contrast, measure, named_of_100, rows, words
from nejtak.disclosure import counted, counted_by_group, counted_without_groups, planned
from nejtak.report.tables.layout import Design, Questions, declare, design, layouts


def vagueness(questions: Questions, m: int, plan: Design, groups: int = 1) -> dict[str, float]:
    """How many blocks each figure is made of, as a part of the answers counted; by its name."""
    declared = declare(questions, layouts(questions, m, plan), plan)
    return {
        cell.name: groups * (len(declared.parts(cell)) if cell.is_sum else 1) / m
        for cell in declared.cells
    }


def test_nothing_gets_vaguer_from_n_to_n_plus_one() -> None:
    """From 5 to 200 answers: no figure goes, and none is broader, but for reach at eight."""
    client, wave, survey = next(project().waves())
    assert wave.contract
    questions, plan = wave.contract.questions, design(survey, client, wave)
    told = [vagueness(questions, counted(n, 10_000), plan) for n in range(5, 201)]
    worse = {
        (n, name)
        for n, (few, more) in enumerate(pairwise(told), 5)
        for name in few
        if more.get(name, 1) > few[name]
    }
    assert worse == {(7, "decided/reach.control"), (7, "decided/reach.influence")}


@pytest.mark.parametrize("seed", range(5))
def test_only_where_groups_begin_the_whole_gets_vaguer(seed: int) -> None:
    """Answers come in at random; from then on nothing is lost any more."""
    chance = random.Random(seed)
    plan, begun = planned({"sales": 70, "it": 90, "floor": 60}, 220), 0
    received = dict.fromkeys(plan, 0)
    known: tuple[float, dict[str, int]] = (2.0, {})
    for n in range(1, 201):
        received[chance.choice([g for g in plan if received[g] < plan[g]])] += 1
        groups = counted_by_group(received, plan)
        m = sum(groups.values()) or counted_without_groups(n, plan)
        share = max(1, len(groups)) / m if m else 2.0
        if groups and not known[1]:
            begun += 1
        else:
            assert share <= known[0]
        assert all(groups.get(group, 0) >= number for group, number in known[1].items())
        known = share, groups
    assert begun == 1


def test_a_planned_wave_has_groups_in_its_survey() -> None:
    """The plan above is one that a wave's file can have."""
    assert next(with_jobs(sales=70, it=90, floor=60).waves())[1].group == "job"


@pytest.mark.parametrize(("n", "least"), [(6, 15), (9, 50), (12, 75), (25, 75), (60, 95)])
def test_reasons_are_named_in_most_waves(n: int, least: int) -> None:
    """One or two reasons of three or more, of 16 of popularity 1 / rank, in so many of 100."""
    m = counted(n, 10_000)
    now, then = measure(n, after, m, 0)["named"], measure(n, before, n, 0)["named"]
    assert now >= least
    assert now >= then


@pytest.mark.parametrize("n", [5, 14, 38])
def test_a_report_on_even_rows_seldom_names_any(n: int) -> None:
    """Of twelve rows, six words or two groups that do not differ, if most have some apart."""
    for name, made in (("even", rows()), ("words", words), ("contrast", contrast)):
        found = named_of_100(n, name, made)
        assert found.apart >= 50
        assert found.beyond <= 12


@pytest.mark.parametrize(("n", "least"), [(14, 10), (38, 45), (150, 95)])
def test_a_row_that_differs_is_named(n: int, least: int) -> None:
    """70 % would call it better there and 30 % here, among eleven even rows, in so many of 100."""
    assert named_of_100(n, "row", rows(0.7, 0.3)).beyond >= least
