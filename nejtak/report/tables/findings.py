"""What a release has to say about a wave, after disclosure control and before any page is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nejtak.disclosure import Attack, Band, Claim
from nejtak.report.tables.groups import strata
from nejtak.report.tables.layout import ONLY, Design, Layout, Questions, atoms, partitions
from nejtak.report.tables.tabulate import Answers, Table, summed, tabulate

Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """The tables of one wave of n respondents.

    `parts` are those of each group where the wave is told by groups; its own figures are then their
    sums.
    """

    n: int
    tables: tuple[Table, ...]
    plan: Design
    questions: Questions
    parts: Mapping[str, Findings] = field(default_factory=dict)

    def figures(self) -> dict[Cell, Band]:
        """Every figure, by layout, row and column."""
        return {
            (table.layout.id, row, column): band
            for table in self.tables
            for (row, column), band in table.cells.items()
        }

    def layouts(self) -> list[Layout]:
        """The layouts of the tables, in their order."""
        return [table.layout for table in self.tables]


def find(questions: Questions, answers: Sequence[Answers], plan: Design) -> Findings:
    """Tabulate a wave as finely as the number of its respondents supports.

    How finely never depends on what they answered, but for the sizes of groups: a table that is
    made coarser only where it would give somebody away tells just that. Raises NejtakError where
    there are too few respondents.
    """
    if plan.segment:
        questions = {id_: q for id_, q in questions.items() if id_ != plan.segment}
    groups = {s.id: s.answers for s in strata(answers, plan.segment, plan.segments)}
    if not groups:
        return Findings(len(answers), tabulate(questions, answers, plan), plan, questions)
    least = min(map(len, groups.values()))
    return _whole(
        {
            id_: Findings(len(said), tabulate(questions, said, plan, least), plan, questions)
            for id_, said in groups.items()
        }
    )


def _whole(parts: Mapping[str, Findings]) -> Findings:
    """Sum the figures of all groups: they say nothing that the groups' figures do not."""
    first, *_ = parts.values()
    tables = tuple(
        summed(tables) for tables in zip(*(p.tables for p in parts.values()), strict=True)
    )
    return replace(first, n=sum(part.n for part in parts.values()), tables=tables, parts=parts)


def attack(findings: Findings, figures: Mapping[Cell, Band]) -> Attack:
    """What an attacker has who read these figures off a release.

    It guesses that who names a reason as the deciding one has given it the most weight in a grid.
    """
    claims = [
        Claim(
            ".".join(filter(None, (layout.id, row.id, column))),
            atoms(layout.question, row.members, column),
            figures[layout.id, row.id, column],
            derived=layout.derived,
        )
        for layout in findings.layouts()
        for row, column in layout.cells()
    ]
    once = list(partitions(findings.questions, findings.plan.beside))
    implied = [
        tuple(atoms(question, (reason,), column) for question, column in pair)
        for pair, reason in _guesses(findings)
    ]
    return Attack(findings.n, claims, once, [(x, y) for x, y in implied])


def _guesses(findings: Findings) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """Each reason of a question that asks for one, with the same reason of a grid."""
    reasons = findings.plan.reasons
    asked = {id_: question for id_, question in findings.questions.items() if id_ in reasons}
    for one in (id_ for id_, question in asked.items() if question.kind == "choice"):
        for grid in (id_ for id_, question in asked.items() if question.kind == "grid"):
            most = next(c for c in asked[grid].choices if c != asked[grid].untold)
            for reason in asked[one].choices:
                if reason in asked[grid].rows:
                    yield ((one, ONLY), (grid, most)), reason
