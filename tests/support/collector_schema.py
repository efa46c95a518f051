"""The collector against its own description, `docs/openapi.json`, with requests by Schemathesis.

The description is for every wave. Here its schemas of answers and of the form are replaced by
those of one wave's contract, so that what Schemathesis calls right is right indeed and must be
taken, and what it calls wrong is nearly right.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
import schemathesis
from collector_support import FORM_TYPE, JSON_TYPE, QUESTIONS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lambda_host import rest_event
from schemathesis import Case, GenerationMode, Response, checks

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
WAVE = {"client": "nordlys", "wave": "2026-q3"}
CLOSED = {"client": "nordlys", "wave": "2026-q2"}
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# Not for forms: some of what is wrong there, as a list with nothing in it, is nothing when sent.
JSON_CHECKS = [*CHECKS, "negative_data_rejection"]
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
REFUSALS = ["400", "404", "410", "415"]


def described() -> dict[str, Any]:
    """The description as it is published."""
    return dict(json.loads(DESCRIPTION.read_text(encoding="utf-8")))


def narrowed(*, limits: bool) -> dict[str, Any]:
    """The description of what the tests' own wave takes.

    `limits` are those of texts: wrong requests are made without.
    """
    data = copy.deepcopy(described())
    schemas = data["components"]["schemas"]
    schemas["Language"] = {"enum": ["da", "en"]}
    schemas["Answers"] = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {name: _answer(question, limits) for name, question in QUESTIONS.items()},
    }
    form = schemas["Form"]
    form["additionalProperties"] = False
    for name, question in QUESTIONS.items():
        if question["kind"] == "grid":
            column = {"enum": ["", *question["columns"]]}
            form["properties"] |= {f"{name}.{row}": column for row in question["rows"]}
        else:
            form["properties"][name] = _answer(question, limits)
    return data


def _answer(question: dict[str, Any], limits: bool) -> dict[str, Any]:
    if question["kind"] == "text":
        return {"type": "string"} | ({"maxLength": question["max_length"]} if limits else {})
    if question["kind"] == "grid":
        cell = {"enum": ["", *question["columns"]]}
        rows = dict.fromkeys(question["rows"], cell)
        return {"type": "object", "additionalProperties": False, "properties": rows}
    if question["kind"] == "choices":
        return {"type": "array", "uniqueItems": True, "items": {"enum": question["choices"]}}
    return {"enum": ["", *question["choices"]]}


def send(
    app: ModuleType,
    client: str,
    wave: str,
    raw: bytes,
    headers: dict[str, str],
    method: str = "POST",
) -> tuple[int, dict[str, str], str]:
    """Hand the app the event that API Gateway makes of a request; its status, headers, body."""
    reply = app.app(rest_event(client, wave, raw, headers, method=method), None)
    return reply["statusCode"], reply["headers"], reply["body"]


def called(app: ModuleType, case: Case) -> Response:
    """Send one of Schemathesis's cases, and give back what it can check."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://collector")).prepare()
    client, wave = map(unquote, urlsplit(str(request.url)).path.split("/")[-2:])
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    status, headers, text = send(app, client, wave, raw, dict(request.headers), case.method)
    return Response(
        status_code=status,
        headers={name.lower(): [value] for name, value in headers.items()},
        content=text.encode(),
        request=request,
        elapsed=timedelta().total_seconds(),
        verify=False,
    )


def check_requests(app: ModuleType, examples: int) -> Counter[tuple[str, int]]:
    """Send `examples` requests, right and wrong; count the answers by kind of request and status.

    Raises what Schemathesis finds: an answer that the description does not give, a wrong request
    that was taken, or a right one that was refused.
    """
    seen: Counter[tuple[str, int]] = Counter()
    cases = st.one_of(_cases())  # loading a schema is what registers its checks
    of_json, of_forms = (
        [checks.CHECKS.get_one(name) for name in names] for names in (JSON_CHECKS, CHECKS)
    )

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def check(case: Case) -> None:
        response = called(app, case)
        chosen = of_json if case.media_type == JSON_TYPE else of_forms
        case.validate_response(response, checks=chosen)
        assert case.meta
        mode = case.meta.generation.mode
        seen[mode.value, response.status_code] += 1
        if mode == RIGHT and case.path_parameters == WAVE:
            assert response.status_code in (201, 303, 409, 428) or _empty(response), case.body
        assert case.method == "POST" or response.status_code in (303, 404)

    check()
    return seen


def _cases() -> list[st.SearchStrategy[Case]]:
    """Right and wrong requests to any place, to the open wave (most), and to the closed one."""
    refusing = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
    config = schemathesis.Config.from_dict(refusing)
    cases = []
    for mode in (RIGHT, WRONG):
        schema = schemathesis.openapi.from_dict(narrowed(limits=mode == RIGHT), config=config)
        operation = schema["/responses/{client}/{wave}"]["POST"]
        cases.append(operation.as_strategy(generation_mode=mode))
        asked = schema["/responses/{client}/{wave}"]["GET"]
        cases.append(asked.as_strategy(generation_mode=mode))
        for media in (JSON_TYPE, FORM_TYPE):
            for place in (WAVE, WAVE, CLOSED):
                made = operation.as_strategy(mode, path_parameters=place, media_type=media)
                cases.append(made)
    return cases


def _empty(response: Response) -> bool:
    """Whether this says that nothing was answered, which no schema can tell."""
    text = response.content.decode()
    return response.status_code == 400 and ('"empty"' in text or 'id="empty"' in text)
