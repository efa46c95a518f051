"""The pages and the real collector on one loopback origin, over a line that can be made bad.

Answers are kept in memory as the inbox keeps them: by id, and refused if another check comes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from chalicelib.receive import receive
from chalicelib.seal import Item
from chalicelib.store import Outcome

from nejtak.local.origin import page_response

# What happens to a submission: its line is dead, its reply is lost, the inbox is busy, the line
# hangs for longer than five seconds, or something on the way refuses it for good.
Fault = Literal["", "dead", "lost", "busy", "hung", "refused"]
HANGS = 6.5  # seconds


@dataclass
class Origin:
    """What is served and what arrived, from the folders of a built site and of the open waves.

    `script` is whether the policy lets the page's script run. `lacks` runs before it and takes away
    what an old browser does not have; `has` is whether style sheets may use `:has()`. `faults` come
    one after the other, a submission each.
    """

    site: Path
    headers: Mapping[str, str]
    waves: Path
    script: bool = True
    lacks: str = ""
    has: bool = True
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
        """Forget what arrived, and mend the line."""
        self.script = self.has = True
        self.lacks = ""
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
        if self.lacks:
            digest = base64.b64encode(hashlib.sha256(self.lacks.encode()).digest()).decode()
            sources = [
                f"{s} 'sha256-{digest}'" if s.startswith("script-src") else s for s in sources
            ]
        return {**self.headers, name: "; ".join(sources)}

    def altered(self, body: bytes) -> bytes:
        """A page or a style sheet as an old browser would understand it."""
        if self.lacks:
            body = body.replace(b"<head>", f"<head><script>{self.lacks}</script>".encode(), 1)
        return body if self.has else body.replace(b":has(", b":unknown(")


KEPT = ("Content-Type", "Location")  # of what the preview says of a page


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    origin: Origin

    def do_GET(self) -> None:
        reply = page_response(self.origin.site, self.path)
        more = {name: reply.headers[name] for name in KEPT if name in reply.headers}
        self._answer(reply.status_code, more, self.origin.altered(reply.data))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        media = self.headers["Content-Type"]
        self.origin.posts.append((media, raw))
        fault = self.origin.faults.pop(0) if self.origin.faults else ""
        if fault == "dead":
            self.close_connection = True
            return
        if fault == "refused":
            self._answer(403, {"Content-Type": "application/json"}, json.dumps({}).encode())
            return
        if fault == "hung":
            time.sleep(HANGS)
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
