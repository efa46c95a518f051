"""Reads the figures off a finished page: those in the text, and those in the drawings.

It knows nothing of how the page was made. Another check shows that the page says nothing but its
figures: the page is made again from them alone, and has to be the same to the byte.

An element that names cells (`data-cells="decided.pay"`, `it:decided.pay` in a group) shows their
figure in one text of the class `no`, and in at most one drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nejtak.disclosure import ALL, Range
from nejtak.report.audit.reader import Node, parse, refused
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.layout import cell_name

WORDS = "no"  # the class of texts that are read as figures
FORMS = ("dots", "blocks", "bar")
BAR = 298.5  # the inside of a bar, in its own units
ANSWER, GAP = 6, 2.5  # the width of one answer in a block, and the space between blocks
_COUNTS = re.compile(r"\D*(\d+)\D+(\d+)\D*")
_PERCENTS = re.compile(r"\D*(\d+)\D+(\d+)\D*%\D*|%\D*(\d+)\D+(\d+)\D*")


def check_html(page: str, told: Findings) -> None:
    """Compare every figure of a page with the published figures.

    Raises NejtakError with the place if words or a drawing say something else, or if a figure that
    is not a sum is missing from the page.
    """
    parts = {group: (own.figures, own.m) for group, own in {ALL: told, **told.groups}.items()}
    shown: set[str] = set()
    for node in parse(page).find(""):
        names = node.attributes.get("data-cells", "").split()
        for name in names:
            group, _, cell = name.rpartition(":")
            figures, m = parts.get(group, ({}, 0))
            if cell not in figures:
                raise refused(name, "the page shows a figure that is not told")
            _check_figure(name, node, figures[cell], m)
        shown.update(names)
    for name in sorted(_blocks(told) - shown):
        raise refused(name, "the page does not show it")


def _blocks(told: Findings) -> set[str]:
    """The cells that are published on their own, and not as sums of others."""
    layouts = (layout for layout in told.layouts if not layout.is_sum)
    return {cell_name(layout, row, column) for layout in layouts for row, column in layout.cells()}


def _check_figure(where: str, node: Node, figure: Range, m: int) -> None:
    words = [text for element in node.find("span", WORDS) for text in element.texts()]
    if len(words) != 1:
        raise refused(where, f"it does not have one text of the class {WORDS}")
    if not _said(words[0], figure, m):
        raise refused(where, "its words say something else than the exports")
    drawings = list(node.find("svg"))
    if len(drawings) > 1:
        raise refused(where, "it has several drawings")
    for drawing in drawings:
        if _drawn(where, drawing, m) != figure:
            raise refused(where, "its drawing says something else than the exports")


def _said(words: str, figure: Range, m: int) -> bool:
    """Whether words give a figure: its counts, or its percents rounded outwards."""
    if match := _PERCENTS.fullmatch(words):
        low, high = (int(end) for end in match.groups() if end)
        return (low, high) == (100 * figure.low // m, -(-100 * figure.high // m))
    match = _COUNTS.fullmatch(words)
    return match is not None and (int(match[1]), int(match[2])) == (figure.low, figure.high)


def _drawn(where: str, drawing: Node, m: int) -> Range:
    """The figure that a drawing shows. The rest of all m answers is drawn in full or not at all."""
    form = drawing.attributes.get("class", "").split()[:1]
    counts: dict[str, float] = {"sure": 0, "maybe": 0, "rest": 0}
    try:
        for kind, count in _parts(drawing, m):
            counts[kind] += count
    except (LookupError, ValueError) as error:
        raise refused(where, "its drawing cannot be read") from error
    sure, maybe, rest = (round(counts[kind]) for kind in ("sure", "maybe", "rest"))
    if [*form] not in [[one] for one in FORMS] or rest not in (0, m - sure - maybe):
        raise refused(where, "it is not drawn as a figure")
    return Range(sure, sure + maybe)


def _parts(drawing: Node, m: int) -> Iterator[tuple[str, float]]:
    """How many answers each shape represents."""
    form = drawing.attributes["class"].split()[0]
    for path in drawing.find("path"):
        if path.attributes["class"] != "hole":
            yield path.attributes["class"], path.attributes["d"].count("M")
    for rect in drawing.find("rect"):
        yield rect.attributes["class"], _answers(form, rect.attributes, m)


def _answers(form: str, rect: Mapping[str, str], m: int) -> float:
    width = float(rect["width"])
    return width * m / BAR if form == "bar" else (width + GAP) / ANSWER
