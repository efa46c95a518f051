"""A section of the evidence, whatever question it is about: its words and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from nejtak.report.page.marks import Mark

Kind = Literal["one", "two", "wings"]
Side = Literal["left", "middle", "right", ""]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure in its column; None if it is not published."""

    label: str
    mark: Mark | None
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    label: str
    tag: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Rows that share their figures, named in one line."""

    lead: Markup
    names: str


@dataclass(frozen=True, slots=True)
class Section:
    """One question: a headline that says what its figures show, and the figures."""

    id: str
    kind: Kind
    headline: Markup
    asked: str
    says: tuple[str, ...]
    head: str
    columns: tuple[TableCell, ...]
    lines: tuple[Line, ...]
    rests: tuple[Rest, ...]
