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
COLUMNS = (Choice("decisive"), Choice("contributed"), Choice("no"))
ALTERED = (Choice("yes"), Choice("perhaps"), Choice("no"))
RIVALS = (Choice("tech"), Choice("public"), Choice("old", retired=True))
QUESTIONS = (
    Question("weights", "grid", "back", COLUMNS, REASONS, untold="no"),
    Question("deciding", "choice", "back", REASONS),
    Question("altered", "choice", "back", ALTERED, untold="no", won="yes"),
    Question("rivals", "choices", "back", RIVALS),
    Question("rating", "scale", "forward", tuple(Choice(str(n)) for n in range(1, 6))),
    Question("advice", "text", "forward", max_length=600),
)
JOBS = {"sales": "Salg", "it": "It", "floor": "Gulv"}
LABELS = {
    "da": {
        "pay": "Løn og goder", "process": "Rekrutteringsforløbet", "chemistry": "Kemien",
        "location": "Beliggenhed og transport", "other": "Noget andet", "decisive": "Afgørende",
        "contributed": "Talte med", "no": "Nej", "yes": "Ja", "perhaps": "Måske",
        "tech": "Et job i samme branche", "public": "Et job i det offentlige",
        "1": "Slet ikke", "5": "Helt sikkert",
    },
    "en": {
        "pay": "Pay and benefits", "process": "The hiring process", "chemistry": "The chemistry",
        "location": "Location and commute", "other": "Something else", "decisive": "Decisive",
        "contributed": "Counted", "no": "No", "yes": "Yes", "perhaps": "Perhaps",
        "tech": "A job in the same industry", "public": "A job in the public sector",
        "1": "Not at all", "5": "Certainly",
    },
}  # fmt: skip
TITLES = {
    "da": ("Se tilbage", "Se frem", "Hvad betød det her?", "Hvad afgjorde det?",
           "Havde du så sagt ja?", "Hvad blev det til?", "Vil du søge igen?", "Dit bedste råd?"),
    "en": ("Looking back", "Looking ahead", "What part did each play?", "What decided it?",
           "Would you have said yes?", "What did you choose?", "Would you apply again?", "Advice?"),
}  # fmt: skip


def project(*, labels: Mapping[str, str] | None = None, **client: Any) -> Project:
    """One client with one open wave of 212 offers, 61 of them declined.

    `labels` replace the survey's in both languages, `client` the client's fields.
    """
    words = {language: _words(language, labels or {}) for language in ("da", "en")}
    survey = Survey("why", 5, QUESTIONS, words)
    owner = Client(
        "nordlys", "Nordlys", "Nordlys A/S", ("da", "en"), "privacy@nordlys.example", True,
        "Åben Dør", Brand("#007ea7", None), {"location": "influence"},
        {"da": ClientWords(footer="<p>Nordlys er opdigtet.</p>")}, (_wave(),),
    )  # fmt: skip
    locales = {language: _locale(language) for language in ("da", "en")}
    return Project(SITE, {"why": survey}, {"nordlys": replace(owner, **client)}, locales)


def with_jobs(jobs: Mapping[str, str] = JOBS, /, **declined: int) -> Project:
    """The same project, where the survey also asks for the kind of job, and may be told by it."""
    found = project()
    client, wave, survey = next(found.waves())
    job = Question("job", "choice", "back", tuple(map(Choice, jobs)), group=True)
    words = {
        language: replace(
            said, questions={**said.questions, "job": QuestionWords("Job?", "", jobs)}
        )
        for language, said in survey.words.items()
    }
    assert wave.contract
    asked = contract_support.question("choice", choices=[*jobs])
    questions = {**wave.contract.questions, "job": asked}
    contract = replace(wave.contract, questions=questions)
    wave = replace(wave, contract=contract, groups=declined)
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
            "weights": {"kind": "grid", "rows": ids, "columns": [c.id for c in COLUMNS]},
            "deciding": {"kind": "choice", "choices": ids},
            "altered": {"kind": "choice", "choices": [choice.id for choice in ALTERED]},
            "rivals": {"kind": "choices", "choices": [choice.id for choice in RIVALS]},
            "rating": {"kind": "scale", "choices": ["1", "2", "3", "4", "5"]},
            "advice": {"kind": "text", "max_length": 600},
        }
    )
    return Wave(
        "2026-h2", "nordlys", "why", date(2026, 7, 1), date(2026, 12, 31), 212, 61, 1,
        "closed", SITE, contract,
    )  # fmt: skip


def _locale(code: str) -> Locale:
    values = tomllib.loads((SITE / "locales" / f"{code}.toml").read_text(encoding="utf-8"))
    return Locale(code, values.pop("name"), values.pop("direction"), values)


