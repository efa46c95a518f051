"""The demo with all waves open, and commands on it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import Run, in_process
from contract_support import PUBLIC_KEY
from open_demo import LANGUAGES
from sources import copy_demo

from nejtak.base.recipients import Recipient
from nejtak.project.contract import to_bytes
from nejtak.wave import contract
from nejtak.wave.load import load_project


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The demo's sources with all waves open, one client's in every language of nejtak's own."""
    root = copy_demo(tmp_path / "site")
    file = root / "clients/nordlys/client.toml"
    said = re.sub(
        "(?m)^languages = .*$", f"languages = {json.dumps(LANGUAGES)}", file.read_text("utf-8")
    )
    file.write_text(said, encoding="utf-8")
    for client, wave, survey in load_project(root).waves():
        if wave.status == "draft":
            frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
            wave.contract_file.write_bytes(to_bytes(frozen))
    return root


@pytest.fixture
def run(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands on them."""
    return in_process(site, monkeypatch, capsys)
