"""How a command is spelled, so that what a message tells to run can be pasted."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "nejtak"


def run(*words: str, there: Path | None = None) -> str:
    """The command line that calls nejtak with these words, as this process was called.

    It is for a terminal in the current folder, or in the folder `there`.
    """
    program = _program(Path(sys.argv[0]), there or Path.cwd())
    return shlex.join([*program, *" ".join(words).split()])


def _program(called: Path, there: Path) -> list[str]:
    """Our own command by its name if the terminal finds it so; `build.py` by its interpreter."""
    if called.name == "build.py":
        return [_short(Path(sys.executable), there), _short(called, there)]
    if called.name == NAME and called.exists():
        found = shutil.which(NAME)
        if found is None or not called.samefile(found):
            return [_short(called, there)]
    return [NAME]


def _short(path: Path, there: Path) -> str:
    """A path from a folder if it lies below it; links, like an environment's Python, stay."""
    whole, start = Path(os.path.abspath(path)), Path(os.path.abspath(there))  # noqa: PTH100 - resolve() follows links
    return str(whole.relative_to(start)) if whole.is_relative_to(start) else str(whole)
