"""From counted answers to figures that may be published: counts go in, blocks come out.

Exact counts never leave this module. All else in a report follows from its blocks, the numbers
counted, the employer's own counts and the survey.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nejtak.disclosure import Range, block
from nejtak.report.tables.layout import Category, Design, Layout, cell_name
from nejtak.wave.counted import Answers

Figures = Mapping[str, Range]  # by the cell's name


def tabulate(
    layouts: Sequence[Layout], answers: Sequence[Answers], plan: Design
) -> dict[str, Range]:
    """Count the answers of one group and return the block of each cell that is no sum."""
    counts: Counter[Category] = Counter()
    for response in answers:
        counts.update({*_picks(response, plan.beside)})
    return {
        cell_name(layout, row, column): block(
            sum(counts[category] for category in layout.categories(row, column))
        )
        for layout in layouts
        if not layout.is_sum
        for row, column in layout.cells()
    }


def _picks(response: Answers, beside: Mapping[str, str]) -> Iterator[Category]:
    """The categories that one respondent is in. A tick on the deciding reason is dropped."""
    for question, answer in response.items():
        if isinstance(answer, str):
            yield question, answer
        elif isinstance(answer, Mapping):
            yield from ((f"{question}.{row}", column) for row, column in answer.items())
        else:
            decided = response.get(beside.get(question, ""))
            yield from ((f"{question}.{c}", c) for c in answer if c != decided)
