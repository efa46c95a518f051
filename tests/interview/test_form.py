"""The form of an interview: boxes to texts and codes, and what has to be mended first."""

from __future__ import annotations

import pytest
from chalicelib import check
from chalicelib.body import SubmissionError
from chalicelib.contracts import ContractQuestion
from hypothesis import given
from hypothesis import strategies as st
from naughty import strings

from nejtak.interview import form
from nejtak.interview.form import Filled, NoteBox
from nejtak.project.model import Choice, Question
from nejtak.wave.envelope import BOX_BREAK, Code

ASKED = (
    Question("decided", "choice", "back", (Choice("pay", "offer"),)),
    Question("rivals", "choices", "back", (Choice("a"), Choice("b"))),
    Question("compared", "grid", "back", (Choice("here"),), (Choice("pay"), Choice("place"))),
    Question("advice", "text", "forward", max_length=600),
)
FIELDS = {
    "number": ["a" * 32],
    "already": ["no"],
    "note.advice.0": ["Ring\r\n\r\n  før. "],
    "code.advice.0": ["pay"],
    "by.advice.0": ["candidate"],
    "note.advice.1": [" "],
    "note.advice.2": ["Sig lønnen."],
    "answer.decided": ["pay"],
    "answer.rivals": ["b", "a", "b"],
    "answer.compared.pay": ["here"],
    "answer.compared.place": [""],
    "stranger": ["x"],
}


def test_an_interview_is_answers_and_codes() -> None:
    """A box is a paragraph with its code, an empty one is none; choices as the page sends them."""
    entry = form.entry(form.read_notes(ASKED, FIELDS), "da")
    assert (entry.number, entry.language, entry.mark) == ("a" * 32, "da", "interview")
    assert entry.answers == {
        "decided": "pay",
        "rivals": ["b", "a"],
        "compared": {"pay": "here"},
        "advice": "Ring\nfør.\n\nSig lønnen.",
    }
    assert entry.codes == {"advice": (Code("pay", "candidate"), Code("", ""))}


def test_who_has_answered_gives_words_and_no_figures() -> None:
    """Whatever was chosen before the answer was yes, only texts are in the entry."""
    entry = form.entry(form.read_notes(ASKED, {**FIELDS, "already": ["yes"]}), "da")
    assert entry.mark == "words"
    assert entry.answers == {"advice": "Ring\nfør.\n\nSig lønnen."}
    assert entry.codes == {"advice": (Code("pay", "candidate"), Code("", ""))}


@pytest.mark.parametrize(
    ("changed", "field", "text"),
    [
        ({"already": [""]}, "already", "ask_first"),
        ({"already": ["perhaps"]}, "already", "ask_first"),
        ({"by.advice.0": [""]}, "by.advice.0", "by_first"),
        ({"by.advice.0": ["manager"]}, "by.advice.0", "by_first"),
        ({"note.advice.0": ["\u200b \n"]}, "note.advice.0", "note_first"),
    ],
)
def test_a_problem_names_its_field(changed: dict[str, list[str]], field: str, text: str) -> None:
    """The question of the page first; a code with its note and with who chose it."""
    assert list(form.problems(form.read_notes(ASKED, FIELDS))) == []
    (found,) = form.problems(form.read_notes(ASKED, {**FIELDS, **changed}))
    assert (found.field, found.text) == (field, text)


def test_a_form_has_eight_boxes_at_most() -> None:
    """One more on request, for that question alone, and not a ninth."""
    for had, boxes in ((1, 2), (7, 8), (8, 8), (12, 8)):
        notes = {f"note.advice.{n}": ["x"] for n in range(had)}
        typed = form.read_notes(ASKED, {**notes, "action": ["show:advice"]})
        assert (typed.again, len(typed.boxes["advice"])) == ("advice", boxes)
    assert len(form.read_notes(ASKED, {"action": ["show:other"]}).boxes["advice"]) == 1
    assert form.read_notes(ASKED, {"action": ["store"]}).again is None


def test_every_form_has_a_number() -> None:
    """A form without one, or with something else, gets a number of its own."""
    numbers = {
        form.read_notes(ASKED, {"number": [sent]}).number for sent in ("", "A" * 32, "a" * 31)
    }
    assert len(numbers) == 3
    assert all(len(bytes.fromhex(number)) == 16 for number in numbers)


def stored(notes: list[str]) -> tuple[str, int]:
    """The text as the collector would store it, and the number of its codes."""
    typed = Filled(boxes={"advice": tuple(NoteBox(note, "pay", "candidate") for note in notes)})
    entry = form.entry(typed, "da")
    asked = {"advice": ContractQuestion("text", frozenset(), frozenset(), 100_000)}
    try:
        kept = check.canonical(asked, entry.answers)
    except SubmissionError:
        return "", 0
    return str(kept["advice"]), len(entry.codes["advice"])


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_no_note_is_two_boxes(notes: list[str]) -> None:
    """Whatever is pasted into a box, there are as many paragraphs as codes."""
    text, codes = stored(notes)
    assert codes == (len(text.split(BOX_BREAK)) if text else 0)


def test_no_odd_string_is_half_a_box() -> None:
    """Nor is a box, of which the collector keeps nothing, left with a code and no paragraph."""
    for odd in strings():
        if not any("\ud800" <= letter <= "\udfff" for letter in odd):  # a form cannot hold one
            for notes in (["a", odd], [odd, "a"], ["a", odd, "b"]):
                text, codes = stored(notes)
                assert codes == len(text.split(BOX_BREAK)), ascii(notes)
