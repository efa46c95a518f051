"""Real reviews, `nejtak review`, killed by SIGKILL and stopped by Ctrl-C: nothing is lost.

Nor does a word of a candidate or of the reviewer lie anywhere in plain: not in a file that a
killed save left behind, not in the temporary folder, not in what the program printed.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

import pytest
from close_support import tree
from dying import deaths
from review_support import Visitor
from sources import Site

from nejtak.base import private_keys
from nejtak.review import quotes, sealed
from nejtak.wave import closed_wave
from nejtak.wave import open as opening
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent
CANARY, REVIEWED = "Kanariefuglen", "Papegøjen"
TEXTS, KILLS = 40, 4


class Reviewing:
    """A closed wave on disk, and the program that reviews it, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        site = Site(folder / "site")
        private_keys.new_key(folder / "keys" / "partner.key")
        self.keys = private_keys.identities(folder / "keys")
        client, wave, survey = find_wave(load_project(site.root), "nordlys", "2026-q3")
        readers = private_keys.public_keys(folder / "keys")
        opening.open_wave(client, wave, survey, readers, wave.closes)
        self.wave = find_wave(load_project(site.root), "nordlys", "2026-q3")[1]
        said = {"advice": tuple(Written(f"{CANARY} siger {n}") for n in range(TEXTS))}
        ids = frozenset(bytes([n]) for n in range(TEXTS))
        closed = Responses(({"deciding": "pay"},) * TEXTS, said, ids=ids)
        closed_wave.write_responses(self.wave, closed, [one.key for one in readers], self.keys)
        (folder / "tmp").mkdir()
        self.acknowledged: dict[str, str] = {}
        self._log = (folder / "said.txt").open("a", encoding="utf-8")

    def start(self) -> tuple[subprocess.Popen[str], Visitor]:
        """Run the command, and enter by the address that it prints."""
        folders = [f"--{name}={self.folder / name}" for name in ("keys", "state")]
        kept = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "tmp")}
        process = subprocess.Popen(
            [
                sys.executable,
                ROOT / "build.py",
                f"--source={self.folder / 'site'}",
                *folders,
                "review",
                "nordlys",
                "2026-q3",
            ],
            env={**kept, "TMPDIR": str(self.folder / "tmp")},
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        url = cast("IO[str]", process.stdout).readline().strip()
        assert url.startswith("http://127.0.0.1:"), self.said()
        visitor = Visitor(url)
        visitor.enter()
        return process, visitor

    def decide(self, visitor: Visitor, numbers: list[int]) -> None:
        """Decide about texts until all are done or the program is gone; note what it took."""
        try:
            visitor.open("advice/1/")
            for number in numbers:
                wording = f"{REVIEWED} siger {number}, {len(self.acknowledged)}"
                status, _, _ = visitor.send(
                    f"advice/{number}/", decision="paraphrase", wording=wording, theme=REVIEWED
                )
                assert status == 303
                self.acknowledged[str(number)] = wording
        except (OSError, http.client.HTTPException):
            return

    def look(self) -> quotes.Review:
        """Check that everything that was acknowledged is there, and nothing can be read."""
        review = sealed.read(self.wave, self.keys)
        found = {str(n): text.wording for n, text in enumerate(review.texts, 1) if text.wording}
        missing = [n for n, wording in self.acknowledged.items() if n not in found]
        assert missing == []
        changed = [n for n in found if self.acknowledged.get(n) != found[n]]
        assert len(changed) <= 1  # saved, and killed before the browser heard of it
        self.acknowledged = found
        readable = [
            name
            for name, content in tree(self.folder).items()
            if CANARY.encode() in content or REVIEWED.encode() in content
        ]
        assert readable == []
        return review

    def said(self) -> str:
        """What the program wrote to the standard error."""
        return (self.folder / "said.txt").read_text(encoding="utf-8")

    def end(self) -> None:
        """Let go of the log."""
        self._log.close()


def _let_go(process: subprocess.Popen[str]) -> None:
    """Close what led to a program that has ended."""
    cast("IO[str]", process.stdout).close()
    cast("IO[str]", process.stdin).close()


def test_enter_in_the_terminal_gives_a_new_address(tmp_path: Path) -> None:
    """Each press one more address; the newest alone works, and who opens it takes over."""
    reviewing = Reviewing(tmp_path)
    process, first = reviewing.start()
    keyboard, screen = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
    assert first.ask("GET", first.base)[0] == 200
    addresses = []
    for _ in range(2):
        keyboard.write("\n")
        keyboard.flush()
        addresses.append(screen.readline().strip())
    assert len({first.url, *addresses}) == 3
    assert first.ask("GET", first.base)[0] == 200  # until somebody opens the new one
    old, new = Visitor(addresses[0]), Visitor(addresses[1])
    assert old.ask("GET", urlsplit(old.url).path)[0] == 403
    new.enter()
    assert new.ask("GET", new.base)[0] == 200
    status, _, said = first.ask("GET", first.base)
    assert (status, "another one has taken it over" in said) == (403, True)
    process.send_signal(signal.SIGINT)  # a thread waits for the keyboard meanwhile
    assert process.wait(20) == 0
    _let_go(process)
    assert "40 texts left to review" in reviewing.said()
    reviewing.end()


def test_kills_at_any_moment_lose_no_decision(tmp_path: Path) -> None:
    """SIGKILL in the middle of deciding; what was acknowledged is there, and sealed.

    The order of the texts stays as it was drawn, and in the end all are decided. Ctrl-C then ends
    the review with exit code 0, and says how many are left.
    """
    dice = random.Random(1)
    reviewing = Reviewing(tmp_path)
    order: list[str] = []
    for _ in range(KILLS):
        process, visitor = reviewing.start()
        numbers = dice.sample(range(1, TEXTS), TEXTS - 1)  # the last one stays to be read
        visitor.open("advice/1/")
        threading.Timer(dice.uniform(0, 0.4), process.kill).start()
        reviewing.decide(visitor, numbers)
        assert process.wait(20) == -signal.SIGKILL
        _let_go(process)
        review = reviewing.look()
        texts = [text.original for text in review.texts]
        assert texts == (order or texts)
        order = texts
    assert reviewing.acknowledged
    process, visitor = reviewing.start()
    reviewing.decide(visitor, [n for n in range(1, TEXTS) if str(n) not in reviewing.acknowledged])
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    _let_go(process)
    reviewing.look()
    assert "1 text left to review. All decisions are saved." in reviewing.said()
    names = sorted(path.name for path in reviewing.wave.folder.iterdir())
    kinds = ("closed.json", "contract.json", "quotes.age", "responses.age", "toml")
    assert names == [f"2026-q3.{kind}" for kind in kinds]
    reviewing.end()


def test_a_kill_at_any_line_or_moment_of_a_save_leaves_it_whole_or_undone(tmp_path: Path) -> None:
    """SIGKILL before each line that acts on disk, and at 100 moments of chance.

    Saving, undoing and limiting: the old review or the new one, what was acknowledged is there, and
    no word can be read in any file of the folder.
    """
    counts = deaths("review_worker.py", tmp_path)
    assert counts["killed"] > 45
    assert 0 < counts["saved"] < counts["killed"]
    assert counts["moments"] == 100
    assert counts["acknowledged"] > 100


@pytest.mark.parametrize("other", [False, True])
def test_a_wave_that_cannot_be_reviewed_is_said(tmp_path: Path, other: bool) -> None:
    """A wave that is not closed, and one that somebody reviews: one sentence, exit code 1."""
    reviewing = Reviewing(tmp_path)
    if not other:
        reviewing.wave.responses_file.unlink()
        reviewing.wave.closed_file.unlink()
    command = [
        sys.executable,
        ROOT / "build.py",
        f"--source={tmp_path / 'site'}",
        f"--keys={tmp_path / 'keys'}",
        "review",
        "nordlys",
        "2026-q3",
    ]
    if other:
        with closed_wave.alone(reviewing.wave):
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd=tmp_path
            )
    else:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    reviewing.end()
    assert (done.returncode, done.stdout) == (1, "")
    told = "is being closed, reviewed or reported on by another" if other else "is not closed"
    assert told in done.stderr
