"""The peers that are Python packages or come as such, each in an environment of its own.

What `peers/tools.txt` names is installed below `.venv/peers` when a script first needs it. One
environment for them all there cannot be: they ask for different versions of the same things.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

NAMED = Path(__file__).parent / "peers" / "tools.txt"
PLACE = Path(__file__).parent.parent / ".venv" / "peers"
MEMORY = Path("/dev/shm")


def program(package: str, name: str = "") -> str:
    """The path of a program, by default of the same name as its package."""
    lines = NAMED.read_text(encoding="utf-8").splitlines()
    (pin,) = [line for line in lines if line.partition("=")[0].partition("[")[0] == package]
    place = PLACE / pin.replace("[", "-").replace("]", "-")
    if not (place / "installed").exists():
        print(f"Installing {pin}; this takes a minute.", file=sys.stderr)
        venv.create(place, with_pip=True, clear=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq"]
        subprocess.run([*pip, "install", pin], check=True)
        (place / "installed").touch()
    return str(place / "bin" / (name or package))


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory if there is one: on disks, times with many files vary by half."""
    return tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
