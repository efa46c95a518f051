"""What the tests of interviews share: an open wave of a client that interviews, and its desk."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from review_support import Visitor
from sources import CLIENT, Site

from nejtak.base import private_keys
from nejtak.interview import desk
from nejtak.interview.desk import InterviewDesk
from nejtak.project.model import Client, Project, Wave
from nejtak.wave import open as opening
from nejtak.wave.inbox import Inbox
from nejtak.wave.load import find_wave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NAME = ("nordlys", "2026-q3")
# A whole interview: two notes, one of them coded, and a tick.
INTERVIEW = {
    "already": "no",
    "note.advice.0": "Ring før.",
    "code.advice.0": "pay",
    "by.advice.0": "candidate",
    "note.advice.1": "Sig lønnen.",
    "answer.deciding": "pay",
}


class OpenWave:
    """The wave of the small site, open in a folder of its own, and the table of an engine.

    `edits` are made in the site before the wave is opened.
    """

    def __init__(
        self,
        folder: Path,
        dynamodb: DynamoDBClient,
        table: str,
        *edits: tuple[str, str | None, str | bytes | None],
    ) -> None:
        self.folder = folder
        self.site = Site(folder / "site")
        self.site.edit((CLIENT, "languages", "interviews = true\nlanguages"), *edits)
        private_keys.new_key(folder / "keys" / "partner.key")
        self.keys = private_keys.identities(folder / "keys")
        client, wave, survey = find_wave(self.site.load(), *NAME)
        readers = private_keys.public_keys(folder / "keys")
        opening.open_wave(client, wave, survey, readers, wave.closes)
        self.project = self.site.load()
        self.client, self.wave, self.survey = find_wave(self.project, *NAME)
        self.inbox = Inbox(dynamodb, table, "/".join(NAME), 1)

    @property
    def state(self) -> Path:
        """The folder of local state."""
        return self.folder / "state"

    @contextmanager
    def entering(self) -> Iterator[InterviewDesk]:
        """Its desk, being served."""
        with desk_of(self.project, self.client, self.wave, self.state) as running:
            yield running

    def opened(self) -> list[dict[str, Any]]:
        """What is under the seals of all items."""
        items = self.inbox.items()
        return [json.loads(private_keys.unseal(item.sealed, self.keys)) for item in items]

    def empty(self) -> None:
        """Delete every item."""
        self.inbox.delete(self.inbox.items())


@contextmanager
def desk_of(project: Project, client: Client, wave: Wave, state: Path) -> Iterator[InterviewDesk]:
    """A wave's desk, being served; other tests keep their collector and their region."""
    held = desk.interview_session(project, client, wave, state)
    before = {name: module for name, module in sys.modules.items() if _of_collector(name)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_REGION", os.environ.get("AWS_REGION", "eu-north-1"))
        with held as running, running.serving():
            yield running
    for name in [name for name in sys.modules if _of_collector(name)]:
        del sys.modules[name]
    sys.modules.update(before)


def _of_collector(name: str) -> bool:
    return name.partition(".")[0] in ("app", "chalicelib")


class Interviewer(Visitor):
    """A browser at the desk."""

    number = ""

    def sit_down(self, language: str = "da") -> Interviewer:
        """Open an empty form."""
        self.enter()
        self.fresh(language)
        return self

    def fresh(self, language: str = "da") -> str:
        """Get an empty form, with a number of its own."""
        page = self.open(f"{language}/")
        self.number = re.findall(r'name="number" value="(\w+)"', page)[0]
        return page

    def give(self, fields: Mapping[str, Any], language: str = "da") -> tuple[int, str]:
        """Send the form; its status and the page, or where it leads."""
        sent = {"token": self.token, "number": self.number, "action": "store", **fields}
        body = urlencode(sent, doseq=True)
        status, headers, page = self.ask("POST", f"{self.base}{language}/", body)
        return status, headers.get("Location", "").removeprefix(self.base) or page
