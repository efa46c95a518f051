"""Asking a site as a browser would: over HTTPS, with its certificate checked, and nothing kept.

Proxies and authorities are those of the standard variables (HTTPS_PROXY, SSL_CERT_FILE).
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from nejtak.errors import EngineError, StateError

PATIENCE = 30.0  # seconds
LONGEST = 20_000_000  # bytes of a body; no page of ours is near it


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """A response: the status, the headers as they were written, the body as it was sent."""

    code: int
    headers: Mapping[str, str]
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, *more: Any) -> None:
        """Follow none: a page that sends visitors elsewhere is not the page."""


class Web:
    """Asks by HTTPS and by nothing else."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(_NoRedirect)

    def ask(self, url: str, body: bytes | None = None) -> WebAnswer:
        """GET `url`, or POST JSON; raise EngineError if nobody answers."""
        if not url.startswith("https://"):
            raise StateError(f"{url}: only https:// is asked.")
        headers = {"Accept-Encoding": "identity", "User-Agent": "nejtak"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, body, headers)  # noqa: S310 - its address begins with https
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return WebAnswer(answer.status, dict(answer.headers), answer.read(LONGEST))
        except urllib.error.HTTPError as error:
            with error:
                return WebAnswer(error.code, dict(error.headers), error.read(LONGEST))
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise EngineError(f"{url} does not answer: {type(reason).__name__}.") from error
