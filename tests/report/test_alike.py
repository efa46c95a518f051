"""Releases that say the same figures are the same bytes, whatever was answered.

So nothing else can tell: not the order of rows, a headline, which actions were chosen, a part that
is there or not, a file's size, a workbook's properties, or how much was attacked.
"""

import random
from dataclasses import replace
from typing import Any

import contract_support
import pytest
from attack_waves import CLIENT, PLAIN, WAVE, Wave_, grouped, wave
from report_project import SITE, project

from nejtak.project.model import Project
from nejtak.report import Beside, find, make
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.layout import design
from nejtak.report.tables.norms import Norm
from nejtak.wave.load import load

BOTH = replace(project(), playbook=load(SITE).playbook)
NORMS = {("deciding", (reason,), ""): Norm(20, 60, 214, 7) for reason in ("pay", "process")}


def said(found: Project, answers: Wave_) -> list[tuple[str, int, Any]]:
    """All that may be published: of each group and of all, the number and the figures."""
    client, asked, survey = next(found.waves())
    findings = find(contract_support.asked(asked), answers, design(survey, client, asked))
    parts: dict[str, Findings] = {"": findings, **findings.parts}
    return [(group, part.n, part.figures()) for group, part in parts.items()]


def otherwise(chance: random.Random, found: Project, answers: Wave_) -> tuple[Wave_, int]:
    """Other answers that are published alike, each of which gave way to another; and how many."""
    told, changed = said(found, answers), 0
    for _ in range(150):
        place, donor = chance.randrange(len(answers)), chance.choice(answers)
        question = chance.choice(["deciding", "altered", "rating", "rivals", "weights", "job"])
        person = {id_: answer for id_, answer in answers[place].items() if id_ != question}
        if question in donor:
            person[question] = donor[question]
        if person != answers[place]:
            tried = [*answers[:place], person, *answers[place + 1 :]]
            if said(found, tried) == told:
                answers, changed = tried, changed + 1
    return answers, changed


@pytest.mark.parametrize("n", [5, 8, 12, 20, 38, 70, 150])
def test_what_is_not_published_changes_no_byte(n: int) -> None:
    """People change their minds within the published ranges, and no file shows it."""
    chance = random.Random(n)
    client, asked, _ = next(BOTH.waves())
    answers = wave(chance, n)
    others, changed = otherwise(chance, BOTH, answers)
    assert changed > 10
    beside = Beside(norms=NORMS)
    made = make(BOTH, client, asked, answers, (), beside)
    assert make(BOTH, client, asked, others, (), beside) == made


@pytest.mark.parametrize("seed", range(4))
def test_what_is_not_published_of_groups_changes_no_byte(seed: int) -> None:
    """The same group by group, where people also change between groups that are told together."""
    chance = random.Random(seed)
    found, answers = grouped(chance)
    client, asked, _ = next(found.waves())
    others, changed = otherwise(chance, found, answers)
    assert changed > 10
    assert make(found, client, asked, others) == make(found, client, asked, answers)


def test_one_answer_more_in_a_range_is_seen() -> None:
    """Positive control: what is published in another range makes another file."""
    answers = [{"deciding": "pay"}] * 20
    others: Wave_ = [*answers[:12], *[{"deciding": "process"}] * 8]
    assert make(PLAIN, CLIENT, WAVE, answers) != make(PLAIN, CLIENT, WAVE, others)
