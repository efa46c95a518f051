"""Reports killed by SIGKILL: no half release, no release without a record, no answer in plain."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from close_support import tree
from sources import Site

from nejtak.base import private_keys
from nejtak.wave import closed_wave, ledger
from nejtak.wave import open as opening
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent
CANARY, COUNT, COUNTED, KILLS = "Kanariefuglen", 12, 8, 25  # of twelve asked
NEVER = 10**9  # a line that is not reached; the release that was made before is taken
READABLE = (CANARY.encode(), b'"answers": ', b'"deciding": "pay"')  # a text, answers as they lie


class Reporting:
    """A closed wave on disk, and a worker that reports on it again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "reports" / "nordlys"
        site = Site(folder / "site")
        private_keys.new_key(folder / "keys" / "partner.key")
        client, wave, survey = find_wave(load_project(site.root), "nordlys", "2026-q3")
        readers = private_keys.public_keys(folder / "keys")
        opening.open_wave(client, wave, survey, readers, wave.closes)
        self.wave = find_wave(load_project(site.root), "nordlys", "2026-q3")[1]
        said = {"advice": tuple(Written(f"{CANARY} siger {n}") for n in range(COUNT))}
        answers = tuple({"deciding": "pay" if n % 3 else "tasks"} for n in range(COUNT))
        closed = Responses(answers, said, ids=frozenset(bytes([n]) for n in range(COUNT)))
        keys = private_keys.identities(folder / "keys")
        closed_wave.write_responses(self.wave, closed, [one.key for one in readers], keys)
        self.before = tree(folder)
        (folder / "tmp").mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "support" / "report_worker.py"],
            env={**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")},
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def report(self, *, line: int | None = None, after: float | None = None) -> tuple[bool, float]:
        """Make the report; return whether it was killed, and the seconds that it took."""
        folders = [f"--source={self.folder / 'site'}", f"--keys={self.folder / 'keys'}"]
        words = ["report", "nordlys", "2026-q3", f"--out={self.out.parent}"]
        order = {
            "source": str(self.folder / "site"),
            "arguments": [*folders, *words],
            "log": str(self.folder / "said.txt"),
            "kept": str(self.folder / "tmp" / "made"),
            "line": line,
            "after": after,
        }
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer = json.loads(cast("Any", self._process.stdout).readline())
        assert answer["ended"] in (0, -9), (self.folder / "said.txt").read_text(encoding="utf-8")
        return answer["ended"] == -9, answer["seconds"]

    def look(self) -> str:
        """Check that what is there is whole and recorded, and shows no answer; tell how far it is.

        The ledger holds nothing or the one release, and the folder nothing or its very files.
        """
        files = tree(self.folder)
        assert all(files.pop(name) == content for name, content in self.before.items())
        assert [n for n, content in files.items() for w in READABLE if w in content] == []
        released = ledger.releases(self.wave)
        names = [path.name for path in self.out.glob("[!.]*")]
        assert names in ([], ["2026-q3-1"][: len(released)])
        if not released:
            return "nothing recorded"
        (release,) = released
        assert (release.name, release.basis and release.basis.number) == ("2026-q3-1", COUNTED)
        if not names:
            return "recorded"
        found = {path.name: path.read_bytes() for path in (self.out / "2026-q3-1").iterdir()}
        assert ledger.digests(found) == release.files
        return "written"

    def finish(self, *, line: int | None = None) -> dict[str, bytes]:
        """Report again without a kill: the one release, and nothing beside it."""
        killed, _ = self.report(line=line)
        assert not killed
        assert self.look() == "written"
        assert [path.name for path in self.out.iterdir()] == ["2026-q3-1"]
        left = {name for name in tree(self.folder).keys() - self.before.keys() if "/." in name}
        assert left <= {str(self.out.parent / ".gitignore")}
        return tree(self.out)

    def forget(self) -> None:
        """Take the release back, as if there had been none."""
        self.wave.ledger_file.unlink()
        shutil.rmtree(self.out, ignore_errors=True)

    def end(self) -> None:
        """Let the worker go."""
        with self._process:
            cast("Any", self._process.stdin).close()


@pytest.fixture
def reporting(tmp_path: Path) -> Iterator[Reporting]:
    """A wave to report on."""
    found = Reporting(tmp_path)
    yield found
    found.end()


@pytest.mark.parametrize("again", [False, True], ids=["first", "over an older copy"])
def test_a_kill_at_any_line_leaves_a_release_whole_or_none(
    reporting: Reporting, again: bool
) -> None:
    """SIGKILL before each line that acts on disk; made again, it is the same to the byte."""
    whole = reporting.finish()
    seen: Counter[str] = Counter()
    line, killed = 0, True
    while killed:
        line += 1
        if not again and reporting.look() != "nothing recorded":
            reporting.forget()
        killed, _ = reporting.report(line=line)
        seen[reporting.look()] += 1
        assert line % 15 or reporting.finish(line=NEVER) == whole
    assert reporting.finish() == whole
    assert seen.keys() == {"recorded", "written"} | (set() if again else {"nothing recorded"})
    assert line > 40


def test_kills_at_any_moment_leave_a_release_whole_or_none(reporting: Reporting) -> None:
    """SIGKILL at 25 random moments, several in a row before a report gets through."""
    dice = random.Random(1)
    whole = reporting.finish()
    _, took = reporting.report()
    kills = 0
    while kills < KILLS:
        reporting.forget()
        for _ in range(dice.randint(2, 6)):
            killed, _ = reporting.report(after=dice.uniform(0, took))
            kills += killed
            reporting.look()
        assert reporting.finish() == whole


def test_a_wave_that_is_being_reviewed_is_not_reported_on(reporting: Reporting) -> None:
    """Whoever decides about quotes, or closes, comes first: one sentence, nothing is written."""
    command = [
        sys.executable,
        ROOT / "build.py",
        f"--source={reporting.folder / 'site'}",
        f"--keys={reporting.folder / 'keys'}",
        "report",
        "nordlys",
        "2026-q3",
        f"--out={reporting.out.parent}",
    ]
    with closed_wave.alone(reporting.wave):
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=reporting.folder
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert "reported on by another program" in done.stderr
    assert reporting.look() == "nothing recorded"
