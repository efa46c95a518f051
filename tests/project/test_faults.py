"""Every fault that an admin's files can have is reported in one run, once, with its place."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from fault_cases import CASES, OPEN, Case, read_cases
from sources import DA, OwnSite, Site, fingerprint

from nejtak.errors import Fault, SourceError, closest, guess
from nejtak.messages import MESSAGES

ROOT = Path(__file__).parent.parent.parent
SUPPORT = ROOT / "tests" / "support"
SOURCES_ONLY = {"not-yours", "stages-moved"}  # faults that only an admin's sources have


def made(root: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site with the mistakes of one case."""
    site = Site(root) if case.message in SOURCES_ONLY else OwnSite(root, monkeypatch)
    for edit in case.edits:
        if edit == OPEN:
            site.open_wave()
        else:
            site.edit(edit)
    return site


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c.message}" for n, c in enumerate(CASES)])
def test_each_mistake_is_reported_once_with_place_and_fix(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake gives its whole line, and no other line."""
    assert made(tmp_path, case, monkeypatch).problems() == sorted(case.lines)


def test_no_message_is_dead() -> None:
    """Each entry of the catalogue has a case; nejtak.toml, links and fonts have other tests."""
    others = {"no-folder", "link-broken", "link-loop", "own-folder"}
    others |= {"font-cut", "font-endless", "font-letterless"}
    others |= {"recipient-key", "recipient-twice", "name-twice"}
    others |= {name for name in MESSAGES if name.startswith("stage-")}
    assert MESSAGES.keys() - {case.message for case in CASES} == others
    for case in CASES:
        pattern = MESSAGES[case.message].partition("{")[0]
        assert all(pattern in line for line in case.lines), case.message


def test_missing_folders_are_reported_with_their_path(tmp_path: Path) -> None:
    """A wrong --source gives two lines, not a line for every missing file."""
    (tmp_path / "notes.md").write_text("nothing of nejtak's")
    site = Site.__new__(Site)
    site.root = tmp_path
    assert site.problems() == [
        f"{tmp_path}: has no folder {name!r}. Add {name!r}, or name another folder with --source."
        for name in ("clients", "surveys")
    ]


BROKEN = "is a broken link: its target does not exist. Correct it, or remove it."


@pytest.mark.parametrize(
    ("name", "there", "says"),
    [
        ("surveys/asked", "nowhere", BROKEN),
        (DA, "nowhere", BROKEN),
        ("clients/nordlys/waves", "..", "is a link to a folder that contains it. Remove it."),
    ],
    ids=["survey", "words", "loop"],
)
def test_a_broken_link_is_reported_once(tmp_path: Path, name: str, there: str, says: str) -> None:
    """Files that are missing because of it are not reported too."""
    site = Site(tmp_path / "site")
    (site.root / name).rename(tmp_path / "aside")
    (site.root / name).symlink_to(there)
    assert site.problems() == [f"{name}: {says}"]


TWENTY = [(*case.edits, *case.lines) for case in read_cases(SUPPORT / "twenty_faults.toml")]


@pytest.mark.parametrize("command", [["check"], []], ids=["check", "build"])
def test_twenty_planted_faults_are_reported_and_nothing_else(
    tmp_path: Path, command: list[str]
) -> None:
    """Twenty mistakes in all kinds of files: those twenty lines, exit code 1, nothing written."""
    site = Site(tmp_path / "site").open_wave()
    site.write("surveys/second/da.md", "# A\n## B {#back}\n### C {#c}\n## D {#forward}\n")
    for edit, _ in TWENTY:
        site.edit(edit)
    before = fingerprint(tmp_path)
    options = ["--source", site.root, "--build-dir", tmp_path / "build"]
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", *options, *command],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    lines = done.stderr.splitlines()
    assert sorted(lines[:-1]) == sorted(line for _, line in TWENTY)
    assert lines[-1] == "20 faults. Nothing was written."
    assert (done.returncode, done.stdout) == (1, "")
    assert fingerprint(tmp_path) == before


def test_faults_of_different_files_do_not_hide_each_other(tmp_path: Path) -> None:
    """Mistakes in the survey, a client, a wave, a locale and a contract come in one run."""
    site = Site(tmp_path).open_wave()
    one_each = {edit[0]: (edit, line) for edit, line in reversed(TWENTY)}
    for edit, _ in one_each.values():
        site.edit(edit)
    assert sorted(site.problems()) == sorted(line for _, line in one_each.values())


def test_faults_are_sorted_by_file_and_line() -> None:
    """By file, then by place, with line 9 before line 10, and each once."""
    faults = [
        Fault("a.md", "9", "x"),
        Fault("a.md", "10", "x"),
        Fault("a.toml", "questions[2].kind", "x"),
        Fault("a.toml", "questions[10].id", "x"),
        Fault("b", "", "x"),
        Fault("b", "", "y"),
    ]
    for order in itertools.islice(itertools.permutations(faults), 0, None, 97):
        assert SourceError([*order, *order]).faults == tuple(faults)
    assert str(SourceError(faults[4:])) == "b: x\nb: y"


def test_a_guess_is_similar_or_empty() -> None:
    """The most similar known word is offered, and none if none is similar."""
    assert guess("contrl", ["outside", "control"]) == " Did you mean 'control'?"
    assert guess("zzz", ["outside", "control"]) == ""
    assert closest("contrl", ["outside", "control"]) == "control"
    assert closest("contrl", []) is None
