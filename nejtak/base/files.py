"""Writes trees and files: refuses the same path twice, and replaces the old ones when finished.

No file is written in place, so a failed build leaves the last good tree unchanged.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = frozenset({"", "."})  # parts of a path that mean the same folder


@dataclass(frozen=True, slots=True)
class File:
    """One file to be written: a relative POSIX path and its bytes."""

    path: str
    content: bytes


@contextlib.contextmanager
def _named(path: str | Path) -> Iterator[None]:
    """Let an error without a file name, like that of a full disk, have this one."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


class Tree:
    """A tree that is being written; `count` is the number of its files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.count = 0

    def write(self, file: File) -> None:
        """Write one file; raise ValueError if its path is outside the tree or already written."""
        parts = file.path.split("/")
        if file.path.startswith("/") or ".." in parts or "\0" in file.path or not {*parts} - _HERE:
            raise ValueError(f"path outside the output: {file.path!r}")
        path = self._root / file.path.rstrip("/")
        with _named(path):
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
            try:
                opened = path.open("xb")
            except FileExistsError:
                if path.is_dir():
                    raise
                raise ValueError(f"two files for one path: {file.path!r}") from None
            with opened:
                opened.write(file.content)
        self.count += 1


@contextlib.contextmanager
def tree(target: Path) -> Iterator[Tree]:
    """Replace the content of `target` by the files that are written to the tree in a `with` block.

    The tree is written under a temporary name, and renamed when the block ends; the old one is
    removed last. If the block raises, the old one stays unchanged. A path outside the tree, or
    written twice, raises ValueError: an error in nejtak.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield Tree(fresh)
        fresh.chmod(0o755)
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_tree(target: Path, files: Iterable[File]) -> int:
    """Replace the content of `target` by these files, and return their number."""
    with tree(target) as fresh:
        for file in files:
            fresh.write(file)
    return fresh.count


def _swap(fresh: Path, target: Path) -> None:
    """Rename `fresh` to `target`, and remove the old tree."""
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
    """Write one file completely or not at all, also if the power fails."""
    beside = _write_beside(path, content, mode)
    try:
        move_into_place(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_beside(path: Path, content: bytes, mode: int) -> Path:
    """Write the future content of `path` to disk under a temporary name, and return that path."""
    beside = _write_beside(path, content, mode)
    _sync_folder(path.parent)
    return beside


def move_into_place(beside: Path, path: Path) -> None:
    """Rename a file from `write_beside` to `path`, and write the change to disk."""
    beside.replace(path)
    _sync_folder(path.parent)


def _write_beside(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with _named(path), os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def remove_file(path: Path) -> None:
    """Remove a file, and write the change to disk; a missing file is no error."""
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
