"""Death by SIGKILL before a given line, as when the power goes: for a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Set
from types import CodeType, FrameType
from typing import Any

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
