"""Editing an admin's TOML file changes the one key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nejtak.base.toml_file import set_key


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_key_is_added_and_all_else_stays(tmp_path: Path, mark: bytes, end: str) -> None:
    """Comments, line ends and the mark at the beginning, as an editor on Windows writes them."""
    file = tmp_path / "nejtak.toml"
    before = end.join(['# ours "Å"', 'a = """x', 'y"""  # why', "", "[stages.prod]", "b = 1", ""])
    file.write_bytes(mark + before.encode())
    set_key(file, "keys", "one", value="x")
    set_key(file, "c", value=2)
    after = file.read_bytes()
    assert after.startswith(mark + '# ours "Å"'.encode())
    assert len(after.splitlines()) == len(after.decode().split(end)) - 1
    text = after.removeprefix(mark).decode()
    assert [line for line in before.split(end) if line not in text.split(end)] == []
    lines = [one.replace(end, "\n") for one in (text, before)]
    assert tomllib.loads(lines[0]) == tomllib.loads(lines[1]) | {"keys": {"one": "x"}, "c": 2}
