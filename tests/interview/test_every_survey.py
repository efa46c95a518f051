"""Every survey that comes with nejtak can be entered and closed, in each of its languages."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

import contract_support
import pytest
from chalicelib import check
from chalicelib.contracts import ContractQuestion

from nejtak.base.recipients import Recipient
from nejtak.base.shipped import SITE
from nejtak.interview import form
from nejtak.interview.form import MOST_BOXES, Filled, NoteBox
from nejtak.interview.pages import InterviewPages
from nejtak.project.model import Project
from nejtak.wave.contract import freeze
from nejtak.wave.envelope import open_envelope
from nejtak.wave.load import find_wave, load_project

SURVEYS = sorted((words.parent.name, words.stem) for words in (SITE / "surveys").glob("*/??.md"))


@pytest.fixture(scope="module")
def demo() -> Project:
    """The demo, with all surveys."""
    return load_project(SITE)


def filled_in(page: str) -> dict[str, list[str]]:
    """The fields that a browser sends if each box has words and the last choices are chosen."""
    fields: dict[str, list[str]] = defaultdict(list)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', page, re.S):
        fields[name] = re.findall(r'<option value="([^"]*)"', options)[-1:]
    for kind, name, value in re.findall(
        r'<input type="(radio|checkbox)" name="([^"]+)" value="([^"]+)"', page
    ):
        fields[name] = [value] if kind == "radio" else [*fields[name], value]
    for name in re.findall(r'<textarea[^>]* name="([^"]+)"', page):
        fields[name] = ["ord"]
    return fields


@pytest.mark.parametrize(("survey", "language"), SURVEYS)
def test_a_whole_interview_fits_what_the_wave_accepts(
    demo: Project, survey: str, language: str
) -> None:
    """Eight boxes of each text with the same reason, and a choice of every closed question."""
    client, wave, _ = find_wave(demo, "nordlys", "2026-h2")
    wave = replace(wave, survey=survey, asks=demo.surveys[survey].asks)
    client = replace(client, languages=(language,), interviews=True)
    recipient = Recipient("test", contract_support.PUBLIC_KEY)
    frozen = freeze(client, wave, demo.surveys[survey], [recipient])
    pages = InterviewPages(demo, client, wave, "/", "token")
    texts = [question.id for question in pages.questions if question.kind == "text"]
    empty = Filled(boxes=dict.fromkeys(texts, (NoteBox(),) * MOST_BOXES))
    fields = filled_in(pages.form(language, empty).decode())
    typed = form.read_notes(pages.questions, {**fields, "already": ["no"]})
    assert [*form.problems(typed)] == []
    entry = form.entry(typed, language)
    accepted = {
        id_: ContractQuestion(q.kind, frozenset(q.choices), frozenset(q.rows), q.max_length or 0)
        for id_, q in frozen.questions.items()
    }
    answers = check.canonical(accepted, entry.answers)
    assert answers.keys() == {question.id for question in pages.questions}
    codes = {id_: [[one.reason, one.by] for one in each] for id_, each in entry.codes.items()}
    reason = "other" if any(question.reasons for question in pages.questions) else ""
    by = "interviewer" if reason else ""
    assert codes == dict.fromkeys(texts, [[reason, by]] * MOST_BOXES)
    held = open_envelope(frozen, {"answers": answers, "codes": codes, "mark": "interview"})
    assert held is not None
