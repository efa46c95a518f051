"""Which answers of a closed wave a report counts.

The sealed file holds answers in random order, so that the first ones are drawn by lot: once and for
good, since the order stays. `nejtak.disclosure` says how many they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nejtak.disclosure import (
    ALL,
    MINIMUM,
    counted,
    counted_by_group,
    counted_untold,
    planned,
)
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.project.waves import number_asked

Answers = Mapping[str, Any]  # of one respondent, to closed questions, by question id


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted answers by group, ALL if they are not divided, and the number asked."""

    answers: Mapping[str, Sequence[Answers]]
    asked: int

    @property
    def by_group(self) -> dict[str, int]:
        """The number counted of each group."""
        return {group: len(answers) for group, answers in self.answers.items()}

    @property
    def number(self) -> int:
        """The number counted of all groups together."""
        return sum(map(len, self.answers.values()))


def count(wave: Wave, answers: Sequence[Answers]) -> Counted:
    """Take the answers that are counted, in the order of the sealed file.

    Raises StateError if the wave does not say how many were asked, or if fewer than MINIMUM would
    be counted.
    """
    found = _count(wave, answers, asked_of(wave))
    if not found.number:
        raise StateError(
            f"Fewer than {MINIMUM} answers to {wave.client}/{wave.id} can be counted: at most two "
            f"fewer than were asked. A report on so few would show who said what."
        )
    return found


def number(wave: Wave, answers: Sequence[Answers]) -> int:
    """How many answers are counted; 0 if they are too few."""
    return _count(wave, answers, asked_of(wave)).number


def _count(wave: Wave, answers: Sequence[Answers], asked: int) -> Counted:
    plan = planned(wave.groups, asked)
    divided = _divided(answers, wave.group, plan)
    told = counted_by_group({group: len(own) for group, own in divided.items()}, plan)
    if told:
        return Counted({group: divided[group][:m] for group, m in told.items()}, asked)
    m = counted_untold(len(answers), plan) if plan else counted(len(answers), asked)
    return Counted({ALL: answers[:m]}, asked)


def asked_of(wave: Wave) -> int:
    """How many could have answered; StateError if the wave's file does not say."""
    asked = number_asked(wave)
    if asked is None:
        raise StateError(
            f"clients/{wave.client}/waves/{wave.id}.toml does not say how many were asked, and a "
            f"report counts two fewer at most. Write `asked = ...` there, or `declined = ...`."
        )
    return asked


def _divided(
    answers: Sequence[Answers], question: str, plan: Mapping[str, int]
) -> dict[str, list[Answers]]:
    """The answers by group; whoever names no planned group counts with the last."""
    divided: dict[str, list[Answers]] = {group: [] for group in plan}
    for own in answers if plan else ():
        named = own.get(question)
        divided[named if isinstance(named, str) and named in plan else [*plan][-1]].append(own)
    return divided
