"""What the overview says of a wave, and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nejtak.wave.review_flag import Review

State = Literal[
    "draft", "open", "ended", "joined", "closed", "reviewing", "reviewed", "reported", "purged",
    "away", "damaged",
]  # fmt: skip
Step = Literal[
    "open", "mend", "close", "prolong", "invite", "declines", "fetch", "review", "report", "purge",
    "restore", "wait", "none",
]  # fmt: skip
# Steps without a deadline of their own: they come as if they had a week.
SOFT: tuple[Step, ...] = ("invite", "review", "report", "fetch")
# A promise to candidates hangs on these: they come first, however late the others are.
FIRST: tuple[Step, ...] = ("purge",)


@dataclass(frozen=True, slots=True)
class Todo:
    """What is to be done about a wave: `due` is its day, or since when if the step is soft.

    `words` are what follows the program's name in the command. `why` is a sentence in lower case,
    without its full stop. What is `first` comes before all that is not, however late that is.
    """

    step: Step
    due: date
    words: str
    why: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One wave. `answers` is its inbox in steps of five: the lower end, or None if not counted.

    `counted` is how many answers its report counts; None before. `within` is the wave that counts
    its answers, if it is another one.
    """

    client: str
    name: str
    wave: str
    state: State
    opens: date
    closes: date
    offers: int | None
    declined: int | None
    asked: int | None
    answers: int | None = None
    counted: int | None = None
    review: Review | None = None
    reported: date | None = None
    kept_until: date | None = None
    within: str = ""
    todo: Todo | None = None
    step: Step = "none"


@dataclass(frozen=True, slots=True)
class Overview:
    """Every wave by client and id, as of a day; `program` is how nejtak is called here."""

    program: str
    today: date
    clients: int
    rows: tuple[OverviewRow, ...]

    @property
    def todo(self) -> list[tuple[OverviewRow, Todo]]:
        """What is to be done, the first thing first."""
        found = [(row, row.todo) for row in self.rows if row.todo]
        return sorted(found, key=lambda pair: self._place(*pair))

    def command(self, todo: Todo) -> str:
        """The command of a step, to be pasted."""
        return f"{self.program} {todo.words}"

    def _place(self, row: OverviewRow, todo: Todo) -> tuple[bool, date, str, str]:
        due = min(_week(self.today), row.closes) if todo.step in SOFT else todo.due
        if todo.step in SOFT and row.closes < self.today:
            due = _week(self.today)
        return not todo.first, due, row.client, row.wave

    @property
    def waves(self) -> list[OverviewRow]:
        """Every wave: those with something to do first, what is over last."""
        order = {(row.client, row.wave): place for place, (row, _) in enumerate(self.todo)}
        over: tuple[State, ...] = ("purged",)
        return sorted(
            self.rows,
            key=lambda row: (
                order.get((row.client, row.wave), len(order)), row.state in over,
                row.closes, row.client, row.wave,
            ),
        )  # fmt: skip


def _week(today: date) -> date:
    return date.fromordinal(today.toordinal() + 7)
