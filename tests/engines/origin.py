"""The pages and the real collector on one loopback origin, over a line that can be made bad.

Answers are kept in memory as the inbox keeps them: by id, and refused if another check comes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Literal

from chalicelib.receive import receive
from chalicelib.seal import Item
from chalicelib.store import Outcome

from nejtak.base.media import TYPES

# What happens to a submission: its line is dead, its reply is lost, or the inbox is busy.
Fault = Literal["", "dead", "lost", "busy"]


@dataclass
class Origin:
    """The served site and the received requests; `script` is whether the policy allows the script.

    `faults` come one after the other, a submission each.
    """

    files: Mapping[str, bytes]
    headers: Mapping[str, str]
    waves: Path
    script: bool = True
    faults: list[Fault] = field(default_factory=list)
    items: dict[bytes, Item] = field(default_factory=dict)
    posts: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    def start(self) -> ThreadingHTTPServer:
        """Serve on a free port until the server is shut down."""
        origin = self

        class Handler(_Handler):
            pass

        Handler.origin = origin
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        return server

    def clear(self) -> None:
        """Forget the received requests, and restore the connection."""
        self.script = True
        for kept in (self.faults, self.items, self.posts):
            kept.clear()

    def put(self, item: Item) -> Outcome:
        """Take an item as the table does."""
        known = self.items.setdefault(item.id, item)
        return "stored" if known.check == item.check else "changed"

    def policy(self) -> dict[str, str]:
        """The headers; without the script its hash is taken from the policy on the way."""
        name = "Content-Security-Policy"
        sources = self.headers[name].split("; ")
        if not self.script:
            sources = [
                s if not s.startswith("script-src") else "script-src 'none'" for s in sources
            ]
        return {**self.headers, name: "; ".join(sources)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    origin: Origin

    def do_GET(self) -> None:
        path = self.path.lstrip("/")
        name = path + "index.html" if path.endswith("/") or not path else path
        status = 200 if name in self.origin.files else 404
        name = name if status == 200 else "404.html"
        kind = TYPES[PurePosixPath(name).suffix]
        self._answer(status, {"Content-Type": kind}, self.origin.files[name])

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        media = self.headers["Content-Type"]
        self.origin.posts.append((media, raw))
        fault = self.origin.faults.pop(0) if self.origin.faults else ""
        if fault == "dead":
            self.close_connection = True
            return
        _, _, _, client, wave = self.path.split("/")
        put = self.origin.put if fault != "busy" else lambda _: "busy"
        reply = receive(client, wave, media, raw, put, self.origin.waves)
        if fault == "lost":
            self.close_connection = True
            return
        self._answer(reply.status, reply.headers, reply.body.encode())

    def _answer(self, status: int, more: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {
            **self.origin.policy(),
            **more,
            "Content-Length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
