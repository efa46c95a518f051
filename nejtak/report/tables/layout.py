"""How each question is published: rows and columns, decided before any answer is read.

A layout follows from the wave's contract, from the files of survey, client and wave, and from the
number counted; never from the answers. So it gives nothing away itself. The figures that it
declares are checked by `nejtak.disclosure.declaration`.

- A question has a row for each choice except the unpublished one (`FrozenQuestion.untold`).
- A scale has two rows: the points below the unpublished one, and those above. These are the bottom
  and top boxes of survey practice.
- With fewer than REASONS counted answers, the deciding reason is published by reach; otherwise by
  reason, with reach and family as sums. The reasons that also played a part are published only in
  the second case: with fewer answers, their ticks together with a block of reach would leave fewer
  than three possible counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from nejtak.disclosure import REASONS, Cell, Declaration, Variable
from nejtak.project.contract import FrozenQuestion, Kind
from nejtak.project.meanings import Meaning, Meanings
from nejtak.project.model import REACHES, Client, Reach, Survey, Wave

ONLY = ""  # the one column of a table that is no grid

Questions = Mapping[str, FrozenQuestion]
Category = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Design:
    """The settings of survey, client and wave for a contract's questions.

    `reasons` are the questions whose choices or rows are reasons; `reach` and `family` are by
    reason, with the client's own reach, in the survey's order. `beside` maps each question about
    reasons that also played a part to the one about the deciding reason. `won` names the choice
    that says that a candidate could have been won, by question. `meanings` are those of other
    choices, by question. `group` is the question that divides respondents into `groups`, if the
    wave plans any: then it has no table. `rivals` has the choices of each group that is a set.
    """

    reasons: frozenset[str] = frozenset()
    reach: Mapping[str, Reach] = field(default_factory=dict)
    family: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    won: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Meanings] = field(default_factory=dict)
    group: str = ""
    groups: tuple[str, ...] = ()
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meant(self, question: str, meaning: Meaning) -> tuple[str, ...]:
        """The choices of a question that have a meaning; none if it declares none."""
        return self.meanings.get(question, {}).get(meaning, ())


def design(survey: Survey, client: Client, wave: Wave) -> Design:
    """Collect the settings that a report needs from survey, client and wave."""
    reasons = {reason.id: reason for q in survey.questions for reason in q.reasons}
    reach = {id_: client.reach.get(id_, reason.reach) for id_, reason in reasons.items()}
    return Design(
        frozenset(question.id for question in survey.questions if question.reasons),
        {id_: found for id_, found in reach.items() if found is not None},
        {id_: reason.family or "" for id_, reason in reasons.items()},
        {question.id: question.beside for question in survey.questions if question.beside},
        {question.id: question.won for question in survey.questions if question.won},
        {question.id: question.meanings for question in survey.questions if question.meanings},
        wave.group if wave.groups or wave.rivals else "",
        tuple(wave.rivals or wave.groups),
        wave.rivals,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a single choice, or several choices that are taken together."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one question is published: rows in the survey's order, and columns.

    A grid has its columns except the unpublished one; all others have the single column ONLY. `by`
    says how the rows of reasons are taken together: by `reach` or by `family`. If a table `is_sum`,
    its figures are worked out from another table's.
    """

    id: str
    question: str
    kind: Kind
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = (ONLY,)
    by: str = ""
    is_sum: bool = False

    def cells(self) -> Iterator[tuple[Row, str]]:
        """Each cell as row and column."""
        return product(self.rows, self.columns)

    def categories(self, row: Row, column: str) -> frozenset[Category]:
        """The answers that a cell counts, as `variables` has them."""
        match self.kind:
            case "grid":
                return frozenset((f"{self.question}.{member}", column) for member in row.members)
            case "choices":
                return frozenset((f"{self.question}.{member}", member) for member in row.members)
            case "choice" | "scale" | "text":
                return frozenset((self.question, member) for member in row.members)


def layouts(questions: Questions, m: int, plan: Design) -> tuple[Layout, ...]:
    """Lay out the closed questions of a contract for m counted answers, in the contract's order."""
    found: list[Layout] = []
    for id_, question in questions.items():
        if id_ != plan.group:
            found += _layouts(id_, question, m, plan)
    return tuple(layout for layout in found if layout.rows)


