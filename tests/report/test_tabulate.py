"""Counting: what leaves is blocks, and everything else follows from them."""

import pytest
from report_project import GOLDEN, GOLDEN_COUNTS, answers, project

from nejtak.disclosure import Range, check_declaration
from nejtak.report.tables.findings import Findings, Table, find, findings
from nejtak.report.tables.layout import ONLY, design
from nejtak.wave.counted import count

CLIENT, WAVE, SURVEY = next(project().waves())
DESIGN = design(SURVEY, CLIENT, WAVE)
assert WAVE.contract
QUESTIONS = WAVE.contract.questions


def found(n: int, **picked: dict[str, int]) -> Findings:
    """What is said of n people who picked these, by question."""
    return find(QUESTIONS, count(WAVE, answers(n, **picked)), DESIGN)


def tables(n: int, **picked: dict[str, int]) -> dict[str, Table]:
    """The tables of n people, by id."""
    return {table.layout.id: table for table in found(n, **picked).tables}


def test_golden_wave_has_the_figures_that_its_comment_works_out() -> None:
    """38 answers, each cell's block by hand; texts are not counted."""
    golden = {t.layout.id: t for t in find(QUESTIONS, count(WAVE, GOLDEN), DESIGN).tables}
    sums = ["decided/reach", "decided/family"]
    assert list(golden) == ["decided", *sums, "also", "winnable", "compared", "rivals", "rating"]
    for id_, cells in {
        "decided": {"pay": (12, 14), "process": (9, 11), "chemistry": (6, 8), "location": (3, 5)},
        "decided/reach": {"control": (21, 25), "influence": (9, 13)},
        "decided/family": {"offer": (12, 14), "job": (3, 5), "process": (15, 19)},
        "also": {
            "pay": (9, 11),
            "process": (12, 14),
            "chemistry": (6, 8),
            "location": (6, 8),
            "other": (0, 2),
        },
        "winnable": {"yes": (18, 20), "perhaps": (12, 14)},
        "rivals": {"tech": (24, 26), "public": (9, 11), "old": (0, 2)},
        "rating": {"1-2": (6, 8), "4-5": (15, 17)},
    }.items():
        told = {row: (r.low, r.high) for (row, _), r in golden[id_].cells.items()}
        assert told == cells
    assert golden["compared"].cells == {
        ("tasks", "there"): Range(15, 17),
        ("tasks", "here"): Range(6, 8),
        ("growth", "there"): Range(3, 5),
        ("growth", "here"): Range(18, 20),
    }


@pytest.mark.parametrize("n", [5, 6, 7, 8, 12, 38, 600])
def test_what_is_declared_at_any_size_may_stand_together(n: int) -> None:
    """Also if some reasons have another reach; the declaration follows from survey and m alone."""
    wave = project().clients["nordlys"].waves[0]
    for reach in ({}, {"pay": "outside"}, {"pay": "outside", "process": "influence"}):
        client = project(reach=reach).clients["nordlys"]
        plan = design(SURVEY, client, wave)
        told = findings(QUESTIONS, plan, 2000, {"": n - (n + 1) % 3}, _empty(n, plan))
        check_declaration(told.declaration)


def _empty(n: int, plan: object) -> dict[str, dict[str, Range]]:
    """A block for whatever cell is asked for."""
    del n, plan

    class Blocks(dict[str, Range]):
        def __missing__(self, _: str) -> Range:
            return Range(0, 2)

    return {"": Blocks()}


def test_below_eight_reasons_are_told_by_reach_alone() -> None:
    """In blocks; what else played a part is not told, nor any reason by name."""
    assert list(tables(7)) == ["decided/reach", "winnable", "compared", "rivals", "rating"]
    few = tables(5, decided={"pay": 2, "process": 1, "location": 2})["decided/reach"]
    assert few.cells == {("control", ONLY): Range(3, 5), ("influence", ONLY): Range(0, 2)}
    assert list(tables(8))[:4] == ["decided", "decided/reach", "decided/family", "also"]


def test_a_tick_on_what_decided_is_dropped() -> None:
    """Whoever ticks the deciding reason as well says nothing more."""
    said = [{"decided": "pay", "also": ["pay", "process"]}] * 9
    told = {t.layout.id: t for t in find(QUESTIONS, count(WAVE, said), DESIGN).tables}
    assert told["also"].cells["pay", ONLY] == Range(0, 2)
    assert told["also"].cells["process", ONLY] == Range(6, 8)


def test_a_pick_counts_once_however_often_it_is_sent() -> None:
    """A list with the same choice twice is one tick."""
    said = [{"rivals": ["tech", "tech"]}] * 8
    told = {t.layout.id: t for t in find(QUESTIONS, count(WAVE, said), DESIGN).tables}
    assert told["rivals"].cells["tech", ONLY] == Range(6, 8)


def test_untold_answers_and_those_who_skipped_stand_nowhere() -> None:
    """`other`, the last choice, a grid's neutral column and a scale's middle have no cell."""
    for id_, untold in (("decided", "other"), ("winnable", "no"), ("rating", "3")):
        table = tables(38)[id_]
        assert untold not in {member for row in table.layout.rows for member in row.members}
    assert "same" not in tables(38)["compared"].layout.columns


def test_rows_follow_their_figures_then_the_survey() -> None:
    """Two counts in one block are never put in order."""
    rows = tables(38, decided={"pay": 3, "process": 5, "chemistry": 4, "location": 9})[
        "decided"
    ].rows
    assert [row.id for row in rows] == ["location", "pay", "process", "chemistry"]


def test_sums_are_what_anyone_can_add() -> None:
    """The most is what the least of all others leaves, never more than are counted."""
    reach = tables(14, decided={"pay": 6, "process": 3, "chemistry": 4})["decided/reach"]
    assert reach.cells["control", ONLY] == Range(9, 11)  # 14 less the 3 of chemistry
    assert reach.cells["influence", ONLY] == Range(3, 5)


def leaders(n: int, **decided: int) -> list[str]:
    """The reasons that lead."""
    return [row.id for row in tables(n, decided=decided)["decided"].leaders()]


@pytest.mark.parametrize(
    ("decided", "who"),
    [
        ({"pay": 9}, ["pay"]),
        ({"pay": 9, "chemistry": 11}, ["pay", "chemistry"]),
        ({"pay": 9, "process": 9, "chemistry": 11}, ["pay", "process", "chemistry"]),
        ({"pay": 9, "process": 9, "chemistry": 9, "location": 9}, []),
        ({"pay": 2}, []),
        ({"pay": 3, "process": 2}, ["pay"]),
    ],
)
def test_leaders_are_above_all_others_for_certain(decided: dict[str, int], who: list[str]) -> None:
    """One, two or three that share a block; never all, and never one that may count nobody."""
    assert leaders(38, **decided) == who


def test_a_headline_never_names_all_choices() -> None:
    """Yes and perhaps in one block are all that there is to name."""
    assert tables(20, winnable={"yes": 9, "perhaps": 10})["winnable"].leaders() == ()


def test_counts_of_the_golden_wave_are_those_of_its_comment() -> None:
    """The helper deals out what it is asked to."""
    for question in ("decided", "winnable", "rating"):
        for choice, count_ in GOLDEN_COUNTS[question].items():
            assert sum(person.get(question) == choice for person in GOLDEN) == count_
