"""Closings killed by SIGKILL, against the real engine: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from close_support import Case, holds, person, tree
from close_worker import CLIENT, SHARDS, WAVE, inbox_of
from stage import ROOT

from nejtak.wave import closed_note
from nejtak.wave.inbox import Inbox, InboxItem

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

COUNT, ODD = 57, 3  # 60 items: three batches of deletions


class Worker:
    """Closings in processes of their own, against the real engine."""

    def __init__(self, folder: Path, engine: Mapping[str, str]) -> None:
        self._log = (folder / "worker.log").open("w+", encoding="utf-8")
        (folder / "tmp").mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "support" / "close_worker.py"],
            env={**kept, **engine, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def close(
        self, case: Case, *, line: int | None = None, after: float | None = None
    ) -> tuple[bool, float]:
        """Close the wave; return whether it was killed, and the seconds that it took."""
        order = {
            "folder": str(case.wave.folder),
            "keys": str(case.keys_folder),
            "line": line,
            "after": after,
        }
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer = json.loads(cast("Any", self._process.stdout).readline())
        assert answer["ended"] in (0, -9), self.said()
        return answer["ended"] == -9, answer["seconds"]

    def said(self) -> str:
        """What the processes wrote to the standard error."""
        self._log.seek(0)
        return self._log.read()

    def end(self) -> None:
        """Let the worker go."""
        with self._process:
            cast("Any", self._process.stdin).close()
        self._log.close()


@pytest.fixture
def worker(tmp_path: Path, engine: Mapping[str, str]) -> Iterator[Worker]:
    """A worker whose files all lie below the test's own folder."""
    working = Worker(tmp_path, engine)
    yield working
    working.end()


class Killing:
    """One wave in the real engine that is filled, killed while it closes, and looked at.

    Alone, or `together` with an earlier one, which are closed as one.
    """

    def __init__(
        self, folder: Path, dynamodb: DynamoDBClient, table: str, *, together: bool
    ) -> None:
        self.case = Case(folder, together=together)
        box = Inbox(dynamodb, table, f"{CLIENT}/{WAVE}", SHARDS)
        self.box = inbox_of(self.case.wave, box)
        self._client, self._table, self._folder = dynamodb, table, folder
        self.answers = [self.case.item({"answers": person(n)}) for n in range(COUNT)]
        self.items = self.answers + [self.case.raw(os.urandom(99)) for _ in range(ODD)]

    def fill(self, items: Sequence[InboxItem]) -> None:
        """Put items into the inbox, as new ones or as retries of earlier ones."""
        for start in range(0, len(items), 25):
            requests: list[Any] = [
                {
                    "PutRequest": {
                        "Item": {
                            "pk": {"S": item.pk},
                            "id": {"B": item.id},
                            "check": {"B": bytes(32)},
                            "sealed": {"B": item.sealed},
                            "expires": {"N": "1830000000"},
                        }
                    }
                }
                for item in items[start : start + 25]
            ]
            done = self._client.batch_write_item(RequestItems={self._table: requests})
            assert not done["UnprocessedItems"]

    def look(self) -> str:
        """Check that a killed closing lost nothing and shows nothing; tell how far it came."""
        left = self.box.items()
        readable = [
            name
            for name, content in tree(self._folder).items()
            if b"godt-" in content or b"skidt-" in content
        ]
        assert readable == []
        if not self.case.file.exists():
            assert sorted(i.id for i in left) == sorted(i.id for i in self.items)
            if not self.case.wave.closed_file.exists():
                return "nothing written"
            assert closed_note.sealed_file_state(self.case.wave) == "whole"
            return "noted"
        assert holds(self.case.read(), *range(COUNT))
        if len(left) == len(self.items):
            return "nothing deleted"
        return "something deleted" if left else "all deleted"

    def finish(self, close_again: Callable[[], tuple[bool, float]]) -> None:
        """Close again without a kill: exactly the right responses, and nothing else left."""
        killed, _ = close_again()
        assert not killed
        responses = self.case.read()
        assert holds(responses, *range(COUNT))
        assert sorted(responses.aside) == sorted(i.sealed for i in self.items[COUNT:])
        assert responses.ids == {i.id for i in self.items}
        assert self.box.items() == []
        assert {p.name for p in self.case.wave.folder.iterdir()} == {
            self.case.file.name,
            self.case.wave.closed_file.name,
            *(wave.contract_file.name for wave in self.case.wave.counted),
        }
        assert closed_note.sealed_file_state(self.case.wave) == "whole"
        self.case.empty()


@pytest.fixture(params=[False, True], ids=["alone", "together"])
def killing(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    dynamodb: DynamoDBClient,
    engine: Mapping[str, str],
) -> Killing:
    """A wave to kill."""
    return Killing(tmp_path, dynamodb, engine["NEJTAK_TABLE"], together=request.param)


def test_a_kill_at_any_line_loses_and_doubles_nothing(killing: Killing, worker: Worker) -> None:
    """SIGKILL before each line that acts on disk or engine, one after the other, then once more.

    After every other kill, two candidates whose answers may be deleted by then send again.
    """
    seen: Counter[str] = Counter()
    line = 0
    while True:
        line += 1
        killing.fill(killing.items)
        killed, _ = worker.close(killing.case, line=line)
        seen[killing.look()] += 1
        if line % 2:
            killing.fill(killing.answers[:2])
        killing.finish(lambda: worker.close(killing.case))
        if not killed:
            break
    assert seen.keys() == {
        "nothing written",
        "noted",
        "nothing deleted",
        "something deleted",
        "all deleted",
    }
    assert line > 40
    assert worker.said() == ""


def test_kills_at_any_moment_lose_and_double_nothing(killing: Killing, worker: Worker) -> None:
    """SIGKILL at 40 random moments, several in a row before the closing gets through."""
    dice = random.Random(1)
    killing.fill(killing.items)
    _, whole = worker.close(killing.case)
    killing.case.empty()
    kills = 0
    while kills < 40:
        killing.fill(killing.items)
        for _ in range(dice.randint(1, 4)):
            killed, _ = worker.close(killing.case, after=dice.uniform(0, whole))
            kills += killed
            killing.look()
        killing.finish(lambda: worker.close(killing.case))
    assert worker.said() == ""
