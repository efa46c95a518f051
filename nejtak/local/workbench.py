"""The preview's list of all pages, for whoever writes them: `/_preview/` on the same origin.

It shows a page in two widths at once, and loads both anew after each rebuild. The survey's pages
stay as they are built; only inside these frames they may be framed, by this origin alone. Error
and check pages come from the collector, which gets a form that it refuses: nothing is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.wrappers import Request, Response

from nejtak.base.html import Templates
from nejtak.base.loopback import refusal, target
from nejtak.base.media import HTML, TYPES
from nejtak.base.shipped import SITE
from nejtak.base.text import read_text
from nejtak.project.model import Client, Project, Survey, Wave

ROOT = "/_preview/"
STATIC = ("preview.css", "preview.js")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a wave in one language: a path, or a form that the collector answers with it."""

    name: str
    path: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WavePages:
    """A wave's pages by language."""

    client: str
    wave: str
    status: str
    action: str
    languages: tuple[tuple[str, tuple[Page, ...]], ...]


@dataclass(frozen=True, slots=True)
class Workbench:
    """The last good build, by number, and the faults of a later build if there are any."""

    project: Project
    built: int = 0
    fault: str = ""

    def answer(self, request: Request) -> Response:
        """Answer a request below `/_preview/`."""
        name = target(request).partition("?")[0].removeprefix(ROOT)
        if request.method != "GET":
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
        if name == "":
            return self._reply(self._list(), HTML)
        if name == "built":
            said = {"built": self.built, "fault": self.fault}
            return self._reply(json.dumps(said), TYPES[".json"])
        if name in STATIC:
            kind = TYPES[f".{name.rpartition('.')[2]}"]
            return self._reply(read_text(SITE / "static" / name), kind)
        return refusal(HTTPStatus.NOT_FOUND)

    def _list(self) -> str:
        waves = [*_waves(self.project)]
        first = next(
            (pages[0].path for found in waves for _, pages in found.languages), "about:blank"
        )
        return Templates(SITE / "templates").render(
            "preview.html", waves=waves, built=self.built, fault=self.fault, first=first
        )

    def _reply(self, content: str, kind: str) -> Response:
        return Response(content, 200, HEADERS, content_type=kind)


def framed(request: Request, policy: str) -> str | None:
    """The policy of a reply that our own list shows in a frame; None for any other request."""
    sent = request.headers
    if (sent.get("Sec-Fetch-Dest"), sent.get("Sec-Fetch-Site")) != ("iframe", "same-origin"):
        return None
    return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def _waves(project: Project) -> Iterator[WavePages]:
    for client, wave, survey in project.waves():
        if wave.status == "closed":
            continue
        languages = tuple(
            (code, tuple(_pages(client, wave, survey, code))) for code in client.languages
        )
        action = f"/api/responses/{client.id}/{wave.id}"
        yield WavePages(client.name, wave.id, wave.status, action, languages)


def _pages(client: Client, wave: Wave, survey: Survey, code: str) -> Iterator[Page]:
    start = f"/{client.id}/{wave.id}/{code}/"
    yield Page("survey", start)
    yield Page("thanks", f"{start}thanks/")
    yield Page("your data", f"{start}privacy/")
    yield Page("closed", f"{start}closed/")
    if wave.status == "open":
        language = ("language", code)
        text = next((question.id for question in survey.questions if question.kind == "text"), "")
        yield Page("error", form=(language,))
        yield Page("check", form=(language, (text, "...")))
