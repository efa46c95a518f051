"""What `benchmarks.report` times, each as a process of its own.

    python -m benchmarks.report_jobs JOB WHERE

`WHERE` is the folder that `benchmarks.report` made. The last line is JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nejtak import report
from nejtak.base import private_keys
from nejtak.base.files import File, write_tree
from nejtak.wave import close, inbox
from nejtak.wave.inbox import Inbox, InboxItem
from nejtak.wave.load import find_wave, load_project

CLIENT, WAVE = "client-000", "2026-h2"

Figures = dict[str, Any]


class Clock:
    """Seconds on the wall and of this process since it was made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Both, rounded to a millisecond."""
        return {
            "wall": round(time.perf_counter() - self._wall, 3),
            "processor": round(time.process_time() - self._processor, 3),
        }


class Watched(Inbox):
    """An inbox that notes how long it takes."""

    def __init__(self, box: Inbox) -> None:
        self._box = box
        self.took: Figures = {}

    def items(self) -> list[InboxItem]:
        """Every item."""
        clock = Clock()
        found = self._box.items()
        self.took["fetch"] = clock.read()
        return found

    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items."""
        clock = Clock()
        self._box.delete(items)
        self.took["delete"] = clock.read()


def reports(where: Path) -> Figures:
    """Every client's report, as `build.py report` makes it, one after another."""
    project = load_project(where / "source")
    keys, pool = private_keys.identities(where / "keys"), report.Pool(project)
    made = 0
    for client, wave, _ in project.waves():
        name, release = report.issue(project, client, wave, keys, pool)
        files = [File(path, content) for path, content in release.files.items()]
        write_tree(where / "reports" / client.id / name, files)
        made += 1
    return {"reports": made}


def resource(where: Path) -> Figures:
    """Fetch and parse the wave's items as boto3's own guide does it."""
    import boto3
    from boto3.dynamodb.conditions import Key

    table = boto3.resource("dynamodb").Table(os.environ[inbox.TABLE])
    _, wave, _ = find_wave(load_project(where / "source"), CLIENT, WAVE)

    def read(**more: Any) -> Sequence[Any]:
        found: list[Any] = []
        for shard in range(wave.shards):
            key = Key("pk").eq(f"{CLIENT}/{WAVE}/{shard}")
            asked: Figures = {"KeyConditionExpression": key, "ConsistentRead": True, **more}
            while asked:
                answer = table.query(**asked)
                found += answer.get("Items", [])
                last = answer.get("LastEvaluatedKey")
                asked = {**asked, "ExclusiveStartKey": last} if last else {}
        return found

    read(Select="COUNT")
    return timed(read)


def items(where: Path) -> Figures:
    """Fetch and parse them as closing does."""
    _, wave, _ = find_wave(load_project(where / "source"), CLIENT, WAVE)
    box = inbox.connect(CLIENT, WAVE, wave.shards)
    box.count()
    return timed(box.items)


def timed(read: Callable[[], Sequence[Any]]) -> Figures:
    """How long reading takes; boto3 has loaded before what it loads late."""
    clock = Clock()
    found = read()
    return {"items": len(found), **clock.read()}


def opening(where: Path) -> Figures:
    """What age alone takes to open them."""
    _, wave, _ = find_wave(load_project(where / "source"), CLIENT, WAVE)
    found = inbox.connect(CLIENT, WAVE, wave.shards).items()
    assert wave.contract
    keys = private_keys.in_order(private_keys.identities(where / "keys"), wave.contract.public_keys)
    clock = Clock()
    for item in found:
        private_keys.unseal(item.sealed, keys)
    return {"items": len(found), **clock.read()}


def closing(where: Path) -> Figures:
    """Close the wave."""
    _, wave, _ = find_wave(load_project(where / "source"), CLIENT, WAVE)
    keys = private_keys.identities(where / "keys")
    box = Watched(inbox.connect(CLIENT, WAVE, wave.shards))
    clock = Clock()
    done = close.close(wave, box, keys)
    return {"items": done.responses, **clock.read(), **box.took}


JOBS = {job.__name__: job for job in (reports, resource, items, opening, closing)}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](Path(sys.argv[2]))))
