"""Every exported figure, worked out again from the raw export by code that shares none of ours."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attack_reader import read
from attack_waves import KINDS, PLAIN, asking, wave
from recompute import figures, of_export
from report_project import with_jobs

from nejtak.base import private_keys
from nejtak.project.contract import to_bytes
from nejtak.project.model import Project, Wave
from nejtak.report import Release, make
from nejtak.wave import closed_wave, export
from nejtak.wave.closed_wave import Responses

KNOWN = {
    "pay": ("control", "offer"),
    "process": ("control", "process"),
    "chemistry": ("influence", "process"),
    "location": ("influence", "job"),
}


def survey(own: Wave, reasons: Mapping[str, tuple[str, str]] = KNOWN) -> Mapping[str, Any]:
    """What anyone knows of the wave's questions: its page, and the reach in the client's file."""
    assert own.contract
    asked = json.loads(to_bytes(own.contract))["questions"]
    questions = {
        id_: {**q, "choices": q.get("choices", q.get("columns"))}
        for id_, q in asked.items()
        if q["kind"] != "text"
    }
    reach, family = ({r: known[i] for r, known in reasons.items()} for i in (0, 1))
    return {
        "questions": questions,
        "reasons": ["decided", "also"],
        "beside": {"also": "decided"},
        "reach": reach,
        "family": family,
    }


def check(
    found: Project,
    answers: list[dict[str, Any]],
    folder: Path,
    reasons: Mapping[str, tuple[str, str]] = KNOWN,
) -> Release:
    """Close a wave with these answers, report on it, export it raw; compare every figure."""
    client, own, _ = next(found.waves())
    assert own.contract
    public = private_keys.new_key(folder / "keys" / "partner.key")
    keys = private_keys.identities(folder / "keys")
    own = replace(own, folder=folder)
    closed_wave.write_responses(own, Responses(tuple(answers), {}), [public], keys)
    closed = closed_wave.read_responses(own, keys)
    made = make(found, client, own, closed.answers)
    seen = read(made.files)
    _, raw = export.export(own, closed, "jsonl", plain=True)
    declined = own.declined or 0
    divided = own.group, own.groups, own.rivals
    counted, told = figures(survey(own, reasons), of_export(raw), declined, *divided)
    shown = {(o.group, o.table, o.row, o.column): (o.low, o.high) for o in seen}
    assert shown == told
    bases = {one.group: one.base for one in seen}
    assert bases == {**counted, "": sum(counted.values())}
    return made


@pytest.mark.parametrize("n", [6, 8, 12, 20, 38, 150])
def test_every_figure_follows_from_the_raw_export(n: int, tmp_path: Path) -> None:
    """At each size some twenty figures and the number counted."""
    made = check(asking(PLAIN, n + 3), wave(random.Random(n), n), tmp_path)
    assert len(made.figures) > 10


def test_every_figure_of_groups_follows_from_the_raw_export(tmp_path: Path) -> None:
    """600 answers in four groups: each group's figures, and those of all."""
    chance = random.Random(600)
    groups = {"sales": 200, "it": 150, "floor": 300, "care": 150}
    answers = [
        {**one, "job": chance.choice([*KINDS, "none"])} if chance.random() < 0.95 else one
        for one in wave(chance, 600)
    ]
    found = asking(with_jobs(KINDS, **groups), 800)
    assert len(check(found, answers, tmp_path).figures) > 60
