"""One loopback origin for pages and collector, as CloudFront will be one for both.

Pages come from the built site with the security headers of the build; `/api/*` goes through
Chalice's stand-in for API Gateway to the real collector. Nothing is ever printed or logged about
a request, and a request that was meant for another host name is refused, so that a web page
cannot reach the preview by pointing its own name at 127.0.0.1.
"""

from __future__ import annotations

import base64
import importlib
import logging
import re
import socketserver
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException

from nejtak.base.command import run
from nejtak.errors import StateError

HOST = "127.0.0.1"
API = "/api"
BODY_LIMIT = 10 * 1024 * 1024  # bytes; API Gateway's own limit, so the collector meets the rest
IDLE_LIMIT = 75  # seconds that a browser may keep a connection open without using it

# A name with a hash of its content can be kept for ever; anything else is asked for again.
HASHED = re.compile(r"(?:^|[.-])[0-9a-f]{8,}\.[a-z0-9]+$")
KEPT = "public, max-age=31536000, immutable"
NOT_KEPT = "no-store"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the browser; the server adds length, date and security headers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is served now: the site's folder, the collector, and headers for every reply."""

    site: Path
    collector: Chalice
    headers: Mapping[str, str]


def load_collector(root: Path) -> Chalice:
    """Import the Chalice project in `root`, anew also where one was imported before.

    It reads the environment when it is imported, as in Lambda: set the variables before.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in ("app", "chalicelib")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    # No .pyc files beside the code: they would be packaged with it, and could outlive a rebuild.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    try:
        app: Chalice = importlib.import_module("app").app
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = written
    # In Lambda one process has one request at a time, and Chalice keeps it on the application.
    # Here are threads, which would read each other's answers: LocalChalice keeps one for each.
    app.__class__ = type("ThreadedChalice", (LocalChalice, type(app)), {})
    return app


def page(site: Path, target: str) -> Reply:
    """Answer a GET for a page or an asset by its path, without host and query."""
    parts = _parts(target)
    place = site.joinpath(*parts) if parts is not None else site / "404.html"
    file = place / "index.html" if target.endswith("/") else place
    content = _read(site, file) if parts is not None else None
    if content is not None:
        kept = KEPT if HASHED.search(file.name) else NOT_KEPT
        kind = TYPES.get(file.suffix, "application/octet-stream")
        return Reply(200, (("Content-Type", kind), ("Cache-Control", kept)), content)
    if parts and _read(site, place / "index.html") is not None:
        location = "/" + quote("/".join(parts)) + "/"
        return Reply(308, (("Location", location), ("Cache-Control", NOT_KEPT)))
    missing = (("Content-Type", TYPES[".html"]), ("Cache-Control", NOT_KEPT))
    return Reply(404, missing, _read(site, site / "404.html") or b"")


def bare(target: str) -> Reply | None:
    """Lead to an address without its query; None if it is not a plain path below the root.

    What a mail tool added is gone before a page is shown.
    """
    parts = _parts(target)
    if parts is None:
        return None
    path = "/" + quote("/".join(parts)) + ("/" if parts and target.endswith("/") else "")
    return Reply(308, (("Location", path), ("Cache-Control", NOT_KEPT)))


def collect(
    collector: Chalice, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Reply:
    """Hand a request to the collector, and turn what it returns into a reply."""
    # A gateway is a route table and little else: one for each request has nothing to share.
    gateway = LocalGateway(collector, Config.create(app_name="nejtak"))
    try:
        answer = gateway.handle_request(method, target, dict(headers), body)
    except LocalGatewayException as refused:
        lines = (("Content-Type", "application/json"), *refused.headers.items())
        return Reply(refused.CODE, lines, refused.body or b"")
    content = answer.get("body") or b""
    if answer.get("isBase64Encoded"):
        content = base64.b64decode(content)
    elif isinstance(content, str):
        content = content.encode()
    return Reply(answer["statusCode"], tuple(_header_lines(answer)), content)


def _header_lines(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from answer.get("headers", {}).items()
    for name, values in answer.get("multiValueHeaders", {}).items():
        for value in values:
            yield name, value


def _parts(target: str) -> list[str] | None:
    """Return the names in a path, or None where it is not a plain path below the root."""
    path = unquote(target, errors="replace")
    inner = path.removeprefix("/").removesuffix("/")
    parts = inner.split("/") if inner else []
    odd = any(part in ("", ".", "..") or part.startswith(".") for part in parts)
    if odd or not path.startswith("/") or path.startswith("//") or re.search(r"[\\\0]", path):
        return None
    return parts


def _read(site: Path, file: Path) -> bytes | None:
    """Read a file below the site; None where there is no such file, or a link leads out."""
    if not site.is_dir():
        time.sleep(0.05)  # a rebuild is swapping the site in just now
    try:
        return file.read_bytes() if file.resolve().is_relative_to(site.resolve()) else None
    except OSError:
        return None


class OriginServer(socketserver.ThreadingMixIn, HTTPServer):
    """Holds its port from the moment it is made; give it an `origin`, then let it serve."""

    daemon_threads = True
    request_queue_size = 512
    origin: Origin

    def __init__(self, port: int) -> None:
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise StateError(
                f"Port {port} cannot be used: {error.strerror}. "
                f"Choose another: {run('preview --port', str(port + 1))}, "
                f"or make preview PORT={port + 1}."
            ) from error
        self.hosts = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def server_bind(self) -> None:
        """Bind without the look-up of the host's name that HTTPServer makes here."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about a browser that went away; of a fault, its class and no more."""
        kind = sys.exc_info()[0]
        if kind is not None and not issubclass(kind, OSError):
            logging.getLogger(__name__).error("A request failed: %s", kind.__name__)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: OriginServer
    protocol_version = "HTTP/1.1"
    timeout = IDLE_LIMIT

    def _answer(self) -> None:
        body = self._body()
        if body is None:
            return
        target, queried, _ = self.path.partition("?")
        origin = self.server.origin
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            reply = _refusal(HTTPStatus.MISDIRECTED_REQUEST)
        elif target == API or target.startswith(f"{API}/"):
            inner = self.path.removeprefix(API) or "/"
            reply = collect(origin.collector, self.command, inner, dict(self.headers), body)
        elif self.command in ("GET", "HEAD"):
            reply = (bare(target) if queried else None) or page(origin.site, target)
        else:
            reply = _refusal(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", "GET, HEAD"))
        self._send(reply)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - http.server names them

    def _body(self) -> bytes | None:
        """Read the whole body, or refuse it and return None."""
        length = self.headers.get("Content-Length", "0")
        refused = None
        if "Transfer-Encoding" in self.headers:
            refused = HTTPStatus.LENGTH_REQUIRED
        elif not re.fullmatch("[0-9]{1,18}", length):
            refused = HTTPStatus.BAD_REQUEST
        elif int(length) > BODY_LIMIT:
            refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if refused is not None:
            self.close_connection = True
            self._send(_refusal(refused, ("Connection", "close")))
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):  # the browser went away: half an answer is none
            self.close_connection = True
            return None
        return body

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", formatdate(usegmt=True))
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in _merged(reply.headers, self.server.origin.headers):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Log nothing: a line would hold who asked for what, and when."""


def _merged(
    own: tuple[tuple[str, str], ...], secured: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The build's headers go over a reply's own; only how long to keep it is the reply's to say."""
    fixed = {name.lower() for name in secured} - {"cache-control"} | {"content-length", "date"}
    said = {name.lower() for name, _ in own} & {"cache-control"}
    yield from ((name, value) for name, value in own if name.lower() not in fixed)
    yield from ((name, value) for name, value in secured.items() if name.lower() not in said)


def _refusal(status: HTTPStatus, *headers: tuple[str, str]) -> Reply:
    content = (("Content-Type", TYPES[".txt"]), ("Cache-Control", NOT_KEPT), *headers)
    return Reply(status, content, f"{status.phrase}\n".encode())
