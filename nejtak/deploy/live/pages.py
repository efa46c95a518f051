"""What is really served: some pages, a page that is not there, and a refusal of the collector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nejtak.deploy.web import Web
from nejtak.errors import EngineError

NOWHERE = "/nowhere/"
# Answered by the collector itself: there is no such wave.
REFUSED = "/api/responses/nowhere/nothing"


def served(web: Web, origin: str, paths: Sequence[str]) -> Mapping[str, Any]:
    """The headers of each path as they arrive, and what did not arrive as it should."""
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
