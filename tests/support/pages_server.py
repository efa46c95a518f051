"""Serves built pages as they will be served: from memory, with their security headers."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "woff2": "font/woff2",
}


@contextlib.contextmanager
def serving(files: Mapping[str, bytes], headers: Mapping[str, str]) -> Iterator[str]:
    """Serve `files` (path to content) on a free port of this machine; yield the origin.

    A plain form that is posted is answered as the collector does: 303 to the thank-you page.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            name = path + "index.html" if path.endswith("/") or not path else path
            status = 200 if name in files else 404
            name = name if name in files else "404.html"
            self._answer(status, {"Content-Type": TYPES[name.rsplit(".", 1)[1]]}, files[name])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = dict(pair.split("=", 1) for pair in body.split("&"))
            _, _, _, client, wave = self.path.split("/")
            place = f"/{client}/{wave}/{fields['language']}/thanks/"
            self._answer(303, {"Location": place}, b"")

        def _answer(self, status: int, more: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, **more, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
