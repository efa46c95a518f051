"""Releases that say the same figures are the same bytes, whatever was answered.

So nothing else can tell: not the order of rows, a headline, which actions were chosen, a part that
is there or not, a file's size, a workbook's properties, or how much was attacked.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from attack_waves import CLIENT, PLAIN, WAVE, Wave_, asking, grouped, wave
from report_project import SITE, project
from section_waves import section_wave, sectioned

from nejtak.project.model import Project
from nejtak.report import Beside, find, make
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.layout import design
from nejtak.report.tables.norms import Norm
from nejtak.wave.counted import count
from nejtak.wave.load import load_project

BOTH = asking(replace(project(), playbook=load_project(SITE).playbook), 200)
NORMS = {("decided", (reason,), ""): Norm(20, 60, 214, 7) for reason in ("pay", "process")}
QUESTIONS = ["decided", "also", "winnable", "rating", "rivals", "compared", "job"]


def said(found: Project, answers: Wave_) -> list[tuple[str, int, Any]]:
    """All that may be published: of each group and of all, the number and the figures."""
    client, own, survey = next(found.waves())
    assert own.contract
    findings = find(own.contract.questions, count(own, answers), design(survey, client, own))
    parts: dict[str, Findings] = {"": findings, **findings.groups}
    return [(group, part.m, part.figures) for group, part in parts.items()]


def otherwise(
    chance: random.Random, found: Project, answers: Wave_, questions: Sequence[str] = QUESTIONS
) -> tuple[Wave_, int]:
    """Other answers that are published alike, each of which gave way to another; and how many."""
    told, changed = said(found, answers), 0
    for _ in range(150):
        place, donor = chance.randrange(len(answers)), chance.choice(answers)
        question = chance.choice(questions)
        person = {id_: answer for id_, answer in answers[place].items() if id_ != question}
        if question in donor:
            person[question] = donor[question]
        if person != answers[place]:
            tried = [*answers[:place], person, *answers[place + 1 :]]
            if said(found, tried) == told:
                answers, changed = tried, changed + 1
    return answers, changed


@pytest.mark.parametrize("n", [5, 8, 13, 20, 38, 70, 150])
def test_answers_moved_within_their_blocks_change_no_byte(n: int) -> None:
    """People change their minds within the published figures, and no file shows it."""
    chance = random.Random(n)
    client, own, _ = next(BOTH.waves())
    answers = wave(chance, n)
    others, changed = otherwise(chance, BOTH, answers)
    assert changed > 10
    beside = Beside(norms=NORMS)
    made = make(BOTH, client, own, answers, (), beside)
    assert make(BOTH, client, own, others, (), beside) == made


@pytest.mark.parametrize("seed", [2, 3, 7])
def test_answers_moved_within_groups_change_no_byte(seed: int) -> None:
    """The same group by group, where people also change between the last group and none."""
    chance = random.Random(seed)
    found, answers = grouped(chance)
    client, own, _ = next(found.waves())
    others, changed = otherwise(chance, found, answers)
    assert changed > 10
    assert make(found, client, own, others) == make(found, client, own, answers)


def test_answers_to_the_sections_moved_within_blocks_change_no_byte() -> None:
    """What is lost and won on, words, sources and scales follow from their blocks alone."""
    chance = random.Random(20)
    found = sectioned(40)
    client, own, _ = next(found.waves())
    answers = section_wave(chance, 20)
    asked = ("compared", "image", "sources", "apply-again", "recommend")
    others, changed = otherwise(chance, found, answers, asked)
    assert changed > 10
    assert make(found, client, own, others) == make(found, client, own, answers)


def test_answers_that_are_left_out_change_no_byte() -> None:
    """Who was left out by lot is in no figure, and how many they are stands nowhere."""
    client, own, _ = next(BOTH.waves())
    answers = wave(random.Random(1), 40)
    made = make(BOTH, client, own, answers[:38])
    assert make(BOTH, client, own, answers[:39]) == make(BOTH, client, own, answers) == made


def test_one_answer_more_in_a_block_is_seen() -> None:
    """Positive control: what is published in another block makes another file."""
    answers = [{"decided": "pay"}] * 20
    others: Wave_ = [*answers[:12], *[{"decided": "process"}] * 8]
    assert make(PLAIN, CLIENT, WAVE, answers) != make(PLAIN, CLIENT, WAVE, others)
