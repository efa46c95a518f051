"""What a release has to say about a wave, after disclosure control and before any page is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nejtak.disclosure import Attack, Band, Claim
from nejtak.errors import NejtakError
from nejtak.report.layout import DETAILS, ONLY, Design, Detail, Layout, Questions, Universe
from nejtak.report.strata import strata
from nejtak.report.tabulate import Answers, Table, summed, tabulate

Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """The tables of one wave of n respondents.

    `coarser` tells what became of the deciding reason where all the detail that n supports would
    have given somebody away; None where it did not. `parts` are those of each group where the wave
    is told by groups; its own figures are then their sums.
    """

    n: int
    tables: tuple[Table, ...]
    plan: Design
    questions: Questions
    coarser: Detail | None
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


def find(
    questions: Questions,
    answers: Sequence[Answers],
    plan: Design,
    earlier: Mapping[str, Sequence[Claim]] | None = None,
) -> Findings:
    """Tabulate a wave as finely as is safe from an attacker who holds the earlier releases too.

    `earlier` is what was published before, by group. Raises NejtakError where there are too few
    respondents, or where even that would give something away beside an earlier release.
    """
    groups: dict[str, Sequence[Answers]] = {
        stratum.id: stratum.answers for stratum in strata(answers, plan.segment, plan.segments)
    }
    if groups:
        questions = {id_: q for id_, q in questions.items() if id_ != plan.segment}
    groups = groups or {"": answers}
    least = min(map(len, groups.values()))
    pinned = ""
    for detail in DETAILS:
        coarser = detail if pinned else None
        parts = {
            id_: Findings(
                len(said), tabulate(questions, said, plan, detail, least), plan, questions, coarser
            )
            for id_, said in groups.items()
        }
        pinned = next(_pinned(parts, earlier or {}), "")
        if not pinned:
            return parts.get("") or _whole(parts)
    raise NejtakError(
        f"The report is refused and nothing is written: beside an earlier release of this wave, "
        f"{pinned} could be worked out."
    )


def _pinned(parts: Mapping[str, Findings], earlier: Mapping[str, Sequence[Claim]]) -> Iterator[str]:
    for id_, part in parts.items():
        yield from (name for name, _ in attack(part, part.figures(), earlier.get(id_, ())).pinned())


def _whole(parts: Mapping[str, Findings]) -> Findings:
    """Sum the figures of all groups: they say nothing that the groups' figures do not."""
    first, *_ = parts.values()
    tables = tuple(
        summed(tables) for tables in zip(*(p.tables for p in parts.values()), strict=True)
    )
    return replace(first, n=sum(part.n for part in parts.values()), tables=tables, parts=parts)


def attack(
    findings: Findings, figures: Mapping[Cell, Band], earlier: Sequence[Claim] = ()
) -> Attack:
    """What an attacker has who read these figures off a release, and earlier releases too.

    It guesses that who names a reason as the deciding one has given it the most weight in a grid.
    """
    universe = Universe(findings.questions, findings.plan.crossing)
    claims = [
        Claim(
            ".".join(filter(None, (layout.id, row.id, column))),
            universe.atoms(layout.question, row.members, column),
            figures[layout.id, row.id, column],
            derived=layout.derived,
        )
        for layout in findings.layouts()
        for row, column in layout.cells()
    ]
    partitions = list(universe.partitions())
    implied = [
        tuple(universe.atoms(question, (reason,), column) for question, column in pair)
        for pair, reason in _guesses(findings)
    ]
    return Attack(findings.n, [*claims, *earlier], partitions, [(x, y) for x, y in implied])


def _guesses(findings: Findings) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """Each reason of a question that asks for one, with the same reason of a grid."""
    reasons = findings.plan.reasons
    asked = {id_: question for id_, question in findings.questions.items() if id_ in reasons}
    for one in (id_ for id_, question in asked.items() if question["kind"] == "choice"):
        for grid in (id_ for id_, question in asked.items() if question["kind"] == "grid"):
            most = next(c for c in asked[grid]["columns"] if c != asked[grid].get("neutral"))
            for reason in asked[one]["choices"]:
                if reason in asked[grid]["rows"]:
                    yield ((one, ONLY), (grid, most)), reason
