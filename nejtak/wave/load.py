"""Loads a project: sources and frozen contracts, checked together."""

from __future__ import annotations

from pathlib import Path

from nejtak.errors import Faults, StateError, guess
from nejtak.project import parse, source
from nejtak.project.model import Client, Project, Survey, Wave
from nejtak.wave import contract


def load_project(root: Path) -> Project:
    """Read and check everything below `root`, open waves' contracts included."""
    sources = source.read_sources(root)
    faults = Faults(sources.faults)
    project = parse.parse_project(sources, faults)
    contract.drift(project, faults)
    faults.raise_if_any()
    return project


def find_wave(project: Project, client_id: str, wave_id: str) -> tuple[Client, Wave, Survey]:
    """One wave with its client and survey; raise StateError with a guess if there is none."""
    client = find_client(project, client_id)
    wave = next((wave for wave in client.waves if wave.id == wave_id), None)
    if wave is None:
        hint = guess(wave_id, [wave.id for wave in client.waves])
        raise StateError(f"{client_id} has no wave {wave_id!r}.{hint}")
    return client, wave, project.surveys[wave.survey]


def find_client(project: Project, client_id: str) -> Client:
    """One client; raise StateError with a guess if there is none."""
    client = project.clients.get(client_id)
    if client is None:
        hint = guess(client_id, project.clients)
        raise StateError(f"There is no client {client_id!r} in {project.root}.{hint}")
    return client
