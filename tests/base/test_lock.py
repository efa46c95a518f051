"""Locks: one program at a time, none left behind, and the file that is held stays as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nejtak.base.lock import holding, is_held
from nejtak.errors import StateError

HOLDER = """
import sys
from pathlib import Path
from nejtak.base.lock import holding
from nejtak.errors import StateError
with holding(Path(sys.argv[1]), StateError()):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(file: Path) -> subprocess.Popen[bytes]:
    """Another program that holds the file until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_only_one_program_has_the_lock(tmp_path: Path) -> None:
    """The second one gets the error that it named, at once; after the first it gets the file."""
    file = tmp_path / "lock"
    refusal = StateError("Wait.")
    with holder(file) as other:
        assert is_held(file)
        with pytest.raises(StateError) as refused, holding(file, refusal):
            pytest.fail("two hold it")
        assert refused.value is refusal
        other.communicate()
    assert not is_held(file)
    with holding(file, refusal):
        assert is_held(file)


def test_a_killed_program_leaves_no_lock(tmp_path: Path) -> None:
    """After SIGKILL the file is free, with nobody to clean up."""
    file = tmp_path / "lock"
    with holder(file) as other:
        other.kill()
    assert not is_held(file)
    with holding(file, StateError()):
        pass


def test_a_program_waits_for_one_that_is_just_ending(tmp_path: Path) -> None:
    """With time to wait, it gets the file as soon as it is free."""
    file = tmp_path / "lock"
    with holder(file) as other:
        assert other.stdin
        other.stdin.close()
        with holding(file, StateError(), wait=20):
            pass


def test_a_child_takes_no_lock_along(tmp_path: Path) -> None:
    """A child ends while its parent holds the file: the parent still holds it."""
    file = tmp_path / "lock"
    with holding(file, StateError()):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        assert is_held(file)


def test_the_held_file_stays_as_it_is(tmp_path: Path) -> None:
    """A contract is its own lock: its bytes and mode stay, and nothing appears beside it."""
    file = tmp_path / "2026-q3.contract.json"
    file.write_bytes(b"{}")
    file.chmod(0o644)
    before = file.stat()
    with holding(file, StateError()):
        assert file.read_bytes() == b"{}"
    after = file.stat()
    kept = ("st_ino", "st_mode", "st_mtime_ns")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert list(tmp_path.iterdir()) == [file]
