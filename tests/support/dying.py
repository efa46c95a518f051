"""Death by SIGKILL before a given line, as when the power goes: for a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

SUPPORT = Path(__file__).parent
Trace = Callable[[FrameType, str, Any], Any]


def dying_at(line: int, acting: Set[CodeType], within: Set[CodeType] = frozenset()) -> Trace:
    """A trace function that kills its own process before so many lines of what acts on the world.

    Lines inside of `within` count if they were called from a function in `acting`.
    """
    passed = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal passed
        caller = frame.f_back if frame.f_code in within else frame
        if not caller or caller.f_code not in acting:
            return None
        passed += event == "line"
        if passed == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def deaths(worker: str, folder: Path, environment: Mapping[str, str] | None = None) -> Any:
    """What a worker of this folder counted that dies in `folder` again and again, from its JSON.

    It runs in an interpreter of its own, because a process that forks may have no threads.
    """
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{SUPPORT.parent.parent}:{SUPPORT}"}
    done = subprocess.run(
        [sys.executable, SUPPORT / worker, folder],
        env={**(environment or {}), **kept, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
