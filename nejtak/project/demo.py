"""Makes a project with a copy of the demo's clients and surveys, with no wave opened."""

from __future__ import annotations

import shutil
from pathlib import Path

from nejtak.base.shipped import SITE
from nejtak.errors import StateError
from nejtak.project.folder import FILE

SOURCES = "sources"
WAVES = (("nordlys", "2026-h2"), ("nordlys", "2026-h2-accepted"), ("harbour", "2026-h2"))
# In a clone the demo's waves may be open, with a key of that machine.
_OPENED = shutil.ignore_patterns(".*", *(f"{wave}.*.*" for _, wave in WAVES))


def make_demo(folder: Path) -> tuple[tuple[str, str], ...]:
    """Make the project in a new or empty folder; return the waves that can be opened."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StateError(f"{folder} exists and is not empty. Name a new folder.")
    for name in ("clients", "surveys"):
        shutil.copytree(SITE / name, folder / SOURCES / name, ignore=_OPENED)
    (folder / FILE).write_text(f'sources = "{SOURCES}"\n', encoding="utf-8")
    return WAVES
