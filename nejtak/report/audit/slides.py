"""Reads the figures off finished slides: each chart's embedded workbook, and the chart's own copy.

As for all files, making the slides again from their figures shows that they say nothing else.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nejtak.disclosure import ALL, Range
from nejtak.report.audit.read_xml import read_xml
from nejtak.report.audit.reader import refused
from nejtak.report.tables.findings import Findings

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OWN = "chart"  # the name of a chart that is not about answers


def check_slides(name: str, content: bytes, told: Findings) -> None:
    """Compare every chart with the published figures; NejtakError with the place if they differ."""
    parts = {ALL: told, **told.groups}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as deck:
            charts = [*_charts(deck)]
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise refused(name, "it cannot be read") from error
    for named, rows in charts:
        cells = named.split()
        if len(cells) != len(rows):
            raise refused(named, "its chart has more or fewer rows than figures")
        for each, row in zip(cells, rows, strict=True):
            for cell in each.split(","):
                group, _, own = cell.rpartition(":")
                if group not in parts or own not in parts[group].figures:
                    raise refused(cell, "the slides show a figure that is not told")
                _check(cell, row, parts[group].figures[own], parts[group].m)


def _check(where: str, row: tuple[int, ...], figure: Range, m: int) -> None:
    if row != (figure.low, figure.high - figure.low, m - figure.high):
        raise refused(where, "its chart says something else than the exports")


def _charts(deck: zipfile.ZipFile) -> Iterator[tuple[str, list[tuple[int, ...]]]]:
    """The name of each chart about answers, and the rows of its workbook."""
    slides = [n for n in deck.namelist() if n.startswith("ppt/slides/slide")]
    for slide in slides:
        related = _related(deck, slide)
        for frame in read_xml(deck.read(slide)).iter(f"{_P}graphicFrame"):
            name = frame.find(f"{_P}nvGraphicFramePr/{_P}cNvPr")
            chart = frame.find(f"{_A}graphic/{_A}graphicData/{_C}chart")
            if chart is None or name is None or name.get("name") == OWN:
                continue
            path = related[chart.attrib[f"{_R}id"]]
            (book,) = (to for to in _related(deck, path).values() if to.endswith(".xlsx"))
            rows = _workbook(deck.read(book))
            if rows != _cached(deck.read(path)):
                raise refused(path, "its chart and its workbook say different things")
            yield name.get("name", ""), rows


def _related(deck: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The paths of the parts that a part's relationships point to, by their ids."""
    folder, file = posixpath.split(part)
    tree = read_xml(deck.read(f"{folder}/_rels/{file}.rels"))
    return {
        one.attrib["Id"]: posixpath.normpath(posixpath.join(folder, one.attrib["Target"]))
        for one in tree.iter(f"{_RELATED}Relationship")
    }


def _workbook(content: bytes) -> list[tuple[int, ...]]:
    """The numbers of a chart's workbook, row by row; it has one sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        if len(sheets) != 1:
            raise ValueError("a chart's workbook has one sheet")
        tree = read_xml(book.read(sheets[0]))
    _, *rows = tree.iter(f"{_SHEET}row")
    return [tuple(_number(cell) for cell in [*row][1:]) for row in rows]


def _number(cell: Element) -> int:
    value = cell.findtext(f"{_SHEET}v") or ""
    if cell.get("t") == "s":
        raise ValueError("a figure is a number")
    return int(value)


def _cached(chart: bytes) -> list[tuple[int, ...]]:
    """The numbers that the chart keeps of its workbook."""
    tree = read_xml(chart)
    columns = [
        [int(float(value.text or "")) for value in one.iterfind(f"{_C}val//{_C}pt/{_C}v")]
        for one in tree.iter(f"{_C}ser")
    ]
    return [*zip(*columns, strict=True)]
