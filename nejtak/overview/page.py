"""The overview as one page for the admin's own browser: it asks nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from nejtak.base import shipped
from nejtak.base.html import Templates
from nejtak.overview.rows import Overview, OverviewRow, Todo
from nejtak.overview.words import RowWords, count, late, long_day, row_words, shares_words, when_due

SQUARE = 9  # px from one square to the next
MOST = 12  # squares
EACH = 5  # answers to a square


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to do, as the page says it."""

    row: OverviewRow
    todo: Todo
    command: str
    when: str
    late: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A wave, as the page says it; `squares` are places, and whether they are filled."""

    row: OverviewRow
    words: RowWords
    squares: tuple[tuple[int, bool], ...]


def render_overview(found: Overview) -> bytes:
    """The page, whole in one file."""
    today = found.today
    tasks = [
        _Task(row, t, found.command(t), when_due(t, today), late(t, today)) for row, t in found.todo
    ]
    lines = [_Line(row, row_words(row, today), _squares(row)) for row in found.waves]
    html = Templates(shipped.SITE / "templates").render(
        "overview.html",
        css=shipped.static("overview.css"),
        tasks=tasks,
        lines=lines,
        title=_title(tasks),
        date=long_day(today),
        clients=count(found.clients, "client"),
        waves=count(len(lines), "wave"),
        shares=shares_words(found.shares) if found.shares else "",
    )
    return html.encode()


def _title(tasks: list[_Task]) -> str:
    if not tasks:
        return "Nothing to do"
    now = sum(task.late for task in tasks)
    due = f": {now} due today or late" if now else ""
    return f"{count(len(tasks), 'thing')} to do{due}"


def _squares(row: OverviewRow) -> tuple[tuple[int, bool], ...]:
    """A square for each five answers, open ones for the rest of those who could have answered."""
    low = row.answers[0] if row.answers else row.counted
    if low is None:
        return ()
    could = max(low, row.asked or row.said or 0)
    number = min(MOST, max(1, -(-could // EACH)))
    return tuple((place * SQUARE, place < low // EACH) for place in range(number))
