"""The expected failures of nejtak. Each message names the fault and how to fix it.

    NejtakError             an expected failure: printed without a traceback, exit code 1
    ├── SourceError         faults in the admin's files, all of them at once
    ├── StateError          the command does not fit the state of the wave, the keys or the preview
    └── EngineError         DynamoDB or the network failed

No message ever quotes a candidate's answer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nejtak.messages import MESSAGES


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in one file.

    `where` is a line (`12`) in Markdown and a key path (`questions[3].kind`) in TOML and JSON.
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
    """The admin's files have faults; `faults` lists every one, sorted by file and place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=_sort_key))
        super().__init__("\n".join(map(str, self.faults)))


class StateError(NejtakError):
    """The command does not fit the state of the wave, the keys or the preview."""


class EngineError(NejtakError):
    """DynamoDB or the network failed; no stored answer is lost."""


def message_text(message: str, /, **values: object) -> str:
    """A message of the catalogue by its name, filled with values."""
    return MESSAGES[message].format(**values)


def _sort_key(fault: Fault) -> tuple[str, list[tuple[int, str]], str]:
    """File and place of a fault, with numbers as numbers, so that line 9 comes before line 10."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", fault.where)
    return fault.file, [(int(number or 0), text) for number, text in parts], fault.message


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None if no word is similar enough."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def guess(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` with the closest known word; empty if there is none."""
    likely = closest(word, known)
    return f" Did you mean {likely!r}?" if likely else ""


class Faults:
    """Collects faults, so that one run reports them all, and each mistake once.

    `unread` are the files that were not fully understood. Something that seems to be missing for
    that reason is not reported as a second mistake.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.collected = list(faults)
        self.unread = {fault.file for fault in self.collected}

    def add(self, file: str, where: str | int, message: str, **values: object) -> None:
        """Add a fault: a message of the catalogue by its name, filled with values."""
        self.collected.append(Fault(file, str(where), message_text(message, **values)))

    def raise_if_any(self) -> None:
        """Raise SourceError with every collected fault."""
        if self.collected:
            raise SourceError(self.collected)
