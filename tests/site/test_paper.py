"""Where the paper form says that it is to be sent."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from made import site_files

from nejtak.base.shipped import SITE
from nejtak.wave.load import load_project

PAGE = "nordlys/2026-h2/en/index.html"


@pytest.mark.parametrize(
    ("address", "partner", "names"),
    [
        ("Open Door, 1 Quay <Street>", "Open Door", "Open Door, 1 Quay &lt;Street&gt;"),
        ("Nordlys, 1 Quay Street", None, "Nordlys, 1 Quay Street"),
        ("", "Open Door", "Open Door"),
        ("", None, "Nordlys A/S"),
    ],
)
def test_paper_goes_to_the_return_address(address: str, partner: str | None, names: str) -> None:
    """To the address of the client's file, or without one to whoever runs the survey, by name."""
    project = load_project(SITE)
    client = replace(project.clients["nordlys"], return_address=address, partner=partner)
    files = site_files(replace(project, clients={"nordlys": client}), drafts=True)
    text = next(file.content.decode() for file in files if file.path == PAGE)
    said = re.search(r'<p class="paper return">.* to (.*)\. Or answer online', text)
    assert said
    assert said[1] == names
