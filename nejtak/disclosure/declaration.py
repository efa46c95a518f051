"""The figures of a release, declared before any answer is counted, and the rules for them.

A release is made from its declaration, so a figure that the check refuses cannot be published. The
proof in `blocks` assumes that every figure is a block of one variable's count, that the blocks of a
variable exclude each other and leave a category out, and that variables constrain each other only
by inequalities that are true of low ends too. Each of these breaks it, in waves as small as five:

- *a union*: "at least one of these ticks", or "decided or also", as a block of its own;
- *a category counted twice*: a family or a reach as a block beside its reasons' blocks;
- *a variable published without a gap*: then the last cell is m less the others;
- *a second division*: a crossing next to its totals, two crossings, two groupings. Groups divide
  all tables or none, and figures of all respondents are sums of the groups' figures;
- *a conditional follow-up*, asked only of those who gave a certain answer: its cells sum to it;
- *a block of several categories with an exclusion*: reasons as one block of reach while each of
  them, ticked in a second question, excludes having decided.

Sums of published blocks are always allowed: any reader can add them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from nejtak.errors import NejtakError

Category = tuple[str, str]  # a variable and one of its categories
Categories = frozenset[Category]


@dataclass(frozen=True, slots=True)
class Variable:
    """A question, a row of a grid, or one tick: it sorts respondents into categories.

    A respondent in none of `categories` gave no answer, or did not tick. `untold` is the category
    that is not published; empty for a tick, whose complement is left out. `asked_of` is the
    category of another variable that the question is limited to.
    """

    id: str
    categories: tuple[str, ...]
    untold: str = ""
    asked_of: Category | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A published figure: the number in any of `categories`, as a block or as a sum of blocks.

    `by` are the variables whose categories divide the figure.
    """

    name: str
    categories: Categories
    is_sum: bool = False
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """All figures of a release, and the pairs of categories that exclude each other."""

    variables: tuple[Variable, ...]
    cells: tuple[Cell, ...]
    exclusive: tuple[tuple[Category, Category], ...] = ()

    def blocks(self) -> list[Cell]:
        """The cells that are published as blocks."""
        return [cell for cell in self.cells if not cell.is_sum]

    def parts(self, cell: Cell) -> list[Cell]:
        """The blocks that a sum is made of."""
        return [block for block in self.blocks() if block.categories <= cell.categories]

    def other_blocks(self, cell: Cell) -> list[Cell]:
        """The blocks of a sum's variable outside the sum; none if it has several variables."""
        variables = {variable for variable, _ in cell.categories}
        return [
            block
            for block in self.blocks()
            if not block.categories <= cell.categories
            and {variable for variable, _ in block.categories} == variables
        ]


def check_declaration(declaration: Declaration) -> None:
    """Raise NejtakError with every figure, or pair of figures, that may not be published."""
    rules = (_unions, _untold, _twice, _divided, _follow_ups, _excluded, _sums)
    faults = [fault for rule in rules for fault in rule(declaration)]
    if faults:
        raise NejtakError(f"The report is refused and nothing is written: {' '.join(faults)}")


def _unions(declaration: Declaration) -> Iterator[str]:
    for cell in declaration.blocks():
        if len({variable for variable, _ in cell.categories}) != 1:
            yield f"{cell.name} counts respondents who gave at least one of several answers."


def _untold(declaration: Declaration) -> Iterator[str]:
    left_out = {(variable.id, variable.untold) for variable in declaration.variables}
    known = {(v.id, category) for v in declaration.variables for category in v.categories}
    for cell in declaration.cells:
        if cell.categories & left_out or not cell.categories <= known:
            yield f"{cell.name} counts an answer that must not be published."
    for variable in declaration.variables:
        if len(variable.categories) > 1 and variable.untold not in variable.categories:
            yield f"{variable.id} leaves no answer unpublished."


def _twice(declaration: Declaration) -> Iterator[str]:
    blocks = declaration.blocks()
    counts = Counter(category for block in blocks for category in block.categories)
    for (variable, category), count in counts.items():
        if count > 1:
            yield f"{variable}.{category} is counted in {count} blocks."


def _divided(declaration: Declaration) -> Iterator[str]:
    if len({cell.by for cell in declaration.cells}) > 1:
        yield "Some figures are divided and others are not, or not in the same way."
    for cell in declaration.cells:
        if len(cell.by) > 1:
            yield f"{cell.name} is divided by several variables."
        if {variable for variable, _ in cell.categories} & {*cell.by}:
            yield f"{cell.name} is divided by its own variable."


def _follow_ups(declaration: Declaration) -> Iterator[str]:
    asked_of = {variable.id: variable.asked_of for variable in declaration.variables}
    for cell in declaration.cells:
        for variable in sorted({variable for variable, _ in cell.categories}):
            if asked_of.get(variable):
                yield f"{cell.name} counts answers to a question that was not put to everybody."


def _excluded(declaration: Declaration) -> Iterator[str]:
    """Yield each block of several categories of which another block excludes some."""
    pairs = {frozenset(pair) for pair in declaration.exclusive}
    for one, two in combinations(declaration.blocks(), 2):
        met = any(frozenset((a, b)) in pairs for a in one.categories for b in two.categories)
        if met and len(one.categories) + len(two.categories) > 2:
            yield f"{one.name} and {two.name} partly exclude each other."


def _sums(declaration: Declaration) -> Iterator[str]:
    for cell in declaration.cells:
        if cell.is_sum:
            parts = [category for part in declaration.parts(cell) for category in part.categories]
            if Counter(parts) != Counter(cell.categories):
                yield f"{cell.name} is not a sum of published blocks."
