"""Keeps out of git what must be deletable: git's history would keep a file that was removed.

A `.gitignore` in the project's folder names what lies there. A folder that nejtak makes for keys,
answers, exports or reports has its own, wherever it lies. What a wave's record needs goes into
git: its file, the contract, the hash of its closed file, the ledger.
"""

from __future__ import annotations

from pathlib import Path

from nejtak.base.files import write_file

FILE = ".gitignore"
WHY = "# Answers, keys and reports must be deletable, and git's history keeps what was removed."
# Folders at the root only: a client may be called "reports".
LINES = ("*.age", ".*.age-*", "*.key", ".nejtak/", "/exports/", "/reports/", "/build/")


def cover(project: Path, waves: Path) -> None:
    """Make the `.gitignore` of the project's folder say all LINES; what stands there stays.

    So does one beside the waves, if they lie elsewhere or a link leads to them: the rules of git
    end at links.
    """
    _add_lines(project / FILE)
    if not waves.resolve().is_relative_to(project.resolve()):
        _add_lines(waves / FILE)


def _add_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    said = {line.strip() for line in text.splitlines()}
    missing = [line for line in LINES if line not in said]
    if missing:
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        write_file(path, "\n".join([f"{before}{WHY}", *missing, ""]).encode())


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder of which git takes nothing; one with anything in it stays as it is."""
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True, mode=mode)
    # A kill may have left the folder empty, or half of the file in it.
    if made or all(entry.name == FILE for entry in path.iterdir()):
        ([path, *made][-1] / FILE).write_bytes(f"{WHY}\n*\n".encode())
