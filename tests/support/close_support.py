"""What the tests of closing share: one open wave, its key, its inbox, and people to answer."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import contract_support
from close_worker import CLIENT, EARLIER, SHARDS, WAVE, wave_at

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.errors import EngineError
from nejtak.project.contract import to_bytes
from nejtak.wave import close, closed_wave
from nejtak.wave.close import Closing, Suspects
from nejtak.wave.closed_wave import Responses
from nejtak.wave.inbox import Inbox, InboxItem

PEOPLE = 2000
QUESTIONS = {
    "who": {"kind": "choice", "choices": [f"p{n}" for n in range(PEOPLE)]},
    "weights": {
        "kind": "grid",
        "rows": ["pay", "tasks"],
        "columns": ["decisive", "no"],
    },
    "rivals": {"kind": "choices", "choices": ["a", "b"]},
    "rating": {"kind": "scale", "choices": ["1", "2", "3"]},
    "positives": {"kind": "text", "max_length": 100},
    "worries": {"kind": "text", "max_length": 100},
}
TEXTS = ("positives", "worries")


class FakeInbox(Inbox):
    """An inbox in memory, in the order of writing; loses the line after `stamina` deletions."""

    def __init__(self, items: Sequence[InboxItem] = ()) -> None:
        self.held = list(items)
        self.stamina: int | None = None

    def items(self) -> list[InboxItem]:
        """Every item, in the order of writing, which is the worst order for anonymity."""
        return list(self.held)

    def count(self) -> int:
        """How many items there are."""
        return len(self.held)

    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items, or some of them and fail."""
        for done, item in enumerate(items):
            if done == self.stamina:
                raise EngineError("The line is gone.")
            self.held.remove(item)


class Case:
    """One open wave in a folder of its own, its key, and answers sealed to it.

    `together` with an earlier wave, to which about every second answer goes.
    """

    def __init__(self, folder: Path, others: Sequence[str] = (), *, together: bool = False) -> None:
        self.keys_folder = folder / "keys"
        public = private_keys.new_key(self.keys_folder / "partner.key")
        self.keys = private_keys.identities(self.keys_folder)
        self.recipients = [public, *others]
        waves = folder / "waves"
        waves.mkdir()
        for id_ in [WAVE, EARLIER] if together else [WAVE]:
            made = contract_support.contract(QUESTIONS, self.recipients, wave=id_, shards=SHARDS)
            (waves / f"{id_}.contract.json").write_bytes(to_bytes(made))
        self.wave = wave_at(waves)
        self.inbox = FakeInbox()
        self._dice = random.Random(1)

    @property
    def file(self) -> Path:
        """Where the closed wave will lie."""
        return self.wave.responses_file

    def item(self, envelope: object) -> InboxItem:
        """An item as the collector makes it, of an envelope or of plain bytes."""
        plain = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
        return self.raw(seal(plain.ljust(1024), self.recipients))

    def raw(self, sealed: bytes) -> InboxItem:
        """An item with whatever bytes."""
        id_ = self._dice.randbytes(32)
        return InboxItem(self.place(id_), id_, sealed)

    def place(self, id_: bytes) -> str:
        """Where an item with that id lies: its wave and shard."""
        wave = self.wave.counted[id_[1] % len(self.wave.counted)]
        return f"{CLIENT}/{wave.id}/{id_[0] % SHARDS}"

    def put(self, *answers: Mapping[str, Any]) -> list[InboxItem]:
        """Put answers into the inbox."""
        items = [self.item({"answers": a}) for a in answers]
        self.inbox.held += items
        return items

    def suspect(self, *answers: Mapping[str, Any]) -> list[InboxItem]:
        """Put answers into the inbox that the collector took for a program's."""
        items = [self.item({"answers": a, "suspect": True}) for a in answers]
        self.inbox.held += items
        return items

    def enter(self, mark: str, answers: Mapping[str, Any], **more: Any) -> None:
        """Put an answer into the inbox that was entered on the partner's machine."""
        self.inbox.held.append(self.item({"answers": answers, "mark": mark, **more}))

    def close(self, suspects: Suspects | None = None) -> Closing:
        """Close the wave."""
        return close.close(self.wave, self.inbox, self.keys, suspects)

    def empty(self) -> None:
        """Make the wave one that was never closed."""
        self.wave.closed_file.unlink()
        self.file.unlink()

    def read(self) -> Responses:
        """Read the closed wave."""
        return closed_wave.read_responses(self.wave, self.keys)


def person(number: int) -> dict[str, Any]:
    """A full response that can be recognised in every part of it."""
    return {
        "who": f"p{number}",
        "weights": {"tasks": "no", "pay": "decisive"},
        "rivals": ["a", "b"],
        "rating": str(number % 3 + 1),
        "positives": f"godt-{number:04}-æøå",
        "worries": f"skidt-{number:04}-æøå",
    }


def people(*numbers: int) -> list[dict[str, Any]]:
    """Full responses."""
    return [person(number) for number in numbers]


def who(responses: Responses) -> list[int]:
    """The people in the file, in the order of the file."""
    return [int(answers["who"][1:]) for answers in responses.answers]


def said(responses: Responses, question: str) -> list[int]:
    """The people whose texts are in the file, in the order of the file."""
    return [int(written.text.split("-")[1]) for written in (responses.texts or {})[question]]


def holds(responses: Responses, *numbers: int) -> bool:
    """Whether exactly these people are in the file, once each, with both of their texts."""
    return all(
        sorted(found) == sorted(numbers)
        for found in (who(responses), *(said(responses, question) for question in TEXTS))
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def age(key: Path, file: Path) -> subprocess.CompletedProcess[bytes]:
    """Open a file with Debian's age."""
    return subprocess.run(["age", "-d", "-i", key, file], capture_output=True, check=False)


def spearman(one: Sequence[int], other: Sequence[int]) -> float:
    """Spearman's rank correlation of two orders of the same people."""
    place = {number: at for at, number in enumerate(other)}
    squares = sum((at - place[number]) ** 2 for at, number in enumerate(one))
    return 1 - 6 * squares / (len(one) * (len(one) ** 2 - 1))
