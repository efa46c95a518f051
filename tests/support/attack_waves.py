"""Waves, releases and histories to attack: ours, and those of a plain "five or more" rule."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from attack_reader import Seen, from_csv, read
from attacker import ENOUGH, Survey, exposed, pinned
from report_project import JOBS, project, with_jobs

from nejtak.errors import NejtakError
from nejtak.project.model import Client, Project, Wave
from nejtak.report import make
from nejtak.wave import ledger
from nejtak.wave.counted import count

Wave_ = list[dict[str, Any]]
PLAIN = project(languages=("en",))
CLIENT = PLAIN.clients["nordlys"]
WAVE = CLIENT.waves[0]
assert WAVE.contract
QUESTIONS = WAVE.contract.questions
REASONS = QUESTIONS["decided"].choices
# Whoever names what decided may well say that it was better there: a guess about these answers.
GUESSES = ((("decided", "location"), ("compared.growth", "there")),)
KNOWN = Survey(QUESTIONS, {"also": "decided"}, GUESSES)
REACHES = ("control", "influence", "outside")
KINDS = {**JOBS, "care": "Pleje"}


def wave(chance: random.Random, n: int) -> Wave_:
    """Answers of n people: uneven reasons, some questions skipped; half the waves are coherent."""
    coherent = chance.random() < 0.5
    skips = chance.choice([0.0, 0.05, 0.3])
    liked = {id_: [chance.random() ** 3 for _ in q.choices] for id_, q in QUESTIONS.items()}

    def pick(id_: str) -> str:
        return chance.choices(QUESTIONS[id_].choices, liked[id_])[0]

    people: Wave_ = []
    for _ in range(n):
        person: dict[str, Any] = {id_: pick(id_) for id_ in ("decided", "winnable", "rating")}
        person["also"] = [reason for reason in REASONS if chance.random() < 0.4]
        person["rivals"] = [one for one in QUESTIONS["rivals"].choices if chance.random() < 0.4]
        person["compared"] = {row: pick("compared") for row in QUESTIONS["compared"].rows}
        if coherent and person["decided"] == "location":
            person["compared"]["growth"] = "there"
        people.append({name: said for name, said in person.items() if chance.random() >= skips})
    return people


def asking(found: Project, asked: int, **changes: Any) -> Project:
    """The project with so many declines, all of whom were asked."""
    client, own, _ = next(found.waves())
    own = replace(own, declined=asked, offers=3 * asked, **changes)
    clients = {client.id: replace(client, waves=(own,), languages=("en",))}
    return replace(found, clients=clients)


def asked_for(chance: random.Random, n: int) -> int:
    """How many were asked of whom n answered: nearly as many, or far more."""
    return max(7, n + chance.choice([0, 1, 2, 3, n, 3 * n]))


def grouped(chance: random.Random) -> tuple[Project, Wave_]:
    """A wave of two to four groups of 5 to 60, each with a mind of its own; some name none.

    The project has groups. The answers are shuffled, as closing does.
    """
    jobs = chance.sample([*KINDS], chance.randint(2, 4))
    people: Wave_ = []
    asked: dict[str, int] = {}
    for job in sorted(jobs, key=[*KINDS].index):
        size, skips = chance.randint(5, 60), chance.choice([0.0, 0.05, 0.2])
        people += (
            one if chance.random() < skips else {**one, "job": job} for one in wave(chance, size)
        )
        asked[job] = max(16, asked_for(chance, size))
    chance.shuffle(people)
    return asking(with_jobs(KINDS, **asked), sum(asked.values())), people


SETS = {"near": ("sales",), "far": ("it", "floor")}


def rivalled(chance: random.Random, n: int = 0) -> tuple[Project, Wave_]:
    """A wave divided by what people chose; some chose in no set, or skipped the question."""
    n = n or chance.randint(28, 90)
    liked = [chance.random() + 0.2 for _ in KINDS]
    people = [
        {**one, "job": chance.choices([*KINDS], liked)[0]} if chance.random() < 0.95 else one
        for one in wave(chance, n)
    ]
    return asking(with_jobs(KINDS), asked_for(chance, n), rivals=SETS), people


def rivals_broken(answers: Wave_, found: Project) -> bool:
    """Whether a figure gives way, or how many are in a set, to one who knows how many answered.

    The attacker works out all sizes of the sets that fit: the first so many answers were sorted,
    and each set's number counted is the largest of 14, 17 ... in it.
    """
    client, own, _ = next(found.waves())
    seen = read(make(found, client, own, answers).files)
    counts = {one.group: one.base for one in seen if one.group}
    most = min(len(answers), (own.declined or 0) - 2)
    first = max(d for d in range(most + 1) if d % 3 == (2 * len(SETS) + 2) % 3)
    sizes = product(*(range(m, m + 3) for m in counts.values()))
    fitting = [(*size, sum(size)) for size in sizes if sum(size) <= first]
    lost = bool(counts) and any(len({*column}) < ENOUGH for column in zip(*fitting, strict=True))
    return lost or bool(pinned(seen, survey_of(own), len(answers)))


def naive(answers: Wave_) -> list[Seen]:
    """What "five or more" hands out: exact counts and totals, those under five left out.

    If people said what job it was, the same of each job that five or more have said. Written as CSV
    and read back, like ours.
    """
    rows = [["", *row] for row in _naive(answers)]
    for job in KINDS:
        people = [one for one in answers if one.get("job") == job]
        if len(people) >= 5:
            rows += [[job, *row] for row in _naive(people)]
    file = io.StringIO(newline="")
    head = ["group", "question", "row", "members", "column", "low", "high", "base"]
    csv.writer(file).writerows([head, *rows])
    return from_csv(file.getvalue().encode())


def _naive(answers: Wave_) -> Iterator[list[Any]]:
    for id_ in ("decided", "winnable", "rating"):
        choices = QUESTIONS[id_].choices
        counts = {choice: sum(one.get(id_) == choice for one in answers) for choice in choices}
        for members in [*((choice,) for choice in choices), choices]:
            number = sum(counts[choice] for choice in members)
            low, high = (number, number) if number >= 5 else (0, 4)
            name = members[0] if len(members) == 1 else "total"
            yield [id_, name, " ".join(members), "", low, high, len(answers)]


def broken(answers: Wave_, found: Project) -> bool:
    """Whether a release of ours gives way, in any of its formats, to one who knows how many came.

    None may be refused: that would tell that the answers are of a kind that gives way.
    """
    client, own, _ = next(found.waves())
    seen = read(make(found, client, own, answers).files)
    return bool(pinned(seen, survey_of(own), len(answers)))


def reported(answers: Wave_, found: Project) -> bool:
    """Whether there is a report at all: nearly everybody of a few asked may have answered."""
    try:
        return count(next(found.waves())[1], answers).number > 0
    except NejtakError:
        return False


def survey_of(own: Wave) -> Survey:
    """The public facts about a wave's questions."""
    assert own.contract
    return replace(KNOWN, questions=own.contract.questions)


