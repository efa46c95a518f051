"""The project's folder, which contains `nejtak.toml`, and all paths that follow from it.

sources = "sources"         the folder of clients/ and surveys/

[stages.prod]               see stages.py
region = "eu-north-1"
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nejtak.base.command import run
from nejtak.errors import Faults, StateError, guess
from nejtak.project.source import read_table
from nejtak.project.stages import Stage, parse_stages
from nejtak.project.toml_table import TomlTable

FILE = "nejtak.toml"


@dataclass(frozen=True, slots=True)
class ProjectFolder:
    """The settings of `nejtak.toml`, and the paths that follow from its folder."""

    root: Path
    sources: Path
    stages: Mapping[str, Stage]

    @property
    def build(self) -> Path:
        """The built site and collector."""
        return self.root / "build"

    @property
    def state(self) -> Path:
        """Local state: the preview's answers."""
        return self.root / ".nejtak"

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.state / "keys"

    @property
    def reports(self) -> Path:
        """Released reports."""
        return self.root / "reports"

    @property
    def handouts(self) -> Path:
        """What waves' addresses are handed out with."""
        return self.root / "handouts"

    @property
    def exports(self) -> Path:
        """Exported raw answers."""
        return self.root / "exports"

    def stage(self, name: str) -> Stage:
        """One stage; raise StateError with a guess if there is none of that name."""
        if name not in self.stages:
            known = ", ".join(self.stages) or "none"
            raise StateError(
                f"There is no stage {name!r} in {self.root / FILE}.{guess(name, self.stages)} "
                f'Stages: {known}. Add one, like:\n\n[stages.{name}]\nregion = "eu-north-1"'
            )
        return self.stages[name]


def find_folder(start: Path) -> Path:
    """The nearest folder with `nejtak.toml`, from `start` upwards, relative to `start`."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return Path(os.path.relpath(folder, start))
    raise StateError(
        f"There is no {FILE} in {start} or above it. Change to your project's folder, or make a "
        f"demo project: {run('demo DIR')}"
    )


def read_folder(root: Path, faults: Faults) -> ProjectFolder:
    """Read `nejtak.toml` in `root`, and add each of its faults to `faults`."""
    table = TomlTable(FILE, read_table(root / FILE, faults), faults)
    sources = table.text("sources", example='"sources"')
    if sources is not None and (root / sources).resolve() == root.resolve():
        table.fault("sources", "own-folder")
    stages = parse_stages(table.table("stages"))
    table.done()
    return ProjectFolder(root, root / (sources or "sources"), stages)


def load_folder(root: Path) -> ProjectFolder:
    """Read `nejtak.toml` in `root`; raise SourceError with all of its faults."""
    faults = Faults()
    folder = read_folder(root, faults)
    faults.raise_if_any()
    return folder
