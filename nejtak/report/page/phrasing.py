"""How figures, bands and rankings are said in one language; never more than the bands say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import Band, bands
from nejtak.project.i18n import Texts, day, number
from nejtak.project.model import Locale, Reach
from nejtak.report.tables.layout import ONLY
from nejtak.report.tables.tabulate import Table

# So few bands are said in words: percents would look more exact than the number of answers is.
NAMES = {2: ("half_or_less", "more_than_half"), 3: ("few", "half", "most")}
LEADERS = ("one", "two", "three")
SPAN = Markup('<span class="label">{}</span>')


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and the number of respondents that figures are about."""

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
        return number(value, self.locale.code)

    def day(self, value: date) -> str:
        """A date as the language writes it."""
        return day(value, self.locale.code)

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

    def share(self, band: Band, *, exact: bool = True) -> str:
        """Name a band: a word that is true of exactly its counts, or percents rounded outwards.

        `exact` is False for sums of bands, which have no word.
        """
        found = bands(self.n)
        if exact and len(found) in NAMES:
            return self.text(NAMES[len(found)][found.index(band)])
        return self.range(100 * band.low // self.n, -(-100 * band.high // self.n))

    def key(self) -> Iterator[tuple[str, str]]:
        """Yield each word in use and what it stands for, highest first; nothing for percents."""
        if len(bands(self.n)) in NAMES:
            for band in reversed(bands(self.n)):
                counts = self.text("counts", low=band.low, high=band.high, n=self.n)
                yield self.share(band), counts

    def headline(self, table: Table, labels: Mapping[str, str], column: str, about: str) -> Markup:
        """Say which rows of a table lead, as far as their bands tell them apart.

        `about` chooses the set of sentences: `reason`, `grid` or `answer`. `labels` are by row;
        `column` is the label of a grid's first column.
        """
        leaders = table.leaders()
        if not leaders:
            return self.html(f"{about}_none")
        how = LEADERS[len(leaders) - 1]
        band = table.cells[leaders[0].id, table.layout.columns[0]]
        if len(leaders) == 1 and 2 * band.low > self.n:
            how = "most"
        named = {
            "column": column,
            **dict(zip("abc", (labels[r.id] for r in leaders), strict=False)),
        }
        spans = {name: SPAN.format(label) for name, label in named.items()}
        return self.html(f"{about}_{how}", **spans)

    def reaches(self, table: Table) -> Markup:
        """Say where most of what decided it lies, as far as the least counts tell."""
        return self.html(f"reach_{self.mostly(table) or 'mixed'}")

    def mostly(self, table: Table) -> Literal["control", "within", "outside"] | None:
        """Where more than half of the respondents' deciding reasons lie for sure, if anywhere."""
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
