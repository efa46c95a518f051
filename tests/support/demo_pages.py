"""The demo's sources with every wave open, and what the tests of its pages change in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import contract_support

from nejtak.base.files import File
from nejtak.project.model import Project

DEMO = Path(__file__).parent.parent.parent / "site_src"
SURVEY = "nordlys/2026-h2/da/index.html"


def opened(project: Project, status: str = "open") -> Project:
    """The same project with all waves in that state."""
    expires = 1830211200  # 2027-12-31, one year after the wave closes
    contract = contract_support.contract({}, expires=expires)
    return replace(
        project,
        clients={
            id_: replace(
                client,
                waves=tuple(replace(w, status=status, contract=contract) for w in client.waves),
            )
            for id_, client in project.clients.items()
        },
    )


def texts(files: Iterable[File]) -> dict[str, str]:
    """Files by path, as text."""
    return {file.path: file.content.decode() for file in files}


def own(project: Project, **changes: object) -> Project:
    """The project with its client Nordlys changed."""
    changed = {**project.clients, "nordlys": replace(project.clients["nordlys"], **changes)}
    return replace(project, clients=changed)
