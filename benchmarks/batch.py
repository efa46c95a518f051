"""`report --all` on one core and on two: the same clients, the same reports.

    python -m benchmarks.batch [CLIENTS]

Each run is a whole process on a fresh copy of the sources, held to one core or two by the system.
The runs alternate, and the least of each counts, since other programs can only add to it. The
reports of both have to be the same to the byte. The last line is one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.python_peers import folder
from benchmarks.report import answered, shut, sources
from nejtak.wave import review_flag

ROOT = Path(__file__).parent.parent
CLIENTS, ANSWERS, ROUNDS, GOAL = 60, 40, 3, 1.7


def project(where: Path, clients: int) -> None:
    """Clients with one closed wave each, which is reviewed."""
    sources(where, clients, 1, ANSWERS)
    (where / "nejtak.toml").write_text('sources = "source"\n')
    for wave, said in answered(where, ANSWERS):
        shut(where, wave, said)
        review_flag.mark(wave, done=True)


def timed(where: Path, copy: Path, cores: Sequence[int]) -> tuple[float, str]:
    """The seconds that all reports take on these cores, and a hash of them."""
    shutil.copytree(where, copy)
    command = [sys.executable, str(ROOT / "build.py"), "--keys", "keys", "report", "--all"]
    began = time.perf_counter()
    subprocess.run(
        command,
        cwd=copy,
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    took = time.perf_counter() - began
    made = hashlib.sha256()
    for path in sorted((copy / "reports").rglob("*")):
        made.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    shutil.rmtree(copy)
    return took, made.hexdigest()


def main(clients: int) -> None:
    """Measure, say whether the goal is met, and print one line of JSON."""
    here = sorted(os.sched_getaffinity(0))
    if len(here) < 2:
        sys.exit("This takes a machine with two cores.")
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with folder() as name:
        where = Path(name) / "project"
        where.mkdir()
        project(where, clients)
        hashes = set()
        for _ in range(ROUNDS):
            for cores, took in seconds.items():
                least, made = timed(where, Path(name) / "copy", here[:cores])
                took.append(least)
                hashes.add(made)
    if len(hashes) != 1:
        sys.exit("one core and two made other reports")
    one, two = min(seconds[1]), min(seconds[2])
    print(f"{clients} reports: {one:.2f} s on one core, {two:.2f} s on two")
    print(f"{'met   ' if one / two >= GOAL else 'MISSED'}  {one / two:.2f} times as fast as on one")
    print(f"load {os.getloadavg()[0]:.1f}")
    times = {"one": round(one, 3), "two": round(two, 3), "ratio": round(one / two, 2)}
    print(json.dumps({"name": "batch", "reports": clients, **times}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else CLIENTS)
