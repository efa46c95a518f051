"""The wheel of this clone, and an environment that holds it, outside the clone."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stage import PATIENCE, ROOT


def make_wheel(folder: Path) -> Path:
    """Build the wheel of this clone, without the package index."""
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, ROOT], check=True)
    (made,) = folder.iterdir()
    return made


def make_environment(folder: Path, wheel: Path) -> Path:
    """Make an environment with the wheel and the libraries of this one; return its command."""
    made = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    python = made / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(python), "install"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", wheel], check=True)
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    (Path(own) / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return made / "bin" / "nejtak"


@dataclass(frozen=True)
class Installed:
    """The command of an environment that holds the wheel, run in a folder outside the clone."""

    command: Path
    folder: Path

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Nothing that leads to the clone; the environment comes first on the path."""
        kept = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
        path = f"{self.command.parent}{os.pathsep}{os.environ['PATH']}"
        return {**kept, "PATH": path, **more}

    def run(self, *words: str | Path, code: int = 0, **more: str) -> str:
        """Run the command and expect its exit code; return all that it says."""
        done = subprocess.run(
            [self.command, *words],
            cwd=self.folder,
            env=self.environment(more),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def paste(self, line: str) -> str:
        """Run a line as it was printed."""
        done = subprocess.run(
            shlex.split(line),
            cwd=self.folder,
            env=self.environment({}),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout
