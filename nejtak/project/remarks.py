"""Remarks on sources that are no faults, but are seldom meant: `check` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from nejtak.disclosure import least_asked
from nejtak.project.model import LOOKS, Client, Project, Survey, Wave
from nejtak.project.waves import number_asked

LONG = 60  # letters of a name that a phone shows in two lines
MANY = 30  # questions: some ten minutes, and more than most people finish on a phone


def project_remarks(project: Project) -> Iterator[str]:
    """Remark on long names and surveys, waves that overlap, and sets that no report will have."""
    for client in project.clients.values():
        if len(client.name) > LONG:
            yield (
                f"{client.id}: its name has {len(client.name)} letters and fills the page of a "
                f"phone. Write the one that people use in 'name', and this one in 'legal_name'."
            )
        yield from _overlaps(client)
        for wave in client.waves:
            yield from _sets(wave)
    for survey in project.surveys.values():
        if (number := _asked(survey)) > MANY:
            yield (
                f"{survey.id}: {number} questions. Few people answer so many on a phone; "
                f"leave out those whose answers would change nothing."
            )


def _asked(survey: Survey) -> int:
    """The number of questions that a wave asks by default; each row of a grid is one."""
    left_out = {section.id for section in survey.sections if not section.asked}
    questions = (question for looks in LOOKS for question in survey.asked(looks, left_out))
    return sum(len(question.rows) or 1 for question in questions)


def _overlaps(client: Client) -> Iterator[str]:
    """Each two waves that ask the same people on the same days, and are not counted together."""
    going = [wave for wave in client.waves if wave.status != "closed" and not wave.within]
    waves = sorted(going, key=lambda wave: (wave.opens, wave.id))
    for first, second in combinations(waves, 2):
        ends = min(first.closes, second.closes)
        if second.opens <= ends and first.asks == second.asks:
            yield (
                f"{client.id}: {first.id} and {second.id} overlap from {second.opens} to {ends}: "
                f"a candidate may be asked in both. Correct 'opens' or 'closes' of one of them."
            )


def _sets(wave: Wave) -> Iterator[str]:
    """Sets of rivals in a wave that asks too few people for them."""
    asked, least = number_asked(wave), least_asked(len(wave.rivals))
    counted_here = wave.status != "closed" and not wave.within
    if wave.rivals and counted_here and asked is not None and asked < least:
        yield (
            f"{wave.client}/{wave.id}: {asked} were asked, and {len(wave.rivals)} sets of rivals "
            f"need at least {least}, even if all of them answer. The report will show the whole "
            f"wave without them. Remove [rivals], or count it together with a later wave."
        )
