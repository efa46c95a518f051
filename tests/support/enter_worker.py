"""Enters an interview in forks that die by SIGKILL at each line in turn, for test_enter_kill.py.

After each kill the browser, which still has the form, sends it again to a new process: then the
interview is there, once, as it was typed, and no word of it can be read in any file. Prints one
line of JSON: how many forks were killed, and how many of them had stored the interview by then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3
from close_support import tree
from dying import dying_at
from interview_support import INTERVIEW, OpenWave

from nejtak.interview import desk
from nejtak.interview.desk import InterviewDesk
from nejtak.interview.entering import Entering, _Noting

CANARY = "Kanariefuglen"


def typed(turn: int) -> Mapping[str, list[str]]:
    """The form of one interview."""
    fields = {**INTERVIEW, "number": f"{turn:032x}", "note.advice.0": f"{CANARY} {turn}"}
    return {name: [value] for name, value in {**fields, "warned": CANARY}.items()}


def in_fork(running: InterviewDesk, turn: int, line: int) -> int:
    """Store the interview in a child that dies at `line`, or not for 0; how it ended."""
    child = os.fork()
    if child == 0:
        if line:
            sys.settrace(dying_at(line, acting()))
        done = running.sent("da/", typed(turn))
        os._exit(0 if done.status_code == 303 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def acting() -> frozenset[object]:
    """Where storing acts on the world, and where what it knows is in the clear."""
    app, receive, seal, store = (
        sys.modules[name]
        for name in ("app", "chalicelib.receive", "chalicelib.seal", "chalicelib.store")
    )
    return frozenset(
        function.__code__
        for function in (
            InterviewDesk._stored,
            Entering.enter,
            _Noting.put_item,
            app.respond,
            receive._json,
            receive._item,
            seal.seal_answers,
            store.put,
            store.PutItemClient.put_item,
        )
    )


def texts(wave: OpenWave) -> list[str]:
    """The first note of each item; no word of anybody can be read in any file."""
    assert not any(CANARY.encode() in held for held in tree(wave.folder).values())
    assert not any(CANARY in name for name in tree(wave.folder))
    return sorted(held["answers"]["advice"].split("\n\n")[0] for held in wave.opened())


def main() -> None:
    """Kill at each line until all gets through."""
    client = boto3.client("dynamodb")
    wave = OpenWave(Path(sys.argv[1]), client, os.environ["NEJTAK_TABLE"])
    held = desk.interview_session(wave.project, wave.client, wave.wave, wave.state)
    line, stored, ended = 0, 0, -signal.SIGKILL
    with held as running:
        running.sent("da/", {**typed(0), "already": [""]})  # what is slow at first, for all forks
        while ended == -signal.SIGKILL:
            line += 1
            ended = in_fork(running, line, line)
            found = texts(wave)
            assert found in ([], [f"{CANARY} {line}"])
            stored += bool(found)
            assert in_fork(running, line, 0) == 0  # the same form again
            assert texts(wave) == [f"{CANARY} {line}"]
            wave.empty()
    assert ended == 0
    print(json.dumps({"killed": line - 1, "stored": stored - 1}))


if __name__ == "__main__":
    main()
