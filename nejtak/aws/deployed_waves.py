"""The stages that have had a wave, by a note on this machine and by the stages' manifests.

The note is in the state folder, and written before anything is sent, since a wave that was on a
stage for a minute may be in somebody's browser for a week. It also knows of sites that went to
another CDN and of stages that are gone; the manifest of a stage knows of deployments by other
machines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from nejtak.aws import objects
from nejtak.aws.account import Account
from nejtak.base.files import write_file
from nejtak.errors import NejtakError, StateError
from nejtak.project.stages import Stage

NOTE = "deployed.json"
FORMAT = 1


def waves_of(paths: Iterable[str]) -> set[str]:
    """The waves, like `client/wave`, that have pages among the paths of a site."""
    parts = (path.split("/") for path in paths if not path.startswith(objects.ASSETS))
    return {f"{part[0]}/{part[1]}" for part in parts if len(part) > 2}


def record_waves(state: Path, stage: str, paths: Iterable[str]) -> None:
    """Note that a stage is about to have the waves of these pages."""
    known = _noted(state)
    known[stage] = sorted({*known.get(stage, ()), *waves_of(paths)})
    content = {"format": FORMAT, "stages": known}
    write_file(state / NOTE, f"{json.dumps(content, indent=1, sort_keys=True)}\n".encode(), 0o600)


def _noted(state: Path) -> dict[str, list[str]]:
    file = state / NOTE
    try:
        content = json.loads(file.read_bytes())
        if content["format"] != FORMAT:
            raise StateError(f"{file} is of another version of nejtak. Use that one.")
        return {stage: list(map(str, waves)) for stage, waves in content["stages"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StateError(f"{file} is damaged. Restore it from your backup.") from error


def stages_of_wave(
    known: Mapping[str, Stage], state: Path, wave: str, profile: str | None = None
) -> set[str]:
    """The stages, of those that are known, that have had a wave, like `client/wave`.

    Raises StateError if a stage does not answer, since its waves are not known then.
    """
    found = {stage for stage, waves in _noted(state).items() if wave in waves}
    for name, stage in known.items():
        if name not in found:
            account = Account(replace(stage, profile=profile) if profile else stage)
            if wave in waves_of(_listed(account, wave)):
                found.add(name)
    return found


def _listed(account: Account, wave: str) -> Mapping[str, str]:
    try:
        return objects.read_manifest(account).files
    except NejtakError as error:
        raise StateError(
            f"Stage {account.stage.name!r} cannot be asked whether it has had {wave}, so nothing "
            f"was changed. {error}"
        ) from error