def naively_broken(answers: Wave_) -> bool:
    """Whether somebody in a naive release is known to be one of one to four, exactly."""
    return exposed(naive(answers), KNOWN)


def history(chance: random.Random, releases: int) -> tuple[list[list[Seen]], int, int]:
    """Releases of one wave, between which the employer changes what it can.

    Returns what each said, how many were refused, and how many answers there are.
    """
    n = chance.choice([chance.randint(5, 13), chance.randint(14, 60)])
    answers, asked = wave(chance, n), n + chance.randint(2, 40)
    out: list[list[Seen]] = []
    before: list[ledger.LedgerEntry] = []
    refused = 0
    for number in range(releases):
        changed, client, own = _changed(chance, asked)
        try:
            made = make(changed, client, own, answers, before)
        except NejtakError:
            refused += 1
            continue
        hashes = ledger.digests(made.files)
        before.append(ledger.LedgerEntry(f"r{number}", made.basis, hashes, made.figures))
        out.append(read(made.files))
    return out, refused, n


def _changed(chance: random.Random, asked: int) -> tuple[Project, Client, Wave]:
    """Words, offers, and once in a while reach, the number asked, or the untold choice."""
    some = chance.sample(list(REASONS[:-1]), chance.choice([0, 0, 1, 2]))
    reach = {reason: chance.choice(REACHES) for reason in some}
    words = {"pay": f"Pay {chance.randint(1, 3)}"}
    changed = project(labels=words, languages=("en",), reach=reach)
    client = changed.clients["nordlys"]
    assert WAVE.contract
    questions = dict(QUESTIONS)
    if chance.random() < 0.2:
        questions["winnable"] = replace(questions["winnable"], untold="perhaps")
    contract = replace(WAVE.contract, questions=questions)
    declined = asked + chance.choice([0, 0, 0, 1, -1])
    offers = 3 * asked + chance.randint(0, 3)
    own = replace(client.waves[0], declined=declined, offers=offers, contract=contract)
    return changed, client, own


def history_broken(out: Sequence[Sequence[Seen]], received: int) -> bool:
    """Whether all releases together give anything away; if not, then no two of them do."""
    return bool(out) and bool(pinned([one for said in out for one in said], KNOWN, received))
