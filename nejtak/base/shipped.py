"""Paths of nejtak's data files: next to the package in a clone, inside of it in a wheel."""

from __future__ import annotations

from pathlib import Path

from nejtak.base.text import read_text

_PACKAGE = Path(__file__).resolve().parent.parent
_DATA = _PACKAGE / "_data"
INSTALLED = _DATA.is_dir()
_HOME = _DATA if INSTALLED else _PACKAGE.parent

# Templates, style, scripts, headers, locales, playbook and samples; the demo's clients and surveys.
SITE = _HOME / "site_src"
FALLBACK = "en"  # the language of texts that nobody has translated yet
COLLECTOR = _HOME / "collector"
LOCK = _HOME / "requirements.lock"
# On the path of child processes, so that they can import nejtak.
IMPORTABLE = _PACKAGE.parent


def static(name: str) -> str:
    """A style sheet or script of nejtak's own."""
    return read_text(SITE / "static" / name)
