"""The rows of the overview: a wave's state, and the admin's next step for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nejtak.overview.shares import Shares
from nejtak.project.contract import Asks
from nejtak.wave.review_flag import Review

State = Literal[
    "draft",
    "open",
    "ended",
    "joined",
    "closed",
    "reviewing",
    "reviewed",
    "reported",
    "purged",
    "away",
    "damaged",
]
Step = Literal[
    "open",
    "mend",
    "close",
    "prolong",
    "invite",
    "outcomes",
    "fetch",
    "review",
    "report",
    "purge",
    "restore",
    "wait",
    "none",
]
# Steps without a deadline of their own: they are sorted as if they were due in a week.
SOFT: tuple[Step, ...] = ("invite", "review", "report", "fetch")
# Steps that a promise to candidates depends on: they come first, however late the others are.
FIRST: tuple[Step, ...] = ("purge",)


@dataclass(frozen=True, slots=True)
class Todo:
    """A step to take for a wave. `due` is its deadline, or the day it began if the step is soft.

    `words` are the command without the program's name. `why` is a sentence in lower case, without
    its full stop. A step that is `first` comes before all others, however late these are.
    """

    step: Step
    due: date
    words: str
    why: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One wave. `answers` are at least and at most in its inbox; None if not counted.

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
    asks: Asks = "declined"
    accepted: int | None = None
    withdrawn: int | None = None
    answers: tuple[int, int] | None = None
    counted: int | None = None
    review: Review | None = None
    reported: date | None = None
    kept_until: date | None = None
    within: str = ""
    todo: Todo | None = None
    step: Step = "none"

    @property
    def said(self) -> int | None:
        """The offers that ended as the people whom the wave asks said."""
        return self.declined if self.asks == "declined" else self.accepted

    @property
    def share_known(self) -> bool:
        """Whether the employer's counts give the share of these."""
        return self.offers is not None and self.said is not None


@dataclass(frozen=True, slots=True)
class Overview:
    """Every wave by client and id, as of a day; `program` is how nejtak is called here."""

    program: str
    today: date
    clients: int
    rows: tuple[OverviewRow, ...]
    shares: Shares | None = None

    @property
    def todo(self) -> list[tuple[OverviewRow, Todo]]:
        """The steps to take, the most urgent first."""
        found = [(row, row.todo) for row in self.rows if row.todo]
        return sorted(found, key=lambda pair: self._place(*pair))

    def command(self, todo: Todo) -> str:
        """The command of a step, to be pasted."""
        return f"{self.program} {todo.words}"

    def _place(self, row: OverviewRow, todo: Todo) -> tuple[bool, date, str, str]:
        due = todo.due
        if todo.step in SOFT:
            week = self.today + timedelta(7)
            due = row.closes if self.today <= row.closes < week else week
        return not todo.first, due, row.client, row.wave

    @property
    def waves(self) -> list[OverviewRow]:
        """Every wave: those with a step to take first, purged ones last."""
        order = {(row.client, row.wave): place for place, (row, _) in enumerate(self.todo)}
        return sorted(
            self.rows,
            key=lambda row: (
                order.get((row.client, row.wave), len(order)),
                row.state == "purged",
                row.closes,
                row.client,
                row.wave,
            ),
        )
