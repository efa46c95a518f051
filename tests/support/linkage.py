"""A manager who knows the day of every decline tries to tell who said what, quarter after quarter.

Candidates decline on any day, are invited at once, and four in ten answer, half of them within a
day. The manager also heard each of them out, and suspects the right reason in half of the cases.
It has run the system itself with answers it knew, so of all ways to guess it takes the one that
worked best there. What it gets is what there is: a closed wave's file with everything in its order,
or the files of a report. The control is what it would do with the day of each answer.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from attack_reader import read
from attack_waves import CLIENT, PLAIN, WAVE
from close_support import Case, said, who
from close_support import person as full
from scipy.optimize import linear_sum_assignment

from nejtak.report import make

DAYS, RATE, MEDIAN, SUSPECTED = 92, 0.4, 1.0, 0.5
LEAST = 5  # answers, or there is neither file nor report
REASONS = {"pay": 0.35, "process": 0.25, "chemistry": 0.15, "location": 0.15, "other": 0.1}


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate who declined: when, what the manager suspects, and the truth."""

    number: int
    day: float
    suspected: str
    reason: str
    answered: float  # the day; endless where it did not


@dataclass(frozen=True, slots=True)
class Piece:
    """An answer or a text as it lies in the file: whose it is, and what can be seen of it."""

    whose: int
    reason: str
    place: float  # from 0 to 1, first to last
    day: int


Weigh = Callable[[Piece, Person, float], float]  # how likely they belong together; higher is more


def quarter(chance: random.Random, declines: int) -> list[Person]:
    """The candidates of a quarter in the order of their declines, so many that it can be closed."""
    while True:
        days = sorted(chance.uniform(0, DAYS) for _ in range(declines))
        people = [_person(chance, number, day) for number, day in enumerate(days)]
        if len(answered(people)) >= LEAST:
            return people


def _person(chance: random.Random, number: int, day: float) -> Person:
    reason, other = chance.choices([*REASONS], [*REASONS.values()], k=2)
    suspected = reason if chance.random() < SUSPECTED else other
    came = day + chance.expovariate(math.log(2) / MEDIAN)
    answers = chance.random() < RATE and came < DAYS
    return Person(number, day, suspected, reason, came if answers else math.inf)


def answered(people: Sequence[Person]) -> list[Person]:
    """Those who answered, in the order in which they did."""
    return sorted((p for p in people if p.answered < math.inf), key=lambda p: p.answered)


def pieces(case: Case, people: Sequence[Person]) -> list[list[Piece]]:
    """Close a wave of these people: its answers, and the texts of each question, in their order.

    The items' ids stand there sorted, so the one order they can lend to answers is that of places.
    """
    case.put(*(full(person.number) for person in answered(people)))
    case.close()
    found = case.read()
    for file in (case.file, case.wave.closed_file):
        file.unlink()
    orders = [who(found), *(said(found, question) for question in found.texts or {})]
    return [
        [_piece(people[number], at / (len(order) - 1)) for at, number in enumerate(order)]
        for order in orders
    ]


def _piece(person: Person, place: float) -> Piece:
    return Piece(person.number, person.reason, place, int(person.answered))


def by_trait(piece: Piece, person: Person, _: float) -> float:
    """What the manager heard: the reason it suspects is the right one in half of the cases."""
    right = SUSPECTED * (piece.reason == person.suspected)
    return math.log(right + (1 - SUSPECTED) * REASONS[piece.reason])


def by_order(piece: Piece, _: Person, place: float) -> float:
    """The first decline answers first."""
    return -abs(piece.place - place)


def by_day(piece: Piece, person: Person, _: float) -> float:
    """How likely it is to answer that day, so long after the decline."""
    least, most = piece.day - person.day, piece.day + 1 - person.day
    if most <= 0:
        return -1000.0
    return math.log(2 ** (-max(0.0, least) / MEDIAN) - 2 ** (-most / MEDIAN))


def _backwards(piece: Piece, person: Person, place: float) -> float:
    return by_order(piece, person, 1 - place)


def _together(one: Weigh, other: Weigh, share: float) -> Weigh:
    return lambda *known: one(*known) + share * other(*known)


ORDERS: Mapping[str, Weigh] = {"forwards": by_order, "backwards": _backwards}
WITH_TRAITS: Mapping[str, Weigh] = {
    f"{name} {share}": _together(by_trait, order, share)
    for name, order in ORDERS.items()
    for share in (0.3, 3.0)
}


