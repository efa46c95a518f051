"""One loopback origin for pages and collector, like CloudFront for a deployed site.

Pages come from the built site, with the security headers of the build. `/api/*` goes through
Chalice's local replacement of API Gateway to the real collector.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException
from werkzeug.wrappers import Request, Response

from nejtak.base.command import run
from nejtak.base.loopback import HOST, LoopbackServer, Served, refusal, target
from nejtak.base.media import HTML, TYPES
from nejtak.local import workbench
from nejtak.local.workbench import Workbench
from nejtak.site.headers import LOGO_POLICY, LOGOS

API = "/api"
BODY_LIMIT = 10 * 1024 * 1024  # bytes; API Gateway's limit. The collector has a lower one
CSP = "Content-Security-Policy"

# A file with a hash in its name can be cached for ever; other files are not cached.
HASHED = re.compile(r"(?:^|[.-])[0-9a-f]{8,}\.[a-z0-9]+$")
KEPT = "public, max-age=31536000, immutable"
NOT_KEPT = "no-store"

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin: the site's folder, the collector, and the build's headers."""

    site: Path
    collector: Chalice
    headers: Headers
    workbench: Workbench

    def answer(self, request: Request) -> Response:
        """Answer a request for the list of pages, the collector, or a page."""
        path = target(request).partition("?")[0]
        if path.startswith(workbench.ROOT):
            return self.workbench.answer(request)
        reply = self._answer(request, path)
        policy = workbench.framed(request, self.headers.get(CSP, ""))
        if policy:
            reply.headers.setdefault(CSP, policy)
        return reply

    def _answer(self, request: Request, path: str) -> Response:
        if path == API or path.startswith(f"{API}/"):
            return collect(self.collector, request, self.headers)
        if request.method in ("GET", "HEAD"):
            reply = page_response(self.site, target(request))
            if path.startswith(LOGOS):  # as at CloudFront: a logo cannot run its scripts
                reply.headers[CSP] = LOGO_POLICY
            return reply
        return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})

    @property
    def served(self) -> Served:
        """The origin as a server needs it."""
        return Served(self.answer, self.headers)


def server(port: int) -> LoopbackServer:
    """A server for an origin, which occupies its port at once; StateError if it cannot."""
    other = f"{run('preview --port', str(port + 1))}, or make preview PORT={port + 1}."
    return LoopbackServer(
        port,
        if_in_use=f"Choose another: {other}",
        body_limit=BODY_LIMIT,
        names=(HOST, "localhost"),
    )


def threaded(collector: Chalice) -> Chalice:
    """Make a collector take requests in many threads, each of which reads its own answers only.

    Chalice stores the current request on the application, since Lambda handles one at a time.
    """
    collector.__class__ = type("ThreadedChalice", (LocalChalice, type(collector)), {})
    return collector


def page_response(site: Path, asked: str) -> Response:
    """Answer a GET for a page or an asset by its path and query.

    A page has one address: a request without the last slash, or with a query that a mail tool
    added, is redirected to it.
    """
    path, queried, _ = asked.partition("?")
    parts = _parts(path)
    if parts is None:
        return _missing(site)
    index = site.joinpath(*parts, "index.html")
    whole = path.endswith("/")
    if (queried or not whole) and _read(site, index) is not None:
        address = quote("".join(f"/{part}" for part in parts)) + "/"
        return Response(status=308, headers={"Location": address, "Cache-Control": NOT_KEPT})
    file = index if whole else index.parent
    content = _read(site, file)
    if content is None:
        return _missing(site)
    kept = KEPT if HASHED.search(file.name) else NOT_KEPT
    kind = TYPES.get(file.suffix, "application/octet-stream")
    return Response(content, 200, {"Content-Type": kind, "Cache-Control": kept})


def collect(collector: Chalice, request: Request, headers: Headers) -> Response:
    """Pass a request to the collector, and turn its result into a response.

    As at CloudFront, the build's headers replace the collector's own, except Cache-Control.
    """
    # A gateway is little more than a route table; with one for each request, nothing is shared.
    gateway = LocalGateway(collector, Config.create(app_name="nejtak"))
    inner = target(request).removeprefix(API) or "/"
    try:
        answer = gateway.handle_request(
            request.method, inner, dict(request.headers), request.get_data()
        )
    except LocalGatewayException as refused:
        lines = {"Content-Type": TYPES[".json"], **refused.headers}
        return Response(refused.body or b"", refused.CODE, lines)
    content = answer.get("body") or b""
    if answer.get("isBase64Encoded"):
        content = base64.b64decode(content)
    fixed = {name.lower() for name in headers} - {"cache-control"} | {"content-length", "date"}
    own = [line for line in _header_lines(answer) if line[0].lower() not in fixed]
    return Response(content, answer["statusCode"], own)


def _header_lines(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from answer.get("headers", {}).items()
    for name, values in answer.get("multiValueHeaders", {}).items():
        for value in values:
            yield name, value


def _parts(path: str) -> list[str] | None:
    """Return the names in a path, or None if it is not a plain path below the root."""
    path = unquote(path, errors="replace")
    inner = path.removeprefix("/").removesuffix("/")
    parts = inner.split("/") if inner else []
    odd = any(not part or part.startswith(".") for part in parts)
    if odd or not path.startswith("/") or path.startswith("//") or re.search(r"[\\\0]", path):
        return None
    return parts


def _missing(site: Path) -> Response:
    lines = {"Content-Type": HTML, "Cache-Control": NOT_KEPT}
    return Response(_read(site, site / "404.html") or b"", 404, lines)


def _read(site: Path, file: Path) -> bytes | None:
    """Read a file below the site; None if there is no such file, or a link leads out."""
    if not site.is_dir():
        time.sleep(0.05)  # a rebuild is replacing the site just now
    try:
        return file.read_bytes() if file.resolve().is_relative_to(site.resolve()) else None
    except OSError:
        return None
