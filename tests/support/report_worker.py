"""Makes reports in forks that die by SIGKILL at a chosen line; run by test_report_kill.py.

One order is one line of JSON on standard input, its answer one line on standard output. The
libraries are loaded once; every report is made in a fork of its own.
"""

from __future__ import annotations

import functools
import json
import os
import pickle
import signal
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import highspy  # noqa: F401 - what a report loads when it needs it, loaded once for all
import xlsxwriter  # noqa: F401 - loaded once for all
from dying import dying_at

from nejtak import report
from nejtak.base import files
from nejtak.cli import reports
from nejtak.cli.commands import cli
from nejtak.project.model import Wave
from nejtak.review import sealed  # noqa: F401 - loaded once for all
from nejtak.site import build  # noqa: F401 - loaded once for all
from nejtak.wave import closed_wave, ledger
from nejtak.wave.load import load_project

ISSUE: Any = sys.modules["nejtak.report.issue"]  # the module; the function has its name
# The functions by which a report changes files.
ACTING = frozenset(
    function.__code__
    for function in (
        reports.report_command.callback,
        ISSUE.issue,
        reports._write,
        closed_wave.alone.__wrapped__,  # type: ignore[attr-defined]  # of a decorator
        ledger.record,
        files.write_file,
        files._write_beside,
        files.move_into_place,
        files._sync_folder,
        files.write_tree,
        files.tree.__wrapped__,  # type: ignore[attr-defined]  # of a decorator
        files.Tree.write,
        files._swap,
    )
    if function
)
WITHIN = frozenset(function.__code__ for function in (Path.write_bytes, Path.replace, Path.rename))


def at_line(line: int, kept: Path) -> None:
    """Die at a line that acts once the wave is held.

    The release is the one that was made before: making it acts on nothing, and takes long.
    """
    trace, hold = dying_at(line, ACTING, WITHIN), closed_wave.alone

    def held(wave: Wave) -> AbstractContextManager[None]:
        sys.settrace(trace)
        return hold(wave)

    closed_wave.alone, ISSUE.make = held, lambda *_, **__: pickle.loads(kept.read_bytes())


def keeping(kept: Path) -> None:
    """Keep the release that is made for those that follow."""
    make = ISSUE.make

    def made(*given: Any, **named: Any) -> report.Release:
        found = make(*given, **named)
        kept.write_bytes(pickle.dumps(found))
        return found

    ISSUE.make = made


def report_in_fork(order: dict[str, Any]) -> int:
    """Make the report in a child; kill it `after` seconds, or at a `line`. Return how it ended."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
        if order["line"]:
            at_line(order["line"], Path(order["kept"]))
        elif order["after"] is None:
            keeping(Path(order["kept"]))
        cli.main(order["arguments"], standalone_mode=False)
        os._exit(0)
    if order["after"] is not None:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Carry out orders until there are no more."""
    load_once = functools.cache(load_project)  # so that no fork has to parse nejtak's own texts
    for line in sys.stdin:
        order = json.loads(line)
        load_once(Path(order["source"]))
        began = time.monotonic()
        ended = report_in_fork(order)
        answer = {"ended": ended, "seconds": time.monotonic() - began}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
