"""Locks on files: only one program has a lock at a time, until it releases it, ends or is killed.

The operating system ties the lock to the open file (`flock` on Linux and macOS), so a killed
program leaves none behind. A file system without such locks is an error. The file's content is
neither read nor changed. On Windows no other program could read a locked file, which is one reason
why nejtak does not run there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nejtak.errors import NejtakError, StateError

LOOK_EVERY = 0.01  # seconds between two tries
logging.getLogger("filelock").setLevel(logging.WARNING)  # at DEBUG it logs each lock
PROBE_LIMIT = 0.05  # seconds, longer than another program's `is_held` takes


@contextmanager
def holding(file: Path, refusal: NejtakError, wait: float = PROBE_LIMIT) -> Iterator[None]:
    """Lock a file, which is made if missing; raise `refusal` if another program has the lock."""
    from filelock import FileLock, Timeout  # slow to load, and most commands lock nothing

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
    """Whether another program has locked a file."""
    try:
        with holding(file, StateError()):
            return False
    except StateError:
        return True
