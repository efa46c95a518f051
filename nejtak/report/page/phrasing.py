"""How figures and rankings are said in one language; never more than the figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import Range
from nejtak.project.contract import ASKS, Asks
from nejtak.project.i18n import Texts, format_day, format_number, format_short_day
from nejtak.project.model import Locale
from nejtak.report.page.marks import BLOCKS
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row

LEFT_TO_RIGHT = "\u200e"  # keeps a sign before its number where text runs from right to left
MOST_NAMES = 3  # that a sentence lists; more are counted
LEADERS = ("one", "two", "three")
Ends = tuple[int, int]  # of a range, in whole percents rounded outwards
SPAN = Markup('<span class="label">{}</span>')


def percents(low: int, high: int, base: int) -> Ends:
    """The ends of a range in whole percents, rounded outwards."""
    return 100 * low // base, -(-100 * high // base)


@dataclass(frozen=True, slots=True)
class Words:
    """One language, the number of counted answers that figures are about, and whom a wave asks."""

    locale: Locale
    n: int
    asks: Asks = ASKS[0]

    @property
    def _texts(self) -> Texts:
        return Texts(self.locale, asks=self.asks)

    def text(self, key: str, section: str = "report", **values: str | int) -> str:
        """One of the locale's texts, filled; SourceError if it is missing, or a value."""
        return self._texts.plain(f"{section}.{key}", values)

    def html(self, key: str, **values: str | Markup) -> Markup:
        """One of the locale's texts for reports, escaped, filled with escaped text or markup."""
        return self._texts.html(f"report.{key}", values)

    def number(self, value: int) -> str:
        """A number as the language writes it."""
        return format_number(value, self.locale.code)

    def day(self, value: date) -> str:
        """A date as the language writes it."""
        return format_day(value, self.locale.code)

    def short_day(self, value: date) -> str:
        """A date in few letters."""
        return format_short_day(value, self.locale.code)

    def percent(self, value: int) -> str:
        """Whole percents."""
        return self.text("percent", value=value)

    def signed(self, share: float, end: Literal["low", "high", ""] = "") -> str:
        """A change in share, -1 to 1, in percentage points with its sign.

        The ends of an interval are rounded outwards. An end that is not zero is never written as
        zero, since that would wrongly say whether the interval contains zero.
        """
        points = round(100 * share, 6)
        whole = {"low": floor, "high": ceil}.get(end, lambda value: int(abs(value) + 0.5))(points)
        if not end:
            whole = whole if points > 0 else -whole
        if not whole and end and points:
            said = format_number(max(0.1, round(abs(points), 1)), self.locale.code)
        else:
            said = self.number(abs(whole))
        if not whole and not (end and points):
            return said
        mark = LEFT_TO_RIGHT if self.locale.direction == "rtl" else ""
        return mark + ("+" if points > 0 else "\u2212") + said

    def range(self, low: int, high: int) -> str:
        """A range of whole percents."""
        return self.text("range", low=low, high=high)

    def figure(self, figure: Range) -> str:
        """A figure alone: its counts, or percents rounded outwards."""
        if self.n <= BLOCKS:
            return self.text("block", low=self.number(figure.low), high=self.number(figure.high))
        return self.range(*self._percents(figure))

    def reading(self, figure: Range) -> str:
        """What a figure means, and why it is a range."""
        if self.n <= BLOCKS:
            low, high = self.number(figure.low), self.number(figure.high)
        else:
            low, high = map(self.percent, self._percents(figure))
        return self.text("reading", a=self.figure(figure), low=low, high=high)

    def _percents(self, figure: Range) -> Ends:
        return percents(figure.low, figure.high, self.n)

    def share(self, figure: Range) -> str:
        """A figure with its base: counts out of all counted answers, or percents."""
        if self.n > BLOCKS:
            return self.figure(figure)
        return self.text("share", share=self.figure(figure), n=self.number(self.n))

    def based(self, figure: Markup) -> Markup:
        """A figure's markup with its base, as `share` says it."""
        if self.n > BLOCKS:
            return figure
        return self.html("share", share=figure, n=self.number(self.n))

    @property
    def measure(self) -> str:
        """The heading of a column of figures."""
        return self.text("number_of" if self.n <= BLOCKS else "share_of", n=self.number(self.n))

    def joined(self, names: list[str]) -> str:
        """Names in a row, with the language's mark between."""
        return self.text("comma").join(names)

    def few(self, names: list[str]) -> str:
        """The first names, and how many more there are."""
        rest = len(names) - MOST_NAMES
        said = self.joined(names[:MOST_NAMES])
        return self.text("and_more", a=said, count=self.number(rest)) if rest > 0 else said

    def headline(
        self,
        table: Table,
        labels: Mapping[str, str],
        column: str,
        about: str,
        leaders: Sequence[Row] | None = None,
    ) -> Markup:
        """Say which rows of a table lead, if their figures tell them apart.

        `about` chooses the set of sentences: `reason`, `also`, `grid` or `answer`. `labels` are by
        row; `column` is the label of a grid's first column. `leaders` may be chosen more strictly.
        """
        leaders = table.leaders() if leaders is None else leaders
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
        return self.html(f"won_{how}", count=self.number(end), n=self.number(self.n))

    def mostly(self, table: Table) -> Literal["control", "within", "outside", "mixed"]:
        """The reach that certainly has more than half of the deciding reasons, or `mixed`."""
        least = {row.id: table.cells[row.id, ONLY].low for row in table.rows}
        control = least.get("control", 0)
        if 2 * control > self.n:
            return "control"
        if 2 * (control + least.get("influence", 0)) > self.n:
            return "within"
        return "outside" if 2 * least.get("outside", 0) > self.n else "mixed"
