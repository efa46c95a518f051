"""A small site, and commands on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Run, in_process
from sources import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small site with a draft wave, ready to be built."""
    return Site(tmp_path / "site")


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with words on the small site, from the folder that it lies in."""
    return in_process(site.root, monkeypatch, capsys)
