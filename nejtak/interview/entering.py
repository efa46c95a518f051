"""Runs the collector on this machine, for answers that were taken down in an interview.

It is the collector that a deployment has: the same check, seal and conditional write, into the
table that the AWS variables name. Only here an entry gets its mark and codes: they are an argument
of the collector's function, and no part of a request.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nejtak.base.collector import load_collector
from nejtak.errors import StateError
from nejtak.wave.envelope import Answers, Code, Mark

SIGN_IN = "Sign in with `aws sso login` or `aws configure`, or set AWS_PROFILE."


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview's answers, before any check; `number` is its random number, in hex."""

    number: str
    language: str
    answers: Answers
    codes: Mapping[str, Sequence[Code]]
    mark: Mark


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """`stored`, or the collector's code of an error with the questions that do not fit.

    `refused` is DynamoDB's name for a write that it did not make.
    """

    code: str
    fields: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class _Request:
    """What the collector reads of a request."""

    raw_body: bytes
    headers: Mapping[str, str]


class Entering:
    """The collector in `root`, which writes to one table with this person's credentials."""

    def __init__(self, root: Path) -> None:
        """Raises StateError without a region or credentials."""
        import boto3  # slow to load

        session = boto3.Session()
        credentials = session.get_credentials()
        region = os.environ.get("AWS_REGION") or session.region_name
        if credentials is None or not region:
            missing = "region" if credentials else "credentials"
            raise StateError(f"AWS does not know your {missing}. {SIGN_IN}")
        os.environ["AWS_REGION"] = region  # the collector reads it when it is loaded
        load_collector(root)
        self._app, store, self._seal = (
            sys.modules[name] for name in ("app", "chalicelib.store", "chalicelib.seal")
        )
        self._inbox = _Noting(store.PutItemClient(credentials))
        self._put = partial(store.put, inbox=self._inbox)

    def enter(self, client: str, wave: str, entry: Entry) -> EntryOutcome:
        """Check, seal and store one entry; the same number again is the same entry."""
        body = {"number": entry.number, "language": entry.language, "answers": entry.answers}
        codes = {id_: [(one.reason, one.by) for one in each] for id_, each in entry.codes.items()}
        # In UTF-8, as from the page: escapes would make long Arabic notes too large a body.
        raw = json.dumps(body, ensure_ascii=False).encode()
        request = _Request(raw, {"content-type": "application/json"})
        entered = self._seal.Entered(entry.mark, codes)
        self._inbox.refused = ""
        reply = self._app.respond(client, wave, request, self._put, entered)
        said = json.loads(reply.body)
        if said.get("stored"):
            return EntryOutcome("stored")
        return EntryOutcome(said["error"], tuple(said.get("fields", ())), self._inbox.refused)


class _Noting:
    """Sends a write, and keeps AWS's name for its refusal: the collector knows only `busy`."""

    def __init__(self, inbox: Any) -> None:
        self._inbox = inbox
        self.refused = ""

    def put_item(self, asked: Mapping[str, object]) -> Any:
        """Send a PutItem."""
        answer = self._inbox.put_item(asked)
        if answer.status != 200:
            try:
                self.refused = str(json.loads(answer.data)["__type"]).rpartition("#")[2]
            except (ValueError, KeyError, TypeError):
                self.refused = str(answer.status)
        return answer