def answers(n: int, **picked: Any) -> list[dict[str, Any]]:
    """Responses of n people: `deciding={"pay": 9}` lets nine pick it, the others skip it.

    A row of the grid is named `weights_pay`; `rivals` are dealt out in turn, so that people may
    pick several. What does not fit into n wraps round.
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
    elif question == "rivals":
        person.setdefault(question, []).append(pick)
    else:
        person[question] = pick


# The golden wave: 38 answers to 61 declined of 212 offers. 38 mod 3 = 2, so the bands are three
# counts wide: 0-2, 3-5, 6-8, 9-11, 12-14, 15-17, ... 36-38. In percents, rounded outwards:
#   0-2 of 38: 0 - 5.26     ->  0-6 %        12-14: 31.58 - 36.84  -> 31-37 %
#   3-5:       7.89 - 13.16 ->  7-14 %       15-17: 39.47 - 44.74  -> 39-45 %
#   6-8:      15.79 - 21.05 -> 15-22 %       18-20: 47.37 - 52.63  -> 47-53 %
#   9-11:     23.68 - 28.95 -> 23-29 %       24-26: 63.16 - 68.42  -> 63-69 %
#
# weights    decisive                contributed             no   skipped
#   pay        16  39-45 %             8  15-22 %             10     4
#   process    10  23-29 %            13  31-37 %             11     4
#   chemistry   9  23-29 %             6  15-22 %             20     3
#   location    4   7-14 %             7  15-22 %             24     3
#   other       1   0-6 %              0   0-6 %              30     7
#   Pay leads alone. Process stands before chemistry for "contributed", not for its ten.
# deciding   pay 13 31-37 %, process 9 23-29 %, chemistry 7 15-22 %, location 4 7-14 %,
#            other 2 0-6 %; 35 in all, 3 skipped. Pay leads alone, and pay is in the client's hands.
#   reach    control is pay and process, 12-14 + 9-11 = 21-25: 55.26 - 65.79 -> 55-66 %;
#            influence is chemistry and, for this client, location, 6-8 + 3-5 = 9-13 -> 23-35 %.
#            Outside is none of this client's, and "other" has no reach: neither is a row.
#   family   offer as pay, job as location; process is process and chemistry, 9-11 + 6-8 = 15-19
#            -> 39-50 %; "other" stands in none.
# altered    yes 19 47-53 %, perhaps 12 31-37 %, no 5 7-14 %; 2 skipped.
# rivals     tech 25 63-69 % (more than half), public 10 23-29 %, old (retired) 0 0-6 %.
# rating     1: 2 0-6 %, 2: 5 7-14 %, 3: 12 31-37 %, 4: 11 23-29 %, 5: 6 15-22 %; 2 skipped. As
#            there are 13 bands and 5 points, each point stands alone.
# Declined: 61 of 212 = 28.77 % -> 29 %. Wilson with z = 1.96:
#   centre (0.28774 + 3.8415/424) / (1 + 3.8415/212) = 0.29680 / 1.01812 = 0.29151
#   spread 1.96 * sqrt(0.28774 * 0.71226/212 + 3.8415/(4 * 212^2)) / 1.01812 = 0.06051
#   -> 23.10 to 35.20 -> 23-35 %.   Responded: 38 of 61 = 62.30 % -> 62 %.
GOLDEN_COUNTS: Mapping[str, Mapping[str, int]] = {
    "weights_pay": {"decisive": 16, "contributed": 8, "no": 10},
    "weights_process": {"decisive": 10, "contributed": 13, "no": 11},
    "weights_chemistry": {"decisive": 9, "contributed": 6, "no": 20},
    "weights_location": {"decisive": 4, "contributed": 7, "no": 24},
    "weights_other": {"decisive": 1, "no": 30},
    "deciding": {"pay": 13, "process": 9, "chemistry": 7, "location": 4, "other": 2},
    "altered": {"yes": 19, "perhaps": 12, "no": 5},
    "rivals": {"tech": 25, "public": 10},
    "rating": {"1": 2, "2": 5, "3": 12, "4": 11, "5": 6},
}
GOLDEN: Sequence[Mapping[str, Any]] = answers(38, **GOLDEN_COUNTS)


def people(seed: int = 1, **jobs: int) -> list[dict[str, Any]]:
    """So many respondents per job, `none` for those who skipped the question."""
    chance = random.Random(seed)
    said = []
    for job, count in jobs.items():
        for _ in range(count):
            reason = chance.choice(["pay", "pay", "process", "chemistry", "location"])
            person: dict[str, Any] = {"deciding": reason, "weights": {reason: "decisive"}}
            person["altered"] = chance.choice(["yes", "perhaps", "no"])
            said.append(person if job == "none" else {**person, "job": job})
    chance.shuffle(said)
    return said
