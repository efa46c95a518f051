"""The programs that these scripts need beside Python, found or asked for in one line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.needs import chromium

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
LOCK = HERE / "package-lock.json"
NODE = (20, 19)  # what the newest of the packages asks for


def need(*programs: str) -> None:
    """End the script with one line where a program is missing or too old."""
    debian = {
        "node": "nodejs",
        "java": "default-jre-headless",
        "soffice": "libreoffice-calc",
    }
    for program in programs:
        if shutil.which(program) is None:
            name = debian.get(program, program)
            sys.exit(f"This needs {program}, which is not here. On Debian: apt install {name}")
    if "node" in programs:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        version = tuple(int(part) for part in re.findall(r"\d+", said.stdout)[:2])
        if version < NODE:
            sys.exit(f"This needs Node.js {NODE[0]}.{NODE[1]} or newer; here is {said.stdout}")


def need_chromium() -> str:
    """The path of a Chromium that starts."""
    found = chromium()
    if found is None:
        sys.exit("This needs Chromium, which is not here. On Debian: apt install chromium")
    return found


def npm_packages() -> Path:
    """The folder of the packages that package-lock.json names, installed where they are not."""
    need("node", "npm")
    note = MODULES / "installed-lock.json"
    if not note.exists() or note.read_bytes() != LOCK.read_bytes():
        print(f"Installing what {LOCK.name} names; this takes a minute.", file=sys.stderr)
        # No package of these needs its install script; vnu-jar's would download a Java.
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=HERE,
            stdout=sys.stderr,
            check=True,
        )
        note.write_bytes(LOCK.read_bytes())
    return MODULES
