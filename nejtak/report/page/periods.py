"""The names of periods: a year, a half or a quarter of one, or else the days of its ends."""

from __future__ import annotations

from datetime import date, timedelta

from nejtak.report.page.phrasing import Words

_MONTHS = {12: "year", 6: "half", 3: "quarter"}


def short(opens: date, closes: date, words: Words) -> str:
    """A period's name as a chart has room for it."""
    after = closes + timedelta(days=1)
    months = 12 * (after.year - opens.year) + after.month - opens.month
    kind = _MONTHS.get(months)
    if opens.day == after.day == 1 and kind and (opens.month - 1) % months == 0:
        which = words.number((opens.month - 1) // months + 1)
        return words.text(f"period_{kind}", value=which, closes=opens.year)
    return words.text("period_days", opens=words.short_day(opens), closes=words.short_day(closes))
