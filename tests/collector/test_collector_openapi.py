"""The description of the route holds, and no string whatsoever brings the collector down."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import naughty
import pytest
from chalicelib import reply
from collector_schema import DESCRIPTION, check_requests, described, send
from collector_support import FORM_TYPE, JSON_TYPE, Built, Inbox, loaded

EXAMPLES = 250  # `make soak` sends 50,000
OF_THE_FRONT = 429  # API Gateway says it, before the collector is asked


@pytest.fixture
def app(built: Built, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The app as it was built, with an inbox in memory."""
    with loaded(built.folder, {"AWS_DEFAULT_REGION": "eu-north-1"}) as module:
        monkeypatch.setattr(module.store, "put", Inbox().put)
        yield module


def operation(method: str = "post") -> dict[str, Any]:
    """One of the two operations that are described."""
    (path,) = described()["paths"].values()
    assert path.keys() == {"get", "post"}
    return dict(path[method])


def test_every_answer_is_described() -> None:
    """The statuses of the description are those of the code, and of the docs' table."""
    statuses = {int(status) for status in operation()["responses"]}
    assert statuses == {201, 303, OF_THE_FRONT, *reply.STATUS.values()}
    docs = (DESCRIPTION.parent / "architecture.md").read_text(encoding="utf-8")
    table = docs.split("| what happened | form | JSON |")[1].split("\n\n")[0]
    named = {int(status) for status in re.findall(r"\b[2-5]\d\d\b", table)}
    assert named <= statuses
    assert statuses - named <= {OF_THE_FRONT, 500}
    assert operation("get")["responses"].keys() == {"303", "404", str(OF_THE_FRONT), "500"}


def test_every_code_is_described() -> None:
    """Each error code of the code stands in the description, under its status."""
    responses = described()["components"]["responses"]
    for code, status in reply.STATUS.items():
        name = operation()["responses"][str(status)]["$ref"].split("/")[-1]
        content = responses[name]["content"]
        if code in {"check", "edit"}:  # forms alone are shown before they are stored
            assert content.keys() == {"text/html"}
        else:
            assert f'"const": "{code}"' in json.dumps(content["application/json"])


def test_the_app_does_as_described(app: ModuleType) -> None:
    """Schemathesis finds no answer that is not described, and no wrong verdict on a request."""
    seen = check_requests(app, EXAMPLES)
    statuses = {status for _, status in seen}
    assert {201, 400, 404, 410, 428} <= statuses
    assert max(statuses) < 500


@pytest.mark.parametrize(
    ("media", "bodies"),
    [
        (JSON_TYPE, naughty.json_bodies),
        (FORM_TYPE, naughty.form_bodies),
    ],
)
def test_naughty_strings_in_every_field(app: ModuleType, media: str, bodies: Any) -> None:
    """Each is taken or refused, in every field; none is an error of ours."""
    seen: Counter[int] = Counter()
    for string in naughty.strings():
        for raw in bodies(string):
            status, headers, body = send(app, "nordlys", "2026-q3", raw, {"Content-Type": media})
            seen[status] += 1
            assert body.encode() is not None
            assert all("\n" not in header and "\r" not in header for header in headers.values())
    assert seen.keys() <= {201, 303, 400, 409, 428}
    assert seen[400] > 1000
    assert seen[201] + seen[303] + seen[428] > 500


def test_naughty_strings_around_the_body(app: ModuleType) -> None:
    """As client, as wave, and as content type, each leads to a refusal."""
    seen: Counter[int] = Counter()
    for string in naughty.strings():
        for place in (
            (string, "2026-q3"),
            ("nordlys", string),
            ("nordlys", naughty.in_a_path(string)),
        ):
            for media in (JSON_TYPE, FORM_TYPE):
                seen[send(app, *place, b"{}", {"Content-Type": media})[0]] += 1
        seen[send(app, "nordlys", "2026-q3", b"{}", {"Content-Type": string})[0]] += 1
    assert seen.keys() <= {400, 404, 415}
    assert seen[404] > 3000
