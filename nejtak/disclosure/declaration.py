"""What a release publishes, declared before any answer is counted, and what may not stand together.

A release is made from its declaration, so what the check refuses cannot be published. The proof in
`blocks` needs every figure to be a block of one variable's count, the blocks of a variable to
exclude each other and to leave a category out, and variables to be bound by inequalities that low
ends keep. Each of these breaks it, in waves as small as five:

- *a union*: "at least one of these ticks", or "decided or also", as a block of its own;
- *a category counted twice*: a family or a reach as a block beside its reasons' blocks;
- *a variable published whole*: then the last cell is m less the others;
- *a division of its own*: a crossing beside its totals, two crossings, two groupings. Groups divide
  all tables or none, and what is said of all respondents is a sum of theirs;
- *a conditional follow-up*, asked of those alone who gave a certain answer: its cells sum to it;
- *a sum as a block beside an exclusion*: reasons as one block of reach while each of them, ticked
  in a second question, excludes having decided.

Sums of published blocks are always allowed: whoever can add has them already.
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
    """Something that sorts respondents into categories: a question, a grid's row, or one tick.

    Who is in none of `categories` gave no answer, or did not tick. `untold` is the category that is
    published nowhere; empty for a tick, whose complement is left out. `asked_of` is the category of
    another variable without which the question is not asked.
    """

    id: str
    categories: tuple[str, ...]
    untold: str = ""
    asked_of: Category | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A published figure: how many are in one of `categories`, and whether as a block or a sum.

    `by` are the variables whose categories divide the figure.
    """

    name: str
    categories: Categories
    is_sum: bool = False
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """All figures of a release, and the pairs of categories that nobody is in both of."""

    variables: tuple[Variable, ...]
    cells: tuple[Cell, ...]
    exclusive: tuple[tuple[Category, Category], ...] = ()

    def blocks(self) -> list[Cell]:
        """The cells that are published as blocks of their own."""
        return [cell for cell in self.cells if not cell.is_sum]

    def parts(self, cell: Cell) -> list[Cell]:
        """The blocks that a sum is made of."""
        return [block for block in self.blocks() if block.categories <= cell.categories]

    def beside(self, cell: Cell) -> list[Cell]:
        """The other blocks of the variable that a sum is about; none if it is about several."""
        variables = {variable for variable, _ in cell.categories}
        return [
            block
            for block in self.blocks()
            if not block.categories <= cell.categories
            and {variable for variable, _ in block.categories} == variables
        ]


def check(declaration: Declaration) -> None:
    """Raise NejtakError with all that the declaration may not publish, or not together."""
    rules = (_unions, _untold, _twice, _divided, _follow_ups, _excluded, _sums)
    faults = [fault for rule in rules for fault in rule(declaration)]
    if faults:
        raise NejtakError(f"The report is refused and nothing is written: {' '.join(faults)}")


def _unions(declaration: Declaration) -> Iterator[str]:
    for cell in declaration.blocks():
        if len({variable for variable, _ in cell.categories}) != 1:
            yield f"{cell.name} counts who gave at least one of several answers."


def _untold(declaration: Declaration) -> Iterator[str]:
    left = {(variable.id, variable.untold) for variable in declaration.variables}
    known = {(v.id, category) for v in declaration.variables for category in v.categories}
    for cell in declaration.cells:
        if cell.categories & left or not cell.categories <= known:
            yield f"{cell.name} counts an answer that has to stay unpublished."
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
            yield f"{cell.name} is divided by itself."


def _follow_ups(declaration: Declaration) -> Iterator[str]:
    asked_of = {variable.id: variable.asked_of for variable in declaration.variables}
    for cell in declaration.cells:
        for variable in sorted({variable for variable, _ in cell.categories}):
            if asked_of.get(variable):
                yield f"{cell.name} counts answers to a question that not all were asked."


def _excluded(declaration: Declaration) -> Iterator[str]:
    """A block of several categories beside a block that excludes some of them."""
    pairs = {frozenset(pair) for pair in declaration.exclusive}
    for one, two in combinations(declaration.blocks(), 2):
        met = any(frozenset((a, b)) in pairs for a in one.categories for b in two.categories)
        if met and len(one.categories) + len(two.categories) > 2:
            yield f"{one.name} and {two.name} exclude each other in part."


def _sums(declaration: Declaration) -> Iterator[str]:
    for cell in declaration.cells:
        if cell.is_sum:
            parts = [category for part in declaration.parts(cell) for category in part.categories]
            if Counter(parts) != Counter(cell.categories):
                yield f"{cell.name} is no sum of published blocks."
