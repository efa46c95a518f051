"""Which answers of a closed wave a report counts.

The sealed file has the answers in a random order that never changes, so the first ones are a random
draw. `nejtak.disclosure` decides how many are counted.
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
    counted_by_set,
    counted_without_groups,
    drawn,
    planned,
)
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.project.waves import number_asked

Answers = Mapping[str, Any]  # of one respondent, to closed questions, by question id


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted answers by group (only ALL if there are none), and the number asked."""

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
    """Return the answers that are counted, in the order of the sealed file.

    Raises StateError if the wave does not say how many were asked, or if fewer than MINIMUM would
    be counted.
    """
    selected = _count(wave, answers, asked_of(wave))
    if not selected.number:
        raise StateError(
            f"Fewer than {MINIMUM} answers to {wave.client}/{wave.id} can be counted: at most two "
            f"fewer than were asked. A report on so few would show who said what."
        )
    return selected


def number_counted(wave: Wave, answers: Sequence[Answers]) -> int:
    """The number of answers that are counted; 0 if there are too few."""
    return _count(wave, answers, asked_of(wave)).number


def _count(wave: Wave, answers: Sequence[Answers], asked: int) -> Counted:
    if wave.rivals:
        return _count_rivals(wave, answers, asked)
    plan = planned(wave.groups, asked)
    divided = _divided(answers, wave.group, plan)
    told = counted_by_group({group: len(own) for group, own in divided.items()}, plan)
    if told:
        return Counted({group: divided[group][:m] for group, m in told.items()}, asked)
    m = counted_without_groups(len(answers), plan) if plan else counted(len(answers), asked)
    return Counted({ALL: answers[:m]}, asked)


def _count_rivals(wave: Wave, answers: Sequence[Answers], asked: int) -> Counted:
    """Count by sets of rivals; the whole, as without sets, if one of them is too small."""
    sorted_ = answers[: drawn(len(answers), asked, len(wave.rivals))]
    sets = {
        set_: [own for own in sorted_ if own.get(wave.group) in types]
        for set_, types in wave.rivals.items()
    }
    told = counted_by_set({set_: len(own) for set_, own in sets.items()})
    if told:
        return Counted({set_: sets[set_][:m] for set_, m in told.items()}, asked)
    return Counted({ALL: answers[: counted(len(answers), asked)]}, asked)


def asked_of(wave: Wave) -> int:
    """The number of people asked; StateError if the wave's file does not say."""
    asked = number_asked(wave)
    if asked is None:
        raise StateError(
            f"clients/{wave.client}/waves/{wave.id}.toml does not say how many were asked; a "
            f"report counts at most two fewer. Add `asked = ...` or `{wave.asks} = ...` to it."
        )
    return asked


def _divided(
    answers: Sequence[Answers], question: str, plan: Mapping[str, int]
) -> dict[str, list[Answers]]:
    """The answers by group; those that name no planned group count with the last."""
    divided: dict[str, list[Answers]] = {group: [] for group in plan}
    for own in answers if plan else ():
        named = own.get(question)
        divided[named if isinstance(named, str) and named in plan else [*plan][-1]].append(own)
    return divided
