"""Reading what an admin wrote: every file of a kind, by its path, with faults collected."""

from __future__ import annotations

from pathlib import Path

import pytest

from nejtak.errors import StateError
from nejtak.project import source


def write(root: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def test_files_are_read_by_kind_and_path(tmp_path: Path) -> None:
    """TOML and JSON become tables, Markdown documents, and everything else a name."""
    write(tmp_path, {
        "a/x.toml": b'n = 1\nt = 2026-07-01\n', "a/b/y.json": b'{"k": ["v"]}',
        "a/z.md": "# Æ\n".encode(), "a/logo.svg": b"\xff\x00",
    })  # fmt: skip
    read = source.read_sources(tmp_path)
    assert read.root == tmp_path
    assert set(read.tables) == {"a/x.toml", "a/b/y.json"}
    assert read.tables["a/b/y.json"] == {"k": ["v"]}
    assert read.documents == {"a/z.md": "# Æ\n"}
    assert read.files == {"a/x.toml", "a/b/y.json", "a/z.md", "a/logo.svg"}
    assert read.faults == ()


@pytest.mark.parametrize("text", ["\ufeff# Æ\r\n\r\nx\r\n", "# Æ\n\nx\n", "# Æ\r\n\nx\n"])
def test_windows_files_are_files(tmp_path: Path, text: str) -> None:
    """A byte order mark and CRLF are taken away, so that lines and headings are as elsewhere."""
    write(tmp_path, {"a.md": text.encode(), "b.toml": "\ufeffa = 1\r\nb = 2\r\n".encode()})
    read = source.read_sources(tmp_path)
    assert read.documents["a.md"] == "# Æ\n\nx\n"
    assert read.tables["b.toml"] == {"a": 1, "b": 2}


def test_folders_and_names_are_listed_in_order(tmp_path: Path) -> None:
    """Folders with files in them, and stems of files in one folder but not below it."""
    write(tmp_path, {
        "clients/b/client.toml": b"", "clients/a/waves/2.toml": b"", "clients/a/waves/1.toml": b"",
        "clients/a/waves/1.contract.json": b"{}", "clients/a/waves/old/0.toml": b"",
        "clients/stray.toml": b"", "clientsx/c/client.toml": b"",
    })  # fmt: skip
    (tmp_path / "clients/empty").mkdir()
    read = source.read_sources(tmp_path)
    assert read.folders("clients") == ("a", "b")
    assert read.folders("nothing") == ()
    assert read.names("clients/a/waves", ".toml") == ("1", "2")
    assert read.names("clients/a/waves", ".contract.json") == ("1",)
    assert read.names("clients/c", ".toml") == ()


def test_unreadable_files_are_reported_with_their_line(tmp_path: Path) -> None:
    """One run tells of every file that cannot be read."""
    write(tmp_path, {
        "a.toml": b"x = 1\ny = \n", "b.json": b'{\n"a": 1\n"b": 2}', "c.md": b"ok\n\n\xe6\n",
        "d.toml": b"\xff", "e.toml": b"ok = true\n", "f.toml": b"a = " + b"[" * 5000,
        "g.toml": b"a = " + b"9" * 5000, "h.toml": b"a = 1\na = 2\n",
    })  # fmt: skip
    read = source.read_sources(tmp_path)
    places = sorted((p.file, p.where, p.message.partition(":")[0]) for p in read.faults)
    assert places == [
        ("a.toml", "2", "is not valid TOML"),
        ("b.json", "3", "is not valid JSON"),
        ("c.md", "3", "is not UTF-8 text. Save it as UTF-8."),
        ("d.toml", "1", "is not UTF-8 text. Save it as UTF-8."),
        ("f.toml", "", "is not valid TOML"),
        ("g.toml", "", "is not valid TOML"),
        ("h.toml", "2", "is not valid TOML"),
    ]
    assert read.tables["e.toml"] == {"ok": True}
    assert "c.md" not in read.documents


def test_folders_behind_links_are_read_like_any_other(tmp_path: Path) -> None:
    """Linked folders and files have the paths of their links; two links may lead to one folder."""
    write(tmp_path, {"there/waves/1.toml": b"n = 1\n", "there/client.toml": b"", "x.md": b"# X\n"})
    root = tmp_path / "root"
    (root / "clients" / "b").mkdir(parents=True)
    for name, there in {"a": "there", "b/waves": "there/waves", "b/da.md": "x.md"}.items():
        (root / "clients" / name).symlink_to(tmp_path / there)
    (tmp_path / "link").symlink_to(root)
    for read in (source.read_sources(root), source.read_sources(tmp_path / "link")):
        assert read.faults == ()
        assert read.files == {
            "clients/a/client.toml", "clients/a/waves/1.toml", "clients/b/waves/1.toml",
            "clients/b/da.md",
        }  # fmt: skip
        assert read.tables["clients/a/waves/1.toml"] == {"n": 1}
        assert read.documents["clients/b/da.md"] == "# X\n"


def test_a_link_that_cannot_be_followed_is_a_fault(tmp_path: Path) -> None:
    """A loop of one link or of two, a link to itself, one to nothing: each once, and no others."""
    root = tmp_path / "root"
    write(tmp_path, {"root/a/b/x.md": b"# X\n", "there/y.md": b"# Y\n"})
    for name, there in {
        "root/a/b/up": "..", "root/a/here": ".", "root/over": str(tmp_path),
        "root/gone": "nowhere", "root/itself": "itself", "root/.hidden": "nowhere",
        "root/there": str(tmp_path / "there"), "there/back": str(root),
    }.items():  # fmt: skip
        (tmp_path / name).symlink_to(there)
    read = source.read_sources(root)
    loop = "is a link to a folder that contains it. Remove it."
    nothing = "is a broken link: its target does not exist. Correct it, or remove it."
    told = {str(problem) for problem in read.faults}
    assert told >= {f"a/b/up: {loop}", f"a/here: {loop}", f"there/back: {loop}",
                    f"gone: {nothing}", f"itself: {nothing}"}  # fmt: skip
    assert len(read.faults) == len(told)
    assert {"a/b/x.md", "there/y.md"} <= read.files
    assert not any("hidden" in line for line in told)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    """One line, with the option that names another."""
    with pytest.raises(StateError) as caught:
        source.read_sources(tmp_path / "none")
    assert str(caught.value) == (
        f"There is no folder {tmp_path / 'none'}. "
        "Correct 'sources' in nejtak.toml, or use --source."
    )
