"""The one writer: a tree is there whole or as it was, a file likewise, and nothing is left over."""

from __future__ import annotations

import contextlib
import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from nejtak.base import files
from nejtak.base.files import File, write_file, write_tree


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_tree_has_exactly_the_written_files(tmp_path: Path) -> None:
    """Files of the last tree that the new one has not are gone."""
    target = tmp_path / "deep" / "site"
    assert write_tree(target, [File("index.html", b"1"), File("a/b/old.html", b"2")]) == 2
    assert write_tree(target, [File("index.html", b"3"), File("a/new.html", b"\xff\x00")]) == 2
    assert tree(tmp_path) == {"deep/site/index.html": b"3", "deep/site/a/new.html": b"\xff\x00"}
    assert write_tree(target, []) == 0
    assert (tree(tmp_path), target.is_dir()) == ({}, True)


def test_a_tree_can_be_read_by_the_server_that_serves_it(tmp_path: Path) -> None:
    """The folder is made as private as any temporary one, and opened before it is swapped in."""
    write_tree(tmp_path / "site", [File("index.html", b"1")])
    assert stat.S_IMODE((tmp_path / "site").stat().st_mode) == 0o755


def test_a_relative_target_is_meant_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`build` is a folder in the current one."""
    monkeypatch.chdir(tmp_path)
    write_tree(Path("build/site"), [File("a", b"1")])
    assert tree(tmp_path) == {"build/site/a": b"1"}


@pytest.mark.parametrize(
    "twice",
    ["a/b", "a//b", "./a/b", "a/./b", "a/b/"],
    ids=["same", "slashes", "dot", "inner", "end"],
)
def test_the_same_path_twice_is_refused(tmp_path: Path, twice: str) -> None:
    """However the second one is spelt, and even with the same content."""
    write_tree(tmp_path / "site", [File("old", b"1")])
    with pytest.raises(ValueError, match="two files for one path"):
        write_tree(tmp_path / "site", [File("a/b", b"1"), File("c", b"2"), File(twice, b"1")])
    assert tree(tmp_path) == {"site/old": b"1"}


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "a/..", "/etc/x", "", ".", "/", "a\0b", "..", "x/../y"]
)
def test_a_path_outside_is_refused(tmp_path: Path, path: str) -> None:
    """Nothing is written outside the tree, and the old one stays."""
    write_tree(tmp_path / "site", [File("old", b"1")])
    with pytest.raises(ValueError, match="path outside the output"):
        write_tree(tmp_path / "site", [File("new", b"2"), File(path, b"3")])
    assert tree(tmp_path) == {"site/old": b"1"}


@pytest.mark.parametrize("files", [["a", "a/b"], ["a/b", "a"]])
def test_a_file_where_a_folder_is_leaves_the_old_tree(tmp_path: Path, files: list[str]) -> None:
    """One path cannot be both; whatever the error is, nothing has changed."""
    write_tree(tmp_path / "site", [File("old", b"1")])
    with pytest.raises(OSError, match="a"):
        write_tree(tmp_path / "site", [File(path, b"2") for path in files])
    assert tree(tmp_path) == {"site/old": b"1"}


class StoppedError(BaseException):
    """A Ctrl-C, say, in the middle of things."""


def files_then_stop() -> Iterator[File]:
    """Some files, and then no more."""
    yield File("new", b"2")
    yield File("a/new", b"3")
    raise StoppedError


def test_a_failure_midway_leaves_the_old_tree(tmp_path: Path) -> None:
    """The last good tree stays complete, and no temporary folder is left."""
    write_tree(tmp_path / "site", [File("old", b"1"), File("a/old", b"2")])
    with pytest.raises(StoppedError):
        write_tree(tmp_path / "site", files_then_stop())
    assert tree(tmp_path) == {"site/old": b"1", "site/a/old": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failure_of_the_first_tree_leaves_nothing(tmp_path: Path) -> None:
    """If there was no tree, there is none afterwards."""
    with pytest.raises(StoppedError):
        write_tree(tmp_path / "site", files_then_stop())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError, StoppedError])
def test_a_swap_that_fails_puts_the_old_tree_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """If the new tree cannot be renamed, the old one is restored."""
    write_tree(tmp_path / "site", [File("old", b"1")])
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if to == tmp_path / "site" and not self.name.endswith("-old"):
            raise error("no")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(error, match="no"):
        write_tree(tmp_path / "site", [File("new", b"2")])
    assert tree(tmp_path) == {"site/old": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_files_next_to_the_tree_are_not_changed(tmp_path: Path) -> None:
    """Files next to the tree, and targets of links, are not changed."""
    (tmp_path / "neighbour").write_bytes(b"n")
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "kept").write_bytes(b"k")
    write_tree(tmp_path / "site", [File("old", b"1")])
    (tmp_path / "site" / "link").symlink_to(tmp_path / "far")
    write_tree(tmp_path / "site", [File("link/new", b"2")])
    assert tree(tmp_path) == {"neighbour": b"n", "far/kept": b"k", "site/link/new": b"2"}


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_is_written_with_its_mode(tmp_path: Path, mode: int) -> None:
    """Whatever the umask and the old file's mode were."""
    path = tmp_path / "deep" / "file"
    before = os.umask(0o077)
    try:
        write_file(path, b"one", mode)
        path.chmod(0o666)
        write_file(path, b"two", mode)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_file_is_private_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private file is never readable by others, not even for a moment."""
    seen: list[int] = []
    replace = Path.replace

    def look(self: Path, to: Path) -> Path:
        seen.append(stat.S_IMODE(self.stat().st_mode))
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", look)
    write_file(tmp_path / "file", b"x", 0o600)
    assert seen == [0o600]


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_crash_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Stopped at any step, the old content is complete, and no temporary file is left."""
    path = tmp_path / "file"
    write_file(path, b"old")

    def stop(*_: object) -> None:
        raise StoppedError

    monkeypatch.setattr(os if step == "fsync" else Path, step, stop)
    with pytest.raises(StoppedError):
        write_file(path, b"new, and longer")
    monkeypatch.undo()
    assert tree(tmp_path) == {"file": b"old"}


def test_a_file_and_its_name_are_on_disk_before_it_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is flushed before the name changes, and the folder after it."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flush(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "content")
        fsync(handle)

    def rename(self: Path, to: Path) -> Path:
        steps.append("name")
        return replace(self, to)

    monkeypatch.setattr(files.os, "fsync", flush)
    monkeypatch.setattr(Path, "replace", rename)
    write_file(tmp_path / "file", b"x")
    assert steps == ["content", "name", "folder"]


@contextlib.contextmanager
def little_room(most: int) -> Iterator[None]:
    """Let no file of this process grow above so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_finds_no_room_is_named(tmp_path: Path) -> None:
    """The error that the admin reads says which file; what was there stays."""
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")
    with little_room(4096), pytest.raises(OSError, match=str(path)) as failed:
        write_file(path, bytes(8192))
    assert failed.value.filename == str(path)
    with little_room(4096), pytest.raises(OSError, match="site") as failed:
        write_tree(tmp_path / "site", [File("a/page.html", bytes(8192))])
    assert failed.value.filename.endswith("/a/page.html")
    assert tree(tmp_path) == {"kept.json": b"old"}
