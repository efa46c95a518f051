"""What can go wrong, in the words of the person who can mend it.

    NejtakError             an expected failure: printed without a traceback, exit code 1
    ├── SourceError         faults in the admin's files, all of them at once
    ├── StateError          the command does not fit the state that things are in
    └── EngineError         DynamoDB or the network did not do what was asked

No message ever quotes a candidate's answer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nejtak.messages import MESSAGES


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file.

    `where` is a line (`12`) for Markdown or a key path (`questions[3].kind`) for TOML and JSON.
    """

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.where}" if self.where else self.file
        return f"{place}: {self.message}"


class NejtakError(Exception):
    """An expected failure; its text is what the admin reads."""


class SourceError(NejtakError):
    """The admin's files have faults; `problems` lists every one, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_place))
        super().__init__("\n".join(map(str, self.problems)))


class StateError(NejtakError):
    """The command does not fit the state of the wave, the keys or the preview."""


class EngineError(NejtakError):
    """DynamoDB or the network failed; nothing that was stored is lost."""


def _place(problem: Problem) -> tuple[str, list[tuple[int, str]], str]:
    """Where a problem stands, so that line 9 comes before line 10."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", problem.where)
    return problem.file, [(int(number or 0), text) for number, text in parts], problem.message


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was likeliest meant, if any is near enough."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def guess(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the likeliest known word, or nothing."""
    found = closest(word, known)
    return f" Did you mean {found!r}?" if found else ""


class Faults:
    """Collects problems, so that one run tells them all, and each mistake once.

    `unread` are the files of which a part could not be understood. What seems to be missing
    because of that is no second mistake.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        self.unread = {problem.file for problem in self.problems}

    def add(self, file: str, where: str | int, message: str, **values: object) -> None:
        """Add a message of the catalogue by its name, filled with values."""
        self.problems.append(Problem(file, str(where), MESSAGES[message].format(**values)))

    def raise_if_any(self) -> None:
        """Raise SourceError with everything that was collected."""
        if self.problems:
            raise SourceError(self.problems)
