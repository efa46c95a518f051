"""The pages that a candidate sees: the site's files, the collector's, and the security headers.

A page carries no more than it needs. It is one HTML file with its script inline and one style
sheet, so that it arrives in two round trips; it asks nothing of anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator

from nejtak.model import Client, Project, Wave
from nejtak.output import File
from nejtak.pages.assets import headers
from nejtak.pages.render import Renderer

__all__ = ["collector_files", "headers", "site_files"]


def site_files(project: Project, *, drafts: bool = False) -> list[File]:
    """Make the files of build/site: the root, the 404 page, assets and every wave's pages.

    A closed wave keeps its address, which says kindly that it has closed. Waves that are not
    open yet are left out unless `drafts`.
    """
    renderer = Renderer(project)
    pages = [
        _page("index.html", renderer.plain("root")),
        _page("404.html", renderer.plain("missing")),
    ]
    for client, wave in _waves(project, drafts=drafts):
        for language in client.languages:
            for template, place in _places(wave).items():
                html = renderer.page(template, client, wave, language, place)
                pages.append(_page(f"{client.id}/{wave.id}/{language}/{place}index.html", html))
    return [*pages, *renderer.asset_files()]


def collector_files(project: Project) -> list[File]:
    """Make the pages that the collector answers with, below its chalicelib/waves.

    `form.<language>.html` is the survey with marks for what was typed; see architecture.md.
    """
    renderer = Renderer(project)
    files = [_page("chalicelib/waves/unknown.html", renderer.plain("missing"))]
    for client, wave in _waves(project, drafts=False):
        folder = f"chalicelib/waves/{client.id}/{wave.id}"
        for language in client.languages:
            closed = renderer.page("closed", client, wave, language, _places(wave)["closed"])
            files.append(_page(f"{folder}/closed.{language}.html", closed))
            if wave.status == "open":
                form = renderer.form(client, wave, language)
                files.append(_page(f"{folder}/form.{language}.html", form))
    return files


def _waves(project: Project, *, drafts: bool) -> Iterator[tuple[Client, Wave]]:
    for client, wave, _ in project.waves():
        if drafts or wave.status != "draft":
            yield client, wave


def _places(wave: Wave) -> dict[str, str]:
    """Each of a wave's templates, and its place below the folder of a language."""
    if wave.status == "closed":
        return {"closed": "", "privacy": "privacy/"}
    return {"survey": "", "thanks": "thanks/", "closed": "closed/", "privacy": "privacy/"}


def _page(path: str, html: str) -> File:
    return File(path, html.encode())
