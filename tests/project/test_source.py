"""Reading what an admin wrote: every file of a kind, by its path, with faults collected."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from font_files import font
from sources import CLIENT, Site

from nejtak.errors import StateError
from nejtak.project import source

FONT = 'logo = "logo.svg"\nfont = { regular = "f.ttf", licence = "OFL.md" }'
Form = Literal["NFC", "NFD"]


def write(root: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def test_files_are_read_by_kind_and_path(tmp_path: Path) -> None:
    """TOML and JSON become tables, Markdown documents, and everything else a name."""
    write(
        tmp_path,
        {
            "clients/a/client.toml": b"n = 1\nt = 2026-07-01\n",
            "clients/a/waves/y.contract.json": b'{"k": ["v"]}',
            "clients/a/da.md": "# Æ\n".encode(),
            "clients/a/logo.svg": b"\xff\x00",
        },
    )
    read = source.read_sources(tmp_path)
    assert read.root == tmp_path
    assert set(read.tables) == {"clients/a/client.toml", "clients/a/waves/y.contract.json"}
    assert read.tables["clients/a/waves/y.contract.json"] == {"k": ["v"]}
    assert read.documents == {"clients/a/da.md": "# Æ\n"}
    assert read.files == {*read.tables, *read.documents, "clients/a/logo.svg"}
    assert read.faults == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_file_is_read_alike(tmp_path: Path, end: str, mark: str, form: Form) -> None:
    """A byte order mark goes, line ends are LF, letters composed; in each kind of file."""
    texts = {
        "clients/a/da.md": "# Å\n\nx\n",
        "clients/a/client.toml": 'a = "å"\nb = 2\n',
        "clients/a/waves/w.contract.json": '{"a": "å",\n"b": 2}',
    }
    write(
        tmp_path,
        {
            name: unicodedata.normalize(form, mark + text.replace("\n", end)).encode()
            for name, text in texts.items()
        },
    )
    read = source.read_sources(tmp_path)
    assert read.documents == {"clients/a/da.md": texts["clients/a/da.md"]}
    assert list(read.tables.values()) == [{"a": "å", "b": 2}] * 2
    assert read.faults == ()


def test_a_name_with_decomposed_letters_is_the_same_name(tmp_path: Path) -> None:
    """A Mac writes them so; two files with one name are a fault, as one would be left out."""
    write(tmp_path, {unicodedata.normalize("NFD", "clients/a/mærke/blå.svg"): b"<svg/>"})
    read = source.read_sources(tmp_path)
    assert read.files == {"clients/a/mærke/blå.svg"}
    assert read.path("clients/a/mærke/blå.svg").read_bytes() == b"<svg/>"
    write(tmp_path, {"clients/a/mærke/blå.svg": b"<svg/>"})
    assert [str(fault) for fault in source.read_sources(tmp_path).faults] == [
        "clients/a/mærke/blå.svg: has the same name as another file, in other Unicode "
        "characters. Remove one."
    ]


def test_folders_and_names_are_listed_in_order(tmp_path: Path) -> None:
    """Folders with files in them, and stems of files in one folder but not below it."""
    write(
        tmp_path,
        {
            "clients/b/client.toml": b"",
            "clients/a/waves/2.toml": b"",
            "clients/a/waves/1.toml": b"",
            "clients/a/waves/1.contract.json": b"{}",
            "clients/a/waves/old/0.toml": b"",
            "clients/stray.toml": b"",
            "clientsx/c/client.toml": b"",
        },
    )
    (tmp_path / "clients/empty").mkdir()
    read = source.read_sources(tmp_path)
    assert read.folders("clients") == ("a", "b")
    assert read.folders("nothing") == ()
    assert read.names("clients/a/waves", ".toml") == ("1", "2")
    assert read.names("clients/a/waves", ".contract.json") == ("1",)
    assert read.names("clients/c", ".toml") == ()


def test_unreadable_files_are_reported_with_their_line(tmp_path: Path) -> None:
    """One run tells of every file that cannot be read."""
    write(
        tmp_path,
        {
            "surveys/a/survey.toml": b"x = 1\ny = \n",
            "clients/b/waves/b.contract.json": b'{\n"a": 1\n"b": 2}',
            "surveys/a/da.md": b"ok\n\n\xe6\n",
            "surveys/d/survey.toml": b"\xff",
            "surveys/e/survey.toml": b"ok = true\n",
            "surveys/f/survey.toml": b"a = " + b"[" * 5000,
            "surveys/g/survey.toml": b"a = " + b"9" * 5000,
            "surveys/h/survey.toml": b"a = 1\na = 2\n",
        },
    )
    read = source.read_sources(tmp_path)
    places = sorted((p.file, p.where, p.message.partition(":")[0]) for p in read.faults)
    assert places == sorted(
        [
            ("surveys/a/survey.toml", "2", "is not valid TOML"),
            ("clients/b/waves/b.contract.json", "3", "is not valid JSON"),
            ("surveys/a/da.md", "3", "is not UTF-8 text. Save it as UTF-8."),
            ("surveys/d/survey.toml", "1", "is not UTF-8 text. Save it as UTF-8."),
            ("surveys/f/survey.toml", "", "is not valid TOML"),
            ("surveys/g/survey.toml", "", "is not valid TOML"),
            ("surveys/h/survey.toml", "2", "is not valid TOML"),
        ]
    )
    assert read.tables["surveys/e/survey.toml"] == {"ok": True}
    assert "surveys/a/da.md" not in read.documents


PASSED_OVER = tomllib.loads(
    (Path(__file__).parent.parent / "support" / "passed_over.toml").read_text(encoding="utf-8")
)["files"]


@pytest.mark.parametrize("name", PASSED_OVER)
def test_files_of_others_are_passed_over(tmp_path: Path, name: str) -> None:
    """What other programs and people keep near a project is neither read nor judged."""
    site = Site(tmp_path / "site")
    plain = site.load()
    site.write(name, b"\xff \x00 // no [table and no text")
    assert site.load() == plain


def test_a_licence_may_be_a_document(tmp_path: Path) -> None:
    """A file that client.toml names is no stray one, whatever its ending."""
    site = Site(tmp_path).edit((CLIENT, 'logo = "logo.svg"', FONT))
    site.edit(("clients/nordlys/f.ttf", None, font()), ("clients/nordlys/OFL.md", None, "Free."))
    assert site.problems() == []


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
            "clients/a/client.toml",
            "clients/a/waves/1.toml",
            "clients/b/waves/1.toml",
            "clients/b/da.md",
        }
        assert read.tables["clients/a/waves/1.toml"] == {"n": 1}
        assert read.documents["clients/b/da.md"] == "# X\n"


def test_a_link_that_cannot_be_followed_is_a_fault(tmp_path: Path) -> None:
    """A loop of one link or of two, a link to itself, one to nothing: each once, and no others."""
    root = tmp_path / "root"
    write(tmp_path, {"root/clients/b/da.md": b"# X\n", "there/da.md": b"# Y\n"})
    (root / "surveys").mkdir()
    for name, there in {
        "root/clients/b/waves": "..",
        "root/clients/here": ".",
        "root/surveys/over": str(tmp_path / "root"),
        "root/clients/b/client.toml": "nowhere",
        "root/surveys/itself": "itself",
        "root/locales": "nowhere",
        "root/clients/.hidden": "nowhere",
        "root/clients/there": str(tmp_path / "there"),
        "there/waves": str(root),
        "there/old.psd": "nowhere",
        "root/node_modules": "nowhere",
    }.items():
        (tmp_path / name).symlink_to(there)
    read = source.read_sources(root)
    loop = "is a link to a folder that contains it. Remove it."
    nothing = "is a broken link: its target does not exist. Correct it, or remove it."
    assert sorted(str(problem) for problem in read.faults) == [
        f"clients/b/client.toml: {nothing}",
        f"clients/b/waves: {loop}",
        f"clients/here: {loop}",
        f"clients/there/waves: {loop}",
        f"locales: {nothing}",
        f"surveys/itself: {nothing}",
        f"surveys/over: {loop}",
    ]
    assert {"clients/b/da.md", "clients/there/da.md"} <= read.files


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    """One line, with the option that names another."""
    with pytest.raises(StateError) as caught:
        source.read_sources(tmp_path / "none")
    assert str(caught.value) == (
        f"There is no folder {tmp_path / 'none'}. "
        "Correct 'sources' in nejtak.toml, or use --source."
    )
