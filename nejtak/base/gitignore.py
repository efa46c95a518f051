"""Keeps keys, answers and reports out of git, whose history would keep a file that was removed.

The `.gitignore` in the project's folder lists those that are in it. A folder that nejtak makes for
keys, answers, exports or reports has a `.gitignore` of its own, wherever it is. A wave's record
goes into git: its file, the contract, the hash of its closed file, the ledger.
"""

from __future__ import annotations

from pathlib import Path

from nejtak.base.files import write_file
from nejtak.base.text import read_text

FILE = ".gitignore"
WHY = "# Answers, keys and reports must be deletable, and git's history keeps what was removed."
# Folders at the root only: a client may be called "reports".
LINES = ("*.age", ".*.age-*", "*.key", ".nejtak/", "/exports/", "/reports/", "/build/")


def cover(project: Path, waves: Path) -> None:
    """Add LINES to the `.gitignore` of the project's folder, and keep its other lines.

    If the waves are outside that folder, or reached by a link, which git does not follow, their
    folder gets one too.
    """
    _add_lines(project / FILE)
    if not waves.resolve().is_relative_to(project.resolve()):
        _add_lines(waves / FILE)


def _add_lines(path: Path) -> None:
    text = read_text(path) if path.exists() else ""
    said = {line.strip() for line in text.splitlines()}
    missing = [line for line in LINES if line not in said]
    if missing:
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        write_file(path, "\n".join([f"{before}{WHY}", *missing, ""]).encode())


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder that git ignores; a folder with content is not changed."""
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True, mode=mode)
    # A kill may have left the folder empty, or the file incomplete.
    if made or all(entry.name == FILE for entry in path.iterdir()):
        ([path, *made][-1] / FILE).write_bytes(f"{WHY}\n*\n".encode())
