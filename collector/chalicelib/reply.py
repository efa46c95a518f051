"""Replies with status, headers and body, as in the table of `docs/architecture.md`.

A JSON reply contains only a code, and the ids of questions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

STATUS = {
    "invalid": 400,
    "empty": 400,
    "unknown": 404,
    "changed": 409,
    "closed": 410,
    "large": 413,
    "type": 415,
    "check": 428,  # not a 2xx, since nothing is stored yet
    "edit": 428,
    "failed": 500,
    "busy": 503,
}

RETRY_AFTER = "5"  # seconds
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: str


def stored() -> Reply:
    """For JSON: the response is stored."""
    return _reply(201, "application/json", _json({"stored": True}))


def see_other(path: str) -> Reply:
    """For a page of the site: the thank-you page once a form is stored, or the survey."""
    reply = _reply(303, "text/plain; charset=utf-8", "")
    return Reply(reply.status, {**reply.headers, "Location": path}, reply.body)


def problem(code: str, fields: tuple[str, ...] = ()) -> Reply:
    """For JSON: the response is not stored, with the ids of the questions that do not fit."""
    data: dict[str, object] = {"error": code}
    if code == "invalid":
        data["fields"] = fields
    return _reply(STATUS[code], "application/json", _json(data))


def page(code: str, html: str) -> Reply:
    """For a form: a page that says that the response is not stored, and why or how to go on."""
    return _reply(STATUS[code], "text/html; charset=utf-8", html)


def _reply(status: int, content_type: str, body: str) -> Reply:
    headers = {**_HEADERS, "Content-Type": content_type}
    if status == STATUS["busy"]:
        headers["Retry-After"] = RETRY_AFTER
    return Reply(status, headers, body)


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, separators=(",", ":"))
