"""How each question is published: rows and columns, decided before any answer is read.

A layout follows from the wave's contract, from what survey and client say of reasons, and from the
number of respondents; never from their answers. So it gives nothing away itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from nejtak.disclosure import bands
from nejtak.disclosure.old_attack import Atoms
from nejtak.project.model import REACHES, Client, Kind, Reach, Survey, Wave

ONLY = ""  # the one column of a table that is no grid
TURNED = "turned"  # of those in ONLY: who would have said yes, had just that been better
FIRM = "firm"  # of those in ONLY: all others, who said no, or did not say
NOBODY = ""  # stands for no answer, beside the choices of a question
# Sums of fewer bands than these would say next to nothing.
FEW_BANDS = 5
# From so many respondents on, the deciding reason stands beside what would have turned it. Its two
# parts have bands, and the whole is their sum: with fewer it would be too broad to tell who leads.
CROSSED_FROM = 60

Questions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """`by` asks about the answer to `question`; `value` there says that it would have turned."""

    question: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class Design:
    """What survey and client say of a contract's questions.

    `reasons` are the questions whose choices or rows are reasons; `reach` and `family` are by
    reason, with the client's own reach, in the survey's order. `segments` are the choices of the
    question `segment` that may divide the report.
    """

    reasons: frozenset[str] = frozenset()
    reach: Mapping[str, Reach] | None = None
    family: Mapping[str, str] | None = None
    crossing: Crossing | None = None
    segment: str = ""
    segments: tuple[str, ...] = ()


def design(survey: Survey, client: Client, wave: Wave) -> Design:
    """Read off survey, client and wave what a report needs to know."""
    about = [q for q in survey.questions if q.about is not None and q.turned is not None]
    reasons = {reason.id: reason for q in survey.questions for reason in q.reasons}
    reach = {id_: client.reach.get(id_, reason.reach) for id_, reason in reasons.items()}
    return Design(
        frozenset(question.id for question in survey.questions if question.reasons),
        {id_: found for id_, found in reach.items() if found is not None},
        {id_: reason.family or "" for id_, reason in reasons.items()},
        Crossing(about[0].about or "", about[0].id, about[0].turned or "") if about else None,
        survey.segment.id if survey.segment and wave.segments else "",
        tuple(wave.segments),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what was picked, or several choices that are taken together."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one question is published: rows in the survey's order, and columns.

    A grid has its columns but the neutral one; a crossed question has ONLY, which is the sum of
    TURNED and FIRM; all others have the single column ONLY. `by` is what the rows of reasons are
    taken together by, `reach` or `family`. A layout whose `id` is not its question's is worked out
    from that question's figures.
    """

    id: str
    question: str
    kind: Kind
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = (ONLY,)
    by: str = ""

    @property
    def derived(self) -> bool:
        """Whether its figures are worked out from another table's."""
        return self.id != self.question

    def is_sum(self, column: str) -> bool:
        """Whether the figures of a column are worked out from others."""
        return self.derived or (column == ONLY and TURNED in self.columns)

    def cells(self) -> Iterator[tuple[Row, str]]:
        """Each cell as row and column."""
        return product(self.rows, self.columns)


def layouts(questions: Questions, n: int, plan: Design) -> tuple[Layout, ...]:
    """Lay out every closed question of a contract for n respondents, in the contract's order."""
    crossed = plan.crossing.question if plan.crossing and n >= CROSSED_FROM else None
    few = len(bands(n)) < FEW_BANDS
    found: list[Layout] = []
    for id_, question in questions.items():
        kind: Kind = question["kind"]
        reasons = id_ in plan.reasons and kind == "choice"
        if kind == "grid":
            columns = tuple(c for c in question["columns"] if c != question.get("neutral"))
            found.append(Layout(id_, id_, kind, _rows(question["rows"]), columns))
        elif kind == "scale":
            found.append(Layout(id_, id_, kind, _points(question["choices"], n)))
        elif kind != "text":
            columns = (ONLY, TURNED, FIRM) if id_ == crossed else (ONLY,)
            found.append(Layout(id_, id_, kind, _rows(question["choices"]), columns))
            if reasons and not few:
                found += [
                    _together(id_, question["choices"], plan, by) for by in ("reach", "family")
                ]
    return tuple(layout for layout in found if layout.rows)


def _rows(ids: Sequence[str]) -> tuple[Row, ...]:
    return tuple(Row(id_, (id_,)) for id_ in ids)


def _together(question: str, choices: Sequence[str], plan: Design, by: str) -> Layout:
    """Take reasons together by reach or by family; those without a reach stand in neither."""
    reach, family = plan.reach or {}, plan.family or {}
    known: Mapping[str, str] = reach if by == "reach" else family
    names = REACHES if by == "reach" else tuple(dict.fromkeys(family[id_] for id_ in reach))
    members = {
        name: tuple(c for c in choices if c in reach and known.get(c) == name) for name in names
    }
    rows = tuple(Row(name, found) for name, found in members.items() if found)
    return Layout(f"{question}/{by}", question, "choice", rows, by=by)


def _points(points: Sequence[str], n: int) -> tuple[Row, ...]:
    """Take the ends of a scale together where n gives no more bands than the scale has points.

    These are the bottom and top boxes of survey practice: with few answers every single point
    would stand in the lowest band.
    """
    half = len(points) // 2
    if half < 2 or len(bands(n)) > len(points):
        return _rows(points)
    boxes = (points[:half], points[half : len(points) - half], points[-half:])
    return tuple(
        Row(box[0] if len(box) == 1 else f"{box[0]}-{box[-1]}", tuple(box)) for box in boxes if box
    )


@dataclass(frozen=True, slots=True)
class Universe:
    """All that respondents could have answered: the atoms of `nejtak.disclosure.attack`."""

    questions: Questions
    crossing: Crossing | None

    def atoms(self, question: str, members: Sequence[str], column: str) -> Atoms:
        """The exact answers, or pairs of them, that a cell counts."""
        crossing = self.crossing
        if crossing and question == crossing.question:
            values = self._answers(crossing.by)
            if column in {TURNED, FIRM}:
                values = [v for v in values if (v == crossing.value) == (column == TURNED)]
            return frozenset((question, *pair) for pair in product(members, values))
        if crossing and question == crossing.by:
            picks = self._answers(crossing.question)
            return frozenset((crossing.question, *pair) for pair in product(picks, members))
        return frozenset((question, member, column) for member in members)

    def partitions(self) -> Iterator[Atoms]:
        """The sets of atoms in which a respondent is counted once at most."""
        for id_, question in self.questions.items():
            kind = question["kind"]
            if self.crossing and id_ == self.crossing.question:
                both = product(self._answers(id_), self._answers(self.crossing.by))
                yield frozenset((id_, *pair) for pair in both if any(pair))
            elif self.crossing and id_ == self.crossing.by:
                continue  # stands in the pairs
            elif kind == "grid":
                columns = [c for c in question["columns"] if c != question.get("neutral")]
                for row in question["rows"]:
                    yield frozenset((id_, row, column) for column in columns)
            elif kind == "choices":
                for choice in question["choices"]:
                    yield frozenset([(id_, choice, ONLY)])
            elif kind != "text":
                yield frozenset((id_, choice, ONLY) for choice in question["choices"])

    def _answers(self, question: str) -> list[str]:
        return [*self.questions[question]["choices"], NOBODY]
