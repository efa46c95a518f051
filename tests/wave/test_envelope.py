"""What closing takes out of a seal: all that the collector acknowledged, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import contract_support
import pytest
from chalicelib import check, contracts
from chalicelib.body import SubmissionError
from hypothesis import given, settings
from hypothesis import strategies as st

from nejtak.wave import envelope
from nejtak.wave.envelope import Code, Envelope

SUPPORT = Path(__file__).parent.parent / "support"
QUESTIONS = {
    "weights": {"kind": "grid", "rows": ["pay", "pace"], "columns": ["yes", "no"]},
    "deciding": {"kind": "choice", "choices": ["pay", "pace"]},
    "rivals": {"kind": "choices", "choices": ["a", "b", "c"]},
    "rating": {"kind": "scale", "choices": ["1", "2", "3"]},
    "advice": {"kind": "text", "max_length": 10},
}
ACCEPTS = contract_support.contract(QUESTIONS)
KNOWN = {id_: contracts._question(question) for id_, question in QUESTIONS.items()}
FITS: list[dict[str, Any]] = [
    {"deciding": "pay"},
    {"rating": "3"},
    {"rivals": ["a"]},
    {"rivals": ["c", "a", "b"]},
    {"weights": {"pay": "yes"}},
    {"weights": {"pay": "yes", "pace": "no"}},
    {"advice": "x"},
    {"advice": "x" * 20},
    {"advice": "\U0001f600" * 10},
    {"advice": "æ\nø\tå"},
    {"advice": "=1+1", "deciding": "pace", "rating": "1"},
]
UNFIT: list[object] = json.loads((SUPPORT / "unfit_answers.json").read_bytes())
BLANK = json.loads((SUPPORT / "blank_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("answers", FITS)
def test_answers_that_a_page_can_send_fit(answers: object) -> None:
    """One answer is enough; texts may be twice as long, since not all browsers count alike."""
    assert envelope.fits(ACCEPTS, answers)


@pytest.mark.parametrize("answers", UNFIT)
def test_answers_that_no_page_can_send_do_not_fit(answers: object) -> None:
    """Whoever writes to the table past the collector is set aside, whatever they wrote."""
    assert not envelope.fits(ACCEPTS, answers)


@pytest.mark.parametrize("text", BLANK["blank"])
def test_text_that_cannot_be_seen_is_no_answer(text: str) -> None:
    """Neither the collector nor closing takes what shows nothing; the page has the same cases."""
    with pytest.raises(SubmissionError, match="empty"):
        check.canonical(KNOWN, {"advice": text})
    assert not envelope.fits(ACCEPTS, {"advice": text})


@pytest.mark.parametrize("text", BLANK["seen"])
def test_text_that_can_be_seen_is_an_answer(text: str) -> None:
    """One visible character is enough, in any script and next to any others."""
    taken = check.canonical(KNOWN, {"advice": text})
    assert envelope.fits(ACCEPTS, taken)


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(["pay", "pace", "yes", "no", "a", "b", "1", "3", "\ud800", "\x00 "]),
        st.text(st.characters(), max_size=25),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["pay", "pace", "x", "rating"]), inner, max_size=3),
    ),
    max_leaves=8,
)
answers = st.dictionaries(st.sampled_from([*QUESTIONS, "x", ""]), anything, max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.one_of(anything, answers))
def test_any_answers_fit_or_do_not(sent: object) -> None:
    """Nothing that JSON can hold raises, and what fits can be sealed."""
    if envelope.fits(ACCEPTS, sent):
        json.dumps(sent, ensure_ascii=False).encode()


texts = st.text(max_size=24) | st.text(st.characters(codec=None), max_size=24)
sendable = st.fixed_dictionaries(
    {},
    optional={
        "weights": st.dictionaries(
            st.sampled_from(["pay", "pace"]), st.sampled_from(["yes", "no", ""]), max_size=2
        ),
        "deciding": st.sampled_from(["pay", "pace", ""]),
        "rivals": st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True),
        "rating": st.sampled_from(["1", "2", "3", ""]),
        "advice": texts,
    },
)


@settings(max_examples=150, deadline=None)
@given(sendable | answers)
def test_every_accepted_answer_fits(sent: dict[str, Any]) -> None:
    """No answer that was acknowledged is set aside at closing."""
    try:
        taken = check.canonical(KNOWN, sent)
    except SubmissionError:
        return
    assert envelope.fits(ACCEPTS, json.loads(json.dumps(taken)))


MARKED: list[tuple[dict[str, Any], Envelope | None]] = [
    ({}, Envelope({"advice": "x", "deciding": "pay"}, {}, None, False)),
    ({"suspect": True}, Envelope({"advice": "x", "deciding": "pay"}, {}, None, True)),
    ({"mark": "interview"}, Envelope({"advice": "x", "deciding": "pay"}, {}, "interview", False)),
    (
        {"mark": "interview", "codes": {"advice": [["pay", "candidate"]]}},
        Envelope(
            {"advice": "x", "deciding": "pay"},
            {"advice": (Code("pay", "candidate"),)},
            "interview",
            False,
        ),
    ),
    (
        {
            "mark": "interview",
            "answers": {"advice": "x\n\ny"},
            "codes": {"advice": [["", ""], ["pace", "interviewer"]]},
        },
        Envelope(
            {"advice": "x\n\ny"},
            {"advice": (Code("", ""), Code("pace", "interviewer"))},
            "interview",
            False,
        ),
    ),
    ({"mark": "words", "answers": {"advice": "x"}}, Envelope({"advice": "x"}, {}, "words", False)),
    ({"mark": "words"}, None),
    ({"mark": "words", "answers": {"advice": "x"}, "suspect": True}, None),
    ({"mark": "interview", "suspect": True}, None),
    ({"mark": "page"}, None),
    ({"mark": ["words"]}, None),
    ({"mark": True}, None),
    ({"language": "da"}, None),
    ({"codes": {"advice": [["pay", "candidate"]]}}, None),
    ({"mark": "interview", "codes": [["pay", "candidate"]]}, None),
    ({"mark": "interview", "codes": {"deciding": [["pay", "candidate"]]}}, None),
    ({"mark": "interview", "codes": {"other": [["pay", "candidate"]]}}, None),
    ({"mark": "interview", "codes": {"advice": []}}, None),
    ({"mark": "interview", "codes": {"advice": [["pay", "candidate"]] * 2}}, None),
    ({"mark": "interview", "codes": {"advice": [["food", "candidate"]]}}, None),
    ({"mark": "interview", "codes": {"advice": [["pay", "manager"]]}}, None),
    ({"mark": "interview", "codes": {"advice": [["pay", ""]]}}, None),
    ({"mark": "interview", "codes": {"advice": [["pay"]]}}, None),
    ({"mark": "interview", "codes": {"advice": ["pay"]}}, None),
    ({"mark": "interview", "codes": {"advice": [[["pay"], "candidate"]]}}, None),
]


@pytest.mark.parametrize(("more", "sent"), MARKED)
def test_only_valid_marks_and_codes_are_opened(more: dict[str, Any], sent: Envelope | None) -> None:
    """An item with another mark, or with codes that are not one a box, is set aside."""
    held = {"answers": {"advice": "x", "deciding": "pay"}, **more}
    assert envelope.open_envelope(ACCEPTS, held) == sent


@pytest.mark.parametrize("held", [None, [], "x", 5, {}, {"mark": "words"}])
def test_other_sealed_content_is_set_aside(held: object) -> None:
    """Whoever writes to the table past the collector can put anything under the seal."""
    assert envelope.open_envelope(ACCEPTS, held) is None
