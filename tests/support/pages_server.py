"""Serves built pages as they will be served: from memory, with their security headers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from werkzeug.wrappers import Request, Response

from nejtak.base.loopback import LoopbackServer, Served
from nejtak.base.media import TYPES


@contextlib.contextmanager
def serving(files: Mapping[str, bytes], headers: Mapping[str, str]) -> Iterator[str]:
    """Serve `files` (path to content) on a free port of this machine; yield the origin.

    A plain form that is posted is answered as the collector does: 303 to the thank-you page.
    """

    def answer(request: Request) -> Response:
        if request.method == "POST":
            _, _, _, client, wave = request.path.split("/")
            place = f"/{client}/{wave}/{request.form['language']}/thanks/"
            return Response(status=303, headers={"Location": place})
        path = request.path.removeprefix("/")
        name = path + "index.html" if path.endswith("/") or not path else path
        status = 200 if name in files else 404
        name = name if name in files else "404.html"
        return Response(files[name], status, content_type=TYPES[PurePosixPath(name).suffix])

    with LoopbackServer(0, if_in_use="", body_limit=1024 * 1024) as server:
        server.served = Served(answer, headers)
        with server.serving():
            yield server.origin
