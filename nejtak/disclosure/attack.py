"""The audit: everything that follows from a release, by integer programming.

The unknowns are how many of the counted gave each answer, group by group. The attacker knows how
many were counted, the range of every figure, that each respondent is counted at most once in a
variable, and which answers exclude each other. The least and the greatest value that a count or a
sum of counts can take under all of these constraints is its feasibility interval (Hundepool et al.,
*Statistical Disclosure Control*, 2012, chapter 5). A release is refused if any interval has fewer
than WIDTH counts.

Variables that no figure and no exclusion joins bind each other in nothing, so each interval is
solved among the variables that are joined to it. Both ends are solved for, one program each, by
HiGHS (Huangfu & Hall, "Parallelizing the dual revised simplex method", 2018). None is skipped. Each
is first solved with fractions allowed, from the solution before it. If the best solution is whole
all the same, no whole one is better; otherwise the program is solved in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from nejtak.disclosure.declaration import Categories, Category, Declaration, check_declaration
from nejtak.disclosure.published_counts import GROUP, MINIMUM, WIDTH, Range, at_most, total
from nejtak.errors import NejtakError

if TYPE_CHECKING:
    from highspy import Highs, ObjSense

ALL = ""  # the group of all respondents
NEAR = 1e-6  # HiGHS's own tolerance for whole numbers
Unknown = tuple[str, Category]  # how many of a group are in a category


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of a release: the number counted of each group, and a range by group and cell.

    Without groups of respondents, the only group is ALL. With groups, the figures of ALL are
    published too, and its number is their sum.
    """

    counted: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Range]]

    def groups(self, of: str) -> list[str]:
        """The groups whose counts a figure of `of` adds up."""
        return list(self.counted) if of == ALL else [of]

    def number(self, of: str) -> int:
        """How many respondents a figure of `of` is about."""
        return sum(self.counted[group] for group in self.groups(of))


def audit(declaration: Declaration, published: Published, asked: int) -> int:
    """Return how many counts and sums were attacked; raise NejtakError if one is disclosed."""
    check_declaration(declaration)
    _check_counted(published, asked)
    for fault in _faults(declaration, published):
        raise refused_release(fault)
    program = Program(declaration, published)
    targets = program.targets()
    for name, unknowns in targets.items():
        if len(program.interval(unknowns)) < WIDTH:
            raise refused_release(f"{name}: fewer than {WIDTH} counts remain possible.")
    return len(targets)


def refused_release(why: str) -> NejtakError:
    """The error that keeps a release from being written."""
    return NejtakError(f"The report is refused and nothing is written: {why}")


def _check_counted(published: Published, asked: int) -> None:
    least = MINIMUM if ALL in published.counted else GROUP
    for group, m in published.counted.items():
        if m < least or m != at_most(m):
            raise refused_release(f"{group or 'all'}: the number counted does not follow the rule.")
    if published.number(ALL) > asked - 2:
        raise refused_release("More answers are counted than the number asked less two.")


def _faults(declaration: Declaration, published: Published) -> Iterator[str]:
    """Yield each figure that is neither a block nor the sum that a reader could calculate."""
    names = [cell.name for cell in declaration.cells]
    for of in dict.fromkeys([*published.counted, ALL]):
        figures = published.figures.get(of, {})
        if sorted(figures) != sorted(names):
            yield f"{of or 'all'}: its figures are not those that were declared."
            return
        for cell in declaration.cells:
            if figures[cell.name] != _expected(declaration, published, of, cell.name):
                yield f"{of or 'all'} {cell.name}: it is neither a block nor a sum of blocks."


def _expected(declaration: Declaration, published: Published, of: str, name: str) -> Range | None:
    """The value that a figure must have, given the others; None if it should be a block."""
    cell = next(cell for cell in declaration.cells if cell.name == name)
    m, figures = published.number(of), published.figures
    if of not in published.counted:
        return total([figures[group][name] for group in published.counted], m)
    if not cell.is_sum:
        figure = figures[of][name]
        return figure if figure.is_block and figure.high <= m else None
    parts, others = declaration.parts(cell), declaration.other_blocks(cell)
    own = figures[of]
    return total([own[part.name] for part in parts], m, [own[other.name] for other in others])


