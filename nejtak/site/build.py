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
from nejtak.brand import faces, grounds, palette
from nejtak.errors import Fault, SourceError
from nejtak.project.model import Project
from nejtak.site import pages
from nejtak.site.headers import page_headers
from nejtak.site.values import characters
from nejtak.wave import contract
from nejtak.wave.load import load_project


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: the checked project, and the number of files of each tree."""

    project: Project
    site_files: int
    collector_files: int

    def said(self) -> Iterator[str]:
        """Yield the lines that the admin reads."""
        yield from self.remarks()
        yield f"{self.site_files} files of the site, {self.collector_files} of the collector."

    def remarks(self) -> Iterator[str]:
        """Yield remarks on waves without pages, changed colours, logos with a plate, and fonts."""
        for client, wave, _ in self.project.waves():
            if wave.status == "draft":
                yield (
                    f"{client.id}/{wave.id} is a draft and has no page yet. "
                    f"Open it: {run('wave open', client.id, wave.id)}"
                )
        yield from brand_remarks(self.project)
        yield from font_remarks(self.project)


def brand_remarks(project: Project) -> Iterator[str]:
    """Yield remarks on colours that were changed, and on logos."""
    for client in project.clients.values():
        yield from (f"{client.id}: {change}" for change in palette(client.brand.colour).changes())
    yield from logo_remarks(project)


def logo_remarks(project: Project) -> Iterator[str]:
    """Yield remarks on logos that would be invisible on a page, and so get a plate."""
    for client in project.clients.values():
        brand = client.brand
        if brand.logo:
            plates = grounds(brand.logo, brand.logo_dark, palette(brand.colour))
            yield from (f"{client.id}: {remark}" for remark in plates.remarks())


def font_remarks(project: Project) -> Iterator[str]:
    """Yield what pages load of each client's own font, and the letters that it lacks.

    Raises SourceError with the faults of all fonts that cannot be subset.
    """
    remarks: list[str] = []
    faults: list[Fault] = []
    for client in project.clients.values():
        own = client.brand.font
        try:
            cut = faces(own.regular, own.bold, characters(client, project)) if own else ()
            remarks += [f"{client.id}: {remark}" for face in cut for remark in face.remarks()]
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)
    yield from remarks


def build(root: Path, target: Path, *, drafts: bool = False) -> Built:
    """Build `target`/site, /collector, /brand and /headers.json from the sources in `root`.

    Raises SourceError, with nothing written, if any file has a fault. With `drafts`, for the
    preview, waves that are not open yet get pages too, but no contract.
    """
    project = load_project(root)
    headers = json.dumps(page_headers(project), indent=2) + "\n"
    with tree(target / "site") as site:
        with tree(target / "brand") as brand, tree(target / "collector") as collector:
            for file in _tokens(project):
                brand.write(file)
            for file in collector_files(project):
                collector.write(file)
            for side, file in pages.page_files(project, drafts=drafts):
                (site if side == "site" else collector).write(file)
        # The collector is replaced before the site, so that it always accepts the site's answers.
        write_file(target / "headers.json", headers.encode())
    return Built(project, site.count, collector.count)


def _tokens(project: Project) -> Iterator[File]:
    """Each client's colours for design tools; not on the site, since they would list the clients.

    A client's page has the same colours as custom properties.
    """
    for client in project.clients.values():
        tokens = palette(client.brand.colour).tokens()
        yield File(f"{client.id}/tokens.json", (json.dumps(tokens, indent=2) + "\n").encode())


def collector_files(project: Project) -> Iterator[File]:
    """The collector's code and contracts, without the pages that it replies with."""
    return chain(_collector_code(), contract.contract_files(project))


def _collector_code() -> Iterator[File]:
    for path in sorted(COLLECTOR.rglob("*")):
        name = path.relative_to(COLLECTOR).as_posix()
        if (
            path.is_file()
            and "__pycache__" not in name
            and not name.startswith("chalicelib/waves/")
        ):
            yield File(name, path.read_bytes())
