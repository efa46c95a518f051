"""From raw tables and documents to the model: every rule, and every fault in one run."""

from __future__ import annotations

from nejtak.errors import Faults, guess
from nejtak.project.clients import parse_client
from nejtak.project.locales import parse_locales
from nejtak.project.model import Project
from nejtak.project.playbooks import parse_playbook
from nejtak.project.privacy import parse_privacy
from nejtak.project.source import Source
from nejtak.project.surveys import parse_survey

FOLDERS = ("surveys", "clients")


def parse(source: Source, faults: Faults) -> Project:
    """Check everything, add every problem to `faults`, and return the model.

    Where there are problems, the model holds what could be understood, for further checks only.
    """
    for folder in FOLDERS:
        if not any(file.startswith(f"{folder}/") for file in source.files):
            faults.add(str(source.root), "", "no-folder", name=folder)
    locales = parse_locales(source, faults)
    surveys = {id_: parse_survey(source, id_, faults) for id_ in source.folders("surveys")}
    for id_, survey in surveys.items():
        for language in survey.words:
            if language not in locales:
                faults.add(
                    f"surveys/{id_}/{language}.md", "", "no-locale",
                    language=language, guess=guess(language, locales),
                )  # fmt: skip
    clients = {
        id_: parse_client(source, id_, surveys, locales, faults)
        for id_ in source.folders("clients")
    }
    playbook = parse_playbook(source, surveys, clients, locales, faults)
    privacy = parse_privacy(source, faults)
    return Project(source.root, surveys, clients, locales, playbook, privacy)
