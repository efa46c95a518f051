"""A project that nejtak 0.1.0 made goes on with this version."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents import Journey

FROZEN = Path(__file__).parent.parent / "support" / "project_0_1_0"
WAVES = Path("sources", "clients", "harbour", "waves")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """The frozen project in a folder of its own, with a terminal in it."""
    journey = Journey.in_clone(tmp_path_factory.mktemp("upgraded"), {})
    shutil.copytree(FROZEN, journey.folder, dirs_exist_ok=True)
    (journey.folder / ".nejtak").mkdir(mode=0o700)
    (journey.folder / "keys").rename(journey.folder / ".nejtak" / "keys")
    for key in (journey.folder / ".nejtak" / "keys").iterdir():
        key.chmod(0o600)  # git keeps no such rights
    try:
        yield journey
    finally:
        journey.end()


def releases(project: Journey) -> list[Any]:
    """The releases in the ledger of the wave that 0.1.0 closed."""
    path = project.folder / WAVES / "2026-h1.releases.json"
    return list(json.loads(path.read_bytes())["releases"])


def test_a_project_of_the_version_before_is_built_closed_and_reported(project: Journey) -> None:
    """Its open wave takes answers, and its release of then stays beside the new one."""
    contract = (project.folder / WAVES / "2026-h2.contract.json").read_bytes()
    (before,) = releases(project)
    for line in (
        "nejtak check",
        "nejtak build",
        "nejtak preview",
        "nejtak sample harbour 2026-h2 --count 15",
        "nejtak wave close harbour 2026-h2 --yes",
        "nejtak report harbour 2026-h2",
        "nejtak report harbour 2026-h1",
    ):
        project.type(line)
    assert "no faults" in project.said["nejtak check"]
    assert "14 answers are counted" in project.said["nejtak report harbour 2026-h2"]
    reports = {path.name for path in (project.folder / "reports" / "harbour").iterdir()}
    assert reports == {"2026-h2-1", "2026-h1-2"}
    assert (project.folder / WAVES / "2026-h2.contract.json").read_bytes() == contract
    after = releases(project)[0]
    assert (after["name"], after["files"]) == (before["name"], before["files"])
    assert {key: after["basis"][key] for key in before["basis"]} == before["basis"]


def test_an_opened_wave_needs_keys_that_are_named(project: Journey) -> None:
    """0.1.0 took the keys that it found: `wave open` says how to name them, and then opens."""
    project.type("nejtak wave new harbour next")
    with pytest.raises(AssertionError, match=r"nejtak\.toml names no recipient") as refused:
        project.type("nejtak wave open harbour next")
    lines = [line for line in str(refused.value).splitlines() if ' = "age1' in line]
    with (project.folder / "nejtak.toml").open("a") as file:
        file.write("\n".join(["[recipients]", *lines, ""]))
    project.type("nejtak wave open harbour next")
