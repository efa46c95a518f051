"""Waves of the shipped survey with all its sections: golden ones, and random ones to attack."""

import random
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attack_reader import read
from attack_waves import survey_of
from attacker import pinned
from contract_support import PUBLIC_KEY
from report_project import SITE

from nejtak.base.recipients import Recipient
from nejtak.project.model import Project, Wave
from nejtak.report import Beside, make
from nejtak.report.tables.norms import Norm, Place
from nejtak.report.tables.released import others
from nejtak.wave import contract, ledger
from nejtak.wave.load import find_wave, load_project

ANSWERED = 0.9


@cache
def sectioned(asked: int = 300, language: str = "da") -> Project:
    """One client whose one wave asks so many people all sections, and is closed."""
    found = load_project(SITE)
    client, wave, survey = find_wave(found, "nordlys", "2026-h2")
    wave = replace(wave, left_out=(), declined=asked, offers=3 * asked, status="closed")
    frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
    client = replace(client, waves=(replace(wave, contract=frozen),), languages=(language,))
    return replace(found, clients={client.id: client})


# The golden waves, one for each size; all others skip the question. Ticks are dealt out in turn.
#
# compared   apart if the low end of one side is above the high end of the other: lost, or won.
#            Named if chance seldom does that, with middles a and b and z = (|a - b| - 1) /
#            sqrt(a + b). Of three rows that count somebody for certain, z has to reach 2.13 (1 in
#            30) for one of them, 1.83 for two; of two rows, 1.96 for one and 1.64 for both.
# image      honest and lively please; slow and closed hurt. The fewest words lead their own list
#            of which the last is apart from the next one, with z of 1.96 or more.
# sources    misled or helped by the same rule as lost and won.
# again      1-2 and 4-5; 3 is untold.
#
# n = 6, 5 counted. pay there 4 3-5, here 1 0-2: apart, z = (3 - 1)/sqrt(5) = 0.9: may be chance.
#   manager here 3 3-5, there 0 0-2: the same. tasks there 2 0-2, here 2 0-2: neither. honest 3 3-5,
#   lively 2 0-2: 0.9. slow 2, one of them left out, and closed 1, both 0-2: none leads. interviews
#   helped 5 3-5, misled 0 0-2: 0.9. reviews misled 2, helped 1: 0-2 both. apply-again 2 twice, 4
#   three times: 0-2, 3-5.
# n = 12, 11 counted. pay there 6 6-8, here 3 3-5: z = (3 - 1)/sqrt(11) = 0.6. tasks there 5 3-5,
#   here 3 3-5: neither. manager there 2 0-2, here 7 6-8: 5/sqrt(8) = 1.8: may be chance. honest 5
#   and lively 3, both 3-5 over 0-2: 0.9. slow 7, one of them left out, 6 6-8 over closed 4 3-5:
#   0.6, and both over 0-2: 0.9. interviews helped 8 6-8, misled 1 0-2: 1.77; reviews misled 6 6-8,
#   helped 2 0-2: 1.77: both named, being both of two rows. apply-again 4 3-5 and 5 3-5.
# n = 38, all counted. pay there 21 21-23, here 5 3-5: z = 17/sqrt(26) = 3.3: lost. tasks there 11
#   9-11, here 12 12-14: apart, 2/sqrt(23) = 0.4. manager there 3 3-5, here 5 3-5: neither. honest
#   15 15-17 over lively 12 12-14: 0.4, and both over 0-2: 11/sqrt(14) = 2.9, so they lead together.
#   slow 20 and closed 18, both 18-20 over 0-2: 17/sqrt(20) = 3.8: they lead together. interviews
#   helped 20 18-20, misled 9 9-11: 8/sqrt(29) = 1.5: may be chance; reviews misled 9 9-11, helped 9
#   9-11: neither. apply-again 8 6-8 and 17 15-17.
# n = 150, 149 counted, in percent. pay there 90 90-92, 60-62 %; here 20 18-20, 12-14 %: z =
#   71/sqrt(110) = 6.8: lost. tasks 30 30-32, 20-22 % both: neither. manager there 10 9-11, 6-8 %;
#   here 60 60-62, 40-42 %: 50/sqrt(71) = 5.9: won. honest 80 78-80, 52-54 %: over lively 30 30-32
#   by 47/sqrt(110) = 4.5: leads, more than half. slow 44, one of them left out, 43 42-44, 28-30 %,
#   and closed 47 45-47, 30-32 %: 2/sqrt(89) = 0.2; both over 0-2: they lead together. interviews
#   helped 100 99-101, 66-68 %, misled 12 12-14: 86/sqrt(113) = 8.1; reviews misled 61 60-62,
#   40-42 %, helped 60 60-62: no. apply-again 37 36-38, 24-26 % and 80 78-80, 52-54 %.
GOLDEN: Mapping[int, Mapping[str, Mapping[str, int]]] = {
    6: {
        "compared_pay": {"there": 4, "here": 1},
        "compared_tasks": {"there": 2, "here": 2},
        "compared_manager": {"here": 3, "same": 2},
        "image": {"honest": 3, "lively": 2, "slow": 2, "closed": 1},
        "sources_interviews": {"helped": 5},
        "sources_reviews": {"misled": 2, "helped": 1},
        "apply-again": {"2": 2, "4": 3},
    },
    12: {
        "compared_pay": {"there": 6, "here": 3},
        "compared_tasks": {"there": 5, "here": 3},
        "compared_manager": {"there": 2, "here": 7},
        "image": {"honest": 5, "lively": 3, "slow": 7, "closed": 4},
        "sources_interviews": {"helped": 8, "misled": 1},
        "sources_reviews": {"misled": 6, "helped": 2},
        "apply-again": {"1": 1, "2": 3, "3": 2, "5": 5},
    },
    38: {
        "compared_pay": {"there": 21, "here": 5},
        "compared_tasks": {"there": 11, "here": 12},
        "compared_manager": {"there": 3, "here": 5},
        "image": {"honest": 15, "lively": 12, "slow": 20, "closed": 18},
        "sources_interviews": {"helped": 20, "misled": 9},
        "sources_reviews": {"misled": 9, "helped": 9},
        "apply-again": {"1": 3, "2": 5, "3": 6, "4": 10, "5": 7},
    },
    150: {
        "compared_pay": {"there": 90, "here": 20},
        "compared_tasks": {"there": 30, "here": 30},
        "compared_manager": {"there": 10, "here": 60},
        "image": {"honest": 80, "lively": 30, "slow": 44, "closed": 47},
        "sources_interviews": {"helped": 100, "misled": 12},
        "sources_reviews": {"misled": 61, "helped": 60},
        "apply-again": {"2": 37, "3": 20, "4": 50, "5": 30},
    },
}


