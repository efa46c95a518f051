"""A figure as a release publishes it, in whatever format: a range of counts, and its base."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Ids of groups, questions, rows and columns; a table of sums or a box of points joins several.
ID = re.compile(r"[a-z0-9]+(?:[-._:/+][a-z0-9]+)*")
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published share: between `low` and `high` of `base` counted answers, both included.

    `group` is the id of a group, empty for all respondents. `row` is a choice, a grid's row, or
    several choices taken together, which `members` lists. `column` is a grid's column, empty if
    there is one figure per row. `base` is exact.
    """

    group: str
    question: str
    row: str
    members: tuple[str, ...]
    column: str
    low: int
    high: int
    base: int

    @property
    def low_percent(self) -> int:
        """The low end as whole percents of the base, rounded down."""
        return 100 * self.low // self.base

    @property
    def high_percent(self) -> int:
        """The high end as whole percents of the base, rounded up."""
        return -(-100 * self.high // self.base)

    @property
    def name(self) -> str:
        """The name of its cell in the declaration and the audit."""
        return ".".join(filter(None, (self.question, self.row, self.column)))

    @property
    def place(self) -> tuple[str, str, str, str]:
        """The figure's group, question, row and column; no two figures of a release share them."""
        return self.group, self.question, self.row, self.column

    def fault(self) -> str:
        """The reason why it is not a valid figure; empty if it is valid."""
        ids = [self.question, self.row, *self.members, *filter(None, (self.group, self.column))]
        if not self.members or not all(ID.fullmatch(id_) for id_ in ids):
            return "its ids are none"
        if not 0 <= self.low <= self.high <= self.base or not self.base:
            return "its counts are not a range of its base"
        return ""


def order(figure: Figure) -> tuple[list[tuple[int, str]], ...]:
    """The sort key of a figure: its ids alone, with the numbers in them sorted by value.

    Figures in the order of their counts would say more than their ranges do.
    """
    return tuple([_part(p) for p in _DIGITS.split(id_) if p] for id_ in figure.place)


def _part(text: str) -> tuple[int, str]:
    return (int(text), text) if text.isdecimal() else (-1, text)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure with its words in one language; a label is empty if its id is."""

    figure: Figure
    question_title: str
    row_label: str
    column_label: str = ""
    group_label: str = ""
