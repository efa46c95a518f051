"""An S3 in memory that answers after a fixed time, as one some way off does.

    python -m benchmarks.s3_server MILLISECONDS

Prints its port. It knows what uploads need (PUT, GET, HEAD, LIST version 2, DELETE), checks no
signature, and counts what it is asked: GET /!counts tells, and begins anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from collections import Counter
from email.utils import formatdate
from urllib.parse import parse_qs, quote, unquote
from xml.sax.saxutils import escape

PAGE = 1000  # keys in one LIST


class Store:
    """Objects by `bucket/key`: bytes, the MD5 that S3 marks them with, and when they came."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str, float]] = {}
        self.counts: Counter[str] = Counter()

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """One request."""
        path, _, query = target.partition("?")
        place = unquote(path).strip("/")
        asked = parse_qs(query, keep_blank_values=True)
        if place == "!counts":
            counts, self.counts = self.counts, Counter()
            return 200, {}, json.dumps(counts).encode()
        bucket = "/" not in place
        self.counts["LIST" if bucket and method == "GET" else method] += 1
        if method == "PUT" and not bucket:
            content = (
                unchunked(body) if "aws-chunked" in headers.get("content-encoding", "") else body
            )
            mark = f'"{hashlib.md5(content).hexdigest()}"'
            self.objects[place] = (content, mark, time.time())
            return 200, {"ETag": mark}, b""
        if bucket:
            return (200, {}, self.listed(place, asked)) if method == "GET" else (200, {}, b"")
        if place not in self.objects:
            return 404, {}, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
        content, mark, stored = self.objects[place]
        return 200, {"ETag": mark, "Last-Modified": formatdate(stored, usegmt=True)}, content

    def listed(self, bucket: str, asked: dict[str, list[str]]) -> bytes:
        """One page of a bucket, in the order of keys."""
        prefix = f"{bucket}/{asked.get('prefix', [''])[0]}"
        after = asked.get("continuation-token", asked.get("start-after", [""]))[0]
        keys = sorted(k for k in self.objects if k.startswith(prefix) and k > f"{bucket}/{after}")
        now, more = keys[:PAGE], len(keys) > PAGE
        encode = quote if asked.get("encoding-type") == ["url"] else escape
        items = "".join(
            f"<Contents><Key>{encode(k.removeprefix(f'{bucket}/'))}</Key><ETag>"
            f"{escape(self.objects[k][1])}</ETag><Size>{len(self.objects[k][0])}</Size>"
            f"<LastModified>{iso(self.objects[k][2])}</LastModified><StorageClass>STANDARD</StorageClass></Contents>"
            for k in now
        )
        token = now[-1].removeprefix(f"{bucket}/") if more else ""
        onward = f"<NextContinuationToken>{escape(token)}</NextContinuationToken>" if more else ""
        return (
            f'<?xml version="1.0"?><ListBucketResult xmlns="{XMLNS}"><Name>{bucket}</Name>'
            f"<KeyCount>{len(now)}</KeyCount><MaxKeys>{PAGE}</MaxKeys><IsTruncated>"
            f"{str(more).lower()}</IsTruncated>{onward}{items}</ListBucketResult>"
        ).encode()


XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"


def iso(stored: float) -> str:
    """A moment as LIST tells it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(stored))


def unchunked(body: bytes) -> bytes:
    """The content of a body in AWS's chunks: sizes in hex, perhaps signed, and a trailer."""
    content, place = b"", 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end].split(b";")[0], 16)
        if not size:
            return content
        content += body[end + 2 : end + 2 + size]
        place = end + 4 + size


class Connection(asyncio.Protocol):
    """One kept-alive connection: a request, a wait, an answer."""

    def __init__(self, store: Store, latency: float) -> None:
        self.store, self.latency = store, latency
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to answer on."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
            if headers.get("expect") == "100-continue" and len(self.buffer) == end + 4:
                assert self.transport is not None
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            whole = end + 4 + int(headers.get("content-length", "0"))
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + 4 : whole], self.buffer[whole:]
            method, target, _ = first.split(" ")
            asyncio.get_running_loop().call_later(
                self.latency, self.reply, method, *self.store.answer(method, target, headers, body)
            )

    def reply(self, method: str, code: int, headers: dict[str, str], body: bytes) -> None:
        """Write an answer."""
        assert self.transport is not None
        headers = {"Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        text = f"HTTP/1.1 {code} X\r\n{head}\r\n".encode()
        self.transport.write(text if method == "HEAD" else text + body)


async def main(latency: float) -> None:
    """Serve until the process is ended."""
    store = Store()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(store, latency), "127.0.0.1", 0, backlog=1024
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) / 1000))
