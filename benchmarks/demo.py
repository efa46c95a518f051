"""The demo clients, built in a folder of their own with their waves open, and served.

The sources are copied, because opening a wave writes its contract beside them.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.loopback import Served
from nejtak.base.recipients import Recipient
from nejtak.local import origin
from nejtak.project.contract import to_bytes
from nejtak.project.demo import SOURCES, make_demo
from nejtak.project.model import Project, Wave
from nejtak.site.build import build
from nejtak.wave import contract
from nejtak.wave.load import load_project
from nejtak.wave.sample import sample_answers

ROOT = Path(__file__).parent.parent
RESPONDENTS = 38


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's checked sources, and the folder that holds what was built from them."""

    project: Project
    build: Path

    def headers(self) -> dict[str, str]:
        """The security headers that every page is served with."""
        return dict(json.loads((self.build / "headers.json").read_text(encoding="utf-8")))


def demo(folder: Path) -> Demo:
    """Open every draft of the demo clients with a new key, and build them, all below `folder`."""
    make_demo(folder / "project")
    source = folder / "project" / SOURCES
    public = private_keys.new_key(folder / "demo.key")
    for client, wave, survey in load_project(source).waves():
        if wave.status == "draft":
            frozen = contract.freeze(client, wave, survey, [Recipient("demo", public)])
            write_file(wave.contract_file, to_bytes(frozen))
    built = build(source, folder / "build")
    return Demo(built.project, folder / "build")


def sampled(wave: Wave) -> list[dict[str, Any]]:
    """The closed answers of made-up respondents, as a closed wave gives them to the report."""
    assert wave.contract is not None, "no wave of the demo is a draft"
    texts = wave.contract.texts
    return [
        {id_: answer for id_, answer in response.items() if id_ not in texts}
        for response in sample_answers(wave.contract, RESPONDENTS, 1, ["a text"])
    ]


@contextlib.contextmanager
def serving(site: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yield the origin.

    Paths, types and caching are the preview's. Bodies are compressed (gzip -9), as a CDN does it
    and the preview does not: a page is measured as it travels.
    """

    def answer(request: Request) -> Response:
        reply = origin.page_response(site, request.path)
        reply.data = gzip.compress(reply.data, 9)
        reply.headers["Content-Encoding"] = "gzip"
        return reply

    with origin.server(0) as server:
        server.served = Served(answer, headers)
        with server.serving():
            yield server.origin
