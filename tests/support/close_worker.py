"""Closes a wave in processes that die by SIGKILL at a chosen line; run by test_close_kill.py.

One order is one line of JSON on standard input, its answer one line on standard output. The
libraries are loaded once; every closing runs in a fork of its own, since nothing that a killed
process leaves in memory may help the next.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import contract_support
from dying import dying_at

from nejtak.base import files, private_keys
from nejtak.project.model import Wave
from nejtak.wave import close, closed_note, closed_wave, inbox

CLIENT, WAVE, SHARDS = "nordlys", "2026-h2", 3
EARLIER = "2026-h1"  # counted with it, if a test has added its contract

# The functions by which a closing changes files or the inbox.
ACTING = frozenset(
    function.__code__
    for function in (
        closed_wave.alone.__wrapped__,  # type: ignore[attr-defined]  # of a decorator
        close._close,
        closed_wave.write_responses,
        closed_note.write_note,
        files.write_file,
        files.write_beside,
        files._write_beside,
        files.move_into_place,
        files._sync_folder,
        inbox.Inbox.delete.__wrapped__,  # type: ignore[attr-defined]  # of a decorator
        inbox.Inbox._delete_batch,
    )
)
WITHIN = frozenset({Path.write_bytes.__code__, Path.replace.__code__})  # pathlib, for one of them


def wave_at(folder: Path) -> Wave:
    """The wave whose contract lies in `folder`, with the one that it counts too, if any."""
    wave = one_wave(folder, WAVE)
    if not (folder / f"{EARLIER}.contract.json").exists():
        return wave
    return replace(wave, together=(replace(one_wave(folder, EARLIER), within=WAVE),))


def one_wave(folder: Path, id: str) -> Wave:
    """A wave by itself."""
    return Wave(
        id=id,
        client=CLIENT,
        survey="three-questions",
        opens=date(2026, 7, 1),
        closes=date(2026, 12, 31),
        offers=200,
        declined=90,
        shards=SHARDS,
        status="open",
        folder=folder,
        contract=contract_support.at(folder / f"{id}.contract.json", CLIENT, id),
    )


def inbox_of(wave: Wave, box: inbox.Inbox) -> inbox.Inbox:
    """The inbox of a wave and of those that it counts; `box` is the wave's own."""
    for part in wave.together:
        box = box.joined_with(f"{CLIENT}/{part.id}", SHARDS)
    return box


def close_in_fork(order: dict[str, Any], box: inbox.Inbox) -> int:
    """Close the wave in a child; kill it `after` seconds, or at a `line`. Return how it ended."""
    child = os.fork()
    if child == 0:
        if order["line"]:
            sys.settrace(dying_at(order["line"], ACTING, WITHIN))
        wave = wave_at(Path(order["folder"]))
        close.close(wave, inbox_of(wave, box), private_keys.identities(Path(order["keys"])))
        os._exit(0)
    if order["after"] is not None:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Carry out orders until there are no more."""
    box = inbox.connect(CLIENT, WAVE, SHARDS)  # opens no connection yet, so forks share none
    for line in sys.stdin:
        began = time.monotonic()
        ended = close_in_fork(json.loads(line), box)
        answer = {"ended": ended, "seconds": time.monotonic() - began}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
