"""Nothing that arrives but the answers is stored, logged or said again: canaries in every place."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from chalice.test import Client
from chalicelib import log
from chalicelib.contracts import WaveContract
from chalicelib.seal import Item, seal_answers
from chalicelib.store import Outcome
from collector_support import (
    BROKEN,
    FORM_TYPE,
    JSON_TYPE,
    NUMBER,
    Built,
    Table,
    as_form,
    as_json,
    loaded,
    write_wave,
)
from lambda_host import LambdaHost, lambda_environment, rest_event

CANARY = "kanariefugl"
HEADERS = {
    "Accept": f"text/{CANARY}",
    "Accept-Language": f"{CANARY}-accept-language",
    "Authorization": f"Bearer {CANARY}",
    "Cookie": f"id={CANARY}",
    "Forwarded": f"for={CANARY}",
    "Origin": f"https://{CANARY}.example",
    "Referer": f"https://{CANARY}.example/",
    "User-Agent": f"{CANARY}-agent",
    "Via": CANARY,
    "X-Amzn-Trace-Id": f"Root={CANARY}",
    "X-Forwarded-For": f"{CANARY}-address",
    "X-Request-Id": f"{CANARY}-request",
    f"X-{CANARY}": "x",
}
QUERY = {CANARY: [CANARY], "number": [CANARY], "answers": [CANARY]}
# The runtime's most talkative setting: what is not said there is said nowhere.
TALKATIVE = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}

ANSWER = {"worries": f"ord {CANARY}"}
JSON_BODIES = [
    as_json(ANSWER),
    as_json({"rating": "5", **ANSWER}),  # the number of the one before: refused as changed
    as_json({"rating": "4"}, number="1" * 32, website=CANARY),
    as_json({"rating": CANARY, "rivals": [CANARY], "weights": {CANARY: CANARY}}),
    as_json({CANARY: CANARY}),
    as_json({"rating": "4"}, number=CANARY),
    as_json({"rating": "4"}, language=CANARY),
    as_json({"rating": "4"}, **{CANARY: CANARY}),
    f'{{"{CANARY}": {CANARY}'.encode(),
    CANARY.encode() * 8000,
    b"\xff" + CANARY.encode(),
]
# Forms without typed texts: what was typed is meant to come back, the rest is not.
FORM_BODIES = [
    as_form([("worries", f"ord {CANARY}")], "2" * 32),
    as_form([("website", "x"), (CANARY, CANARY)]),
    as_form([("rating", CANARY), ("weights.pay", CANARY)]),
    as_form([("rating", "4")], CANARY),
    f"language={CANARY}&number={CANARY}".encode(),
    f"%{CANARY}".encode(),
    CANARY.encode() * 30000,
]


@pytest.fixture
def host(built: Built, table: Table) -> Iterator[LambdaHost]:
    """The function under the real runtime client, as talkative as it can be made."""
    environment = {**lambda_environment(table.environment), **TALKATIVE}
    with LambdaHost(built.folder, environment) as host:
        yield host


def events(wave: str = "2026-q3") -> Iterator[dict[str, Any]]:
    """Every kind of body, each in a request that is full of canaries."""
    for media, bodies in ((JSON_TYPE, JSON_BODIES), (FORM_TYPE, FORM_BODIES)):
        for body in bodies:
            yield rest_event("nordlys", wave, body, {**HEADERS, "Content-Type": media}, QUERY)
            yield rest_event("nordlys", wave, body, HEADERS, QUERY, "GET")
    media = f"text/{CANARY}"
    yield rest_event("nordlys", wave, b"x", {**HEADERS, "Content-Type": media}, QUERY)
    yield rest_event("nordlys", CANARY, b"{}", {**HEADERS, "Content-Type": JSON_TYPE}, QUERY)
    yield rest_event(CANARY, "..", b"a=b", {**HEADERS, "Content-Type": FORM_TYPE}, QUERY)


def test_no_canary_is_stored_logged_or_answered(
    built: Built, host: LambdaHost, table: Table
) -> None:
    """Not in an item, not in a line of the log at its most talkative, not in a reply."""
    replies = [host.invoke(event) for event in events()]
    statuses = {reply["statusCode"] for reply in replies}
    assert statuses == {201, 303, 400, 404, 409, 413, 415, 428}
    assert CANARY not in json.dumps(replies)
    assert host.lines == ""
    items = table.items()
    assert len(items) == 3
    assert CANARY not in repr(items)
    for item in items:
        assert item.keys() == {"pk", "id", "check", "sealed", "expires"}
        envelope = json.loads(built.opened(item["sealed"]["B"]))
        assert envelope.keys() <= {"answers", "suspect"}
        assert envelope.get("suspect", True) is True
        assert envelope["answers"] in (ANSWER, {"rating": "4"})


def test_failures_are_logged_by_class_alone(built: Built, table: Table) -> None:
    """With the engine away and a contract broken, the log holds classes of exceptions."""
    write_wave(
        built.waves,
        {**built.contract, "wave": "silence", "recipients": BROKEN},
    )
    away = {**table.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    with LambdaHost(built.folder, {**lambda_environment(away), **TALKATIVE}) as host:
        busy = [
            host.invoke(rest_event("nordlys", wave, body, {**HEADERS, "Content-Type": media}))
            for wave in ("2026-q3", "silence")
            for media, body in (
                (JSON_TYPE, as_json(ANSWER)),
                (FORM_TYPE, as_form([("rating", "4")], "3" * 32)),
            )
        ]
        lines = host.lines.splitlines()
    assert [reply["statusCode"] for reply in busy] == [503, 503, 500, 500]
    assert CANARY not in json.dumps(busy)
    classes = ["NewConnectionError"] * 2 + ["RecipientError"] * 2
    assert lines == [f"nejtak-collector - ERROR - {name}" for name in classes]


class Raises:
    """An inbox that fails with a message that quotes an answer."""

    def put(self, item: Item) -> Outcome:
        """Fail."""
        raise RuntimeError(f"{CANARY} {item.pk}")


class Request:
    """What `respond` needs of Chalice's request."""

    def __init__(self, raw_body: bytes) -> None:
        self.headers: Mapping[str, str] = {"content-type": JSON_TYPE}
        self.raw_body = raw_body


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that reaches the app's logger and the root logger, tracebacks included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    loggers = [logging.getLogger(log.APP), logging.getLogger()]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_an_exception_that_quotes_an_answer(
    built: Built, engine: Mapping[str, str], logged: io.StringIO
) -> None:
    """The catch-all says that it failed and logs the class, whatever the message holds."""
    with loaded(built.folder, engine) as module:
        reply = module.respond("nordlys", "2026-q3", Request(as_json(ANSWER)), Raises().put)
    assert (reply.status, reply.body) == (500, '{"error":"failed"}')
    assert logged.getvalue() == "RuntimeError\n"


