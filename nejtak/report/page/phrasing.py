"""How figures and rankings are said in one language; never more than the figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import Range
from nejtak.project.i18n import Texts, format_day, format_number
from nejtak.project.model import Locale, Reach
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY

# Below, counts are said: a range of percents would look like the error of a poll.
PERCENT_FROM = 60
LEADERS = ("one", "two", "three")
SPAN = Markup('<span class="label">{}</span>')


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and the number of counted answers that figures are about."""

    locale: Locale
    n: int

    def text(self, key: str, section: str = "report", **values: str | int) -> str:
        """One of the locale's texts, filled; SourceError if it is missing, or a value."""
        return Texts(self.locale).plain(f"{section}.{key}", values)

    def html(self, key: str, **values: Markup) -> Markup:
        """One of the locale's texts for reports, escaped, filled with markup."""
        return Texts(self.locale).html(f"report.{key}", values)

    def number(self, value: int) -> str:
        """A number as the language writes it."""
        return format_number(value, self.locale.code)

    def day(self, value: date) -> str:
        """A date as the language writes it."""
        return format_day(value, self.locale.code)

    def percent(self, value: int) -> str:
        """Whole percents."""
        return self.text("percent", value=value)

    def signed(self, share: float) -> str:
        """A change in share, -1 to 1, as whole percentage points with their sign."""
        value = int(abs(100 * share) + 0.5)
        if not value:
            return self.number(0)
        return ("+" if share > 0 else "\u2212") + self.number(value)

    def range(self, low: int, high: int) -> str:
        """A range of whole percents."""
        return self.text("range", low=low, high=high)

    def share(self, figure: Range) -> str:
        """Name a figure: as counts of all that are counted, or as percents rounded outwards."""
        if self.n < PERCENT_FROM:
            return self.text("counts", low=figure.low, high=figure.high, n=self.n)
        return self.range(100 * figure.low // self.n, -(-100 * figure.high // self.n))

    def headline(self, table: Table, labels: Mapping[str, str], column: str, about: str) -> Markup:
        """Say which rows of a table lead, if their figures tell them apart.

        `about` chooses the set of sentences: `reason`, `also`, `family`, `grid` or `answer`.
        `labels` are by row; `column` is the label of a grid's first column.
        """
        leaders = table.leaders()
        if not leaders:
            return self.html(f"{about}_none")
        how = LEADERS[len(leaders) - 1]
        figure = table.cells[leaders[0].id, table.layout.columns[0]]
        if len(leaders) == 1 and 2 * figure.low > self.n:
            how = "most"
        named = {
            "column": column,
            **dict(zip("abc", (labels[r.id] for r in leaders), strict=False)),
        }
        spans = {name: SPAN.format(label) for name, label in named.items()}
        return self.html(f"{about}_{how}", **spans)

    def won(self, figure: Range) -> Markup:
        """Say how many could have been won, by their own account."""
        how, end = ("some", figure.low) if figure.low else ("few", figure.high)
        numbers = {"count": self.number(end), "n": self.number(self.n)}
        return Markup.escape(self.text(f"won_{how}", **numbers))

    def reaches(self, table: Table) -> Markup:
        """Say where most of what decided it lies, as far as the least counts tell."""
        return self.html(f"reach_{self.mostly(table) or 'mixed'}")

    def mostly(self, table: Table) -> Literal["control", "within", "outside"] | None:
        """Where more than half of the deciding reasons lie for certain, if anywhere."""
        least = {row.id: table.cells[row.id, ONLY].low for row in table.rows}
        within = least.get("control", 0) + least.get("influence", 0)
        if 2 * least.get("control", 0) > self.n:
            return "control"
        if 2 * within > self.n:
            return "within"
        if 2 * least.get("outside", 0) > self.n:
            return "outside"
        return None

    def within_reach(self, reaches: Sequence[Reach | None]) -> str:
        """Say whether the employer can do something about the leading reasons; or nothing."""
        kinds = set(reaches)
        if not kinds or None in kinds:
            return ""
        if len(kinds) == 1:
            return self.text(f"leads_{kinds.pop()}")
        return self.text("leads_mixed" if "outside" in kinds else "leads_influence")
