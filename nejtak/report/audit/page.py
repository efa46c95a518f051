"""Reads the figures off a finished page: what people read, and the lengths of the bars.

It knows nothing of how the page was made. That the page says nothing beside its figures is shown
elsewhere: it is made again from them alone, and has to be the same to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nejtak.disclosure import Range
from nejtak.report.audit.reader import Node, parse, refused
from nejtak.report.tables.layout import Layout, cell_name

FIGURE = "share"  # the class of texts that are read as figures
_COUNTS = re.compile(r"\D*(\d+)\D+(\d+)\D+(\d+)\D*")
_PERCENTS = re.compile(r"\D*(\d+)\D+(\d+)\D*%\D*|%\D*(\d+)\D+(\d+)\D*")


def read(page: str, m: int, layouts: Sequence[Layout]) -> dict[str, Range]:
    """Return every figure of the page's tables, by the name of its cell.

    Raises NejtakError, naming where, if a table is missing or shows something else than its bars.
    """
    tree = parse(page)
    tables = {table.attributes.get("id"): table for table in tree.find("table")}
    found: dict[str, Range] = {}
    for layout in layouts:
        if layout.id not in tables:
            raise refused(layout.id, "the page does not show it")
        found |= _table(tables[layout.id], m, layout)
    return found


def _table(table: Node, m: int, layout: Layout) -> dict[str, Range]:
    rows = {f"{layout.id}.{row.id}": row for row in layout.rows}
    found: dict[str, Range] = {}
    for body in table.find("tbody"):
        named = [id_ for node in body.find("") if (id_ := node.attributes.get("id"))]
        cells = list(body.find("td"))
        if len(cells) != len(layout.columns) or not {*named} <= rows.keys():
            raise refused(".".join(named), "its rows or columns are not those of the contract")
        for column, cell in zip(layout.columns, cells, strict=True):
            figure = _cell(f"{' '.join(named)} {column}".strip(), cell, m)
            found |= {cell_name(layout, rows[id_], column): figure for id_ in named}
    return found


def _cell(where: str, cell: Node, m: int) -> Range:
    """The counts that a bar spans; the words beside it must span at least as many."""
    words, drawn = _words(where, cell), _bar(where, cell, m)
    told = _told(words, m)
    if told is None or told.low > drawn.low or told.high < drawn.high:
        raise refused(where, "its words say something else, or more, than its bar")
    return drawn


def _words(where: str, cell: Node) -> str:
    found = [text for element in cell.find("span", FIGURE) for text in element.texts()]
    if len(found) != 1:
        raise refused(where, f"it does not have one {FIGURE}")
    return found[0]


def _told(words: str, m: int) -> Range | None:
    """The counts that words stand for: counts of m, or percents of it. None if they are neither."""
    if match := _PERCENTS.fullmatch(words):
        low, high = (int(end) for end in match.groups() if end)
        return Range(-(-low * m // 100), high * m // 100)
    match = _COUNTS.fullmatch(words)
    return Range(int(match[1]), int(match[2])) if match and int(match[3]) == m else None


def _bar(where: str, cell: Node, m: int) -> Range:
    """The counts between the ends of a bar's light part; the dark part is what is certain."""
    bars = [bar.attributes.get("viewbox") for bar in cell.find("svg")]
    sure, span = ([dict(r.attributes) for r in cell.find("rect", k)] for k in ("sure", "span"))
    try:
        low = int(sure[0]["width"]) if sure else 0
        high = low + int(span[0]["width"])
    except (LookupError, ValueError) as error:
        raise refused(where, "its bar cannot be read") from error
    dark = [("0", str(low), "1")] if low else []
    drawn = (bars, [_place(rect) for rect in (*sure, *span)])
    if drawn != ([f"0 0 {m} 1"], [*dark, (str(low), str(high - low), "1")]):
        raise refused(where, "its bar is not drawn as a figure")
    return Range(low, high)


def _place(rect: Mapping[str, str]) -> tuple[str, str, str]:
    return rect.get("x", "0"), rect.get("width", ""), rect.get("height", "")
