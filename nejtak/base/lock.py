"""Locks: one program at a time holds a file, until it is done, ends or is killed.

The operating system keeps the lock with the open file (`flock` on Linux and macOS), so a killed
program leaves none behind. A file system without such locks is an error, not a guess by a file's
presence. The file's content is neither read nor changed; on Windows others could not read it in
the meantime, which is one reason why nejtak does not run there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from nejtak.errors import NejtakError, StateError

LOOK_EVERY = 0.01  # seconds between two tries
logging.getLogger("filelock").setLevel(logging.WARNING)  # at DEBUG it logs each lock
PROBE_LIMIT = 0.05  # seconds, longer than another program's look whether the file is held


@contextmanager
def holding(file: Path, refusal: NejtakError, wait: float = PROBE_LIMIT) -> Iterator[None]:
    """Hold a file, which is made if it is missing; raise `refusal` if another program keeps it."""
    lock = FileLock(
        file,
        mode=0o600,
        timeout=wait,
        poll_interval=LOOK_EVERY,
        fallback_to_soft=False,
        preserve_lock_file=True,
    )
    try:
        lock.acquire()
    except Timeout:
        raise refusal from None
    try:
        yield
    finally:
        lock.release()


def is_held(file: Path) -> bool:
    """Whether another program holds a file."""
    try:
        with holding(file, StateError()):
            return False
    except StateError:
        return True
