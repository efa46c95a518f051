"""A stage for tests: the demo sources, keys and answers of their own, and a running preview.

Everything goes through `build.py`, as an admin does it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from commands import as_project
from sources import copy_demo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROOT = Path(__file__).parent.parent.parent
WAVE = ("nordlys", "2026-h2")
PATIENCE = 60  # seconds; the machine may be busy with other tests


def connect(environment: Mapping[str, str], config: Config | None = None) -> DynamoDBClient:
    """A client for the engine that these variables lead to, whatever the process's own say."""
    return boto3.client(
        "dynamodb",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=config,
    )


def wait_until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail where it does not in time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def gone(process: int) -> bool:
    """Whether a process is no more, or only waits to be reaped."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def engine_process(state: Path) -> int:
    """The process id of the engine that runs with this state."""
    return int((state / "engine" / "lock").read_text())


@dataclass(frozen=True)
class Stage:
    """One admin's folders, and the demo clients in them."""

    root: Path

    @property
    def source(self) -> Path:
        """The sources, free to be changed."""
        return self.root / "source"

    @property
    def state(self) -> Path:
        """Where the preview keeps its answers."""
        return self.root / "state"

    @property
    def site(self) -> Path:
        """The built pages."""
        return self.root / "build" / "site"

    def command(self, *words: str) -> list[str]:
        """The command line of `build.py` with these folders."""
        folders = {"source": "source", "build-dir": "build", "state": "state", "keys": "keys"}
        options = [f"--{name}={self.root / folder}" for name, folder in folders.items()]
        return [sys.executable, str(ROOT / "build.py"), *options, *words]

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `build.py`, and expect its exit code."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == code, done.stderr
        return done

    @contextlib.contextmanager
    def preview(self, port: int = 0) -> Iterator[Preview]:
        """Run the preview; at the end stop it, unless the test has."""
        said = self.root / "said.txt"
        with said.open("w", encoding="utf-8") as file:
            process = subprocess.Popen(
                self.command("preview", "--port", str(port)),
                cwd=self.root,
                stderr=file,
                stdout=subprocess.DEVNULL,
            )
        note = self.state / "preview.json"
        try:
            wait_until(lambda: process.poll() is not None or noted(note) == process.pid)
            assert process.poll() is None, said.read_text()
            yield Preview(process, json.loads(note.read_text()), said)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def noted(note: Path) -> int | None:
    """The process id of the preview that wrote this note, if there is one."""
    try:
        return int(json.loads(note.read_text())["pid"])
    except FileNotFoundError:
        return None


@dataclass(frozen=True)
class Preview:
    """A running preview, what it noted, and the file that holds what it said."""

    process: subprocess.Popen[bytes]
    note: Mapping[str, Any]
    file: Path

    @property
    def url(self) -> str:
        """The origin."""
        return str(self.note["url"])

    @property
    def said(self) -> str:
        """What it told the admin so far."""
        return self.file.read_text(encoding="utf-8")

    def page(self, path: str) -> str:
        """The text of a page."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def post(self, wave: tuple[str, str], body: object) -> int:
        """Send JSON to a wave, and return the status."""
        request = urllib.request.Request(
            f"{self.url}/api/responses/{'/'.join(wave)}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def items(self) -> list[dict[str, Any]]:
        """Every item of the table, as it is stored."""
        environment = self.note["environment"]
        with contextlib.closing(connect(environment)) as client:
            pages = client.get_paginator("scan").paginate(TableName=environment["NEJTAK_TABLE"])
            return [dict(item) for page in pages for item in page["Items"]]


def new_stage(root: Path, *, opened: bool = True) -> Stage:
    """Copy the demo sources, make a key, and open the wave."""
    stage = Stage(root)
    copy_demo(stage.source)
    as_project(stage.source)
    stage.run("keys", "new")
    if opened:
        stage.run("wave", "open", *WAVE)
    return stage
