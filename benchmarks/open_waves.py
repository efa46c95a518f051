"""A stage with 2,000 open waves beside one with a single wave: sizes, time of a plan, cold start.

    python -m benchmarks.open_waves [WAVES]

Every wave is in two languages. The limits are those of AWS: 250 MB for a function's unpacked
package, 51,200 bytes for the body of a template, 4 KB for a function's environment, 6,144
characters for a managed policy. The last line is one line of JSON: name, ours, peers, ratios (many
waves to one).
"""

from __future__ import annotations

import io
import json
import os
import platform
import random
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.python_peers import folder

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from lambda_host import LambdaHost, lambda_environment, rest_event

from nejtak.aws import policy
from nejtak.aws.prepare import Deployment, prepare_deployment
from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import Recipient
from nejtak.base.shipped import SITE
from nejtak.project.contract import to_bytes
from nejtak.project.stages import Stage
from nejtak.wave import contract
from nejtak.wave.load import load_project

WAVES = 2000
A_CLIENT = 10  # waves of one client
ROUNDS = 9
MACHINE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
LIMITS = {"unpacked": 250 * 1024 * 1024, "template": 51_200, "environment": 4096, "policy": 6144}
GOAL_COLD = 1.1


@dataclass(frozen=True)
class Measured:
    """Seconds that preparing a plan took, bytes by name, and the unpacked package."""

    seconds: float
    sizes: Mapping[str, int]
    task: Path


def sources(root: Path, waves: int) -> None:
    """Write sources with so many open waves, ten to a client."""
    for name in ("surveys", "locales", "playbook"):
        shutil.copytree(SITE / name, root / name)
    for number in range(-(-waves // A_CLIENT)):
        client = root / "clients" / f"client-{number:04}"
        (client / "waves").mkdir(parents=True)
        (client / "client.toml").write_text(
            f'name = "Client {number}"\nlanguages = ["da", "en"]\n'
            f'contact = "privacy@client-{number}.example"\n'
            f'[brand]\ncolour = "#{number * 4099 % 0xFFFFFF:06x}"\n'
        )
        for wave in range(min(A_CLIENT, waves - number * A_CLIENT)):
            (client / "waves" / f"wave-{wave}.toml").write_text(
                'survey = "offer-declined"\nopens = 2026-07-01\ncloses = 2026-12-31\n'
            )
    public = private_keys.new_key(root.parent / f"{root.name}.key")
    for client_, wave_, survey in load_project(root).waves():
        frozen = contract.freeze(client_, wave_, survey, [Recipient("key", public)])
        write_file(wave_.contract_file, to_bytes(frozen))


def measure(root: Path, waves: int) -> Measured:
    """Prepare a release of so many waves, as `plan` does, and unpack its collector."""
    source, build = root / f"source-{waves}", root / f"build-{waves}"
    sources(source, waves)
    build.mkdir()
    (root / "wheels").mkdir(exist_ok=True)
    (build / "wheels").symlink_to(root / "wheels")
    began = time.perf_counter()
    release = prepare_deployment(Stage("bench", "eu-north-1"), source, build, MACHINE)
    seconds = time.perf_counter() - began
    with zipfile.ZipFile(io.BytesIO(release.code)) as archive:
        archive.extractall(root / f"task-{waves}")
    return Measured(seconds, sizes(release), root / f"task-{waves}")


def sizes(release: Deployment) -> dict[str, int]:
    """Bytes of all that AWS limits, and of the zip."""
    variables: Any = release.template["Resources"]["APIHandler"]["Properties"]["Environment"]
    policies = [getattr(policy, name)() for name in ("deployer", "verifier", "boundary")]
    return {
        "zip": len(release.code),
        "unpacked": release.unpacked,
        "wave": release.wave_bytes,
        "template": len(json.dumps(release.template)),
        "environment": len(json.dumps(variables)),
        "policy": max(len(re.sub(r"\s", "", json.dumps(one))) for one in policies),
    }


def cold(task: Path, client: str) -> float:
    """Milliseconds from the start of a process to its first answer, a page of a form."""
    environment = lambda_environment(
        {
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_DEFAULT_REGION": "eu-north-1",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "NEJTAK_TABLE": "inbox",
        }
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    event = rest_event(client, "wave-0", b"language=da", kind)
    began = time.perf_counter()
    with LambdaHost(task, environment) as host:
        answer = host.invoke(event)
        taken = time.perf_counter() - began
    if "text/html" not in json.dumps(answer.get("headers", {}) | answer["multiValueHeaders"]):
        sys.exit(f"The function did not answer with a page: {answer['statusCode']}")
    return taken * 1e3


def main(waves: int) -> None:
    """Measure, print a table, the limits and the goals, and one line of JSON."""
    os.environ.setdefault("AWS_CONFIG_FILE", os.devnull)
    with folder() as name:
        root = Path(name)
        found = {count: measure(root, count) for count in (1, waves)}
        starts: dict[int, list[float]] = {count: [] for count in found}
        for _ in range(ROUNDS):
            for count in random.sample(list(found), len(found)):
                client = f"client-{(count - 1) // A_CLIENT:04}"
                starts[count].append(cold(found[count].task, client))
    report(
        {
            count: {
                **one.sizes,
                "plan_s": round(one.seconds, 1),
                "cold_ms": round(median(starts[count]), 1),
            }
            for count, one in found.items()
        }
    )


def report(figures: Mapping[int, Mapping[str, float]]) -> None:
    """Print the figures of one wave and of many, and what became of the goals."""
    one, many = figures.values()
    print(f"{'':<14}" + "".join(f"{count:>14,}" for count in figures) + f"{'limit':>14}")
    for name in one:
        limit = f"{LIMITS[name]:>14,}" if name in LIMITS else ""
        print(f"{name:<14}{one[name]:>14,}{many[name]:>14,}{limit}")
    goals = {f"{name} within AWS's limit": many[name] <= most for name, most in LIMITS.items()}
    ratio = round(many["cold_ms"] / one["cold_ms"], 2)
    goals[f"cold start at most {GOAL_COLD} of that with one wave"] = ratio <= GOAL_COLD
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    ratios = {"cold": ratio, "plan": round(many["plan_s"] / one["plan_s"], 2)}
    print(json.dumps({"name": "open waves", "ours": many, "peers": {"one": one}, "ratios": ratios}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else WAVES)
