"""Break the collector in some hundred small ways, and ask whether its tests notice.

    make mutants       (or: nice python -m benchmarks.mutants [NAME ...])

mutmut changes one thing in one function at a time and runs the tests that come by there; NAME is a
pattern of mutmut's, as in "chalicelib.store.*". Prints what no test noticed, change by change, and
a line of JSON, and exits with 1 where less than nine in ten were noticed. Settings are in
`pyproject.toml`. This takes an hour or more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "mutants"
NOTICED = ("killed", "timeout", "segfault")
GOAL = 0.9


def main(names: list[str]) -> int:
    """Run mutmut, print what survived, and return 1 where that is too much."""
    prepare()
    command = [sys.executable, "-m", "mutmut"]
    subprocess.run([*command, "run", *names], cwd=FOLDER, check=True)
    listed = subprocess.run(
        [*command, "results", "--all", "true"],
        cwd=FOLDER,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    results = dict(line.strip().split(": ") for line in listed.splitlines() if ": " in line)
    results = {name: status for name, status in results.items() if status != "not checked"}
    for name, status in results.items():
        if status not in NOTICED:
            print(f"\n# {status}")
            subprocess.run([*command, "show", name], cwd=FOLDER, check=True)
    return report(results)


def prepare() -> None:
    """Lay out what mutmut needs.

    It names what it changes by path, less a leading `src`, and the tests import the collector as
    it lies in Lambda, at the top. So it is `src` here, and where the tests look for it is a link.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "deployments", "waves")
    shutil.copytree(ROOT / "collector", FOLDER / "src", ignore=ignored)
    for name in ("nejtak", "site_src", "tests"):
        shutil.copytree(ROOT / name, FOLDER / name, ignore=ignored)
    (FOLDER / "benchmarks").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "benchmarks/mutants.py"):
        shutil.copy(ROOT / name, FOLDER / name)
    (FOLDER / "mutants").mkdir()
    (FOLDER / "mutants" / "collector").symlink_to("src")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put last what needs an engine: most changes are noticed before one has to be started."""
    items.sort(key=lambda item: "engine" in getattr(item, "fixturenames", ()))


def report(results: dict[str, str]) -> int:
    """Print how many were noticed, module by module and in all."""
    modules = sorted({name.rpartition(".")[0] for name in results})
    for module in modules:
        counts = Counter(
            status for name, status in results.items() if name.rpartition(".")[0] == module
        )
        noticed = sum(counts[status] for status in NOTICED)
        print(f"{module:<24}{noticed:>5} of {counts.total()}")
    noticed = sum(status in NOTICED for status in results.values())
    share = noticed / len(results)
    line = {"name": "mutants", "mutants": len(results), "noticed": noticed, "share": share}
    print(json.dumps({**line, "kept": share >= GOAL}))
    return int(share < GOAL)


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main(sys.argv[1:]))
