"""The collector against three usual ways to store an answer in DynamoDB: cold start, warm work.

    python -m benchmarks.collector [ROUNDS]

Ours checks, seals and stores; the peers in `peers/` store the same answers as they come. All run
as a process of their own on the events that API Gateway makes, with the same engine, in turns.
The last line is one line of JSON: name, ours, peers, ratios (ours to theirs).
"""

from __future__ import annotations

import compileall
import contextlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "collector")]
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")  # the collector asks for it at import

import pyrage
from collector_support import JSON_TYPE, as_json, build
from lambda_host import lambda_environment, rest_event
from stage import connect

from nejtak.local import engine

OURS = "nejtak"
GOAL = 0.6  # of the time of a Chalice app with a boto3 client
ROUNDS = 15
UNTIMED, TIMED = 50, 300  # events

Events = list[dict[str, Any]]


class Cold(NamedTuple):
    """From the start of the process to its end, with one answer stored; milliseconds."""

    wall: float
    processor: float


def main(rounds: int) -> None:
    """Measure, print a table, and one line of JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        functions = prepare(folder)
        with engine.running(folder / "state") as environment:
            with contextlib.closing(connect(environment)) as client:
                engine.create_table(client, environment["NEJTAK_TABLE"])
            report(*measure(functions, lambda_environment(environment), folder, rounds))


def prepare(folder: Path) -> dict[str, Path]:
    """Lay out each function in a folder of its own, compiled, ours as the build leaves it."""
    functions = {OURS: build(folder / OURS).folder}
    for peer in sorted(path for path in PEERS.iterdir() if (path / "app.py").exists()):
        functions[peer.name] = folder / peer.name
        shutil.copytree(peer, folder / peer.name)
    for function in functions.values():
        compileall.compile_dir(function, quiet=1)
    return functions


def measure(
    functions: Mapping[str, Path], environment: Mapping[str, str], folder: Path, rounds: int
) -> tuple[dict[str, list[Cold]], dict[str, list[float]]]:
    """Start every function `rounds` times, in an order of chance, and then the warm runs."""
    order = list(functions)
    colds: dict[str, list[Cold]] = {name: [] for name in order}
    warms: dict[str, list[float]] = {name: [] for name in order}
    for _ in range(rounds):
        for name in random.sample(order, len(order)):
            colds[name].append(cold(functions[name], environment, folder))
    for _ in range(rounds):
        for name in random.sample(order, len(order)):
            warms[name].append(warm(functions[name], environment, folder))
    return colds, warms


def cold(function: Path, environment: Mapping[str, str], folder: Path) -> Cold:
    """One process that answers one event."""
    command = [sys.executable, str(PEERS / "run.py"), str(written(folder, 1)), "1"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=function, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{function.name} failed")
    return Cold(wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3)


def warm(function: Path, environment: Mapping[str, str], folder: Path) -> float:
    """Processor time of an answer in a process that runs, in microseconds."""
    path = written(folder, UNTIMED + TIMED)
    command = [sys.executable, str(PEERS / "run.py"), str(path), str(UNTIMED)]
    done = subprocess.run(
        command, cwd=function, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return float(done.stdout.split()[-1])


def written(folder: Path, count: int) -> Path:
    """A file of new events, each an answer as candidates send it: some picks and two texts."""
    words = "Samtalen var god, men svaret kom tre uger senere end lovet, og da var jeg videre. "
    events: Events = []
    for _ in range(count):
        answers = {
            "weights": {"pay": "decisive", "pace": "contributed", "other": "no"},
            "deciding": "pay",
            "rivals": ["public", "rival"],
            "rating": random.choice("12345"),
            "worries": words,
            "better": words * 2,
        }
        raw = as_json(answers, os.urandom(16).hex())
        events.append(rest_event("nordlys", "2026-q3", raw, {"Content-Type": JSON_TYPE}))
    path = folder / "events.json"
    path.write_text(json.dumps(events), encoding="utf-8")
    return path


def sealing() -> float:
    """Processor time that age alone takes of our warm answer: two keys; microseconds."""
    keys = [pyrage.x25519.Identity.generate().to_public() for _ in range(2)]
    times = []
    for _ in range(TIMED):
        began = time.process_time()
        pyrage.encrypt(bytes(1024), keys)
        times.append(time.process_time() - began)
    return statistics.median(times) * 1e6


def report(colds: Mapping[str, list[Cold]], warms: Mapping[str, list[float]]) -> None:
    """Print the medians, the ratios, and what became of the goal."""
    figures = {
        name: {
            "cold_ms": round(statistics.median(one.wall for one in colds[name]), 1),
            "cold_cpu_ms": round(statistics.median(one.processor for one in colds[name]), 1),
            "warm_cpu_us": round(statistics.median(warms[name]), 1),
        }
        for name in colds
    }
    print(f"{'':<12}{'cold ms':>10}{'cold CPU ms':>14}{'warm CPU us':>14}")
    for name, figure in sorted(figures.items(), key=lambda item: item[1]["cold_ms"]):
        cells = f"{figure['cold_ms']:>10}{figure['cold_cpu_ms']:>14}{figure['warm_cpu_us']:>14}"
        print(f"{name:<12}{cells}")
    sealed = round(sealing(), 1)
    print(f"of our warm CPU, age takes {sealed} us")
    ours = figures.pop(OURS)
    ratios = {
        name: {key: round(ours[key] / value, 2) for key, value in figure.items()}
        for name, figure in figures.items()
    }
    reached = all(ratio <= GOAL for ratio in ratios["client"].values())
    print(f"at most {GOAL} of a Chalice app with a boto3 client: {'yes' if reached else 'no'}")
    line = {
        "name": "collector",
        "ours": {**ours, "sealing_us": sealed},
        "peers": figures,
        "ratios": ratios,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