def two_groups(folder: Path, no: int = 300, yes: int = 300, language: str = "da") -> Project:
    """One client with a closed wave of those who said no, and one of those who said yes.

    `no` and `yes` are the numbers asked; ledgers are written to the folder.
    """
    found = load_project(SITE)
    made = []
    for id_, asked in (("2026-h2", no), ("2026-h2-accepted", yes)):
        client, wave, survey = find_wave(found, "nordlys", id_)
        frozen = contract.freeze(
            client, replace(wave, left_out=()), survey, [Recipient("partner", PUBLIC_KEY)]
        )
        declined, accepted = (asked, 2 * asked) if wave.asks == "declined" else (2 * asked, asked)
        counts = {"offers": 3 * asked, "declined": declined, "accepted": accepted, "withdrawn": 0}
        made.append(
            replace(wave, **counts, asked=asked, contract=frozen, status="closed", folder=folder)
        )
    client = replace(found.clients["nordlys"], waves=tuple(made), languages=(language,))
    return replace(found, clients={client.id: client})


def attacked_beside(chance: random.Random) -> bool:
    """Whether a report beside other releases, or one of those, gives way with all that is out.

    The other releases are of other people, so each wave is attacked with its own figures, and the
    report has to say the same figures as without the others.
    """
    numbers = [chance.randint(5, 60) for _ in range(3)]
    with tempfile.TemporaryDirectory() as name:
        found = two_groups(Path(name), numbers[0] + 5, numbers[1] + 5, "en")
        client = found.clients["nordlys"]
        early = replace(
            client.waves[0],
            id="2026-h1",
            opens=date(2026, 1, 1),
            closes=date(2026, 6, 30),
            offers=3 * (numbers[2] + 5),
            declined=numbers[2] + 5,
            asked=numbers[2] + 5,
        )
        waves = (*client.waves, early)
        client = replace(client, waves=waves)
        said = [section_wave(chance, n, w) for n, w in zip(numbers, waves, strict=True)]
        made = {}
        for wave, answers in [*zip(waves, said, strict=True)][::-1]:
            beside = Beside(norms=_norms(chance, wave), others=others(client, wave))
            made[wave.id] = make(found, client, wave, answers, (), beside)
            ledger.record(wave, made[wave.id].basis, made[wave.id].files, made[wave.id].figures)
        alone = make(found, client, waves[0], said[0])
        same = alone.files["figures.csv"] == made[waves[0].id].files["figures.csv"]
        lost = [
            pinned(read(made[wave.id].files), survey_of(wave), n)
            for wave, n in zip(waves, numbers, strict=True)
        ]
    return not same or any(lost)


def _norms(chance: random.Random, wave: Wave) -> dict[Place, Norm]:
    """Norms of what decided it and of what is lost on, as pooled releases would have them."""
    assert wave.contract
    decided, compared = (wave.contract.questions[id_] for id_ in ("decided", "compared"))
    places = [("decided", (reason,), "") for reason in decided.choices]
    places += [("compared", (row,), "there") for row in compared.rows]
    lows = {place: chance.randint(1, 150) for place in places}
    return {place: Norm(low, low + 20, 214, 7) for place, low in lows.items()}


def section_wave(chance: random.Random, n: int, wave: Wave | None = None) -> list[dict[str, Any]]:
    """Answers of n people to every closed question: uneven choices, some skipped."""
    own = (wave or next(sectioned().waves())[1]).contract
    assert own
    closed = {id_: q for id_, q in own.questions.items() if q.kind != "text"}
    liked = {id_: [chance.random() ** 3 for _ in q.choices] for id_, q in closed.items()}
    skips = chance.choice([0.0, 0.05, 0.3])

    def pick(id_: str) -> str:
        return chance.choices(closed[id_].choices, liked[id_])[0]

    def said(id_: str) -> Any:
        if closed[id_].kind == "grid":
            return {row: pick(id_) for row in closed[id_].rows if chance.random() < ANSWERED}
        if closed[id_].kind == "choices":
            return [one for one in closed[id_].choices if chance.random() < 0.3]
        return pick(id_)

    return [{id_: said(id_) for id_ in closed if chance.random() >= skips} for _ in range(n)]
