"""The interview guide in three engines: readable on a phone, and free of faults that axe finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import Engine

from nejtak.base.shipped import SITE
from nejtak.interview.guide import guide_files
from nejtak.wave.load import find_wave, load_project

AXE = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Guide and notes of the demo in Danish and English."""
    project = load_project(SITE)
    client, wave, _ = find_wave(project, "nordlys", "2026-h2")
    folder, found = tmp_path_factory.mktemp("guide"), []
    for file in guide_files(project, replace(client, interviews=True), wave):
        path = folder / file.path.replace("/", "-")
        path.write_bytes(file.content)
        found.append(path)
    return found


def test_guide_and_notes_are_readable_in_every_engine(engine: Engine, written: list[Path]) -> None:
    """Nothing is wider than a phone, and axe finds nothing, in both languages."""
    assert len(written) == 4
    engine.resize(390, 844)
    for path in written:
        engine.open(path.as_uri())
        assert engine.look("document.documentElement.scrollWidth <= innerWidth"), path.name
        engine.look(f"(() => {{ {AXE_SCRIPT}; return 1 }})()")
        found = engine.look(f"{AXE}.then((found) => found.violations.map((one) => one.id))")
        assert found == [], path.name
