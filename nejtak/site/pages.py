"""The pages that candidates see: files of the site and of the collector.

A page is small: one HTML file with its script inline, and one style sheet, so that it loads in two
round trips. It requests nothing from other sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from nejtak.base.files import File
from nejtak.project.model import Client, Project, Wave
from nejtak.site.render import Renderer

Side = Literal["site", "collector"]
_WAVES = "chalicelib/waves"


def page_files(project: Project, *, drafts: bool = False) -> Iterator[tuple[Side, File]]:
    """Make the pages of build/site and of build/collector, one client after the other.

    The site gets the root, the 404 page, assets and every wave's pages. A closed wave keeps its
    address, with a page that says so. The collector gets, in chalicelib/waves, the pages that it
    answers with. Waves that are not open yet have pages on the site only with `drafts`, and none
    in the collector.
    """
    renderer = Renderer(project)
    missing = renderer.plain("missing")
    yield _page("site", "index.html", renderer.plain("root"))
    yield _page("site", "404.html", missing)
    yield _page("collector", f"{_WAVES}/unknown.html", missing)
    for client, wave in _waves(project, drafts=drafts):
        for language in client.languages:
            yield from _wave_files(renderer, client, wave, language)
    yield from (("site", file) for file in renderer.asset_files())


def _wave_files(
    renderer: Renderer, client: Client, wave: Wave, language: str
) -> Iterator[tuple[Side, File]]:
    """Make a wave's pages in one language.

    `form.<language>.html` is the survey with marks for the answers. `check.<language>.html` is the
    first reply to a form without a script; see architecture.md.
    """
    about = renderer.about(client, wave, language)
    for template, place in _places(wave).items():
        html = renderer.page(template, about, place)
        yield _page("site", f"{client.id}/{wave.id}/{language}/{place}index.html", html)
        if template == "closed" and wave.status != "draft":
            yield _page("collector", f"{_WAVES}/{client.id}/{wave.id}/closed.{language}.html", html)
    if wave.status == "open":
        for name, template in {"form": "survey", "check": "check"}.items():
            html = renderer.answer(template, about)
            path = f"{_WAVES}/{client.id}/{wave.id}/{name}.{language}.html"
            yield _page("collector", path, html)


def _waves(project: Project, *, drafts: bool) -> Iterator[tuple[Client, Wave]]:
    for client, wave, _ in project.waves():
        if drafts or wave.status != "draft":
            yield client, wave


def _places(wave: Wave) -> dict[str, str]:
    """Each of a wave's templates, and its place below the folder of a language."""
    if wave.status == "closed":
        return {"closed": "", "privacy": "privacy/"}
    pages = ("thanks", "changed", "closed", "privacy")
    return {"survey": "", **{page: f"{page}/" for page in pages}}


def _page(side: Side, path: str, html: bytes) -> tuple[Side, File]:
    return side, File(path, html)
