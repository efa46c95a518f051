"""Whether a build would come to what is there already: told by looking at files, not into them.

A build notes when each file that it read, and each file and folder that it wrote, last changed in
any way (their ctime). The system sets that time, and no program can set it back: what was edited,
touched, replaced or restored shows, and what came or went shows by the folder that it was in.

The roof asks here before it imports what a build needs, so this imports next to nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nejtak.base.files import write_file
from nejtak.base.shipped import COLLECTOR, SITE
from nejtak.project.source import HIDDEN, status, walk

NOTE = ".built"
_CODE = Path(__file__).parents[1]
_FORMAT = 1
_TICK = 20_000_000  # nanoseconds; clocks of files go on in steps of up to half of that
_MANY = 10_000  # files that one process looks at in 20 ms


def inputs(root: Path, *, drafts: bool) -> str:
    """Say all that a build depends on; call it before anything of it is read.

    Not before the clock goes on: a change within the same tick would have the same time.
    """
    seen = [f"format {_FORMAT}, drafts {drafts}, Python {sys.version}, in {root.absolute()}"]
    seen += sorted(_libraries())
    newest = 0
    for folder, passed_over in (
        (root, HIDDEN), (SITE, HIDDEN), (_CODE, "__pycache__"), (COLLECTOR, "__pycache__"),
    ):  # fmt: skip
        for name, entry in walk(folder, passed_over):
            found = status(entry)
            newest = max(newest, found.st_ctime_ns)
            seen.append(f"{name} {found.st_ino} {found.st_ctime_ns}")
    _outlast(newest)
    return "\n".join(seen)


def _libraries() -> Iterator[str]:
    """Name and version of everything that is installed."""
    for folder in sys.path:
        if os.path.isdir(folder):  # noqa: PTH112 - a Path for each takes longer than the question
            yield from (name for name in os.listdir(folder) if name.endswith("-info"))  # noqa: PTH208


def note(target: Path, built_from: str, paths: Iterable[str], said: Sequence[str]) -> None:
    """Note what was just built from `inputs`: its `paths` below `target`, and what was said."""
    times, names = array("q"), bytearray()
    for path in paths:  # one by one, since lists of all of them would be large
        times.append(os.stat(f"{target}/{path}").st_ctime_ns)  # noqa: PTH116 - as above
        names += os.fsencode(path) + b"\0"
    head = json.dumps({"inputs": built_from, "said": said, "count": len(times)})
    write_file(target / NOTE, b"".join((head.encode(), b"\n", times.tobytes(), names)))
    _outlast(max(times))


def said(root: Path, target: Path) -> list[str] | None:
    """Return what the last build said, where another would come to the same; else None."""
    try:
        head, _, rest = (target / NOTE).read_bytes().partition(b"\n")
        noted = json.loads(head)
        if noted["inputs"] != inputs(root, drafts=False):
            return None
        times = array("q", rest[: 8 * noted["count"]])
        names = rest[8 * noted["count"] :].split(b"\0")[:-1]
        return list(noted["said"]) if _hold(target, names, times) else None
    except (OSError, ValueError, KeyError, TypeError):  # there is no note, or none of ours
        return None


def _hold(target: Path, names: list[bytes], times: array[int]) -> bool:
    """Whether no output has changed. Where there are many, two processes look at half of them."""
    half = len(names) // 2 if len(names) > _MANY else 0
    child = os.fork() if half else None
    if child == 0:
        same = False
        try:
            same = _same(target, names[:half], times[:half])
        finally:
            os._exit(0 if same else 1)
    same = _same(target, names[half:], times[half:])
    return (child is None or os.waitpid(child, 0)[1] == 0) and same


def _same(target: Path, names: list[bytes], times: array[int]) -> bool:
    try:
        return _times(target, names) == times
    except OSError:  # one is gone
        return False


def _times(target: Path, names: list[bytes]) -> array[int]:
    folder = os.open(target, os.O_RDONLY)
    try:
        return array("q", [os.stat(name, dir_fd=folder).st_ctime_ns for name in names])
    finally:
        os.close(folder)


def _outlast(changed: int) -> None:
    """Wait until a change from now on has another time than this one."""
    left = changed + _TICK - time.time_ns()
    if 0 < left <= _TICK:
        time.sleep(left / 1e9)