def assigned(pile: Sequence[Piece], people: Sequence[Person], weigh: Weigh) -> list[int]:
    """The person that each piece is tied to, so that all of it is likeliest; no person has two.

    Equally likely guesses are drawn at random, not in their order.
    """
    last = len(people) - 1
    fair = random.Random(f"{people[0].day} {[piece.whose for piece in pile]}")
    worth = np.array(
        [
            [weigh(piece, p, p.number / last) + fair.uniform(0, 1e-6) for p in people]
            for piece in pile
        ]
    )
    return [int(column) for column in linear_sum_assignment(worth, maximize=True)[1]]


Wave = tuple[list[Person], list[list[Piece]]]


def success(waves: Sequence[Wave], weigh: Weigh) -> float:
    """The share of all pieces that is tied to the right person."""
    ties = [
        piece.whose == number
        for people, found in waves
        for pile in found
        for piece, number in zip(pile, assigned(pile, people, weigh), strict=True)
    ]
    return sum(ties) / len(ties)


def linkage(case: Case, chance: random.Random, declines: int, quarters: int) -> dict[str, float]:
    """How often a piece of a closed wave is tied to the right person, by what the manager knows."""
    known, new = (
        [(people, pieces(case, people)) for people in _quarters(chance, declines, quarters)]
        for _ in range(2)
    )
    order, both = (
        max(ways.values(), key=lambda weigh: success(known, weigh))
        for ways in (ORDERS, WITH_TRAITS)
    )
    return {
        "chance": 1 / declines,
        "by order": success(new, order),
        "by traits": success(new, by_trait),
        "by traits and order": success(new, both),
        "stamped by day": success(new, by_day),
    }


def _quarters(chance: random.Random, declines: int, quarters: int) -> Iterator[list[Person]]:
    return (quarter(chance, declines) for _ in range(quarters))


def naming(chance: random.Random, declines: int, quarters: int) -> dict[str, float]:
    """How often the manager names the reason of someone who answered, with and without a report.

    Without one it goes by what it heard and by what is common everywhere. With a report it knows
    what is common this time, and trusts that as far as proved best. Where answers are stamped by
    day it ties them to persons, and names what it reads there.
    """
    known, new = (
        [(people, told(people)) for people in _quarters(chance, declines, quarters)]
        for _ in range(2)
    )
    trust = max((0.0, 0.3, 1.0), key=lambda share: named(known, share))
    return {
        "without a report": named(new, 0.0),
        "with the report": named(new, trust),
        "stamped by day": _named_by_day([people for people, _ in new]),
    }


def told(people: Sequence[Person]) -> dict[str, float]:
    """How common each reason is by the files of the report: the middle of what they leave open.

    Shares by reach are divided as in all waves; the unpublished reason is `other`.
    """
    answers: list[dict[str, Any]] = [{"decided": p.reason} for p in answered(people)]
    own = replace(WAVE, declined=len(people), offers=3 * len(people))
    seen = read(make(PLAIN, CLIENT, own, answers).files)
    by_name = [one for one in seen if one.table == "decided"]
    middle: dict[str, float] = {}
    for one in by_name or [one for one in seen if one.table == "decided/reach"]:
        usual = sum(REASONS[member] for member in one.members)
        middle |= {m: (one.low + one.high) * REASONS[m] / usual for m in one.members}
    middle["other"] = max(0.0, 2 * seen[0].base - sum(middle.values()))
    return {reason: both / sum(middle.values()) for reason, both in middle.items()}


def named(waves: Sequence[tuple[list[Person], Mapping[str, float]]], trust: float) -> float:
    """The share of those who answered whose reason is named right."""
    right = every = 0
    for people, common in waves:
        belief = {r: (1 - trust) * REASONS[r] + trust * common[r] for r in REASONS}
        for person in answered(people):
            luck = (1 - SUSPECTED) * REASONS[person.suspected]
            fits = {r: belief[r] * (SUSPECTED * (r == person.suspected) + luck) for r in REASONS}
            right += max(REASONS, key=fits.__getitem__) == person.reason
            every += 1
    return right / every


def _named_by_day(quarters: Sequence[list[Person]]) -> float:
    right = []
    for people in quarters:
        pile = [_piece(person, 0) for person in answered(people)]
        tied = (people[number] for number in assigned(pile, people, by_day))
        right += [one.reason == piece.reason for one, piece in zip(tied, pile, strict=True)]
    return sum(right) / len(right)
