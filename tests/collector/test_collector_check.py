"""What fits the contract comes out in one canonical form; what does not is refused by id alone."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from chalicelib import check
from chalicelib.body import SubmissionError
from chalicelib.contracts import WaveContract
from hypothesis import example, given, settings
from hypothesis import strategies as st


def test_answers_of_every_kind_are_kept(contract: WaveContract) -> None:
    """All five kinds of question pass, in the order of ids and choices, empties left out."""
    answers = {
        "worries": "  Tempoet\r\n",
        "rivals": ["rival", "public"],
        "weights": {"pay": "decisive", "pace": "", "other": "no"},
        "rating": "5",
        "deciding": "retired-one",
        "positives": " ",
        "better": "",
    }
    assert check.canonical(contract.questions, answers) == {
        "worries": "Tempoet",
        "rivals": ["public", "rival"],
        "weights": {"pay": "decisive", "other": "no"},
        "rating": "5",
        "deciding": "retired-one",
    }


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"deciding": "unknown"}, ("deciding",)),
        ({"deciding": ["pay"]}, ("deciding",)),
        ({"deciding": None}, ("deciding",)),
        ({"deciding": " pay"}, ("deciding",)),
        ({"rating": "6"}, ("rating",)),
        ({"rating": True}, ("rating",)),
        ({"rivals": "public"}, ("rivals",)),
        ({"rivals": ["public", "public"]}, ("rivals",)),
        ({"rivals": ["public", ["rival"]]}, ("rivals",)),
        ({"rivals": ["public", ""]}, ("rivals",)),
        ({"weights": "no"}, ("weights",)),
        ({"weights": {"pay": "unknown"}}, ("weights",)),
        ({"weights": {"unknown": "no"}}, ("weights",)),
        ({"weights": {"pay": {"pay": "no"}}}, ("weights",)),
        ({"weights": ["pay"]}, ("weights",)),
        ({"worries": ["text"]}, ("worries",)),
        ({"worries": {}}, ("worries",)),
        ({"unknown": "no", "rating": "5"}, ()),
        ({"weights.pay": "no"}, ()),
        ({"rating": "9", "unknown": "x", "weights": 1}, ("weights", "rating")),
    ],
)
def test_unfit_answers_are_named_by_question_ids(
    contract: WaveContract, answers: dict[str, Any], fields: tuple[str, ...]
) -> None:
    """All faults are told at once, by ids that we wrote and never by what was sent."""
    with pytest.raises(SubmissionError) as caught:
        check.canonical(contract.questions, answers)
    assert (caught.value.code, caught.value.fields) == ("invalid", fields)
    assert str(caught.value) == "invalid"


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"worries": "", "rating": "", "rivals": [], "weights": {}},
        {"weights": {"pay": ""}},
        {"worries": " \r\n\t\u00a0"},
        {"worries": "\x00\u202e"},
    ],
)
def test_nothing_answered_is_empty(contract: WaveContract, answers: dict[str, Any]) -> None:
    """A form without a single answer is told apart from one that does not fit."""
    with pytest.raises(SubmissionError) as caught:
        check.canonical(contract.questions, answers)
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("to\r\nlinjer\rog\nfire", "to\nlinjer\nog\nfire"),
        ("nul\x00 og\x1b[31m farve\x7f\x85", "nul og[31m farve"),
        ("tab\tbliver", "tab\tbliver"),
        ("\u202egnilliv\u202c \u2066isolat\u2069", "gnilliv isolat"),
        (
            "עברית\u200f, فارسی\u200cها, 👨\u200d👩\u200d👧",
            "עברית\u200f, فارسی\u200cها, 👨\u200d👩\u200d👧",
        ),
        ("halv \ud83d", "halv \ufffd"),
        ("\ufffe\uffff", ""),
        ("=1+1, <b>, {{x}}, 'or 1=1", "=1+1, <b>, {{x}}, 'or 1=1"),
    ],
)
def test_a_text_keeps_its_words(typed: str, kept: str) -> None:
    """Line ends become one, what nobody typed goes, and every word stays."""
    assert check.clean(typed) == kept


def test_removed_characters_follow_unicode() -> None:
    """Controls, embeddings, overrides, isolates and two that are no characters; and no others."""
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    every = {chr(code) for code in range(0x110000)} - {"\t", "\n", "\r"}
    gone = {"\ufffe", "\uffff"} | {
        char
        for char in every
        if unicodedata.category(char) == "Cc" or unicodedata.bidirectional(char) in turning
    }
    halves = {char for char in every if unicodedata.category(char) == "Cs"}
    assert every - set(check.clean("".join(every))) == gone | halves


@settings(deadline=None)
@given(st.text(st.characters()))
def test_any_text_can_be_sealed_and_cleaned_again(text: str) -> None:
    """Whatever was typed, what is kept is valid UTF-8, and cleaning it again changes nothing."""
    once = check.clean(text)
    assert once.encode().decode() == once == check.clean(once)


@settings(deadline=None)
@given(st.text(st.characters()))
@example("halv \ud83d og hel 👍")
@example("\uffff\U00010000")
def test_length_is_counted_like_browsers(text: str) -> None:
    """UTF-16 units, whatever the characters, halves of them included."""
    assert check.length(text) == sum(2 if character > "\uffff" else 1 for character in text)


@pytest.mark.parametrize("unit", ["x", "æ", "字", "👍", "\r\n"])
def test_a_text_of_the_full_length_is_taken(contract: WaveContract, unit: str) -> None:
    """The limit that the page states is the limit: in UTF-16 units after CRLF became LF."""
    size = 2 if unit == "👍" else 1
    text = "." + unit * ((40 - 2) // size) + "."
    assert check.canonical(contract.questions, {"positives": text})
    with pytest.raises(SubmissionError):
        check.canonical(contract.questions, {"positives": text + "."})