def _layouts(id_: str, question: FrozenQuestion, m: int, plan: Design) -> Iterator[Layout]:
    kind, told = question.kind, [c for c in question.choices if c != question.untold]
    few = id_ in plan.reasons and m < REASONS
    match kind:
        case "scale":
            yield Layout(id_, id_, kind, _boxes(question))
        case "choice" if few:
            yield _together(id_, told, plan, "reach", is_sum=False)
        case "choice":
            yield Layout(id_, id_, kind, _rows(told))
            if id_ in plan.reasons:
                yield _together(id_, told, plan, "reach")
                yield _together(id_, told, plan, "family")
        case "choices" if not few:
            yield Layout(id_, id_, kind, _rows(told))
        case "grid" if not few:
            yield Layout(id_, id_, kind, _rows(question.rows), tuple(told))
        case "choices" | "grid" | "text":
            return


def _rows(ids: Sequence[str]) -> tuple[Row, ...]:
    return tuple(Row(id_, (id_,)) for id_ in ids)


def _together(
    question: str, choices: Sequence[str], plan: Design, by: str, *, is_sum: bool = True
) -> Layout:
    """Take reasons together by reach or by family; those without a reach are in neither."""
    known: Mapping[str, str] = plan.reach if by == "reach" else plan.family
    names = REACHES if by == "reach" else tuple(dict.fromkeys(known[id_] for id_ in plan.reach))
    members = {
        name: tuple(c for c in choices if c in plan.reach and known[c] == name) for name in names
    }
    rows = tuple(Row(name, found) for name, found in members.items() if found)
    return Layout(f"{question}/{by}", question, "choice", rows, by=by, is_sum=is_sum)


def _boxes(question: FrozenQuestion) -> tuple[Row, ...]:
    """The points below the unpublished one, and those above."""
    points = question.choices
    middle = points.index(question.untold or points[len(points) // 2])
    boxes = [tuple(points[:middle]), tuple(points[middle + 1 :])]
    return tuple(
        Row(box[0] if len(box) == 1 else f"{box[0]}-{box[-1]}", box) for box in boxes if box
    )


def cell_name(layout: Layout, row: Row, column: str) -> str:
    """The name of a cell in the declaration, the audit and errors."""
    return ".".join(filter(None, (layout.id, row.id, column)))


def declare(questions: Questions, tables: Sequence[Layout], plan: Design) -> Declaration:
    """Declare all figures of a release. `plan.groups` is empty if it is not reported by group."""
    by = (plan.group,) if plan.groups else ()
    cells = [
        Cell(cell_name(layout, row, column), layout.categories(row, column), layout.is_sum, by)
        for layout in tables
        for row, column in layout.cells()
    ]
    variables = [v for id_, question in questions.items() for v in _variables(id_, question)]
    told = {variable for cell in cells for variable, _ in cell.categories}
    known = [variable for variable in variables if variable.id in told]
    return Declaration(tuple(known), tuple(cells), tuple(_exclusive(questions, told, plan)))


def _variables(id_: str, question: FrozenQuestion) -> Iterator[Variable]:
    """The variables that classify respondents: a question, each row of a grid, or each tick."""
    match question.kind:
        case "choice" | "scale":
            yield Variable(id_, question.choices, question.untold or "")
        case "choices":
            for choice in question.choices:
                yield Variable(f"{id_}.{choice}", (choice,))
        case "grid":
            for row in question.rows:
                yield Variable(f"{id_}.{row}", question.choices, question.untold or "")
        case "text":
            return


def _exclusive(
    questions: Questions, told: set[str], plan: Design
) -> Iterator[tuple[Category, Category]]:
    """A tick on the respondent's deciding reason is dropped, so nobody is in both."""
    for id_, decided in plan.beside.items():
        for choice in questions[id_].choices if id_ in questions else ():
            tick = f"{id_}.{choice}"
            if tick in told and decided in told and choice in questions[decided].choices:
                yield (decided, choice), (tick, choice)
