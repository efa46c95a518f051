"""How each question is published: rows and columns, decided before any answer is read.

A layout follows from the wave's contract, from what survey and client say of reasons, and from the
number of respondents; never from their answers. So it gives nothing away itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from nejtak.disclosure import bands
from nejtak.disclosure.attack import Atoms
from nejtak.project.contract import FrozenQuestion, Kind
from nejtak.project.model import REACHES, Client, Reach, Survey, Wave

ONLY = ""  # the one column of a table that is no grid
# Sums of fewer bands than these would say next to nothing.
FEW_BANDS = 5

Questions = Mapping[str, FrozenQuestion]


@dataclass(frozen=True, slots=True)
class Design:
    """What survey and client say of a contract's questions.

    `reasons` are the questions whose choices or rows are reasons; `reach` and `family` are by
    reason, with the client's own reach, in the survey's order. `beside` names, for each question
    about what else played a part, the one about what decided. `segments` are the choices of the
    question `segment` that may divide the report.
    """

    reasons: frozenset[str] = frozenset()
    reach: Mapping[str, Reach] | None = None
    family: Mapping[str, str] | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    segment: str = ""
    segments: tuple[str, ...] = ()


def design(survey: Survey, client: Client, wave: Wave) -> Design:
    """Read off survey, client and wave what a report needs to know."""
    reasons = {reason.id: reason for q in survey.questions for reason in q.reasons}
    reach = {id_: client.reach.get(id_, reason.reach) for id_, reason in reasons.items()}
    return Design(
        frozenset(question.id for question in survey.questions if question.reasons),
        {id_: found for id_, found in reach.items() if found is not None},
        {id_: reason.family or "" for id_, reason in reasons.items()},
        {question.id: question.beside for question in survey.questions if question.beside},
        survey.group.id if survey.group and wave.groups else "",
        tuple(wave.groups),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what was picked, or several choices that are taken together."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one question is published: rows in the survey's order, and columns.

    A grid has its columns but the untold one; all others have the single column ONLY. `by` is what
    the rows of reasons are taken together by, `reach` or `family`. A layout whose `id` is not its
    question's is worked out from that question's figures.
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

    def cells(self) -> Iterator[tuple[Row, str]]:
        """Each cell as row and column."""
        return product(self.rows, self.columns)


def layouts(questions: Questions, n: int, plan: Design) -> tuple[Layout, ...]:
    """Lay out every closed question of a contract for n respondents, in the contract's order."""
    few = len(bands(n)) < FEW_BANDS
    found: list[Layout] = []
    for id_, question in questions.items():
        kind = question.kind
        reasons = id_ in plan.reasons and kind == "choice"
        if kind == "grid":
            columns = tuple(c for c in question.choices if c != question.untold)
            found.append(Layout(id_, id_, kind, _rows(question.rows), columns))
        elif kind == "scale":
            found.append(Layout(id_, id_, kind, _points(question.choices, n)))
        elif kind != "text":
            found.append(Layout(id_, id_, kind, _rows(question.choices)))
            if reasons and not few:
                found += [_together(id_, question.choices, plan, by) for by in ("reach", "family")]
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


def atoms(question: str, members: Sequence[str], column: str) -> Atoms:
    """The exact answers that a cell counts, as `nejtak.disclosure.attack` takes them."""
    return frozenset((question, member, column) for member in members)


def partitions(questions: Questions, beside: Mapping[str, str]) -> Iterator[Atoms]:
    """The sets of answers in which a respondent is counted once at most."""
    for id_, question in questions.items():
        if question.kind == "grid":
            columns = [c for c in question.choices if c != question.untold]
            for row in question.rows:
                yield frozenset((id_, row, column) for column in columns)
        elif question.kind == "choices":
            decided = beside.get(id_, "")
            for choice in question.choices:
                other = atoms(decided, [choice], ONLY) if decided in questions else frozenset()
                yield atoms(id_, [choice], ONLY) | other
        elif question.kind != "text":
            yield atoms(id_, question.choices, ONLY)
