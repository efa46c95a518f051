"""The site as it is served: some pages, a missing page, and a refusal of the collector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nejtak.aws.resources.view import Check, UnseenError, View
from nejtak.aws.web import Web
from nejtak.errors import EngineError

NOWHERE = "/nowhere/"
# Answered by the collector itself: there is no such wave.
REFUSED = "/api/responses/nowhere/nothing"


def served(web: Web, origin: str, paths: Sequence[str]) -> Mapping[str, Any]:
    """The headers of each path as they arrive, and the paths that did not answer as they should."""
    wanted = {**dict.fromkeys(("/", *paths), 200), NOWHERE: 404, REFUSED: 404}
    headers, unreached = {}, []
    for path, code in wanted.items():
        body = b"{}" if path == REFUSED else None
        try:
            answer = web.ask(origin + path, body)
        except EngineError as error:
            unreached.append(str(error))
            continue
        headers[path] = answer.headers
        if answer.code != code:
            unreached.append(f"{path} answers {answer.code}, not {code}")
    return {"Served": headers, "Unreached": unreached}


def _by_path(view: View) -> Mapping[str, Mapping[str, str]]:
    """The headers of each response; raise UnseenError if there was none."""
    found: Mapping[str, Mapping[str, str]] = view.live.get("Served", {})
    if not found:
        raise UnseenError("No page and no collector answered")
    return found


def _there(view: View) -> Iterator[str]:
    yield from view.live.get("Unreached", [])


def _headers(view: View) -> Iterator[str]:
    for path, found in _by_path(view).items():
        lower = {name.lower(): value for name, value in found.items()}
        for name, value in view.headers.items():
            if lower.get(name.lower()) != value:
                yield f"{path}: {name} is {lower.get(name.lower())!r}"


def _cookies(view: View) -> Iterator[str]:
    for path, found in _by_path(view).items():
        if any(name.lower() == "set-cookie" for name in found):
            yield f"{path} sets a cookie"


CHECKS = (
    Check("pages-there", "pages and collector answer as they should", _there),
    Check("pages-headers", "every response arrives with the security headers", _headers),
    Check("pages-cookies", "no response sets a cookie", _cookies),
)
