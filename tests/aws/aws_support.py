"""Shared by the tests of deployment: a built collector, its package, and its template."""

from __future__ import annotations

import copy
import functools
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nejtak.aws import package as packages
from nejtak.aws.package import Package, package
from nejtak.aws.resources.template import overlay
from nejtak.project.stages import Alarm, Limits, Stage

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-north-1"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
PLAIN = Stage("demo", REGION, demo=True)
FULL = Stage(
    "prod",
    REGION,
    None,
    "svar.partner.dk",
    CERTIFICATE,
    False,
    7,
    Limits(2, 3, 4),
    Alarm("it@partner.dk", 25),
)
STAGES = {"plain": PLAIN, "full": FULL}


@functools.cache
def wheels() -> tempfile.TemporaryDirectory[str]:
    """A folder for fetched wheels, shared by the tests of one process."""
    return tempfile.TemporaryDirectory(prefix="nejtak-wheels-")


def fetched(machine: str) -> None:
    """Fetch the libraries that Lambda lacks on such a machine, unless that was done."""
    requirements = (ROOT / "collector" / "requirements.txt").read_text(encoding="utf-8")
    pinned = packages.pins(requirements, packages.LOCK.read_text(encoding="utf-8"))
    packages._wheels(Path(wheels().name), pinned, machine)


def collector_build(folder: Path) -> Path:
    """A build folder with a collector that knows no wave."""
    leave = shutil.ignore_patterns("__pycache__", "deployments", "waves")
    shutil.copytree(ROOT / "collector", folder / "collector", ignore=leave)
    (folder / "wheels").symlink_to(wheels().name)
    return folder


@functools.cache
def packaged(name: str, machine: str = "arm64") -> Package:
    """The package of the stage of that name in STAGES."""
    with tempfile.TemporaryDirectory() as folder:
        build = collector_build(Path(folder))
        return package(build, overlay(STAGES[name], HEADERS), REGION, machine)


def template(name: str) -> dict[str, Any]:
    """A copy of a stage's template, free to be spoiled."""
    copied: dict[str, Any] = copy.deepcopy(dict(packaged(name).template))
    return copied


def dumped(value: object) -> str:
    """As JSON, for messages and files."""
    return json.dumps(value, indent=1, sort_keys=True)
