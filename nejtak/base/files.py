"""The one writer of trees and files: refuses the same path twice, and swaps what is finished in.

A failed build leaves the last good tree as it was, since nothing is written in place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = frozenset({"", "."})  # parts of a path that lead nowhere


@dataclass(frozen=True, slots=True)
class File:
    """One file to be written: a relative POSIX path and its bytes."""

    path: str
    content: bytes


class Tree:
    """A tree that is being written; `count` is the number of its files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.count = 0

    def write(self, file: File) -> None:
        """Write one file; raise ValueError where its path leaves the tree or was written before."""
        parts = file.path.split("/")
        if file.path.startswith("/") or ".." in parts or "\0" in file.path or not {*parts} - _HERE:
            raise ValueError(f"path outside the output: {file.path!r}")
        path = file.path.rstrip("/")
        self._make_folder(path.rpartition("/")[0])
        try:
            with open(f"{self._root}/{path}", "xb") as opened:  # noqa: PTH123 - as below
                opened.write(file.content)
        except FileExistsError:
            if (self._root / path).is_dir():
                raise
            raise ValueError(f"two files for one path: {file.path!r}") from None
        self.count += 1

    def _make_folder(self, path: str) -> None:
        # Tens of thousands of times: a Path for each would take as long as all the rest.
        try:
            os.mkdir(f"{self._root}/{path}")  # noqa: PTH102 - as above
        except FileExistsError:
            return
        except FileNotFoundError:
            self._make_folder(path.rpartition("/")[0])
            os.mkdir(f"{self._root}/{path}")  # noqa: PTH102 - as above


@contextlib.contextmanager
def tree(target: Path) -> Iterator[Tree]:
    """Make `target` hold exactly the files that are written to the tree in a `with` block.

    The tree is written beside its place, and swapped in when the block ends; the old one goes
    last. Where the block raises, the old one stays as it was. A path that leaves the tree, or is
    written twice, raises ValueError: a fault of ours.
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
    """Make `target` hold exactly these files, and return how many."""
    with tree(target) as fresh:
        for file in files:
            fresh.write(file)
    return fresh.count


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
    beside = _write_beside(path, content, mode)
    try:
        put(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_beside(path: Path, content: bytes, mode: int) -> Path:
    """Write what is to take the place of `path`, for good; return where it waits, beside that."""
    beside = _write_beside(path, content, mode)
    _sync_folder(path.parent)
    return beside


def put(beside: Path, path: Path) -> None:
    """Let what waits beside `path` take its place, for good."""
    beside.replace(path)
    _sync_folder(path.parent)


def _write_beside(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


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
