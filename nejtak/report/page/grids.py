"""A grid: each row with a figure for each column, the two ends drawn away from each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from nejtak.report.page.material import Material
from nejtak.report.page.sections import Line, Section, Side, TableCell
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import Row

Wing = Literal["left", "right"]


def grid(table: Table, found: Material) -> Section:
    """The figures in the order of the survey's columns."""
    layout, words = table.layout, found.words
    columns = layout.columns
    labels = [found.labels.column(layout, column) for column in columns]
    sides = [_side(place, len(columns)) for place in range(len(columns))]
    heads = tuple(TableCell(label, None, side) for label, side in zip(labels, sides, strict=True))
    lines = []
    for row, name in zip(table.rows, found.names(table, table.rows), strict=True):
        sizes: Iterator[Wing] = ("left" if side == "left" else "right" for side in sides)
        marks = [found.mark(table, [row], *where) for where in zip(columns, sizes, strict=True)]
        cells = (replace(head, mark=mark) for head, mark in zip(heads, marks, strict=True))
        lines.append(Line(name, "", tuple(cells)))
    asked = words.text("quoted", a=found.labels.asked(layout))
    return Section(
        layout.id,
        "wings",
        _headline(table, found),
        asked,
        (words.measure,),
        words.text("row_answer"),
        heads,
        tuple(lines),
        (),
    )


def _side(place: int, columns: int) -> Side:
    if columns > 1 and place == 0:
        return "left"
    return "right" if place == columns - 1 else "middle"


def _headline(table: Table, found: Material) -> Markup:
    """The rows that certainly have more answers at one end of the scale than at the other."""
    layout, words = table.layout, found.words
    first, last = layout.columns[0], layout.columns[-1]
    ends = [found.labels.column(layout, column) for column in (first, last)]
    if first == last:
        return words.headline(table, found.labels.rows(layout), ends[0], "grid")
    said = []
    for one, other, names in ((first, last, ends), (last, first, ends[::-1])):
        rows = _more(table, one, other)
        if rows:
            listed = words.joined(found.names(table, rows))
            said.append(words.html("grid_more", a=names[0], b=names[1], c=listed))
    return Markup(" ").join(said) if said else words.html("grid_none")


def _more(table: Table, one: str, other: str) -> Sequence[Row]:
    cells = table.cells
    return [row for row in table.rows if cells[row.id, one].low > cells[row.id, other].high]
