"""The documents as a reader follows them: every command typed in order, in one project.

A command is run as it stands in its document, with a terminal to type answers in. Two things
differ: the preview takes a free port, and the first wave has the name that `init` gave it, which
follows from the day. In a clone, all but the servers run in the process of the tests, which saves
their start.
"""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest
from commands import Terminal
from stage import PATIENCE, ROOT, wait_until

from nejtak.cli.commands import main

CLIENT, WAVE = "blue-wave", "2027-h1"
# In this order: the reader's, then what is for later.
ORDER = (
    *("start", "first-wave", "invitations", "interviews", "report", "month", "done"),
    *("upgrading", "translating", "admin", "aws"),
)
_INDEX = "needs the package index; test_installed.py builds and installs the wheel without it"
_AWS = "needs an AWS account; tests/aws run it against an emulator"
_PANDOC = "needs pandoc and a translator; benchmarks/documents.py takes a survey through it"
NOT_RUN = {
    f"nejtak review {CLIENT} {WAVE} --second": (
        "needs interviews in a wave that is closed, which report.md does later; "
        "tests/review/test_second.py runs it"
    ),
    "pandoc -f commonmark en.md -o en.docx": _PANDOC,
    "pandoc -t gfm fr.docx -o fr.md": _PANDOC,
    "make build": "installs from the package index; tests/bare.py runs it",
    ".venv/bin/python -m pip wheel --no-deps .": _INDEX,
    "python3 -m venv ~/nejtak": _INDEX,
    "~/nejtak/bin/pip install nejtak-*.whl": _INDEX,
    "~/nejtak/bin/pip install --upgrade nejtak-*.whl": _INDEX,
    ". ~/nejtak/bin/activate": _INDEX,
    "nejtak plan prod --out plan.json": _AWS,
    "nejtak deploy prod --plan plan.json": _AWS,
    "nejtak status prod": _AWS,
    "nejtak destroy prod": _AWS,
}
TYPED = {
    "nejtak init ours": "Blue Wave\nda,nb\n#b5179e\nhr@blue-wave.test\n\n",
    "nejtak client new harbour": "Harbour\nen\n#7a2e8e\nhr@harbour.test\n\n",
    f"nejtak wave take-back {CLIENT} {WAVE}": "y\n",
    f"nejtak wave close {CLIENT} {WAVE}": "y\n",
    "nejtak purge --due": "purge\n",
}
SERVERS = {"nejtak preview": "nejtak preview --port 0"}
# Servers too, which Ctrl-C ends as soon as their page is seen.
SEEN = {f"nejtak review {CLIENT} {WAVE}", f"nejtak interview enter {CLIENT} {WAVE}"}

# What the reader does by hand before a command of a document.
ByHand = Mapping[tuple[str, str], Callable[["Journey"], None]]


def lines_of(document: str) -> list[str]:
    """The commands of a document, in its order: its blocks without a language."""
    text = (ROOT / "docs" / f"{document}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for kind, block in blocks if not kind for line in block.splitlines()]


@dataclass
class Journey:
    """A reader's terminal: where it is, what is on its PATH, and what it said last."""

    program: Path
    folder: Path
    by_hand: ByHand
    starts: bool  # a process for each command
    wave: str = WAVE
    said: dict[str, str] = field(default_factory=dict)
    followed: list[str] = field(default_factory=list)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def follow(self, document: str) -> None:
        """Follow the documents up to this one, as far as that was not done."""
        for name in ORDER[: ORDER.index(document) + 1]:
            if name in self.followed:
                continue
            self.followed.append(name)
            for line in lines_of(name):
                if (name, line) in self.by_hand:
                    self.by_hand[name, line](self)
                self.type(line)

    def type(self, line: str) -> None:
        """Type a line of a document."""
        if line in NOT_RUN:
            return
        if line.startswith("cd "):
            self.folder /= line.removeprefix("cd ")
            return
        typed = line.replace(WAVE, self.wave)
        if line in SERVERS:
            self._serve(SERVERS[line])
        elif line in SEEN:
            self.said[line] = self._interrupted(typed)
        else:
            run = self._run if self.starts else self._run_here
            self.said[line] = run(typed, TYPED.get(line, ""))
        if line == "nejtak init ours":
            (self.wave,) = re.findall(rf"wave open {CLIENT} (\S+)", self.said[line])

    def _start(self, line: str, **more: object) -> subprocess.Popen[str]:
        path = f"{self.program.parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            ["bash", "-c", f"exec {line}"],
            cwd=self.folder,
            env={**os.environ, "PATH": path},
            text=True,
            **more,
        )

    def _run(self, line: str, answers: str) -> str:
        """Run a line with its answers typed ahead; it has to succeed."""
        with _terminal(answers) as keyboard:
            out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            process = self._start(line, stdin=keyboard, **out)
            said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, f"{line}\n{said}"
        return str(said)

    def _run_here(self, line: str, answers: str) -> str:
        """The same, in this process."""
        out, code = io.StringIO(), 0
        with (
            pytest.MonkeyPatch.context() as patch,
            mock.patch.dict(os.environ),
            contextlib.chdir(self.folder),
        ):
            patch.setattr(sys, "argv", [str(ROOT / "build.py"), *shlex.split(line)[1:]])
            patch.setattr(sys, "stdin", Terminal(answers))
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                try:
                    main()
                except SystemExit as ended:
                    code = int(ended.code or 0)
        assert code == 0, f"{line}\n{out.getvalue()}"
        return out.getvalue()

    def _interrupted(self, line: str) -> str:
        """Run a line until its address is served, and end it by Ctrl-C."""
        with _terminal("") as keyboard:
            out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            process = self._start(line, stdin=keyboard, **out)
            said = ""
            while "/enter/" not in said:
                read = process.stdout.readline()
                assert read, said
                said += read
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            browser.open(said.split()[-1], timeout=PATIENCE).close()
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said + rest
        return said + str(rest)

    def _serve(self, line: str) -> None:
        note = self.folder / ".nejtak" / "preview.json"
        process = self._start(line, stderr=subprocess.DEVNULL)
        self.running.append(process)
        wait_until(lambda: process.poll() is not None or note.exists())
        assert process.poll() is None

    @classmethod
    def in_clone(cls, folder: Path, by_hand: ByHand) -> Journey:
        """A reader with a clone, whose command is as the Makefile writes it."""
        program = folder / "bin" / "nejtak"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/build.py" "$@"\n')
        program.chmod(0o755)
        return cls(program, folder, by_hand, starts=False)

    def end(self) -> None:
        """Stop what still runs."""
        for process in self.running:
            process.terminate()
            process.wait(PATIENCE)


@contextlib.contextmanager
def _terminal(answers: str) -> Iterator[int]:
    """A terminal's end to read from, at which answers were typed."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        yield theirs
    finally:
        os.close(theirs)
        os.close(ours)
