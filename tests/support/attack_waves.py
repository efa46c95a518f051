"""Waves, releases and histories to attack: ours, and those of a plain "five or more" rule."""

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import contract_support
from attack_reader import Seen, from_csv, read
from attacker import Survey, exposed, pinned
from report_project import COLUMNS, RIVALS, project, with_jobs

from nejtak.errors import NejtakError
from nejtak.project.model import Client, Project, Wave
from nejtak.report import make
from nejtak.wave.ledger import Release as Recorded
from nejtak.wave.ledger import digests

Wave_ = list[dict[str, Any]]
PLAIN = project(languages=("en",))
CLIENT = PLAIN.clients["nordlys"]
WAVE = CLIENT.waves[0]
QUESTIONS: Mapping[str, Mapping[str, Any]] = contract_support.raw(WAVE)
REASONS: Sequence[str] = QUESTIONS["deciding"]["choices"]
KNOWN = Survey(QUESTIONS, None, ("weights", "decisive"))
REACHES = ("control", "influence", "outside")
JOBS = {"sales": "Sales", "it": "IT", "care": "Care", "floor": "Shop floor"}


def wave(chance: random.Random, n: int) -> Wave_:
    """Answers of n people: uneven reasons, some questions skipped; half the waves are coherent."""
    coherent = chance.random() < 0.5
    skips = chance.choice([0.0, 0.05, 0.3])
    liked = {
        name: [chance.random() ** 3 for _ in choices]
        for name, choices in (
            ("deciding", REASONS), ("altered", QUESTIONS["altered"]["choices"]),
            ("rating", QUESTIONS["rating"]["choices"]), ("weights", COLUMNS), ("rivals", RIVALS),
        )
    }  # fmt: skip
    people: Wave_ = []
    for _ in range(n):
        person: dict[str, Any] = {
            name: chance.choices(QUESTIONS[name]["choices"], liked[name])[0]
            for name in ("deciding", "altered", "rating")
        }
        person["rivals"] = [one.id for one in RIVALS if chance.random() < 0.4]
        columns = [one.id for one in COLUMNS]
        person["weights"] = {r: chance.choices(columns, liked["weights"])[0] for r in REASONS}
        if coherent:
            person["weights"][person["deciding"]] = "decisive"
        people.append({name: said for name, said in person.items() if chance.random() >= skips})
    return people


def grouped(chance: random.Random) -> tuple[Project, Wave_]:
    """A wave of two to four groups of 5 to 80, each with a mind of its own; some skip the question.

    The project says that it may be told by them.
    """
    jobs = chance.sample([*JOBS], chance.randint(2, 4))
    people: Wave_ = []
    for job in jobs:
        skips = chance.choice([0.0, 0.05, 0.2])
        group = wave(chance, chance.randint(5, 80))
        people += (one if chance.random() < skips else {**one, "job": job} for one in group)
    chance.shuffle(people)
    told = {job: 38 for job in JOBS if job in jobs}
    found = with_jobs(JOBS, **told)
    client = replace(found.clients["nordlys"], languages=("en",))
    return replace(found, clients={client.id: client}), people


def naive(answers: Wave_) -> list[Seen]:
    """What "five or more" hands out: exact counts and totals, those under five left out.

    Where people said what job it was, the same of each job that five or more have said. Written as
    CSV and read back, like ours.
    """
    rows = [["", *row] for row in _naive(answers)]
    for job in JOBS:
        people = [one for one in answers if one.get("job") == job]
        if len(people) >= 5:
            rows += [[job, *row] for row in _naive(people)]
    file = io.StringIO(newline="")
    head = ["segment", "question", "row", "members", "column", "low", "high", "base"]
    csv.writer(file).writerows([head, *rows])
    return from_csv(file.getvalue().encode())


def _naive(answers: Wave_) -> Iterator[list[Any]]:
    for name, question in QUESTIONS.items():
        for row, column, cells in _rows(question):
            counts = {cell: _count(answers, name, row, cell) for cell in cells}
            if question["kind"] in {"grid", "choice", "scale"}:
                counts["total"] = sum(counts.values())
            for cell, count in counts.items():
                low, high = (count, count) if count >= 5 else (0, 4)
                label = cell if cell == "total" or not row else row
                place = [name, label, row or cell, cell if row else column]
                yield [*place, low, high, len(answers)]


def _rows(question: Mapping[str, Any]) -> list[tuple[str, str, Sequence[str]]]:
    if question["kind"] == "grid":
        return [(row, "", question["columns"]) for row in question["rows"]]
    return [("", "", question["choices"])] if question["kind"] != "text" else []


def _count(answers: Wave_, name: str, row: str, cell: str) -> int:
    said = [one.get(name) for one in answers]
    if row:
        return sum(isinstance(one, dict) and one.get(row) == cell for one in said)
    return sum(one == cell or (isinstance(one, list) and cell in one) for one in said)


def broken(answers: Wave_, found: Project = PLAIN) -> bool:
    """Whether a release of ours gives way, in any of its formats.

    None may be refused: that would tell that the answers are of a kind that gives way.
    """
    client, wave, _ = next(found.waves())
    return bool(pinned(read(make(found, client, wave, answers).files), survey_of(wave)))


def survey_of(wave: Wave) -> Survey:
    """What is known of a wave's questions."""
    return replace(KNOWN, questions=contract_support.raw(wave))


def naively_broken(answers: Wave_) -> bool:
    """Whether somebody in a naive release is known to be one of one to four, exactly."""
    alone = Survey({name: q for name, q in QUESTIONS.items() if q["kind"] != "text"})
    # Totals are known where they are five or more; a total stands for the row that it sums.
    return exposed(naive(answers), alone)


def history(chance: random.Random, releases: int) -> tuple[list[list[Seen]], int]:
    """Releases of one wave, between which the employer changes what it can.

    Reach by reason, and the words of the survey. Returns what each said, and how many were
    refused.
    """
    n = chance.choice([chance.randint(5, 13), chance.randint(14, 60)])
    answers = wave(chance, n)
    out: list[list[Seen]] = []
    before: list[Recorded] = []
    refused = 0
    for number in range(releases):
        changed, client, own = _changed(chance)
        try:
            made = make(changed, client, own, answers, before)
        except NejtakError:
            refused += 1
            continue
        hashes = digests(made.files)
        before.append(Recorded(f"r{number}", n, hashes, made.figures))
        out.append(read(made.files))
    return out, refused


def _changed(chance: random.Random) -> tuple[Project, Client, Wave]:
    some = chance.sample(list(REASONS[:-1]), chance.randint(0, 4))
    reach = {reason: chance.choice(REACHES) for reason in some}
    words = {"pay": f"Pay {chance.randint(1, 3)}"}
    changed = project(labels=words, languages=("en",), reach=reach)
    client = changed.clients["nordlys"]
    return changed, client, replace(client.waves[0], declined=chance.choice([61, 70]))


def history_broken(out: Sequence[Sequence[Seen]]) -> bool:
    """Whether all releases together give anything away; if not, then no two of them do."""
    return bool(out) and bool(pinned([one for said in out for one in said], KNOWN))
