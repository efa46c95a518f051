"""An admin with the small site, a key, a running wave and a real inbox, for transcripts."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import Run, as_project
from sources import WAVE, Site

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.project.model import Wave
from nejtak.wave.load import find_wave
from nejtak.wave.open import open_wave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NAME = ("nordlys", "2026-q3")
ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()
TODAY = date.today()


def day(days: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days)


class Admin:
    """The wave runs from 30 days ago to 30 days ahead, and is open."""

    def __init__(self, folder: Path, dynamodb: DynamoDBClient, table: str) -> None:
        self.folder = folder
        self.site = Site(folder / "site")
        as_project(self.site.root)
        self.keys = folder / ".nejtak" / "keys"
        private_keys.new_key(self.keys / "partner.key")
        self._client, self._table = dynamodb, table
        self.dates(-30, 30)
        open_wave(*find_wave(self.site.load(), *NAME), private_keys.public_keys(self.keys), TODAY)

    @property
    def wave(self) -> Wave:
        """The wave as its files have it now."""
        return find_wave(self.site.load(), *NAME)[1]

    def dates(self, opens: int, closes: int) -> None:
        """Let the wave's file name these days, counted from today."""
        lines = self.site.read(WAVE).splitlines()
        kept = [line for line in lines if not line.startswith(("opens", "closes"))]
        self.site.write(
            WAVE, "\n".join([*kept, f"opens = {day(opens)}", f"closes = {day(closes)}", ""])
        )

    def answer(self, count: int) -> None:
        """Let so many people answer."""
        public = [one.key for one in private_keys.public_keys(self.keys)]
        for _ in range(count):
            key: Any = {
                "pk": {"S": "nordlys/2026-q3/0"},
                "id": {"B": secrets.token_bytes(32)},
                "sealed": {"B": seal(ANSWER, public)},
            }
            self._client.put_item(TableName=self._table, Item=key)

    def inbox(self) -> list[Any]:
        """The items of the wave's inbox."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "nordlys/2026-q3/0"}},
        )
        return list(found["Items"])

    def empty(self) -> None:
        """Leave nothing in the table for the next test."""
        for item in self.inbox():
            self._client.delete_item(
                TableName=self._table, Key={name: item[name] for name in ("pk", "id")}
            )


def close(run: Run, *words: str, code: int = 0) -> None:
    """Close the wave without a question."""
    done = run("wave", "close", *NAME, "--yes", *words)
    assert done.code == code, done.err


def git(folder: Path, *words: str | Path) -> str:
    """Run git in a folder, with nobody's own settings."""
    who = ["-c", "user.name=A", "-c", "user.email=a@firm.example"]
    kept: Sequence[str] = ("PATH",)
    return subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={name: os.environ[name] for name in kept}
        | {
            "HOME": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
        },
    ).stdout
