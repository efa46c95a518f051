"""Counting: what leaves is bands, in an order that the bands alone decide."""

import contract_support
import pytest
from report_project import GOLDEN, GOLDEN_COUNTS, answers, project

from nejtak.disclosure import Band, band
from nejtak.errors import NejtakError
from nejtak.report.tables.layout import ONLY, Design, design, layouts
from nejtak.report.tables.tabulate import Table, tabulate
from nejtak.report.tables.trend import wilson

CLIENT, WAVE, SURVEY = next(project().waves())
DESIGN = design(SURVEY, CLIENT, WAVE)
QUESTIONS = contract_support.asked(WAVE)


def tables(n: int, **picked: dict[str, int]) -> dict[str, Table]:
    """The tables of n people who picked these, by question."""
    return {t.layout.id: t for t in tabulate(QUESTIONS, answers(n, **picked), DESIGN)}


def test_golden_wave_has_the_bands_that_its_comment_works_out() -> None:
    """38 answers, each cell's band by hand; texts are not counted."""
    found = {t.layout.id: t for t in tabulate(QUESTIONS, GOLDEN, DESIGN)}
    derived = ["deciding/reach", "deciding/family"]
    assert list(found) == ["weights", "deciding", *derived, "altered", "rivals", "rating"]
    weights = found["weights"].cells
    assert weights["pay", "decisive"] == Band(15, 17)
    assert weights["pay", "contributed"] == Band(6, 8)
    assert weights["process", "decisive"] == weights["chemistry", "decisive"] == Band(9, 11)
    assert weights["other", "contributed"] == Band(0, 2)
    deciding = {row: band.low for (row, _), band in found["deciding"].cells.items()}
    assert deciding == {"pay": 12, "process": 9, "chemistry": 6, "location": 3, "other": 0}
    assert found["deciding/reach"].cells["control", ONLY] == Band(21, 25)
    assert found["deciding/reach"].cells["influence", ONLY] == Band(9, 13)
    assert found["rivals"].cells["tech", ONLY] == Band(24, 26)
    assert [found["rating"].cells[str(p), ONLY].low for p in range(1, 6)] == [0, 3, 12, 9, 6]


def test_a_tick_on_what_decided_it_is_dropped() -> None:
    """What also played a part is told beside what decided, and nobody stands in both for one."""
    asked = {
        "decided": contract_support.question("choice", choices=["pay", "other"]),
        "also": contract_support.question("choices", choices=["pay", "other"]),
    }
    plan = Design(frozenset(asked), beside={"also": "decided"})
    said = [{"decided": "pay", "also": ["other", "pay"]}] * 6 + [{"also": ["pay"]}] * 2
    found = {t.layout.id: t for t in tabulate(asked, said, plan)}
    assert found["decided"].cells["pay", ONLY] == band(6, 8)
    assert found["also"].cells["pay", ONLY] == band(2, 8)
    assert found["also"].cells["other", ONLY] == band(6, 8)


def test_every_golden_count_lies_in_its_band() -> None:
    """A published band is true."""
    for table in tabulate(QUESTIONS, GOLDEN, DESIGN):
        if table.layout.derived:
            continue
        for (row, column), shown in table.cells.items():
            place = f"{table.layout.question}_{row}" if column else table.layout.question
            count = GOLDEN_COUNTS.get(place, {}).get(column or row, 0)
            assert shown.low <= count <= shown.high


def test_the_neutral_column_and_those_who_skipped_are_never_published() -> None:
    """Without them a partition of the respondents is never complete."""
    weights = tables(38)["weights"]
    assert weights.layout.columns == ("decisive", "contributed")


def test_rows_stand_by_band_then_as_the_survey_has_them() -> None:
    """Exact counts decide nothing: chemistry's 11 stands after the process's 9, both 9-11."""
    rows = tables(38, deciding={"process": 9, "chemistry": 11, "other": 12})["deciding"].rows
    assert [row.id for row in rows] == ["other", "process", "chemistry", "pay", "location"]


def test_a_scale_keeps_its_order() -> None:
    """The points of a scale are read from one end to the other."""
    rows = tables(38, rating={"5": 30})["rating"].rows
    assert [row.id for row in rows] == ["1", "2", "3", "4", "5"]


def test_few_answers_take_the_ends_of_a_scale_together() -> None:
    """Six answers have two bands: single points would all be "at most half"."""
    rating = tables(6, rating={"4": 2, "5": 2})["rating"]
    assert [row.id for row in rating.rows] == ["1-2", "3", "4-5"]
    assert rating.cells["4-5", ONLY] == Band(4, 6)


def test_only_the_number_of_responses_decides_the_layout() -> None:
    """What is shown, and so what is not, does not depend on anyone's answer."""
    for n in (5, 12, 38, 400):
        one = tabulate(QUESTIONS, answers(n), DESIGN)
        picked = answers(n, deciding={"pay": n}, rating={"3": n})
        other = tabulate(QUESTIONS, picked, DESIGN)
        laid = [*layouts(QUESTIONS, n, DESIGN)]
        assert [t.layout for t in one] == [t.layout for t in other] == laid


def test_one_person_counts_once_per_choice() -> None:
    """Nobody is heard twice, whatever a list repeats; an empty answer is none."""
    said = [{"rivals": ["tech", "tech"], "deciding": "", "weights": {"pay": ""}}] * 8
    found = {t.layout.id: t for t in tabulate(QUESTIONS, said, DESIGN)}
    assert found["rivals"].cells["tech", ONLY] == Band(6, 8)
    assert set(found["deciding"].cells.values()) == {Band(0, 2)}


def test_the_leader_is_alone_or_among_few_and_never_in_the_lowest_band() -> None:
    """A headline names up to three rows; a tie of four, or a low share, leads nothing."""

    def leaders(**deciding: int) -> list[str]:
        return [row.id for row in tables(38, deciding=deciding)["deciding"].leaders()]

    assert leaders(pay=13, process=11) == ["pay"]
    assert leaders(pay=13, location=14) == ["pay", "location"]
    assert leaders(pay=9, process=9, chemistry=9, location=9) == []
    assert leaders(pay=2) == []


def test_rows_that_hardly_anyone_picked_are_taken_together() -> None:
    """Three or more rows in the lowest band share the last line; a scale never folds."""
    found = tables(38, deciding={"location": 9, "other": 4}, rating={"5": 38})
    assert [[row.id for row in rows] for rows in found["deciding"].folded()] == [
        ["location"],
        ["other"],
        ["pay", "process", "chemistry"],
    ]
    assert all(len(rows) == 1 for rows in found["rating"].folded())


def test_fewer_than_five_are_not_counted() -> None:
    """Four answers make no table at all."""
    with pytest.raises(NejtakError, match="Fewer than 5 responses"):
        tabulate(QUESTIONS, answers(4), DESIGN)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (61, 212, 0.2310, 0.3520),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_interval(part: int, whole: int, low: float, high: float) -> None:
    """The decline rate's interval: by hand, and the four that Newcombe published in 1998."""
    found = wilson(part, whole)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
