"""The collector's package: a zip for Lambda, and Chalice's template with ours merged onto it.

Libraries that Lambda lacks are fetched in the versions and with the hashes of `requirements.lock`,
for Lambda's own Python and processor. Chalice would fetch for this machine's Python, and unchecked.
The zip is the same bytes wherever it is packed from the same collector by the same Python: same
order, same time, same modes. It contains compiled code as well as sources, since Lambda cannot keep
its own compiled code: nearly every submission meets a cold start, and each would compile anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nejtak.aws import smoke
from nejtak.aws.resources.function import RUNTIME
from nejtak.base.command import run
from nejtak.base.shipped import LOCK
from nejtak.base.text import read_text
from nejtak.errors import EngineError, StateError

PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}
CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Package:
    """The zip's bytes, and the whole SAM template, which finds the zip by its parameters."""

    code: bytes
    template: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The name of the zip in its bucket, which follows from its content."""
        return f"collector/{hashlib.sha256(self.code).hexdigest()}.zip"


def lambda_python() -> str | None:
    """A Python of Lambda's version on this machine, which can compile for it; None without one."""
    here = "python{}.{}".format(*sys.version_info)
    program = sys.executable if here == RUNTIME else shutil.which(RUNTIME)
    if program is None:
        return None
    # Some systems have a placeholder of that name, which only says how to install one.
    asked = [program, "--version"]
    tried = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 - a Python, and no shell
    return program if tried.returncode == 0 else None


def package(
    build: Path,
    overlay: Mapping[str, Any],
    region: str,
    machine: str = "arm64",
    compiler: str | None = None,
) -> Package:
    """Pack `build`/collector for Lambda on `machine`, and merge `overlay` onto its template.

    `machine` is `arm64` on AWS; an emulator runs the package on its own, perhaps `x86_64`.
    `compiler` is a Python whose compiled code goes into the zip; it is that of `lambda_python`.
    Raises StateError if there is no build, EngineError if the package index or Chalice
    fails.
    """
    collector = build / "collector"
    if not (collector / "app.py").is_file():
        raise StateError(f"There is no collector in {build}. Build it first: {run('build')}")
    requirements = read_text(collector / "requirements.txt")
    wheels = _wheels(build / "wheels", pins(requirements, read_text(LOCK)), machine)
    with tempfile.TemporaryDirectory(prefix="nejtak-") as folder:
        work = Path(folder)
        _lay_out(collector, wheels, work)
        (work / "overlay.json").write_text(json.dumps(overlay), encoding="utf-8")
        _chalice(work, region)
        with zipfile.ZipFile(work / "out" / "deployment.zip") as archive:
            archive.extractall(work / "task")
        if compiler:
            _compile(work / "task", compiler)
        template = json.loads((work / "out" / "sam.json").read_text(encoding="utf-8"))
        return Package(_packed(work / "task"), template)


def pins(requirements: str, lock: str) -> str:
    """The lines of the lock, hashes included, for the versions that the requirements name."""
    found = []
    for line in requirements.splitlines():
        pin = line.partition("#")[0].strip()
        if not pin:
            continue
        block = re.search(rf"^{re.escape(pin)} \\\n(?: +--hash=\S+(?: \\)?\n)+", lock, re.MULTILINE)
        if block is None:
            raise StateError(f"requirements.lock has no {pin!r} with its hashes. Run: make lock")
        found.append(block[0])
    return "".join(found)


def _wheels(cache: Path, pinned: str, machine: str) -> list[Path]:
    """The wheels, fetched once for each set of pins; their hashes are checked every time."""
    name = hashlib.sha256(f"{pinned}{RUNTIME}{machine}".encode()).hexdigest()[:16]
    folder = cache / name
    if not folder.is_dir():
        _fetch(cache, folder, pinned, machine)
    wheels = sorted(folder.glob("*.whl"))
    known = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", pinned))
    for wheel in wheels:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in known:
            raise StateError(
                f"{wheel} has another hash than requirements.lock. Remove {folder}; it is "
                "fetched anew."
            )
    if len(wheels) != pinned.count("=="):
        raise StateError(f"{folder} is not complete. Remove it; it is fetched anew.")
    return wheels


def _fetch(cache: Path, folder: Path, pinned: str, machine: str) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=cache) as work:
        (Path(work) / "pins.txt").write_text(pinned, encoding="utf-8")
        options = [
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--no-deps",
            "--only-binary=:all:",
            "--implementation=cp",
            f"--platform={PLATFORMS[machine]}",
            f"--python-version={RUNTIME.removeprefix('python')}",
        ]
        places = ["--dest", f"{work}/wheels", "--requirement", f"{work}/pins.txt"]
        command = [sys.executable, "-m", "pip", "download", *options, *places]
        _run(command, dict(os.environ), "The packages for Lambda could not be fetched")
        Path(work, "wheels").rename(folder)


def _lay_out(collector: Path, wheels: list[Path], work: Path) -> None:
    """Lay out a Chalice project: it puts everything in `vendor` at the top of its zip."""
    project = work / "project"
    shutil.copytree(collector, project, ignore=shutil.ignore_patterns("__pycache__", "deployments"))
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(work / "wheels")
    leave = shutil.ignore_patterns("sboms", "RECORD")
    shutil.copytree(work / "wheels", project / "vendor", ignore=leave)
    (project / "requirements.txt").write_text("", encoding="utf-8")
    waves = project / "chalicelib" / "waves"
    contracts = [json.loads(path.read_bytes()) for path in waves.glob("*/*/contract.json")]
    canary = waves / smoke.CLIENT / smoke.WAVE
    canary.mkdir(parents=True)
    made = smoke.canary_contract(contract["expires"] for contract in contracts)
    (canary / "contract.json").write_bytes(made)
    (canary / "form.en.html").write_text(smoke.FORM, encoding="utf-8")


def _chalice(work: Path, region: str) -> None:
    """Run Chalice in a process of its own: it imports the collector to read its routes."""
    project = ["--project-dir", str(work / "project")]
    merge = ["--stage", "api", "--merge-template", str(work / "overlay.json"), str(work / "out")]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "AWS_DEFAULT_REGION": region,
        # The admin's profile is of no use here, and could name a profile that does not exist.
        "AWS_CONFIG_FILE": os.devnull,
        # Files that importing leaves behind would land in the zip.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", CHALICE, *project, "package", *merge]
    _run(command, environment, "The collector could not be packaged")


def _run(command: list[str], environment: dict[str, str], failure: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and modules
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise EngineError(f"{failure}: {said[-1] if said else 'no reason was given'}")


def _compile(task: Path, compiler: str) -> None:
    """Compile every module, to be taken as it is: times in a zip do not say which file is newer."""
    places = ["-s", str(task), "-p", "/var/task", str(task)]
    options = ["-q", "--invalidation-mode=unchecked-hash"]
    # Isolated: a variable of the admin's could put the compiled files somewhere else.
    command = [compiler, "-I", "-m", "compileall", *options, *places]
    _run(command, dict(os.environ), "The collector could not be compiled")


def _packed(task: Path) -> bytes:
    """A zip of all files, in one order, with one time and one mode."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        files = {p.relative_to(task).as_posix(): p for p in task.rglob("*") if p.is_file()}
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, or the mode means nothing
            new.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
