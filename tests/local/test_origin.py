"""The loopback origin: exact headers, no way out of the site, no two requests mixed up."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from nejtak.base.collector import load_collector
from nejtak.base.loopback import LoopbackServer
from nejtak.errors import StateError
from nejtak.local import origin
from nejtak.local.origin import BODY_LIMIT, Origin, threaded
from nejtak.local.workbench import Workbench
from nejtak.project.model import Project

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
PAGE = "<!doctype html><title>Nej tak</title>"
SITE = {
    "index.html": "<!doctype html><title>Root</title>",
    "404.html": "<!doctype html><title>Missing</title>",
    "nordlys/2026-q3/da/index.html": PAGE,
    "nordlys/empty/note.txt": "note",
    "static/0123456789ab.css": "a{}",
    "static/page.css": "b{}",
}
# Waits between taking a request in and reading it again, where a shared one would be another's.
COLLECTOR = """
import time
from chalice.app import Chalice, Response
from chalicelib.words import SAY
app = Chalice(app_name="echo")

@app.route("/responses/{client}/{wave}", methods=["POST"], content_types=["*/*"])
def responses(client, wave):
    time.sleep(0.02)
    request = app.current_request
    said = [SAY, client, wave, request.headers["x-own"], request.raw_body.decode()]
    return Response(said, {"X-Content-Type-Options": "sniff", "X-Own": client}, 201)
"""

Answer = tuple[int, Mapping[str, str], bytes]


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write files by their relative paths."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def collector(root: Path) -> Path:
    """Write a small Chalice project that sends back what it was sent."""
    words = 'SAY = "one"\n'
    write(root, {"app.py": COLLECTOR, "chalicelib/__init__.py": "", "chalicelib/words.py": words})
    return root


@pytest.fixture(scope="module", autouse=True)
def _modules() -> Iterator[None]:
    """Give other tests back the collector that they have imported."""
    with patch.dict(sys.modules):
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackServer]:
    """A served origin, with a secret file outside the site."""
    root = tmp_path_factory.mktemp("origin")
    write(root / "site", SITE)
    write(root, {"secret.html": "secret"})
    (root / "site" / "link.html").symlink_to(root / "secret.html")
    with origin.server(0) as server:
        app = threaded(load_collector(collector(root / "api")))
        server.served = Origin(
            root / "site", app, HEADERS, Workbench(Project(root, {}, {}, {}))
        ).served
        with server.serving():
            yield server


def ask(
    server: LoopbackServer,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request and return status, headers and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_a_page_has_exactly_the_headers_of_the_build(server: LoopbackServer) -> None:
    """A page is served with the build's headers, what HTTP needs, and nothing that tells more."""
    status, headers, body = ask(server, "/nordlys/2026-q3/da/")
    assert (status, body.decode()) == (200, PAGE)
    assert headers.pop("Date")
    assert headers == {
        **HEADERS,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(PAGE)),
    }


def test_head_is_get_without_its_body(server: LoopbackServer) -> None:
    """HEAD tells the length and type of the page, and sends none of it."""
    status, headers, body = ask(server, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == str(len(SITE["index.html"]))


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("/static/0123456789ab.css", "text/css", "public, max-age=31536000, immutable"),
        ("/static/page.css", "text/css", "no-store"),
        ("/nordlys/empty/note.txt", "text/plain", "no-store"),
    ],
)
def test_only_hashed_files_are_cached(
    server: LoopbackServer, path: str, kind: str, kept: str
) -> None:
    """Browsers keep an asset whose name has its hash, and ask again for all else."""
    status, headers, _ = ask(server, path)
    assert (status, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert headers["Cache-Control"] == kept


def test_a_folder_without_its_slash_leads_to_the_page(server: LoopbackServer) -> None:
    """A URL typed without the last slash is sent on to the page, on this host."""
    status, headers, _ = ask(server, "/nordlys/2026-q3/da")
    assert (status, headers["Location"]) == (308, "/nordlys/2026-q3/da/")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/nordlys/",
        "/nordlys/empty/",
        "/nordlys/empty",
        "/index.html/",
        "/../secret.html",
        "/nordlys/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/nordlys/%2e%2e/%2e%2e/secret.html",
        "/..\\secret.html",
        "/%5c..%5csecret.html",
        "/link.html",
        "//secret.html",
        "/./index.html",
        "/%00",
        "/index.html%00.css",
        "/nordlys//2026-q3/da/",
        "/%ff%fe",
        "/" + "a" * 5000,
        "//127.0.0.1/nordlys/2026-q3/da/x",
        "/.git/config",
        "nordlys/2026-q3/da/",
    ],
)
def test_nothing_but_the_site_is_served(server: LoopbackServer, path: str) -> None:
    """No path leads out of the site, lists a folder or follows a link out: it is not found."""
    status, headers, body = ask(server, path)
    assert (status, body.decode()) == (404, SITE["404.html"])
    assert headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_are_only_read(server: LoopbackServer, method: str) -> None:
    """A page takes GET and HEAD, and says so."""
    status, headers, _ = ask(server, "/", method, b"body")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_it_answers_to_its_own_name(server: LoopbackServer, host: str) -> None:
    """127.0.0.1 and localhost with the port are the preview's names."""
    named = {"Host": host.format(port=server.port)}
    assert ask(server, "/", headers=named)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "localhost:1",
        "",
        "127.0.0.1:{port}.evil",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/responses/a/b"])
