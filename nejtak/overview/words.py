"""The wording of days, counts and steps, the same on the terminal and on the page."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from nejtak.overview.rows import SOFT, OverviewRow, Step, Todo
from nejtak.overview.shares import Shares

NEXT: dict[Step, str] = {"outcomes": "ask", "none": "-"}  # all other steps are words already
NEAR = 14  # deadlines up to this many days ahead are given in days, later ones as a date


class RowWords(NamedTuple):
    """A row in words; a dash for what is not known yet."""

    state: str
    answers: str
    outcome: str
    when: str
    next: str
    delete: str


def row_words(row: OverviewRow, today: date) -> RowWords:
    """The words of a row, which are the same on the terminal and on the page."""
    return RowWords(
        f"with {row.within}" if row.within else row.state,
        _answers(row),
        _outcome(row),
        _when(row, today),
        NEXT.get(row.step, row.step),
        _delete(row, today),
    )


def long_day(value: date) -> str:
    """A day as `Thursday 3 December 2026`."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def _day(value: date, today: date) -> str:
    """A day as `3 Dec`, with its year if that is another one."""
    year = f" {value.year}" if value.year != today.year else ""
    return f"{value.day} {value:%b}{year}"


def _short(value: date, today: date) -> str:
    """A day for a narrow column: only month and year if it is not in this year."""
    return f"{value:%b %Y}" if value.year != today.year else _day(value, today)


def when_due(todo: Todo, today: date) -> str:
    """When a step is due, or since when it waits."""
    if todo.step in SOFT:
        return f"since {_day(todo.due, today)}" if todo.due < today else "now"
    left = (todo.due - today).days
    if left == 0:
        return "today"
    if left < 0:
        return f"{_days(-left)} late"
    return f"{_days(left)} left" if left <= NEAR else f"by {_day(todo.due, today)}"


def late(todo: Todo, today: date) -> bool:
    """Whether a step is due today or overdue; a step without a deadline is never late."""
    return todo.step not in SOFT and todo.due <= today


def _when(row: OverviewRow, today: date) -> str:
    """A wave's next date, or the days that it has left."""
    if row.reported:
        return _short(row.reported, today)
    if row.state in ("open", "ended", "joined") and row.opens <= today:
        left = (row.closes - today).days
        return f"{left} left" if left > 0 else "last day" if left == 0 else f"{-left}d late"
    return _short(row.opens if row.state in ("draft", "open") else row.closes, today)


def _answers(row: OverviewRow) -> str:
    """The answers in the inbox in steps of five, or those that a report counts."""
    if row.counted is not None:
        return str(row.counted)
    if row.answers is None:
        return "-"
    return f"{row.answers[0]}-{row.answers[1]}"


def _outcome(row: OverviewRow) -> str:
    """How many said no, or yes, and of how many; a question mark for an unknown number."""
    said = "no" if row.asks == "declined" else "yes"
    if row.said is None:
        return f"{said} ?"
    return f"{said} {row.said}/{'?' if row.offers is None else row.offers}"


def shares_words(shares: Shares) -> str:
    """The outcomes of all clients' offers, in one or two sentences."""
    parts = ", ".join(
        f"{part.outcome} {part.percent}% ({part.low}-{part.high})" for part in shares.parts
    )
    said = f"The last {count(shares.offers, 'offer')} of {shares.clients} clients: {parts}."
    if not shares.apart:
        return said
    return f"{said} Left out, since not all three are known: {count(shares.apart, 'client')}."


def _delete(row: OverviewRow, today: date) -> str:
    """When the answers are to be deleted."""
    if row.state == "purged":
        return "deleted"
    if row.kept_until is None:
        return "-"
    return "today" if row.kept_until == today else _short(row.kept_until, today)


def count(number: int, noun: str) -> str:
    """`1 wave`, `2 waves`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _days(number: int) -> str:
    return count(number, "day")
