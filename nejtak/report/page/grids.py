"""A grid: each row with a figure for each column, its two sides drawn away from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import Range
from nejtak.report.page.material import Material
from nejtak.report.page.sections import Line, Rest, Section, Side, TableCell
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import Row
from nejtak.report.tables.sides import Sides, sides

Wing = Literal["left", "right"]
APART, BETWEEN = " · ", Markup(" · ")


def grid(table: Table, found: Material) -> Section:
    """The figures by column. Rows of which nobody is sure to be on a side take one line."""
    own, words = sides(table, found.found.plan), found.words
    heads = tuple(
        TableCell(found.labels.column(table.layout, column), None, _side(place, len(own.columns)))
        for place, column in enumerate(own.columns)
    )
    folded = [row for row in own.rows if own.about != "grid" and own.is_empty(row)]
    lines = [_line(row, own, heads, found) for row in own.rows if row not in folded]
    return Section(
        table.layout.id,
        "wings",
        _headline(own, found),
        words.text("quoted", a=found.labels.asked(table.layout)),
        (*_close(own, found), words.measure),
        words.text("row_answer" if own.about == "grid" else f"row_{own.about}"),
        heads,
        tuple(lines),
        tuple(_rests(folded, own, heads, found)),
    )


def _side(place: int, columns: int) -> Side:
    if columns > 1 and place == 0:
        return "left"
    return "right" if place == columns - 1 else "middle"


def _line(row: Row, own: Sides, heads: tuple[TableCell, ...], found: Material) -> Line:
    sizes: Iterator[Wing] = ("left" if head.side == "left" else "right" for head in heads)
    marks = (found.mark(own.table, [row], *at) for at in zip(own.columns, sizes, strict=True))
    cells = (replace(head, mark=mark) for head, mark in zip(heads, marks, strict=True))
    return Line(found.names(own.table, [row])[0], "", tuple(cells))


def _rests(
    rows: list[Row], own: Sides, heads: tuple[TableCell, ...], found: Material
) -> Iterator[Rest]:
    """The rows with the same figures in all columns together."""
    alike: dict[tuple[Range, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(own.table.cells[row.id, column] for column in own.columns)].append(row)
    for figures, same in alike.items():
        cells = [found.cells(own.table, same, column) for column in own.columns]
        said = [
            Markup("{} {}").format(head.label, found.inline(figure, named))
            for head, figure, named in zip(heads, figures, cells, strict=True)
        ]
        lead = found.words.html("rest_grid", a=BETWEEN.join(said))
        yield Rest(lead, APART.join(found.names(own.table, same)))


def _close(own: Sides, found: Material) -> tuple[str, ...]:
    """The rows whose difference may be chance."""
    names = found.names(own.table, own.close)
    return (found.words.text("too_close", a=found.words.joined(names)),) if names else ()


def _headline(own: Sides, found: Material) -> Markup:
    """The rows with more answers on one side than on the other, beyond chance."""
    words, layout = found.words, own.table.layout
    ends = {side: found.labels.column(layout, side) for side in (own.left, own.right)}
    if own.left == own.right:
        return words.headline(own.table, found.labels.rows(layout), ends[own.left], "grid")
    said = []
    for side, other in ((own.left, own.right), (own.right, own.left)):
        if rows := own.named(side):
            names = found.names(own.table, rows)
            listed = words.joined(names) if own.about == "grid" else words.few(names)
            end = "left" if side == own.left else "right"
            key = "grid_more" if own.about == "grid" else f"{own.about}_{end}"
            said.append(words.html(key, a=ends[side], b=ends[other], c=listed))
    return Markup(" ").join(said) if said else words.html(f"{own.about}_none")
