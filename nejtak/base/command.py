"""Spells commands in messages so that they can be pasted into the admin's terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "nejtak"


def run(*words: str, there: Path | None = None) -> str:
    """The command line that calls nejtak with these words, in the way this process was called.

    It is for a terminal in the current folder, or in the folder `there`.
    """
    program = _program(Path(sys.argv[0]), there or Path.cwd())
    return shlex.join([*program, *" ".join(words).split()])


def _program(called: Path, there: Path) -> list[str]:
    """The command `nejtak`, by name if it is on the PATH; `build.py` with its interpreter."""
    if called.name == "build.py":
        return [_short(Path(sys.executable), there), _short(called, there)]
    if called.name == NAME and called.exists():
        on_path = shutil.which(NAME)
        if on_path is None or not called.samefile(on_path):
            return [_short(called, there)]
    return [NAME]


def _short(path: Path, there: Path) -> str:
    """A path, relative to a folder that contains it; links to Python are not resolved."""
    whole, start = Path(os.path.abspath(path)), Path(os.path.abspath(there))  # noqa: PTH100 - resolve() follows links
    return str(whole.relative_to(start)) if whole.is_relative_to(start) else str(whole)
