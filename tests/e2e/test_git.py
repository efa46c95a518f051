"""What must be deletable is not in git: a whole wave in a project of one's own, and `git add`."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import as_project
from sources import copy_demo
from stage import PATIENCE, ROOT, WAVE, Stage

WAVE_FILE = "clients/nordlys/waves/2026-h2.toml"


@dataclass(frozen=True)
class Project(Stage):
    """A project in a git repository; every folder is where it is by default."""

    @property
    def state(self) -> Path:
        """Where the preview keeps its answers."""
        return self.root / ".nejtak"

    def command(self, *words: str) -> list[str]:
        """The command line of `build.py`."""
        return [sys.executable, str(ROOT / "build.py"), *words]

    def git(self, *words: str) -> str:
        """Run git there, without the settings of whoever runs the tests."""
        return subprocess.run(
            ["git", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1"},
        ).stdout

    def to_add(self) -> set[str]:
        """What `git add -A` would take."""
        lines = self.git("-c", "core.quotePath=off", "add", "-An").splitlines()
        return {line.removeprefix("add '").removesuffix("'") for line in lines}

    def review(self) -> None:
        """Begin a review, and end it before anything is decided."""
        reviewing = subprocess.Popen(
            self.command("review", *WAVE),
            cwd=self.root,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert reviewing.stdout is not None
        address = reviewing.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError), urllib.request.urlopen(address):
            """It serves now, and sends who comes without its cookie away."""
        reviewing.send_signal(signal.SIGINT)
        _, said = reviewing.communicate(timeout=PATIENCE)
        assert reviewing.returncode == 0, said


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository with the demo as a project, without what its waves have made."""
    own = Project(tmp_path / "own")
    copy_demo(own.source)
    as_project(own.source)
    own.git("init", "-q")
    return own


def test_deletable_files_are_not_in_git(project: Project) -> None:
    """After a whole wave git takes all that is in the project but answers and reviews.

    Contract, ledger and the hash of the closed file are taken. No key, state, report or export is.
    """
    project.run("keys", "new")
    project.run("wave", "open", *WAVE)
    with project.preview():
        project.run("sample", *WAVE, "--count", "40")
        _end(project.source / WAVE_FILE)
        project.run("wave", "close", *WAVE, "--suspects", "keep")
    project.review()
    project.run("report", *WAVE)
    project.run("export", *WAVE, "--raw")
    (project.source / WAVE_FILE).with_name(".2026-h2.responses.age-x1").touch()  # left by a kill

    files = {path.relative_to(project.root) for path in project.root.rglob("*") if path.is_file()}
    made = {path for path in files if path.parts[0] not in {".git", "build"}}
    private = {path for path in made if _is_private(path)}
    kinds = {(path.parts[0], path.suffix) for path in private}
    assert kinds >= {(".nejtak", ".key"), ("exports", ".age"), ("reports", ".html")}
    assert len([path for path in private if path.name.startswith("2026-h2.")]) == 3
    taken = {path for path in project.to_add() if not path.startswith("build/")}
    assert taken == {str(path) for path in made - private}
    waves = {path.rpartition("/")[2] for path in taken if "nordlys/waves/" in path}
    assert waves >= {"2026-h2.toml", "2026-h2.contract.json", "2026-h2.releases.json"}


def _end(wave: Path) -> None:
    """Let the wave's last day be yesterday, so that closing it is no question."""
    lines = wave.read_text(encoding="utf-8").splitlines()
    yesterday = date.today() - timedelta(1)
    lines = [f"closes = {yesterday}" if line.startswith("closes") else line for line in lines]
    wave.write_text("\n".join(lines), encoding="utf-8")


def _is_private(path: Path) -> bool:
    """Whether a file must be deletable."""
    return path.parts[0] in {".nejtak", "exports", "reports"} or ".age" in path.name
