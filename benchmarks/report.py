"""A million answers become 500 reports, beside DuckDB's bare counts; and 10,000 are closed.

    python -m benchmarks.report [SHARE]

`SHARE` is the part of the answers to do it with: 0.1 for a quick look. DuckDB gets the same answers
as plain JSON lines and only counts, and its counts must lie in the blocks that we publish. Closing
reads from the engine; beside it a plain boto3 resource fetches and parses the same items.
The last line is one line of JSON: name, ours, peers, ratios (ours to theirs).
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.python_peers import folder, program
from benchmarks.report_jobs import CLIENT, WAVE
from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import seal
from nejtak.base.shipped import SITE
from nejtak.local import engine
from nejtak.project.contract import Contract, Recipient, to_bytes
from nejtak.project.model import Wave
from nejtak.wave import closed_wave, contract, ledger, sample
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
CLIENTS, FEW, MANY = 500, 20, 2_000  # answers of each client: 10,000 and a million
CLOSED, SHARDS, ROUNDS = 10_000, 4, 5
KINDS = 20_000  # different answers, of which every client has some
GOAL = 1.0  # of what a boto3 resource takes to fetch and parse
PADS = (1024, 4096)  # as the collector pads
PUT = 25  # items in a call

Answer = dict[str, Any]


class Run(NamedTuple):
    """A process from start to end: seconds, seconds of processor, and MB of memory at most."""

    wall: float
    processor: float
    memory: float


def main(share: float) -> None:
    """Measure, print tables, and one line of JSON."""
    sizes = {CLIENTS * each: each for each in (FEW, max(2 * FEW, int(MANY * share)))}
    runs = {}
    for answers, each in sizes.items():
        with folder() as name:
            runs[answers] = reported(Path(name), each)
    with folder() as name:
        closing = closed(Path(name), max(100, int(CLOSED * share)))
    report(runs, closing)


def reported(where: Path, each: int) -> dict[str, Run]:
    """Reports of all clients with so many answers each, by us, and the counts by DuckDB."""
    sources(where, CLIENTS, 1, each)
    lines, counts = where / "answers.jsonl", where / "counts.csv"
    with lines.open("w", encoding="utf-8") as file:
        for wave, said in answered(where, each):
            shut(where, wave, said)
            for answer in said:
                file.write(json.dumps({"client": wave.client, "answers": answer}) + "\n")
    counting = [program("duckdb", "python"), str(PEERS / "duckdb_counts.py"), lines, counts]
    run([sys.executable, "-c", "import nejtak.report"], where)  # compiled, and in memory
    found = {
        "nejtak": run([sys.executable, "-m", "benchmarks.report_jobs", "reports", where], where),
        "duckdb": run(list(map(str, counting)), where),
    }
    check(where, counts, each)
    return found


def sources(where: Path, clients: int, shards: int, declined: int) -> None:
    """Write clients with one wave each, open, and the key that it is sealed to."""
    root = where / "source"
    shutil.copytree(SITE / "surveys", root / "surveys")
    for number in range(clients):
        client = root / "clients" / f"client-{number:03}"
        (client / "waves").mkdir(parents=True)
        (client / "client.toml").write_text(
            f'name = "Client {number}"\nlanguages = ["da", "en"]\n'
            f'contact = "privacy@client-{number}.example"\n'
            f'[brand]\ncolour = "#{number * 4099:06x}"\n'
        )
        (client / "waves" / f"{WAVE}.toml").write_text(
            'survey = "offer-declined"\nopens = 2026-07-01\ncloses = 2026-12-31\n'
            f"offers = {9 * declined}\ndeclined = {3 * declined}\nshards = {shards}\n"
        )
    names = ("first", "second")
    public = [
        Recipient(name, private_keys.new_key(where / "keys" / f"{name}.key")) for name in names
    ]
    for client_, wave, survey in load_project(root).waves():
        made = contract.freeze(client_, wave, survey, public)
        write_file(wave.contract_file, to_bytes(made))


def frozen(wave: Wave) -> Contract:
    """The contract of a wave that is open."""
    assert wave.contract
    return wave.contract


def answered(where: Path, each: int) -> Iterator[tuple[Wave, list[Answer]]]:
    """Each open wave, and made-up answers to it with their texts."""
    texts = sample.sample_texts(where / "source", "da")
    waves = [wave for _, wave, _ in load_project(where / "source").waves()]
    made = list(sample.sample_answers(frozen(waves[0]), min(KINDS, each * len(waves)), 1, texts))
    for number, wave in enumerate(waves):
        yield wave, random.Random(number).choices(made, k=each)


def shut(where: Path, wave: Wave, said: list[Answer]) -> None:
    """Write the sealed file that closing the wave would leave."""
    texts = set(frozen(wave).texts)
    closed = tuple({id_: a for id_, a in one.items() if id_ not in texts} for one in said)
    apart = {id_: tuple(Written(one[id_]) for one in said if id_ in one) for id_ in sorted(texts)}
    ids = frozenset(os.urandom(32) for _ in said)
    content = Responses(closed, apart, ids=ids)
    closed_wave.write_responses(
        wave, content, frozen(wave).public_keys, private_keys.identities(where / "keys")
    )


def run(command: list[Any], where: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end."""
    began = time.perf_counter()
    with (where / "said.txt").open("w") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed:\n{(where / 'said.txt').read_text()[-2000:]}")
    return Run(round(wall, 2), round(used.ru_utime + used.ru_stime, 2), used.ru_maxrss // 1024)


def check(where: Path, counts: Path, each: int) -> None:
    """End the script if a count of DuckDB's lies outside what we published of it.

    It counts all `each` answers, and we leave out up to two.
    """
    found: Counter[tuple[str, ...]] = Counter()
    with counts.open(encoding="utf-8", newline="") as file:
        for client, question, row, column, count in list(csv.reader(file))[1:]:
            found[client, question, row, column] = int(count)
    compared = 0
    for _, wave, _ in load_project(where / "source").waves():
        (release,) = ledger.releases(wave)
        assert release.basis, "it was made under this rule"
        left_out = each - release.basis.number
        for said in release.figures:
            count = sum(
                found[wave.client, said.question, member, said.column] for member in said.members
            )
            if not said.low <= count <= said.high + left_out:
                sys.exit(f"{wave.client} {said}: DuckDB counts {count}")
            compared += 1
    print(f"{compared} published blocks hold what DuckDB counts", file=sys.stderr)


def closed(where: Path, count: int) -> dict[str, Any]:
    """Close a wave on the engine, after reading it in all ways in turns."""
    sources(where, 1, SHARDS, count)
    ((wave, said),) = answered(where, count)
    with engine.running(where / "state") as environment:
        put(environment, wave, said)
        took: dict[str, list[dict[str, float]]] = {"resource": [], "items": [], "opening": []}
        for _ in range(ROUNDS):
            for job in took:
                took[job].append(asked(job, where, environment))
        medians = {
            job: {key: statistics.median(one[key] for one in all_) for key in all_[0]}
            for job, all_ in took.items()
        }
        return {**medians, "closing": asked("closing", where, environment)}


def put(environment: Mapping[str, str], wave: Wave, said: list[Answer]) -> None:
    """Store answers as the collector does."""
    import boto3

    engine.use_engine(environment)
    table, recipients = environment["NEJTAK_TABLE"], frozen(wave).public_keys
    with contextlib.closing(boto3.client("dynamodb")) as client:
        engine.create_table(client, table)
        for start in range(0, len(said), PUT):
            requests: list[Any] = []
            for answer in said[start : start + PUT]:
                id_, plain = os.urandom(32), json.dumps({"answers": answer}).encode()
                sealed = seal(plain.ljust(min(p for p in PADS if p >= len(plain))), recipients)
                item = {
                    "pk": {"S": f"{CLIENT}/{WAVE}/{id_[0] % SHARDS}"},
                    "id": {"B": id_},
                    "check": {"B": os.urandom(32)},
                    "sealed": {"B": sealed},
                    "expires": {"N": "1830000000"},
                }
                requests.append({"PutRequest": {"Item": item}})
            client.batch_write_item(RequestItems={table: requests})


def asked(job: str, where: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run a job as a process of its own, and return what it says."""
    run([sys.executable, "-m", "benchmarks.report_jobs", job, where], where, environment)
    found: dict[str, Any] = json.loads((where / "said.txt").read_text().splitlines()[-1])
    return found


def report(runs: Mapping[int, Mapping[str, Run]], closing: Mapping[str, Any]) -> None:
    """Print what was found, and the one line."""
    ratios: dict[str, float] = {}
    for answers, both in runs.items():
        for name, one in both.items():
            print(
                f"{answers:>9,} {name:<9}{one.wall:>8.2f} s {one.processor:>8.2f} s of processor"
                f"{one.memory:>7} MB"
            )
        ours, theirs = both["nejtak"], both["duckdb"]
        ratios[f"duckdb at {answers}"] = round(ours.processor / theirs.processor, 1)
        ratios[f"duckdb at {answers}, wall"] = round(ours.wall / theirs.wall, 1)
        print(f"{'':>9} {ratios[f'duckdb at {answers}']} times DuckDB's processor time")
    times = max(runs) // min(runs)
    for name in ("nejtak", "duckdb"):
        few, many = (both[name].processor for both in runs.values())
        print(f"{times} times the answers take {name} {many / few:.2f} times as long")
    for job, one in closing.items():
        print(f"{job:<10}{one['wall']:>8.3f} s {one['processor']:>8.3f} s of processor")
    plain = closing["resource"]
    for job in ("items", "closing"):
        ratios[f"resource to {job}"] = round(closing[job]["processor"] / plain["processor"], 2)
        ratios[f"resource to {job}, wall"] = round(closing[job]["wall"] / plain["wall"], 2)
    met = ratios["resource to items"] <= GOAL
    print(f"{'met   ' if met else 'MISSED'}  reading: no more than a boto3 resource takes")
    at = {
        name: {str(answers): both[name]._asdict() for answers, both in runs.items()}
        for name in ("nejtak", "duckdb")
    }
    line = {
        "name": "report",
        "ours": {**at["nejtak"], **{job: closing[job] for job in closing if job != "resource"}},
        "peers": {"duckdb": at["duckdb"], "resource": plain},
        "ratios": ratios,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 1.0)
