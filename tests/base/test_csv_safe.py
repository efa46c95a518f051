"""CSV: no text becomes a formula, a date or a number, and others stay as they are."""

from __future__ import annotations

import re

import pytest
from csv_cells import cells, starts_a_formula
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nejtak.base.csv_safe import guarded, to_csv


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("=+-@;\t\r\n'\" ,a1＝\u2028\ufeff"), max_size=12)))
@example(['x;""=1+1""', "';=1", ';"', "=1"])
def test_no_text_becomes_a_formula_in_any_reading(said: list[str]) -> None:
    """Whatever is between cells, and whether quotes count or not."""
    content = to_csv([("id", text) for text in said])
    for delimiter in ",;\t":
        assert not any(starts_a_formula(c) for row in cells(content, delimiter) for c in row)
    for line in content.decode("utf-8-sig").splitlines():
        for cell in re.split(r"[;\t]", line):
            assert not starts_a_formula(cell)
    assert [row[1] for row in cells(content)] == [guarded(text) for text in said]


# What stands before a formula and shows nothing, in any script and version of Unicode.
UNSEEN = (
    "\u200b",
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u1680",
    "\u180e",
    "\u2003",
    "\u2061",
    "\u2066",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\uffa0",
    "\ufff9",
    "\u0301",
    "\ue000",
    "\U000e0041",
    "\U000e0100",
    "\uff02",
    "\uff07",
)
FORMS = "=+-@＝＋－＠﹢﹣﹦﹫⁼⁺₌₊⩵−⁻﬩"


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_no_formula_hides_behind_what_shows_nothing(unseen: str) -> None:
    """Alone, several, among blanks and quotes, in each form of the sign, after each separator."""
    for form in FORMS:
        for before in (unseen, unseen * 3, f" {unseen}'", f'"{unseen} '):
            text = f"{before}{form}1+1"
            assert guarded(text) == f"'{text}"
            assert guarded(f"x;{text}") == f"x;'{text}"
            assert guarded(f"x\n{text}") == f"x\n'{text}"


@pytest.mark.parametrize("text", ["x=1", "a@b.dk", "Ja - nej", "한=1", "x\u200b=1", "é", "", "a;b"])
def test_a_text_that_begins_no_formula_is_not_changed(text: str) -> None:
    """People see the apostrophe, so it is added only where a formula could begin."""
    assert guarded(text) == text


ONE_WORD = """
    1-3 1/3 1.3 6-10 12-31 2026-07 2026-07-01 1.2.3 12:30 1:2 3-mar mar-3 mar3 3mar march-2026
    maj-2 okt-3 dez-1 sept2 janv-5 1e5 1E5 2e-3 007 00 1,5 1.000 5% (5) $5 9pm 9a 2026-07-01t10
    true FALSE sand falsk wahr １－３ 12345678901234567"""
VALUES = (
    *ONE_WORD.split(),
    *("3 mar", "mar 2026", "1 januar 2026", "9 a", "10.30 pm", "5 kr.", " 1-3 "),
)


@pytest.mark.parametrize("text", VALUES)
def test_nothing_becomes_a_date_or_a_number(text: str) -> None:
    """Ids, labels and raw texts stay what they are, in the language of any spreadsheet."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["0", "7", "10", "2026", "offer-2", "q1", "top3", "decision-1", "Løn 5", "5 år", "may"]
)
def test_a_text_that_a_spreadsheet_shows_as_written_is_not_changed(text: str) -> None:
    """A whole number looks the same as a text, and most ids are no date and no number."""
    assert guarded(text) == text
