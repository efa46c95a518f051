"""The emulator's own process: MiniStack on open sockets, until its standard input closes.

    python emulator_host.py HTTP TLS PROXY FOLDER

The three are sockets that listen; FOLDER has the certificate. Whoever asks PROXY for a host of
CloudFront's gets the socket that speaks TLS, as DNS would lead there.

MiniStack's CloudFront refuses to dial AWS's own hosts. Here the REST API of the stack is such a
host, and lives in the same process: so it is asked there, and the template stays as it is for AWS.
Nor does its CloudFormation take alarms over several metrics, or say what an API's endpoint is.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import http.client
import os
import re
import socket
import sys
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.services import apigateway_v1, cloudfront
from ministack.services.cloudformation import provisioners

API = re.compile(r"([a-z0-9]+)\.execute-api\.")
FORWARD = cloudfront._forward_to_origin
ALARM = provisioners._cw_metric_alarm_record
VIEW = apigateway_v1._rest_api_view
REGIONAL = {"types": ["REGIONAL"]}


def forward(
    origin: dict[str, Any],
    method: str,
    uri: str,
    query: str,
    headers: dict[str, str],
    body: bytes,
    *more: Any,
) -> Any:
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


def view(api: dict[str, Any]) -> dict[str, Any]:
    """An API as its stack asked for it: the emulator's CloudFormation forgets the endpoint."""
    found: dict[str, Any] = api.get("endpointConfiguration") or {}
    return {**VIEW(api), "endpointConfiguration": found if "types" in found else REGIONAL}


def alarm(name: str, props: dict[str, Any]) -> Any:
    """An alarm over several metrics as one over the first: the emulator knows no arithmetic."""
    asked = [one["MetricStat"] for one in props.get("Metrics", ()) if "MetricStat" in one]
    if asked:
        first = {"Period": asked[0]["Period"], "Statistic": asked[0]["Stat"], **asked[0]["Metric"]}
        props = {**{k: v for k, v in props.items() if k != "Metrics"}, **first}
    return ALARM(name, props)


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy a stream to its end."""
    with contextlib.suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def tunnel(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One CONNECT of an HTTP proxy."""
    asked = (await reader.readuntil(b"\r\n\r\n")).decode()
    if not re.match(r"CONNECT [a-z0-9]+\.cloudfront\.net:443 ", asked):
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        writer.close()
        return
    there, onward = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.gather(pass_on(reader, onward), pass_on(there, writer))


async def main(plain: int, tls: int, proxy: int, folder: str) -> None:
    """Serve until the parent closes the pipe."""
    secure = socket.socket(fileno=os.dup(tls)).getsockname()[1]
    await asyncio.start_server(functools.partial(tunnel, secure), sock=socket.socket(fileno=proxy))
    cloudfront._forward_to_origin = forward
    apigateway_v1._rest_api_view = view
    provisioners._cw_metric_alarm_record = alarm
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stopping.set)

    async def announced(scope: Any, receive: Any, send: Any) -> None:
        async def tell(message: Any) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print("ready", flush=True)

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    config = Config()
    config.bind, config.insecure_bind = [f"fd://{tls}"], [f"fd://{plain}"]
    config.certfile, config.keyfile = f"{folder}/cert.pem", f"{folder}/key.pem"
    config.loglevel = "ERROR"
    config.graceful_timeout = 0.5
    await serve(announced, config, shutdown_trigger=stopping.wait)


asyncio.run(main(*map(int, sys.argv[1:4]), sys.argv[4]))
