"""The Chalice app itself: one route, the real engine behind it, and one catch-all."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest
from chalice.local import LocalChalice
from chalice.test import Client, HTTPResponse
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
    proven,
    write_wave,
)
from lambda_host import rest_event

PATH = "/responses/nordlys/2026-q3"


@pytest.fixture
def module(built: Built, table: Table) -> Iterator[ModuleType]:
    """The app as it was built, talking to the engine."""
    with loaded(built.folder, table.environment) as module:
        yield module


def post(module: ModuleType, raw: bytes, media: str = JSON_TYPE, path: str = PATH) -> HTTPResponse:
    """Send through Chalice's own test client."""
    client = Client(module.app)
    return client.http.post(path, headers={"Content-Type": media}, body=raw)


def test_a_response_reaches_the_engine(built: Built, module: ModuleType, table: Table) -> None:
    """JSON and form end as items that open with the private key."""
    assert post(module, proven(as_json({"rating": "4"}))).status_code == 201
    assert post(module, as_form([("rating", "5")], "5" * 32), FORM_TYPE).status_code == 303
    envelopes = [json.loads(built.opened(item["sealed"]["B"])) for item in table.items()]
    assert sorted(envelopes, key=str) == [
        {"answers": {"rating": "4"}},
        {"answers": {"rating": "5"}},
    ]
    assert all(item.keys() == {"pk", "id", "check", "sealed", "expires"} for item in table.items())


def test_repeated_and_changed(module: ModuleType, table: Table) -> None:
    """The same again is stored once; the same number with other answers is 409."""
    statuses = [post(module, as_json({"rating": r})).status_code for r in ("4", "4", "5", "4")]
    assert statuses == [201, 201, 409, 201]
    assert len(table.items()) == 1


# Ways in which somebody on the internet could try to set the mark of an interview.
FORGED: dict[str, tuple[bytes, str]] = {
    "JSON": (as_json({"rating": "4"}, mark="interview"), JSON_TYPE),
    "JSON, words": (as_json({"worries": "x"}, mark="words"), JSON_TYPE),
    "JSON, codes": (as_json({"worries": "x"}, codes={"worries": []}), JSON_TYPE),
    "JSON, as an argument": (as_json({"rating": "4"}, entered={"mark": "words"}), JSON_TYPE),
    "JSON, among the answers": (as_json({"rating": "4", "mark": "words"}), JSON_TYPE),
    "form": (as_form([("rating", "4"), ("mark", "interview")], NUMBER), FORM_TYPE),
    "form, codes": (as_form([("worries", "x"), ("codes.worries", "")], NUMBER), FORM_TYPE),
    "form, boxes": (as_form([("note.worries.0", "x")], NUMBER), FORM_TYPE),
}
BESIDE: dict[str, object] = {
    "queryStringParameters": {"mark": "words", "entered": "words"},
    "multiValueQueryStringParameters": {"mark": ["words"], "entered": ["words"]},
    "headers": {"content-type": JSON_TYPE, "mark": "words", "x-nejtak-entered": "words"},
    "stageVariables": {"mark": "words", "entered": "words"},
    "requestContext": {
        "httpMethod": "POST",
        "resourcePath": "/responses/{client}/{wave}",
        "authorizer": {"entered": "words"},
    },
}


@pytest.mark.parametrize("way", FORGED)
def test_a_mark_from_the_network_is_refused(module: ModuleType, table: Table, way: str) -> None:
    """The collector as it is deployed: a body with a mark, code or box is 400, and not stored."""
    raw, media = FORGED[way]
    reply = module.app(rest_event("nordlys", "2026-q3", raw, {"content-type": media}), None)
    assert reply["statusCode"] == 400
    assert table.items() == []


@pytest.mark.parametrize("place", BESIDE)
def test_nothing_beside_the_body_sets_a_mark(
    built: Built, module: ModuleType, table: Table, place: str
) -> None:
    """Whatever query, headers, stage variables and context say, the answer has no mark."""
    raw = proven(as_json({"worries": "x"}))
    event = rest_event("nordlys", "2026-q3", raw, {"content-type": JSON_TYPE})
    said = BESIDE[place]
    known = event.get(place)
    event[place] = {**known, **said} if isinstance(known, dict) and isinstance(said, dict) else said
    assert module.app(event, None)["statusCode"] == 201
    (item,) = table.items()
    assert json.loads(built.opened(item["sealed"]["B"])) == {"answers": {"worries": "x"}}


