"""A build that would come to what is there already is left out, and no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sources import DA, SURVEY, Site, fingerprint

from nejtak.errors import SourceError, StateError
from nejtak.site import build, unchanged

# The command has no threads; pytest's workers have, of which Python warns from 3.12 on.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
ROOT = Path(__file__).parent.parent.parent
PAGE = "site/nordlys/2026-q3/da/index.html"


class Built:
    """A small site that was just built, and what another build would do."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "source").open_wave()
        self.target = folder / "build"
        self.said = list(build.build(self.site.root, self.target).said())

    def unchanged(self) -> bool:
        """Whether the next build would be left out; if so, it says what the last one said."""
        said = unchanged.said(self.site.root, self.target)
        assert said in (None, self.said)
        return said is not None


@pytest.fixture(params=[10_000, 0], ids=["one process", "two processes"])
def built(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """Just built, on nejtak's and the collector's code in folders of its own."""
    for name in ("_CODE", "COLLECTOR", "SITE"):
        copy = tmp_path / name
        shutil.copytree(getattr(unchanged, name), copy)
        monkeypatch.setattr(unchanged, name, copy)
    monkeypatch.setattr(unchanged, "_MANY", request.param)
    return Built(tmp_path)


def edit(path: Path) -> None:
    """Change one byte in place, and set the time of change back."""
    before = path.stat()
    with path.open("r+b") as file:
        last = file.seek(-1, os.SEEK_END)
        file.write(b" ")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert last
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replace(path: Path) -> None:
    """Put a file of the same content in its place."""
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def add(path: Path) -> None:
    """Put another file beside it."""
    path.with_name(f"new{path.suffix}").write_bytes(b"")


def link(path: Path) -> None:
    """Put a link to the same content in its place."""
    aside = path.rename(path.with_suffix(".aside"))
    path.symlink_to(aside)


CHANGES: list[Callable[[Path], object]] = [edit, Path.touch, replace, add, Path.unlink, link]


def test_nothing_changed_is_seen_and_nothing_is_written(built: Built) -> None:
    """However often it is asked."""
    before = fingerprint(built.target)
    assert built.unchanged()
    assert built.unchanged()
    assert fingerprint(built.target) == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "file",
    [
        SURVEY, DA, "clients/nordlys/client.toml", "clients/nordlys/logo.svg", "locales/da.toml",
        "clients/nordlys/waves/2026-q3.contract.json", "templates/survey.html", "static/page.css",
        "headers.toml",
    ],
)  # fmt: skip
def test_a_source_that_changed_is_built_anew(
    built: Built, file: str, change: Callable[[Path], object]
) -> None:
    """Edited, touched, replaced, added, removed or made a link, in the moment after the build."""
    change(built.site.root / file)
    assert not built.unchanged()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "file",
    [
        PAGE, "site/index.html", "headers.json", "brand/nordlys/tokens.json", "collector/app.py",
        "collector/.chalice/config.json", "collector/chalicelib/waves/unknown.html",
        "collector/chalicelib/waves/nordlys/2026-q3/form.da.html",
    ],
)  # fmt: skip
def test_an_output_that_changed_is_built_anew(
    built: Built, file: str, change: Callable[[Path], object]
) -> None:
    """No page goes live that the build did not write; what lies beside its trees is no matter."""
    change(built.target / file)
    assert built.unchanged() == (file == "headers.json" and change is add)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("file", ["_CODE/site/render.py", "COLLECTOR/app.py"])
def test_other_code_builds_anew(
    built: Built, tmp_path: Path, file: str, change: Callable[[Path], object]
) -> None:
    """A new version of nejtak makes new pages."""
    change(tmp_path / file)
    assert not built.unchanged()


