"""The same pages, whatever program or system has saved the sources."""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sources import SITE, copy_demo, fingerprint, own_site

from nejtak.site.build import build

Rewrite = Callable[[str], str]
TEXTS = {".toml", ".json", ".md", ".svg", ".html", ".css", ".js"}
LOGO, NAMED = "clients/nordlys/logo.svg", "clients/nordlys/mærke-blå.svg"


def demo(folder: Path) -> Path:
    """The demo with a name that has other letters than ASCII, and own copies of each kind."""
    copy_demo(folder)
    for name in ("locales", "playbook", "privacy", "samples"):
        shutil.copytree(SITE / name, folder / name)
    (folder / LOGO).rename(folder / NAMED)
    client = folder / "clients/nordlys/client.toml"
    client.write_text(client.read_text().replace("logo.svg", "mærke-blå.svg"), encoding="utf-8")
    return folder


def rewritten(folder: Path, rewrite: Rewrite) -> Path:
    """The folder with every text file, and every name in it, saved in another way."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.suffix in TEXTS:
            text = rewrite(path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8", newline="")
        path.rename(path.with_name(rewrite(path.name).strip("\ufeff")))
    return folder


def decomposed(text: str) -> str:
    """As a Mac writes names, and some of its programs words."""
    return unicodedata.normalize("NFD", text)


def all_at_once(text: str) -> str:
    """A byte order mark, CRLF and decomposed letters."""
    return "\ufeff" + decomposed(text).replace("\n", "\r\n")


WAYS: dict[str, Rewrite] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "mark": lambda text: f"\ufeff{text}",
    "decomposed": decomposed,
    "all": all_at_once,
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is built from the sources as they are."""
    folder = tmp_path_factory.mktemp("plain")
    build(demo(folder / "sources"), folder / "build", drafts=True)
    return fingerprint(folder / "build")


@pytest.mark.parametrize("way", WAYS)
def test_sources_saved_in_another_way_build_the_same_bytes(
    tmp_path: Path, plain: dict[str, str], way: str
) -> None:
    """Windows line ends, old Mac ones, byte order marks, decomposed letters, and all of them."""
    build(rewritten(demo(tmp_path / "s"), WAYS[way]), tmp_path / "build", drafts=True)
    assert fingerprint(tmp_path / "build") == plain


def test_sources_from_the_zip_of_a_mac_build_the_same_bytes(
    tmp_path: Path, plain: dict[str, str]
) -> None:
    """With the files that a Mac adds to each folder, and its own folder beside."""
    packed = demo(tmp_path / "packed")
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for path in sorted(packed.rglob("*")):
            name = decomposed(path.relative_to(packed).as_posix())
            archive.write(path, name)
            beside, _, own = name.rpartition("/")
            archive.writestr(f"__MACOSX/{beside}/._{own}", b"\x00\x05\x16\x07")
            if path.is_dir():
                archive.writestr(f"{name}/.DS_Store", b"\x00\x00\x00\x01Bud1")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        archive.extractall(tmp_path / "s")
    assert (tmp_path / "s" / decomposed(NAMED)).is_file()
    build(tmp_path / "s", tmp_path / "build", drafts=True)
    assert fingerprint(tmp_path / "build") == plain


def test_sources_behind_links_build_the_same_bytes(tmp_path: Path, plain: dict[str, str]) -> None:
    """The sources, a client's folder, its waves, a survey and a document, each behind a link."""
    there = demo(tmp_path / "there")
    for number, name in enumerate(
        ("clients/nordlys/waves", "clients/nordlys", "surveys/three-questions", "locales/da.toml")
    ):
        (there / name).rename(tmp_path / f"moved-{number}")
        (there / name).symlink_to(tmp_path / f"moved-{number}")
    (tmp_path / "s").symlink_to(there)
    build(tmp_path / "s", tmp_path / "build", drafts=True)
    assert fingerprint(tmp_path / "build") == plain


def test_nejtaks_own_files_saved_in_another_way_build_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers, style sheets, script and templates too, as git checks them out on Windows."""
    site = own_site(tmp_path / "site", monkeypatch)
    build(site, tmp_path / "plain", drafts=True)
    build(rewritten(site, all_at_once), tmp_path / "build", drafts=True)
    assert fingerprint(tmp_path / "build") == fingerprint(tmp_path / "plain")
