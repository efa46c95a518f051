"""nejtak with words, run in the process of the tests."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from nejtak.base import private_keys
from nejtak.cli.commands import main


class Done(NamedTuple):
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def as_project(source: Path) -> None:
    """Make the folder that these sources lie in a project's; its keys are the recipients."""
    keys = private_keys.public_keys(source.parent / ".nejtak" / "keys")
    lines = [
        f'sources = "{source.name}"',
        *(f'recipients.{one.name} = "{one.key}"' for one in keys),
    ]
    (source.parent / "nejtak.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")


class Terminal(io.StringIO):
    """A terminal at which something was typed."""

    def isatty(self) -> bool:
        """Somebody sits there."""
        return True


def in_process(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Commands on the sources, from the folder that they lie in.

    `typed` is the input on the terminal; without it there is no terminal.
    """
    as_project(source)
    monkeypatch.chdir(source.parent)

    def run(*words: str, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["nejtak", "--source", str(source), *words])
        monkeypatch.setattr(sys, "stdin", Terminal(typed) if typed else io.StringIO())
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Done(code, *capsys.readouterr())

    return run
