"""Builds a site and its collector: load and check everything, then write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nejtak.base.command import run
from nejtak.base.files import File, tree, write_file
from nejtak.base.shipped import COLLECTOR
from nejtak.brand import grounds, palette
from nejtak.project.model import Project
from nejtak.site import pages
from nejtak.wave import contract
from nejtak.wave.load import load


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the checked project and the number of files of each tree."""

    project: Project
    site_files: int
    collector_files: int

    def said(self) -> Iterator[str]:
        """What the admin is told, line by line."""
        yield from self.remarks()
        yield f"{self.site_files} files of the site, {self.collector_files} of the collector."

    def remarks(self) -> Iterator[str]:
        """What the admin should know: waves without pages, colours changed, logos underlaid."""
        for client, wave, _ in self.project.waves():
            if wave.status == "draft":
                yield (
                    f"{client.id}/{wave.id} is a draft and has no page yet. "
                    f"Open it: {run('wave open', client.id, wave.id)}"
                )
        for client in self.project.clients.values():
            for change in palette(client.brand.colour).changes():
                yield f"{client.id}: {change}"
        yield from logo_remarks(self.project)


def logo_remarks(project: Project) -> Iterator[str]:
    """Say which logos would not be seen on a page, and what they lie on instead."""
    for client in project.clients.values():
        brand = client.brand
        if brand.logo:
            lies = grounds(brand.logo, brand.logo_dark, palette(brand.colour))
            yield from (f"{client.id}: {remark}" for remark in lies.remarks())


def build(root: Path, target: Path, *, drafts: bool = False) -> Built:
    """Build `target`/site, /collector, /brand and /headers.json from the sources in `root`.

    Raises SourceError, with nothing written, where any file has a fault. With `drafts`, waves
    that are not open yet get their pages too, but no contract: the preview shows them.
    """
    project = load(root)
    headers = json.dumps(pages.headers(project), indent=2) + "\n"
    with tree(target / "site") as site:
        with tree(target / "brand") as brand, tree(target / "collector") as collector:
            for file in _tokens(project):
                brand.write(file)
            for file in chain(_collector_code(), contract.collector_files(project)):
                collector.write(file)
            for side, file in pages.files(project, drafts=drafts):
                (site if side == "site" else collector).write(file)
        # The collector has taken its place first: a page is never ahead of what takes its answers.
        write_file(target / "headers.json", headers.encode())
    return Built(project, site.count, collector.count)


def _tokens(project: Project) -> Iterator[File]:
    """Each client's colours for its design tools; not on the site, where they would list clients.

    A client's page holds the same colours as custom properties.
    """
    for client in project.clients.values():
        tokens = palette(client.brand.colour).tokens()
        yield File(f"{client.id}/tokens.json", (json.dumps(tokens, indent=2) + "\n").encode())


def _collector_code() -> Iterator[File]:
    for path in sorted(COLLECTOR.rglob("*")):
        name = path.relative_to(COLLECTOR).as_posix()
        if (
            path.is_file()
            and "__pycache__" not in name
            and not name.startswith("chalicelib/waves/")
        ):
            yield File(name, path.read_bytes())
