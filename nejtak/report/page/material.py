"""The content of a report in one language, passed to each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import Range
from nejtak.project.model import Client, Project, Wave
from nejtak.report.approved import Approved
from nejtak.report.page.labels import Labels
from nejtak.report.page.marks import Mark, Scale
from nejtak.report.page.phrasing import Words
from nejtak.report.tables import trend
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY, Row, cell_name
from nejtak.report.tables.norms import Norm, Place
from nejtak.report.tables.released import Others

NUMBER = Markup('<span class="no" data-cells="{}">{}</span>')


@dataclass(frozen=True)
class Material:
    """Published figures with their words, and the other content of a report.

    `found` is the findings of a group if `group` is its id. `texts` are those that may be shown.
    """

    project: Project
    client: Client
    wave: Wave
    found: Findings
    texts: Sequence[Approved]
    norms: Mapping[Place, Norm]
    words: Words
    labels: Labels
    scale: Scale
    group: str = ""
    others: Others = field(default_factory=Others)

    @cached_property
    def points(self) -> tuple[trend.Point, ...]:
        """The client's waves up to this one that have counts."""
        return trend.points(self.client, self.wave)

    @property
    def has_rate(self) -> bool:
        """Whether the employer has given its counts of this wave."""
        return bool(self.points) and self.points[-1].wave.id == self.wave.id

    def of_group(self, group: str) -> Material:
        """The same for one group."""
        found = self.found.groups[group]
        return replace(self, found=found, words=replace(self.words, n=found.m), group=group)

    def mark(
        self,
        table: Table,
        rows: Iterable[Row],
        column: str = ONLY,
        size: Literal["row", "hero", "left", "right"] = "row",
    ) -> Mark:
        """The figure that these rows share in a column; `left` and `right` are wings of a grid."""
        rows = list(rows)
        figure = table.cells[rows[0].id, column]
        base = self.found.m
        wing = size in ("left", "right")
        unit = self.scale.hero if size == "hero" else self.scale.row
        drawing = self.scale.draw(figure, base, unit, rest=not wing, flip=size == "left")
        return Mark(
            figure, base, self.words.figure(figure), self.cells(table, rows, column), drawing
        )

    def cells(self, table: Table, rows: Iterable[Row], column: str = ONLY) -> str:
        """The names of these rows' cells, separated by spaces."""
        names = (cell_name(table.layout, row, column) for row in rows)
        return " ".join(f"{self.group}:{name}" if self.group else name for name in names)

    def inline(self, figure: Range, cells: str) -> Markup:
        """A figure within a sentence."""
        return NUMBER.format(cells, self.words.figure(figure))

    def names(self, table: Table, rows: Iterable[Row]) -> list[str]:
        """The labels of rows."""
        labels = self.labels.rows(table.layout)
        return [labels[row.id] for row in rows]
