"""The client's own share of offers, and the shares that others have published.

They stand beside each other only if the employer has given its counts: the published ones compare
with nothing else in a report.
"""

from __future__ import annotations

from dataclasses import dataclass

from nejtak.base.wilson import whole_percent
from nejtak.disclosure import QUOTES
from nejtak.project.i18n import country_name, format_number
from nejtak.report.page import periods
from nejtak.report.page.material import Material
from nejtak.report.tables.published import PublishedShare, published_shares

Row = tuple[str, str, str]  # whose offers, their share, and who says so


@dataclass(frozen=True, slots=True)
class BesidePublished:
    """The table, the client's own share first."""

    title: str
    note: str
    heads: Row
    rows: tuple[Row, ...]


def beside_published(found: Material) -> BesidePublished | None:
    """Make the table; None if the employer's counts are missing, and in a small wave's report."""
    words, others = found.words, published_shares(found.wave.asks)
    if not found.has_rate or not others or found.found.m < QUOTES:
        return None
    now = found.points[-1]
    share = words.percent(whole_percent(now.share))
    period = periods.short(now.wave.opens, now.wave.closes, words)
    own = (words.text("norms_own"), share, period)
    return BesidePublished(
        words.text("published_title"),
        words.text("published_note"),
        (words.text("published_of"), words.text("rate_title"), words.text("published_source")),
        (own, *(_row(one, found) for one in others)),
    )


def _row(one: PublishedShare, found: Material) -> Row:
    words, code = found.words, found.words.locale.code
    share = words.text("percent", value=format_number(one.percent, code))
    where = f"{country_name(one.country, code)} {one.year}"
    return words.text(f"published_{one.of}"), share, words.joined([one.source, where])