class Program:
    """The integer program: rows of a matrix over the unknowns, with their bounds."""

    def __init__(self, declaration: Declaration, published: Published) -> None:
        self._declaration = declaration
        self._published = published
        self._categories = [
            (variable.id, category)
            for variable in declaration.variables
            for category in variable.categories
        ]
        unknowns = [(group, c) for group in published.counted for c in self._categories]
        self._column = {unknown: number for number, unknown in enumerate(unknowns)}
        self._solvers: dict[frozenset[int], tuple[list[int], Highs]] = {}

    def targets(self) -> dict[str, list[Unknown]]:
        """The counts and sums that must stay uncertain, by a name for messages.

        Of each group and of all: each answer, each figure, the difference of a figure and one
        inside it, all published cells of a variable, and the union of two exclusive answers.
        """
        names: dict[frozenset[Unknown], str] = {}
        for of in dict.fromkeys([*self._published.counted, ALL]):
            for name, categories in self._sums():
                unknowns = frozenset(self._of(of, categories))
                names.setdefault(unknowns, f"{of} {name}".strip())
        return {name: sorted(unknowns) for unknowns, name in names.items()}

    def _sums(self) -> Iterator[tuple[str, Categories]]:
        cells = self._declaration.cells
        yield from ((".".join(category), frozenset([category])) for category in self._categories)
        yield from ((cell.name, cell.categories) for cell in cells)
        for one, other in combinations(cells, 2):
            for more, less in ((one, other), (other, one)):
                if less.categories < more.categories:
                    name = f"{more.name} without {less.name}"
                    yield name, more.categories - less.categories
        for variable in self._declaration.variables:
            own = {c for cell in cells for c in cell.categories if c[0] == variable.id}
            if own:
                yield f"all of {variable.id}", frozenset(own)
        for one_of, two in self._declaration.exclusive:
            yield f"{'.'.join(one_of)} or {'.'.join(two)}", frozenset([one_of, two])

    def _of(self, of: str, categories: Iterable[Category]) -> Iterator[Unknown]:
        for group in self._published.groups(of):
            yield from ((group, category) for category in categories)

    def interval(self, unknowns: Iterable[Unknown]) -> Range:
        """The least and the greatest value of a sum; NejtakError if no table fits the figures."""
        from highspy import ObjSense

        columns = self._columns(unknowns)
        own, solver = self._solver(frozenset(self._joined[column] for column in columns))
        costs = [float(column in columns) for column in own]
        solver.changeColsCost(len(own), list(range(len(own))), costs)
        return Range(_end(solver, ObjSense.kMinimize), _end(solver, ObjSense.kMaximize))

    def _columns(self, unknowns: Iterable[Unknown]) -> frozenset[int]:
        return frozenset(self._column[unknown] for unknown in unknowns)

    @cached_property
    def _rows(self) -> list[tuple[frozenset[int], int, int]]:
        rows = []
        for group, m in self._published.counted.items():
            for variable in self._declaration.variables:
                own = [(variable.id, category) for category in variable.categories]
                rows.append((self._columns(self._of(group, own)), 0, m))
            for pair in self._declaration.exclusive:
                rows.append((self._columns(self._of(group, pair)), 0, m))
        for of, figures in self._published.figures.items():
            for cell in self._declaration.cells:
                figure = figures[cell.name]
                rows.append((self._columns(self._of(of, cell.categories)), figure.low, figure.high))
        return rows

    @cached_property
    def _joined(self) -> list[int]:
        """The number of the part that each unknown is in: constraints join no two parts."""
        parts = list(range(len(self._column)))
        for columns, *_ in self._rows:
            met = {parts[column] for column in columns}
            if len(met) > 1:
                parts = [min(met) if part in met else part for part in parts]
        return parts

    def _solver(self, parts: frozenset[int]) -> tuple[list[int], Highs]:
        """The unknowns of some parts, and the program of their constraints."""
        from highspy import Highs, HighsVarType

        if parts not in self._solvers:
            own = [column for column, part in enumerate(self._joined) if part in parts]
            count, most = len(own), float(max(self._published.counted.values()))
            place = {column: number for number, column in enumerate(own)}
            solver = Highs()
            solver.silent()
            solver.setOptionValue("threads", 1)
            solver.setOptionValue("mip_rel_gap", 0)
            solver.addVars(count, [0.0] * count, [most] * count)
            for column in range(count):
                solver.changeColIntegrality(column, HighsVarType.kInteger)
            for columns, low, high in self._rows:
                if places := [place[column] for column in columns if column in place]:
                    solver.addRow(low, high, len(places), places, [1.0] * len(places))
            self._solvers[parts] = own, solver
        return self._solvers[parts]


def _end(solver: Highs, sense: ObjSense) -> int:
    """One end of an interval, by a solution in whole numbers."""
    from highspy import HighsModelStatus

    solver.changeObjectiveSense(sense)
    for fractions in (True, False):
        solver.setOptionValue("solve_relaxation", fractions)
        solver.run()
        if solver.getModelStatus() != HighsModelStatus.kOptimal:
            raise refused_release("No table of answers fits its figures.")
        if all(abs(count - round(count)) < NEAR for count in solver.getSolution().col_value):
            break
    return round(solver.getInfo().objective_function_value)
