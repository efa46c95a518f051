"""The one writer of trees and files: refuses the same path twice, and swaps what is finished in.

A failed build leaves the last good tree as it was, since nothing is written in place.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class File:
    """One file to be written: a relative POSIX path and its bytes."""

    path: str
    content: bytes


def write_tree(target: Path, files: Iterable[File]) -> int:
    """Make `target` hold exactly these files, and return how many.

    The tree is written beside its place and swapped in when it is whole; the old one goes last.
    A path that leaves the tree, or is written twice, raises ValueError: a fault of ours.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        written = _write(fresh, files)
        fresh.chmod(0o755)
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return written


def _write(root: Path, files: Iterable[File]) -> int:
    seen: set[PurePosixPath] = set()
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in file.path:
            raise ValueError(f"path outside the output: {file.path!r}")
        if path in seen:
            raise ValueError(f"two files for one path: {file.path!r}")
        seen.add(path)
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
    return len(seen)


def _swap(fresh: Path, target: Path) -> None:
    """Put `fresh` in the place of `target`, and remove what was there before."""
    if not target.exists():
        fresh.rename(target)
        return
    old = fresh.with_name(f"{fresh.name}-old")
    target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write one file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_file(path: Path) -> None:
    """Remove a file for good, also after a power cut; what is gone already is no fault."""
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
