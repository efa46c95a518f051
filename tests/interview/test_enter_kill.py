"""Entering interviews, killed by SIGKILL: what was acknowledged is stored, and nothing is in plain.

A draft is lost with the browser's tab and with nothing else: the form is the browser's.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from close_support import tree
from commands import as_project
from dying import deaths
from interview_support import INTERVIEW, Interviewer, OpenWave

ROOT = Path(__file__).parent.parent.parent
CANARY = "Kanariefuglen"
KILLS = 2


def test_a_kill_at_any_line_loses_no_interview(tmp_path: Path, engine: Mapping[str, str]) -> None:
    """Stored or not yet; sent again from the same form it is there once, and readable nowhere."""
    counts = deaths("enter_worker.py", tmp_path, engine)
    assert counts["killed"] > 30
    assert 0 < counts["stored"] < counts["killed"]


def start(opened: OpenWave, log: IO[str]) -> tuple[subprocess.Popen[str], Interviewer]:
    """Run `nejtak interview enter`, and sit down at the address that it prints."""
    folder = opened.folder
    process = subprocess.Popen(
        [
            sys.executable,
            ROOT / "build.py",
            f"--source={folder / 'site'}",
            f"--state={opened.state}",
            "interview",
            "enter",
            "nordlys",
            "2026-q3",
        ],
        env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder / "tmp")},
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    url = cast("IO[str]", process.stdout).readline().strip()
    assert url.startswith("http://127.0.0.1:"), (folder / "said.txt").read_text()
    return process, Interviewer(url).sit_down()


def enter(interviewer: Interviewer, turn: int) -> list[str]:
    """Enter one interview after the other until the program is gone; those that it took."""
    taken = []
    try:
        for number in range(10_000):
            interviewer.number = f"{turn:016x}{number:016x}"
            note = f"{CANARY} {turn} {number}"
            fields = {**INTERVIEW, "note.advice.0": note, "warned": CANARY}
            assert interviewer.give(fields)[0] == 303
            taken.append(note)
    except (OSError, http.client.HTTPException):
        pass
    return taken


def test_kills_of_the_command_lose_no_interview(opened: OpenWave) -> None:
    """At moments of chance; all that it confirmed is in the table, and one more at most.

    Ctrl-C ends it with exit code 0, and nothing that was said is in a file or on the terminal.
    """
    dice = random.Random(1)
    as_project(opened.site.root)
    (opened.folder / "tmp").mkdir()
    taken: list[str] = []
    with (opened.folder / "said.txt").open("a") as log:
        for turn in range(KILLS):
            process, interviewer = start(opened, log)
            threading.Timer(dice.uniform(0.2, 0.5), process.kill).start()
            taken += enter(interviewer, turn)
            assert process.wait(20) == -signal.SIGKILL
            close(process)
        process, interviewer = start(opened, log)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        close(process)
    stored = [held["answers"]["advice"].split("\n\n")[0] for held in opened.opened()]
    assert taken
    assert set(taken) <= set(stored)
    assert len(stored) - len(taken) <= KILLS
    assert [n for n, held in tree(opened.folder).items() if CANARY.encode() in held] == []


def close(process: subprocess.Popen[str]) -> None:
    """Let go of what led to a program that has ended."""
    cast("IO[str]", process.stdout).close()
    cast("IO[str]", process.stdin).close()