def test_other_libraries_build_anew(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are installed, by their versions."""
    (tmp_path / "lib" / "jinja2-3.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "lib")])
    assert not built.unchanged()
    list(build.build(built.site.root, built.target).said())
    assert built.unchanged()
    (tmp_path / "lib" / "jinja2-3.dist-info").rename(tmp_path / "lib" / "jinja2-4.dist-info")
    assert not built.unchanged()


def test_what_has_no_meaning_changes_nothing(built: Built, tmp_path: Path) -> None:
    """An editor's leftovers, and what Python keeps beside its modules."""
    built.site.write("surveys/.asked.md.swp", "x")
    built.site.write(".git/index", "x")
    (tmp_path / "_CODE" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert built.unchanged()


def test_a_link_that_leads_to_another_file_builds_anew(built: Built) -> None:
    """Even where both files last changed at the same time."""
    root, name = built.site.root, "static/page.css"
    one, two = root / "one.css", root / "two.css"
    (root / name).rename(one)
    two.write_bytes(one.read_bytes() + b"p{}")
    for to in (two, one):
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(to)
        build.build(root, built.target)
        assert built.unchanged()
    (root / name).unlink()
    (root / name).symlink_to(two)
    assert not built.unchanged()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("folder", ["clients/nordlys", "templates"])
def test_what_changes_behind_a_link_to_a_folder_is_built_anew(
    built: Built, tmp_path: Path, folder: str, change: Callable[[Path], object]
) -> None:
    """As if it lay there itself; and while nothing changes, nothing is built."""
    (built.site.root / folder).rename(tmp_path / "aside")
    (built.site.root / folder).symlink_to(tmp_path / "aside")
    build.build(built.site.root, built.target)
    assert built.unchanged()
    change(next(path for path in sorted((tmp_path / "aside").iterdir()) if path.is_file()))
    assert not built.unchanged()


def test_another_question_is_another_build(built: Built, tmp_path: Path) -> None:
    """With drafts, from another folder with the same files, into another folder."""
    shutil.copytree(built.site.root, tmp_path / "other", copy_function=os.link)
    assert unchanged.said(tmp_path / "other", built.target) is None
    assert unchanged.said(built.site.root, tmp_path / "elsewhere") is None
    build.build(built.site.root, built.target, drafts=True)
    assert not built.unchanged()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda note: note[:-1],
        lambda note: note[: len(note) // 2],
        lambda note: note.replace(b"\n", b"", 1),
        lambda note: b"[]\n" + note,
        lambda note: note.replace(b'"count": ', b'"count": 1', 1),
        lambda note: note.replace(b'"count": ', b'"count": -', 1),
        lambda note: note.replace(b"format 1", b"format 0", 1),
    ],
)
def test_a_note_that_is_not_whole_is_none(built: Built, spoil: Callable[[bytes], bytes]) -> None:
    """It is no fault either: the build is made."""
    note = built.target / unchanged.NOTE
    note.write_bytes(spoil(note.read_bytes()))
    assert not built.unchanged()


def test_a_source_that_changes_during_the_build_is_built_anew(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before the change is not taken for what is there now."""
    load = build.load

    def load_and_edit(root: Path) -> object:
        project = load(root)
        edit(root / DA)
        return project

    monkeypatch.setattr(build, "load", load_and_edit)
    build.build(built.site.root, built.target)
    assert not built.unchanged()


@pytest.mark.parametrize("when", ["write_file", "unchanged.note"])
def test_a_build_that_was_stopped_is_made_again(
    built: Built, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """After some trees were swapped in, or all and nothing is noted yet."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"nejtak.site.build.{when}", stop)
        with pytest.raises(KeyboardInterrupt):
            build.build(built.site.root, built.target)
    assert not built.unchanged()


def test_a_fault_leaves_the_note_of_what_is_still_there(built: Built) -> None:
    """The last build stays, and so does what is known of it; the mended sources are new ones."""
    before = fingerprint(built.target)
    built.site.replace(SURVEY, "points = 5", 'points = "five"')
    with pytest.raises(SourceError):
        build.build(built.site.root, built.target)
    assert fingerprint(built.target) == before
    built.site.replace(SURVEY, 'points = "five"', "points = 5")
    assert not built.unchanged()


def test_sources_that_are_not_there_are_said_to_be_so(built: Built, tmp_path: Path) -> None:
    """Also where they were when the last build was made."""
    built.site.root.rename(tmp_path / "moved")
    for ask in (unchanged.said, build.build):
        with pytest.raises(StateError, match=r"There is no folder .* Mend 'sources'"):
            ask(built.site.root, built.target)


def test_the_command_says_the_same_and_loads_next_to_nothing(tmp_path: Path) -> None:
    """What the admin should know is said again, and the answer comes at once."""
    site = Site(tmp_path / "source")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from nejtak.cli import main\n"
        "try:\n main()\nfinally:\n"
        " print(*sorted({'jinja2', 'babel', 'markdown', 'coloraide'} & set(sys.modules)))\n"
    )
    words = ["--source", str(site.root), "--build-dir", str(tmp_path / "build"), "build"]
    first, again = (
        subprocess.run(
            [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
        )
        for _ in range(2)
    )
    assert first.stdout == f"{tmp_path}/build/site\nbabel coloraide jinja2 markdown\n"
    assert again.stdout == f"{tmp_path}/build/site\n\n"
    assert "Open it: nejtak wave open nordlys 2026-q3" in again.stderr
    assert again.stderr == first.stderr + "Nothing has changed since they were built.\n"