def test_it_answers_to_no_other_name(server: LoopbackServer, host: str, path: str) -> None:
    """A web page that points its own name at this machine gets neither page nor collector."""
    named = {"Host": host.format(port=server.port), "X-Own": "1"}
    status, _, body = ask(server, path, "POST" if "api" in path else "GET", b"", named)
    assert (status, body) == (421, b"Misdirected Request\n")


def test_the_collector_gets_the_request_as_it_is(server: LoopbackServer) -> None:
    """`/api` goes to the Chalice app; its answer comes back under the build's headers."""
    status, headers, body = ask(
        server, "/api/responses/nordlys/2026-q3", "POST", b"a=1", {"X-Own": "own"}
    )
    assert (status, json.loads(body)) == (201, ["one", "nordlys", "2026-q3", "own", "a=1"])
    assert headers["X-Own"] == "nordlys"
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/responses/a", "/api/../index.html"])
def test_unknown_api_paths_are_refused_like_by_api_gateway(
    server: LoopbackServer, path: str
) -> None:
    """An unknown path under `/api` is API Gateway's 403, never a page."""
    status, _, body = ask(server, path, "POST", b"")
    assert (status, json.loads(body)) == (403, {"message": "Missing Authentication Token"})
    assert ask(server, "/api/responses/a/b", "GET")[0] == 405


def test_requests_at_once_are_never_mixed_up(server: LoopbackServer) -> None:
    """Of 480 requests on 48 threads, each gets the answer to its own path, header and body."""

    def one(number: int) -> bool:
        path = f"/api/responses/client-{number}/wave-{number}"
        own = {"X-Own": f"own-{number}"}
        status, headers, body = ask(server, path, "POST", f"body-{number}".encode(), own)
        said = ["one", f"client-{number}", f"wave-{number}", f"own-{number}", f"body-{number}"]
        return (status, headers["X-Own"], json.loads(body)) == (201, f"client-{number}", said)

    with ThreadPoolExecutor(48) as pool:
        assert sum(pool.map(one, range(480))) == 480


def raw(server: LoopbackServer, request: bytes) -> bytes:
    """Send bytes, end the sending, and return all that comes back."""
    address = ("127.0.0.1", server.port)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request.replace(b"PORT", str(server.port).encode()))
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


POST = b"POST /api/responses/a/b HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX-Own: 1\r\n"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"Content-Length: -1\r\n\r\n", b"400"),
        (b"Content-Length: 1, 1\r\n\r\n", b"400"),
        (b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT + 1), b"413"),
    ],
)
def test_a_body_of_unknown_length_is_refused(
    server: LoopbackServer, lines: bytes, status: bytes
) -> None:
    """What cannot be read whole is refused, and the connection closed."""
    answer = raw(server, POST + lines)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("request_", [b"GET /words HTTP/9.9\r\n\r\n", b"words \xff\r\n\r\n"])
def test_a_broken_request_gets_our_headers_and_no_echo(
    server: LoopbackServer, request_: bytes
) -> None:
    """A request that is not HTTP is refused with the build's headers, and not repeated."""
    answer = raw(server, request_)
    assert answer.partition(b" ")[2].startswith(b"4")
    assert all(f"\r\n{name}: {value}\r\n".encode() in answer for name, value in HEADERS.items())
    assert b"words" not in answer


def test_half_a_body_is_no_answer(server: LoopbackServer) -> None:
    """A browser that goes away in the middle has sent nothing."""
    assert raw(server, POST + b"Content-Length: 10\r\n\r\nhalf") == b""


def test_a_connection_takes_several_requests(server: LoopbackServer) -> None:
    """A browser keeps its connection, also after a refusal with a body."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        for method, path, status in (("POST", "/", 405), ("GET", "/x", 404), ("GET", "/", 200)):
            connection.request(method, path, b"body" if method == "POST" else None)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status


def test_nothing_is_printed_about_a_request(
    server: LoopbackServer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a page, a refusal, an answer nor a browser that goes away leaves a line."""
    ask(server, "/nordlys/2026-q3/da/?who=me")
    ask(server, "/nothing")
    ask(server, "/api/responses/a/b", "POST", b"words", {"X-Own": "1"})
    raw(server, POST + b"Content-Length: 10\r\n\r\nhalf")
    raw(server, b"words\r\n\r\n")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("path", "bare"),
    [
        ("/?x", "/"),
        ("/nordlys/2026-q3/da/?utm_source=mail&id=7", "/nordlys/2026-q3/da/"),
        ("/nordlys/2026-q3/da/?", "/nordlys/2026-q3/da/"),
        ("/nordlys/2026-q3/da?id=7", "/nordlys/2026-q3/da/"),
    ],
)
def test_a_page_with_a_query_is_redirected_to_its_address(
    server: LoopbackServer, path: str, bare: str
) -> None:
    """What a mail tool adds to a link is gone before the page is shown."""
    status, headers, body = ask(server, path)
    assert (status, headers["Location"], body) == (308, bare, b"")
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["//evil.example/?x", "/nothing/?x", "/%2f/evil.example/?x"])
def test_a_query_redirects_to_no_other_address(server: LoopbackServer, path: str) -> None:
    """Only pages of the site are redirected to."""
    status, headers, _ = ask(server, path)
    assert (status, "Location" in headers) == (404, False)


def test_a_taken_port_is_one_clear_line(server: LoopbackServer) -> None:
    """The message about a port in use names it, and how to choose another."""
    port = server.port
    with pytest.raises(StateError) as refused:
        origin.server(port)
    assert str(refused.value) == (
        f"Port {port} cannot be used: Address already in use. "
        f"Choose another: nejtak preview --port {port + 1}, or make preview PORT={port + 1}."
    )
