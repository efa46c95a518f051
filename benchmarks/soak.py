"""The collector for long: 100,000 answers in a storm, 50,000 odd requests, a minute of rush.

    make soak      (or: python -m benchmarks.soak [SHARE])

What the tests do in short, and one thing more: the packaged zip under AWS's own runtime client, at
500 requests a second for 60 s. `SHARE` is the part of all that to do: 0.01 for a quick look. Prints
one line of JSON for each part, and exits with 1 where a promise was broken.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import logging
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from socketserver import StreamRequestHandler
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "collector")]
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")  # the collector asks for it at import

from collector_faults import Sent, campaign, post_to, verdict
from collector_schema import check_requests
from collector_support import JSON_TYPE, Built, Inbox, as_json, build, loaded
from lambda_host import LambdaHost, lambda_environment, rest_event
from stage import connect
from storm import LEAST_FAULTS, storm, weather

from nejtak.local import engine

ANSWERS = 100_000
REQUESTS = 50_000
RUSH = 60.0  # seconds
RATE = 500  # requests a second
INSTANCES = 4  # of the function: one more request at the same time is refused, as Lambda does
GROWTH = 1.1  # of an instance's memory, from a sixth of the time on

Part = Callable[[Built, Mapping[str, str], Path, float], dict[str, Any]]


def main(share: float) -> int:
    """Do each part in turn; return 1 where one of them failed."""
    # Without, the Runtime API's answers wait 40 ms each for the system to send their second half.
    StreamRequestHandler.disable_nagle_algorithm = True
    logging.disable()  # the collector tells of every fault, and there are many
    failed = [part.__name__ for part in (stormy, odd, rush) if not _done(part, share)]
    return bool(failed)


def _done(part: Part, share: float) -> bool:
    with tempfile.TemporaryDirectory() as name, engine.running(Path(name) / "state") as environment:
        with contextlib.closing(connect(environment)) as client:
            engine.create_table(client, environment["NEJTAK_TABLE"])
        began = time.monotonic()
        found = part(build(Path(name) / "collector"), environment, Path(name), share)
        seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"name": part.__name__, **found, "seconds": seconds}), flush=True)
    return bool(found["kept"])


def stormy(built: Built, environment: Mapping[str, str], _: Path, share: float) -> dict[str, Any]:
    """Through faults, nothing that got a receipt is lost, and nothing is stored twice."""
    count = int(ANSWERS * share)
    with storm(environment["AWS_ENDPOINT_URL"]) as address:
        with loaded(built.folder, {**environment, "AWS_ENDPOINT_URL": address}) as app:
            sent = campaign(post_to(app), count, threads=16)
        writes, faults = weather(address)
    found = verdict(built, environment, sent)
    rate = sum(faults) / writes
    changed = {one.changed for one in sent.values()} <= {None, 409, 503}
    whole = found.lost == found.doubled == found.unknown == found.replaced == 0
    return {
        "kept": whole and changed and rate >= LEAST_FAULTS and found.acknowledged > 0.9 * count,
        "answers": count,
        "writes": writes,
        "faults": round(rate, 3),
        **asdict(found),
    }


def odd(built: Built, environment: Mapping[str, str], _: Path, share: float) -> dict[str, Any]:
    """Schemathesis finds nothing, or raises what it found."""
    with loaded(built.folder, environment) as app:
        app.store.put = Inbox().put
        seen = check_requests(app, int(REQUESTS * share))
    statuses = Counter(status for status, count in _by_status(seen) for _ in range(count))
    return {"kept": max(statuses) < 500, "requests": seen.total(), "statuses": statuses}


def _by_status(seen: Mapping[tuple[str, int], int]) -> Iterator[tuple[int, int]]:
    return ((status, count) for (_, status), count in sorted(seen.items()))


def rush(
    built: Built, environment: Mapping[str, str], folder: Path, share: float
) -> dict[str, Any]:
    """At a pace that nobody's candidates reach, answers are stored or refused, never lost."""
    task = packaged(built, folder)
    # At the end each host's Runtime API complains that the function it served is gone.
    with contextlib.redirect_stderr(io.StringIO()), contextlib.ExitStack() as stack:
        started = [LambdaHost(task, lambda_environment(environment)) for _ in range(INSTANCES)]
        hosts = [stack.enter_context(host) for host in started]
        sent, seen, memory = _rushed(hosts, max(3.0, RUSH * share))
    found = verdict(built, environment, sent)
    growth = max(after / before for before, after in memory.values())
    whole = found.lost == found.doubled == found.unknown == 0
    return {
        "kept": whole and seen.keys() <= {201, 429, 503} and seen[201] > 0 and growth <= GROWTH,
        "statuses": seen,
        "growth": round(growth, 3),
        **asdict(found),
    }


def packaged(built: Built, folder: Path) -> Path:
    """What `chalice package` makes of a built collector, unpacked."""
    program = [sys.executable, "-c", "from chalice.cli import main; main()"]
    arguments = ["--project-dir", str(built.folder), "package", "--stage", "api", str(folder / "p")]
    subprocess.run([*program, *arguments], check=True, capture_output=True)
    with zipfile.ZipFile(folder / "p" / "deployment.zip") as archive:
        archive.extractall(folder / "task")
    return folder / "task"


def _rushed(
    hosts: list[LambdaHost], seconds: float
) -> tuple[dict[int, Sent], Counter[int], dict[int, tuple[int, int]]]:
    """Send at the rate, whatever comes back: who got a receipt, the statuses, and the memory."""
    idle: queue.SimpleQueue[LambdaHost] = queue.SimpleQueue()
    for host in hosts:
        host.invoke(_event(0, "ikke en besked"))  # refused, and the function is warm
        idle.put(host)
    statuses: dict[int, int] = {}
    lock = threading.Lock()
    before: dict[int, int] = {}

    def ask(one: int, host: LambdaHost) -> None:
        status = host.invoke(_event(one, "da"))["statusCode"]
        with lock:
            statuses[one] = status
        idle.put(host)

    began = time.monotonic()
    with ThreadPoolExecutor(len(hosts)) as pool:
        for one in itertools.count():
            due = one / RATE
            if due >= seconds:
                break
            time.sleep(max(0.0, began + due - time.monotonic()))
            if due >= seconds / 6 and not before:
                before = {_process(host): _resident(host) for host in hosts}
            try:
                pool.submit(ask, one, idle.get_nowait())
            except queue.Empty:
                with lock:
                    statuses[one] = 429
    memory = {_process(host): (before[_process(host)], _resident(host)) for host in hosts}
    sent = {one: Sent(status == 201, 1) for one, status in statuses.items()}
    return sent, Counter(statuses.values()), memory


def _event(one: int, language: str) -> dict[str, Any]:
    """One answer as API Gateway hands it on; in no language of the wave, it is refused."""
    number = f"{random.getrandbits(128):032x}"
    raw = as_json({"worries": f"svar {one}", "rating": "4"}, number, language=language)
    return rest_event("nordlys", "2026-q3", raw, {"Content-Type": JSON_TYPE})


def _process(host: LambdaHost) -> int:
    return host._process.pid


def _resident(host: LambdaHost) -> int:
    """Bytes of memory that the function's process holds."""
    pages = int(Path(f"/proc/{_process(host)}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1.0))
