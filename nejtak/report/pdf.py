"""Prints a report to PDF with Chromium: tagged, A4, as the page's print style says.

A PDF has the same content as its page. It is not part of the release, since its bytes depend on the
browser as well. The time of printing, which Chromium adds, is removed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from nejtak.errors import StateError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
TIMEOUT = 120  # seconds for one page
# As long as the text that it replaces, so that no part of the file moves.
_DATES = re.compile(rb"(/(?:Creation|Mod)Date \()D:\d{14}[+-]\d\d'\d\d'(\))")


def to_pdf(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Print each page of a release; StateError if there is no browser or it fails."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise StateError(
            f"A PDF needs one of {', '.join(BROWSERS)}, and none is installed. Install one, or "
            f"open the page in any browser and print it."
        )
    with tempfile.TemporaryDirectory(prefix="nejtak-") as folder:
        return {
            name.replace(".html", ".pdf"): _print(browser, Path(folder), name, page)
            for name, page in files.items()
            if name.endswith(".html")
        }


def _print(browser: str, folder: Path, name: str, page: bytes) -> bytes:
    source, target = folder / name, folder / f"{name}.pdf"
    source.write_bytes(page)
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    if _is_root():
        command.insert(1, "--no-sandbox")  # Chromium refuses to start otherwise
    try:
        subprocess.run(  # noqa: S603 - a browser that we found, and files that we wrote
            command, check=True, capture_output=True, timeout=TIMEOUT
        )
        return _DATES.sub(rb"\1D:19800101000000+00'00'\2", target.read_bytes())
    except (OSError, subprocess.SubprocessError) as error:
        raise StateError(f"{browser} could not print {name}: {type(error).__name__}.") from error


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
