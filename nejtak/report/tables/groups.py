"""Segments: a wave told group by group, where every group is large enough to be told by itself.

**Method.** The respondents are divided into strata by their answer to the segment question. Each
stratum is published as if it were a wave of its own: its size is exact, its counts are in bands
that its size alone decides, so all that `nejtak.disclosure.bands` proves holds in each. The figures
for the whole wave are then *sums of the strata's bands* and nothing of their own. So there are no
totals that a stratum could be subtracted from, and no cell needs secondary suppression: the price
is that the wave's own figures are broader than without segments.

**Complementary suppression** is left to the division itself. The last choice, choices with fewer
than LEAST respondents, and those who skipped the question are always told together, and more join
them, from the end of the survey's list, until they are LEAST + ROOM. So nobody can tell how many
skipped, nor how many picked one of those choices. Where no choice is left to stand alone, the wave
is told as a whole, and its segment question not at all. All of this follows from the sizes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 15  # respondents of a stratum: from here on there are five bands
ROOM = 2  # more, in the stratum that is put together: three counts stay possible for each part


@dataclass(frozen=True, slots=True)
class Stratum:
    """Respondents who gave one of `members` as their segment; '' stands for who gave none."""

    members: tuple[str, ...]
    answers: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """The members, as exports name them."""
        return "+".join(member or "none" for member in self.members)


def strata(
    answers: Sequence[Mapping[str, Any]], question: str, told: Sequence[str]
) -> tuple[Stratum, ...]:
    """Divide the respondents by their answer to `question`; nothing where that is not safe.

    `told` are the choices that may be a segment, in the survey's order; all others count as none.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {choice: [] for choice in (*told, "")}
    for response in answers:
        answer = response.get(question)
        groups[answer if isinstance(answer, str) and answer in told else ""].append(response)
    alone = [choice for choice in told[:-1] if len(groups[choice]) >= LEAST]
    while alone and len(answers) - sum(len(groups[c]) for c in alone) < LEAST + ROOM:
        alone.pop()
    if not alone:
        return ()
    rest = tuple(choice for choice in groups if choice not in alone)
    members: list[tuple[str, ...]] = [*((choice,) for choice in alone), rest]
    return tuple(
        Stratum(choices, tuple(r for choice in choices for r in groups[choice]))
        for choices in members
    )