def test_many_at_once_are_kept_apart(built: Built, module: ModuleType, table: Table) -> None:
    """Concurrent repeats of 8 submissions end as 8 items, each with its own answers."""

    def send(turn: int) -> int:
        one = turn % 8
        raw = as_json({"worries": f"svar {one}"}, number=f"{one:032x}")
        event = rest_event("nordlys", "2026-q3", raw, {"content-type": JSON_TYPE})
        return int(module.app(event, None)["statusCode"])

    module.app.__class__ = type("Threaded", (LocalChalice, type(module.app)), {})
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(64))) == {201}
    envelopes = [json.loads(built.opened(item["sealed"]["B"])) for item in table.items()]
    texts = sorted(envelope["answers"]["worries"] for envelope in envelopes)
    assert texts == [f"svar {one}" for one in range(8)]


def test_another_type_is_refused_in_our_words(module: ModuleType) -> None:
    """Chalice's own 415 would quote the header."""
    reply = post(module, b"x", "text/canary")
    assert (reply.status_code, reply.json_body) == (415, {"error": "type"})


def test_no_type_is_refused_in_our_words(module: ModuleType) -> None:
    """A request without headers is one of another type, and no failure of ours."""
    reply = module.app(rest_event("nordlys", "2026-q3", as_json({"rating": "4"}), {}), None)
    assert (reply["statusCode"], reply["body"]) == (415, '{"error":"type"}')


def test_a_body_in_base64_is_the_same_answer(
    built: Built, module: ModuleType, table: Table
) -> None:
    """API Gateway encodes some bodies; the stored answer is the one that was sent."""
    raw = as_json({"worries": "Søde æbler 🙂"})
    event = rest_event("nordlys", "2026-q3", raw, {"content-type": JSON_TYPE})
    event |= {"body": b64encode(raw).decode(), "isBase64Encoded": True}
    assert module.app(event, None)["statusCode"] == 201
    (item,) = table.items()
    envelope = json.loads(built.opened(item["sealed"]["B"]))
    assert envelope["answers"] == {"worries": "Søde æbler 🙂"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD"])
def test_no_other_method_is_answered(module: ModuleType, method: str) -> None:
    """Nothing else is there to be asked for."""
    assert Client(module.app).http.request(method, PATH).status_code == 405


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/canary"}])
def test_an_old_tab_is_led_to_the_survey(
    module: ModuleType, table: Table, headers: dict[str, str]
) -> None:
    """Who asks for the address of a form that came back gets the page, in the wave's language."""
    reply = Client(module.app).http.get(f"{PATH}?rating=4", headers=headers)
    assert (reply.status_code, reply.body) == (303, b"")
    assert reply.headers["Location"] == "/nordlys/2026-q3/da/"
    assert reply.headers["Cache-Control"] == "no-store"
    assert table.items() == []


def test_an_old_tab_of_a_broken_wave_is_a_plain_500(
    built: Built, module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error is answered in one sentence here, too, and its class is logged."""
    write_wave(built.waves, {**built.contract, "wave": "broken-get", "format": 1})
    reply = Client(module.app).http.get("/responses/nordlys/broken-get")
    assert reply.status_code == 500
    assert b"Something went wrong here" in reply.body
    assert caplog.messages == ["ValueError"]


def test_the_query_means_nothing(module: ModuleType, table: Table) -> None:
    """A query string is neither read nor refused."""
    reply = post(module, as_json({"rating": "4"}), path=f"{PATH}?rating=5&number=canary&utm=x")
    assert reply.status_code == 201
    assert len(table.items()) == 1


@pytest.mark.parametrize("media", [JSON_TYPE, FORM_TYPE])
def test_a_wave_that_breaks_is_a_plain_500(built: Built, module: ModuleType, media: str) -> None:
    """What nobody foresaw is answered in one sentence, in the sender's kind, and not stored."""
    wave = f"broken-{media[-4:]}"
    write_wave(
        built.waves,
        {**built.contract, "wave": wave, "recipients": BROKEN},
    )
    raw = (
        as_json({"rating": "4"}, NUMBER)
        if media == JSON_TYPE
        else as_form([("rating", "4")], NUMBER)
    )
    reply = post(module, raw, media, f"/responses/nordlys/{wave}")
    assert reply.status_code == 500
    assert reply.headers["Cache-Control"] == "no-store"
    if media == JSON_TYPE:
        assert reply.json_body == {"error": "failed"}
    else:
        assert b"Something went wrong here" in reply.body


def test_debug_is_off(module: ModuleType) -> None:
    """With debug on, Chalice sends stack traces to the browser."""
    assert module.app.debug is False


def test_there_is_one_route(module: ModuleType) -> None:
    """The surface is one path and two methods, one of which only leads on."""
    found = {(path, method) for path, entry in module.app.routes.items() for method in entry}
    assert found == {("/responses/{client}/{wave}", method) for method in ("GET", "POST")}
