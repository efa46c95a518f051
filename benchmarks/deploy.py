"""Sending 10,000 pages to an S3 with latency, compared with s5cmd and `aws s3 sync`.

    python -m benchmarks.deploy [ROUNDS]

All three send the same files in the same run, in turns, to the S3 of `s3_server` with 20 ms to
each answer; each is timed as a whole process. The last line is one line of JSON: name, ours, peers,
ratios (ours to theirs).
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from benchmarks.python_peers import folder, program

PAGES = 10_000
BYTES = 7_800
LATENCY = 20  # ms
ROUNDS = 3
GOALS = {"s5cmd": 1.0, "aws": 0.25}
KEYS = {
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "NO_PROXY": "127.0.0.1",
}
CASES = ("first", "unchanged", "rebuilt", "one page")

Command = Callable[[str, Path, str], list[str]]
COMMANDS: dict[str, Command] = {
    "nejtak": lambda _, site, bucket: [
        sys.executable,
        "-m",
        "benchmarks.deploy",
        "send",
        str(site),
        bucket,
    ],
    "s5cmd": lambda url, site, bucket: [
        program("s5cmd"),
        "--endpoint-url",
        url,
        "--log",
        "error",
        "sync",
        f"{site}/",
        f"s3://{bucket}/",
    ],
    "aws": lambda url, site, bucket: [
        program("awscli", "aws"),
        "--endpoint-url",
        url,
        "s3",
        "sync",
        "--only-show-errors",
        str(site),
        f"s3://{bucket}/",
    ],
}


def send(site: Path, bucket: str) -> None:
    """What a deployment does with the site: read the manifest, compare, send, note."""
    from nejtak.aws import objects
    from nejtak.aws.account import Account
    from nejtak.project.stages import Stage

    account = Account(Stage("bench", "us-east-1"))
    account.__dict__["private_bucket"] = f"{bucket}-private_bucket"  # no account here has a number
    before = objects.read_manifest(account)
    before = objects.SiteManifest(bucket, before.files, before.etag)
    changes = objects.site_changes(objects.hashes(site), before.files)
    if changes:
        objects.sync_site(account, site, changes, before)


def main(rounds: int) -> None:
    """Measure, print a table and the goals, and one line of JSON."""
    for name in ("s5cmd", "awscli"):
        program(name)  # installed before anything is timed
    times: dict[str, dict[str, list[float]]] = {n: {c: [] for c in CASES} for n in COMMANDS}
    asked: dict[str, dict[str, dict[str, int]]] = {n: {} for n in COMMANDS}
    with folder() as name:
        site = Path(name) / "site"
        write(site)
        command = [sys.executable, "-m", "benchmarks.s3_server", str(LATENCY)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            for number in range(rounds):
                names = list(COMMANDS)
                random.shuffle(names)
                for peer in names:
                    measure(peer, url, site, f"{peer}{number}", times[peer], asked[peer])
            server.kill()
    report(times, asked)


def measure(
    peer: str,
    url: str,
    site: Path,
    bucket: str,
    times: dict[str, list[float]],
    asked: dict[str, dict[str, int]],
) -> None:
    """Every case of one peer, in a bucket of its own."""
    environment = {**os.environ, **KEYS, "AWS_ENDPOINT_URL": url}
    for case in CASES:
        if case == "rebuilt":  # the same content, written again
            for page in site.rglob("*.html"):
                page.write_bytes(page.read_bytes())
        if case == "one page":
            (site / "client-00" / "0.html").write_bytes(os.urandom(BYTES))
        began = time.perf_counter()
        subprocess.run(
            COMMANDS[peer](url, site, bucket),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        times[case].append(time.perf_counter() - began)
        with urllib.request.urlopen(f"{url}/!counts") as answer:
            asked[case] = json.loads(answer.read())
        print(f"{peer}, {case}: {times[case][-1]:.2f} s, {asked[case]}", file=sys.stderr)


def write(site: Path) -> None:
    """Pages of a hundred clients, each with content of its own."""
    for number in range(PAGES):
        page = site / f"client-{number % 100:02}" / f"{number // 100}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        text = f"<!DOCTYPE html><p>{random.random()}</p>".encode()
        page.write_bytes((text * (BYTES // len(text) + 1))[:BYTES])


def report(
    times: dict[str, dict[str, list[float]]], asked: dict[str, dict[str, dict[str, int]]]
) -> None:
    """Print the medians, the requests, and the goals."""
    figures = {
        name: {case: round(statistics.median(found), 2) for case, found in cases.items()}
        for name, cases in times.items()
    }
    print(f"{'seconds':<10}" + "".join(f"{case:>12}" for case in CASES))
    for name, cases in figures.items():
        print(f"{name:<10}" + "".join(f"{cases[case]:>12}" for case in CASES))
    ours = figures.pop("nejtak")
    ratios = {
        name: {case: round(ours[case] / cases[case], 2) for case in CASES}
        for name, cases in figures.items()
    }
    mine = asked["nejtak"]
    goals = {
        f"first upload at most {most} of {name}": ratios[name]["first"] <= most
        for name, most in GOALS.items()
    }
    goals["no change is one request"] = mine["unchanged"] == {"GET": 1}
    goals["equal content, no PUT"] = "PUT" not in mine["rebuilt"]
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    print(
        json.dumps(
            {"name": "deploy", "ours": {**ours, "asked": mine}, "peers": figures, "ratios": ratios}
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        send(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
