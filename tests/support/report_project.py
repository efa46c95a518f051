"""A client, a survey and waves of answers for tests of the report, made without the parser."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import contract_support

from nejtak.project.model import (
    Brand,
    Choice,
    Client,
    ClientWords,
    Locale,
    Project,
    Question,
    QuestionWords,
    Survey,
    SurveyWords,
    Wave,
)

SITE = Path(__file__).parent.parent.parent / "site_src"

REASONS = (
    Choice("pay", "offer", "control"),
    Choice("process", "process", "control"),
    Choice("chemistry", "process", "influence"),
    Choice("location", "job", "outside"),
    Choice("other", "other"),
)
WINNABLE = (Choice("yes"), Choice("perhaps"), Choice("no"))
ASPECTS = (Choice("tasks"), Choice("growth"))
COLUMNS = (Choice("there"), Choice("same"), Choice("here"))
RIVALS = (Choice("tech"), Choice("public"), Choice("old", retired=True))
POINTS = tuple(Choice(str(n)) for n in range(1, 6))
QUESTIONS = (
    Question("decided", "choice", "back", REASONS, untold="other"),
    Question("also", "choices", "back", REASONS, beside="decided"),
    Question("winnable", "choice", "back", WINNABLE, untold="no", won="yes"),
    Question("compared", "grid", "back", COLUMNS, ASPECTS, untold="same"),
    Question("rivals", "choices", "back", RIVALS),
    Question("rating", "scale", "forward", POINTS, untold="3"),
    Question("advice", "text", "forward", max_length=600),
)
JOBS = {"sales": "Salg", "it": "It", "floor": "Gulv"}
LABELS = {
    "da": {
        "pay": "Løn og goder",
        "process": "Rekrutteringsforløbet",
        "chemistry": "Kemien",
        "location": "Beliggenhed og transport",
        "other": "Noget andet",
        "there": "Bedre dér",
        "same": "Det samme",
        "here": "Bedre hos jer",
        "no": "Nej",
        "yes": "Ja",
        "perhaps": "Måske",
        "tasks": "Opgaverne",
        "growth": "Udviklingen",
        "tech": "Et job i samme branche",
        "public": "Et job i det offentlige",
        "1": "Slet ikke",
        "5": "Helt sikkert",
    },
    "en": {
        "pay": "Pay and benefits",
        "process": "The hiring process",
        "chemistry": "The chemistry",
        "location": "Location and commute",
        "other": "Something else",
        "there": "Better there",
        "same": "The same",
        "here": "Better with you",
        "no": "No",
        "yes": "Yes",
        "perhaps": "Perhaps",
        "tasks": "The tasks",
        "growth": "Growth",
        "tech": "A job in the same industry",
        "public": "A job in the public sector",
        "1": "Not at all",
        "5": "Certainly",
    },
}
TITLES = {
    "da": (
        "Se tilbage",
        "Se frem",
        "Hvad afgjorde det?",
        "Hvad talte også med?",
        "Kunne vi have fået dig til at sige ja?",
        "Hvad var bedst?",
        "Hvad blev det til?",
        "Vil du søge igen?",
        "Dit bedste råd?",
    ),
    "en": (
        "Looking back",
        "Looking ahead",
        "What decided it?",
        "What else played a part?",
        "Could we have won you?",
        "Which was better?",
        "What did you choose?",
        "Would you apply again?",
        "Advice?",
    ),
}


def project(*, labels: Mapping[str, str] | None = None, **client: Any) -> Project:
    """One client with one open wave of 212 offers, 61 of them declined.

    `labels` replace the survey's in both languages, `client` the client's fields.
    """
    words = {language: _words(language, labels or {}) for language in ("da", "en")}
    survey = Survey("why", 5, QUESTIONS, words)
    owner = Client(
        "nordlys",
        "Nordlys",
        "Nordlys A/S",
        ("da", "en"),
        "privacy@nordlys.example",
        True,
        "Åben Dør",
        Brand("#007ea7", None),
        {"location": "influence"},
        {"da": ClientWords(footer="<p>Nordlys er opdigtet.</p>")},
        (_wave(),),
    )
    locales = {language: _locale(language) for language in ("da", "en")}
    return Project(SITE, {"why": survey}, {"nordlys": replace(owner, **client)}, locales)


def with_jobs(jobs: Mapping[str, str] = JOBS, /, **asked: int) -> Project:
    """The same project, where the survey also asks for the kind of job, which may be a group."""
    found = project()
    client, wave, survey = next(found.waves())
    job = Question(
        "job", "choice", "back", tuple(map(Choice, jobs)), untold=[*jobs][-1], group=True
    )
    words = {
        language: replace(
            said, questions={**said.questions, "job": QuestionWords("Job?", "", jobs)}
        )
        for language, said in survey.words.items()
    }
    assert wave.contract
    frozen = contract_support.question("choice", choices=[*jobs])
    contract = replace(wave.contract, questions={**wave.contract.questions, "job": frozen})
    wave = replace(wave, contract=contract, groups=asked, group="job")
    survey = replace(survey, questions=(*survey.questions, job), words=words)
    return replace(
        found,
        surveys={survey.id: survey},
        clients={client.id: replace(client, waves=(wave,))},
    )


def _words(language: str, replaced: Mapping[str, str]) -> SurveyWords:
    back, forward, *titles = TITLES[language]
    labels = {**LABELS[language], **replaced}
    questions = {
        question.id: QuestionWords(title, "", labels)
        for question, title in zip(QUESTIONS, titles, strict=True)
    }
    return SurveyWords("?", "", {"back": back, "forward": forward}, questions)


def _wave() -> Wave:
    ids = [choice.id for choice in REASONS]
    contract = contract_support.contract(
        {
            "decided": {"kind": "choice", "choices": ids},
            "also": {"kind": "choices", "choices": ids},
            "winnable": {"kind": "choice", "choices": [choice.id for choice in WINNABLE]},
            "compared": {
                "kind": "grid",
                "untold": "same",
                "rows": [row.id for row in ASPECTS],
                "columns": [c.id for c in COLUMNS],
            },
            "rivals": {"kind": "choices", "choices": [choice.id for choice in RIVALS]},
            "rating": {"kind": "scale", "choices": [point.id for point in POINTS]},
            "advice": {"kind": "text", "max_length": 600},
        }
    )
    return Wave(
        "2026-h2",
        "nordlys",
        "why",
        date(2026, 7, 1),
        date(2026, 12, 31),
        212,
        61,
        1,
        "closed",
        SITE,
        contract,
    )


def _locale(code: str) -> Locale:
    values = tomllib.loads((SITE / "locales" / f"{code}.toml").read_text(encoding="utf-8"))
    return Locale(code, values.pop("name"), values.pop("direction"), values)


TICKED = {"also", "rivals", "image"}


def answers(n: int, **picked: Any) -> list[dict[str, Any]]:
    """Responses of n people: `decided={"pay": 9}` lets nine pick it, the others skip it.

    A row of the grid is named `compared_tasks`; ticks are dealt out in turn, so that
    people may pick several. What does not fit into n wraps round.
    """
    people: list[dict[str, Any]] = [{} for _ in range(n)]
    for place, counts in picked.items():
        question, _, row = place.partition("_")
        picks = [pick for pick, count in counts.items() for _ in range(count)]
        for person, pick in enumerate(picks):
            _give(people[person % n], question, row, pick)
    return people


def _give(person: dict[str, Any], question: str, row: str, pick: str) -> None:
    if row:
        person.setdefault(question, {})[row] = pick
    elif question in TICKED:
        person.setdefault(question, []).append(pick)
    else:
        person[question] = pick


# The golden wave: 38 answers to 61 declined of 212 offers. All 38 are counted, since 38 is two more
# than a multiple of three; a figure stands as a block of them.
#
# decided    pay 13 12-14, process 9 9-11, chemistry 7 6-8, location 4 3-5; other 2 is untold, and
#            3 skipped. Pay leads alone, and pay is in the client's hands.
#   reach    control is pay and process, 21-25; influence is chemistry and, for this client,
#            location, 9-13. No sum exceeds 38 less what the others hold: 29 and 17. Outside is
#            none of this client's, and "other" has no reach: neither is a row.
#   family   offer as pay 12-14, job as location 3-5, process is process and chemistry, 15-19.
# also       pay 9 9-11, process 13 12-14, chemistry 6 6-8, location 7 6-8, other 0 0-2: ticks of
#            people whom something else decided. Process leads alone.
# winnable   yes 19 18-20, perhaps 12 12-14; no 5 is untold, and 2 skipped.
# compared   tasks: there 16 15-17, here 8 6-8. growth: there 4 3-5, here 20 18-20.
# rivals     tech 25 24-26 (more than half), public 10 9-11, old (retired) 0 0-2.
# rating     1-2: 2 + 5 = 7 6-8; 3 is untold; 4-5: 11 + 6 = 17 15-17.
# Declined: 61 of 212 = 28.77 % -> 29 %. Wilson with z = 1.96:
#   centre (0.28774 + 3.8415/424) / (1 + 3.8415/212) = 0.29680 / 1.01812 = 0.29151
#   spread 1.96 * sqrt(0.28774 * 0.71226/212 + 3.8415/(4 * 212^2)) / 1.01812 = 0.06051
#   -> 23.10 to 35.20 -> 23-35 %.   Counted: 38 of 61.
GOLDEN_COUNTS: Mapping[str, Mapping[str, int]] = {
    "decided": {"pay": 13, "process": 9, "chemistry": 7, "location": 4, "other": 2},
    "also": {"process": 13, "pay": 9, "location": 7, "chemistry": 6},
    "winnable": {"yes": 19, "perhaps": 12, "no": 5},
    "compared_tasks": {"there": 16, "here": 8, "same": 10},
    "compared_growth": {"there": 4, "here": 20, "same": 14},
    "rivals": {"tech": 25, "public": 10},
    "rating": {"1": 2, "2": 5, "3": 12, "4": 11, "5": 6},
}
GOLDEN: Sequence[Mapping[str, Any]] = answers(38, **GOLDEN_COUNTS)


def people(seed: int = 0, **jobs: int) -> list[dict[str, Any]]:
    """So many respondents of each job, shuffled; `none` for those who skipped the question."""
    chance = random.Random(seed)
    found: list[dict[str, Any]] = []
    for job, number in jobs.items():
        for _ in range(number):
            person: dict[str, Any] = {"decided": chance.choice(["pay", "pay", "process", "other"])}
            person["winnable"] = chance.choice(["yes", "perhaps", "no"])
            found.append(person if job == "none" else {**person, "job": job})
    chance.shuffle(found)
    return found
