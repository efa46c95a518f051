"""Reports on the demo's own survey: made-up answers, made-up texts, an earlier period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from report_project import SITE
from sources import PUBLIC_KEY

from nejtak.base.recipients import Recipient
from nejtak.project.action import ActionPlan
from nejtak.project.outcomes import Outcomes
from nejtak.report import Approved, Beside, Release, make
from nejtak.wave import contract, sample
from nejtak.wave.load import find_wave, load_project

PLANS = {
    "pay": ActionPlan("Rekruttering", "Løn i alle opslag", date(2027, 3, 1)),
    "process": ActionPlan("HR-chefen", "", date(2027, 4, 1)),
}
QUOTES = (
    ("better-process", "process", "Sig lønnen, før vi bruger tre samtaler på hinanden."),
    ("better-process", "process", "Der gik to uger uden et ord. Da I ringede, var det for sent."),
    ("better-experience", "process", "Lad mig møde dem, jeg skal arbejde sammen med."),
    ("better-experience", "process", "En fast kontaktperson havde gjort en forskel."),
    ("better-picture", "job", "Vis hverdagen. Jeg vidste mere om kantinen end om opgaverne."),
    ("positives", "job", "Rigtige opgaver, og tid til at løse dem."),
    ("worries", "offer", "Ingen kunne sige, hvad bonussen blev."),
)
OURS = (
    ("better-process", "process", "Sig lønnen tidligere, og giv lyd fra jer mellem samtalerne."),
    ("better-experience", "process", "Lad kandidaten møde kollegerne, og giv én kontaktperson."),
    ("better-picture", "job", "Vis hverdagen og opgaverne frem for kontoret."),
)


def approved() -> Sequence[Approved]:
    """Quotes, one with a star, and paraphrases that rest on two texts."""
    quotes = [Approved("quote", *said, star=place == 1) for place, said in enumerate(QUOTES)]
    return (*quotes, *(Approved("paraphrase", *said) for said in OURS))


def report(n: int, *texts: Approved, seed: int = 1, with_slides: bool = False) -> Release:
    """The report on n answers of twice as many who declined."""
    found = load_project(SITE)
    client, wave, survey = find_wave(found, "nordlys", "2026-h2")
    frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
    said = [
        {id_: answer for id_, answer in one.items() if id_ not in frozen.texts}
        for one in sample.sample_answers(frozen, n, seed, ["x"])
    ]
    counts = Outcomes(offers=6 * n, declined=2 * n)
    wave = replace(wave, contract=frozen, actions=PLANS, **asdict(counts))
    return make(found, client, wave, said, (), Beside(texts), with_slides=with_slides)