def test_even_chalice_logs_the_class_alone(
    built: Built, engine: Mapping[str, str], logged: io.StringIO
) -> None:
    """A line that others send through the app's logger loses its message and traceback."""
    with loaded(built.folder, engine) as module:
        module.app.log.error("for path %s", CANARY, exc_info=ValueError(CANARY))
        module.app.log.error("plain %s", CANARY, stack_info=True)
    assert logged.getvalue() == "ValueError\nno exception\n"


def test_aws_libraries_say_nothing(built: Built, table: Table, logged: io.StringIO) -> None:
    """A root logger at DEBUG, as an admin might set it, brings out neither request nor response."""
    with loaded(built.folder, table.environment) as module:
        client = Client(module.app)
        headers = {**HEADERS, "Content-Type": JSON_TYPE}
        path = "/responses/nordlys/2026-q3"
        assert client.http.post(path, headers=headers, body=as_json(ANSWER)).status_code == 201
    assert logged.getvalue() == ""


def test_two_answers_differ_in_random_bytes_only(contract: WaveContract) -> None:
    """Who answers first, or when, is in no attribute: nothing grows, counts or is dated."""
    numbers = [f"{number:032x}" for number in range(64)]
    items = [seal_answers(contract, number, {"rating": "4"}, suspect=False) for number in numbers]
    assert {(item.pk, item.expires) for item in items} == {("nordlys/2026-q3/0", 1822435200)}
    assert {(len(item.id), len(item.check)) for item in items} == {(32, 32)}
    assert len({item.id for item in items} | {item.check for item in items}) == 128
    assert NUMBER.encode() not in b"".join(item.id + item.check + item.sealed for item in items)
