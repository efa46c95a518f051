"""The emulator's own process: MiniStack on an open socket, until its standard input closes.

MiniStack's CloudFront refuses to dial AWS's own hosts. Here the REST API of the stack is such a
host, and lives in the same process: so it is asked there, and the template stays as it is for AWS.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import sys
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.services import cloudfront

API = re.compile(r"([a-z0-9]+)\.execute-api\.")
FORWARD = cloudfront._forward_to_origin


def forward(origin: dict[str, Any], method: str, uri: str, query: str, headers: dict[str, str],
            body: bytes, *more: Any) -> Any:  # fmt: skip
    """Ask the REST API in this process; everything else goes MiniStack's way."""
    api = API.match(origin["domain_name"])
    if api is None:
        return FORWARD(origin, method, uri, query, headers, body, *more)
    kept = {n: v for n, v in headers.items() if n.lower() not in {"host", "content-length"}}
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["GATEWAY_PORT"]), 30)
    connection.request(method, f"/_aws/execute-api/{api[1]}{uri}", body or None, kept)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.reason, answer.getheaders(), content


async def main(listener: int) -> None:
    """Serve until the parent closes the pipe."""
    cloudfront._forward_to_origin = forward
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stopping.set)

    async def announced(scope: Any, receive: Any, send: Any) -> None:
        async def tell(message: Any) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print("ready", flush=True)

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    config = Config()
    config.bind = [f"fd://{listener}"]
    config.loglevel = "ERROR"
    config.graceful_timeout = 0.5
    await serve(announced, config, shutdown_trigger=stopping.wait)  # type: ignore[arg-type]


asyncio.run(main(int(sys.argv[1])))
