"""The project's folder, which contains `nejtak.toml`, and all paths that follow from it.

sources = "sources"         the folder of clients/ and surveys/

[recipients]                who can read the answers: public keys, by name
partner = "age1..."
reserve = "age1..."

[stages.prod]               see stages.py
region = "eu-north-1"
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nejtak.base.command import run
from nejtak.base.ids import is_slug
from nejtak.base.recipients import Recipient, is_public_key
from nejtak.errors import Faults, StateError, guess, message_text
from nejtak.project.places import mended_name
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
    recipients: tuple[Recipient, ...] = ()

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
        """The folder of the waves' handouts."""
        return self.root / "handouts"

    @property
    def interviews(self) -> Path:
        """The folder of the waves' interview guides."""
        return self.root / "interviews"

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
    for path in sorted(start.iterdir()):
        if path.is_file() and mended_name(path.name) == FILE:
            raise StateError(f"{path}: {message_text('near-name', name=FILE)}")
    raise StateError(
        f"There is no {FILE} in {start} or above it. Change to your project's folder, or make one: "
        f"{run('init DIR')}"
    )


def read_folder(root: Path, faults: Faults) -> ProjectFolder:
    """Read `nejtak.toml` in `root`, and add each of its faults to `faults`."""
    table = TomlTable(FILE, read_table(root / FILE, faults), faults)
    sources = table.text("sources", example='"sources"')
    if sources is not None and (root / sources).resolve() == root.resolve():
        table.fault("sources", "own-folder")
    stages = parse_stages(table.table("stages"))
    recipients = _recipients(table.table("recipients"))
    table.done()
    return ProjectFolder(root, root / (sources or "sources"), stages, recipients)


def _recipients(table: TomlTable) -> tuple[Recipient, ...]:
    """The public keys by name. Two names of one key would look like a key in reserve."""
    names: dict[str, str] = {}
    for name in table.values:
        key = table.text(name)
        if not is_slug(name):
            table.fault(name, "bad-id", value=name)
        if key is None:
            continue
        if not is_public_key(key):
            table.fault(name, "recipient-key")
        elif key in names:
            table.fault(name, "recipient-twice", other=names[key])
        names.setdefault(key, name)
    return tuple(
        Recipient(name, key) for key, name in sorted(names.items(), key=lambda one: one[1])
    )


def load_folder(root: Path) -> ProjectFolder:
    """Read `nejtak.toml` in `root`; raise SourceError with all of its faults."""
    faults = Faults()
    folder = read_folder(root, faults)
    faults.raise_if_any()
    return folder
