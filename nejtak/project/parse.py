"""Makes the model from raw tables and documents, and reports every fault in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nejtak.base.shipped import FALLBACK
from nejtak.errors import Faults
from nejtak.project.clients import parse_client
from nejtak.project.i18n import language_guess
from nejtak.project.locales import parse_locales
from nejtak.project.model import Locale, Project, Survey
from nejtak.project.playbooks import parse_playbook
from nejtak.project.privacy import parse_privacy
from nejtak.project.source import Source
from nejtak.project.surveys import parse_survey

FOLDERS = ("surveys", "clients")


def parse_project(source: Source, faults: Faults) -> Project:
    """Check everything, add every fault to `faults`, and return the model.

    If there are faults, the model is incomplete and may only be used for further checks.
    """
    faults.unread |= source.unread
    _check_folders(source, faults)
    locales = parse_locales(source, faults)
    surveys = {id_: parse_survey(source, id_, faults) for id_ in source.folders("surveys")}
    _check_languages(surveys, locales, faults)
    clients = {
        id_: parse_client(source, id_, surveys, locales, faults)
        for id_ in source.folders("clients")
    }
    surveys = {id_: _in_english(survey, locales) for id_, survey in surveys.items()}
    playbook = parse_playbook(source, surveys, clients, locales, faults)
    privacy = parse_privacy(source, faults)
    return Project(source.root, surveys, clients, locales, playbook, privacy)


def _check_folders(source: Source, faults: Faults) -> None:
    """Report folders that are missing or empty."""
    for folder in FOLDERS:
        if folder not in faults.unread and not any(
            file.startswith(f"{folder}/") for file in source.files
        ):
            faults.add(str(source.root), "", "no-folder", name=folder)


def _check_languages(
    surveys: Mapping[str, Survey], locales: Mapping[str, Locale], faults: Faults
) -> None:
    """Report words in languages that no locale is for."""
    for id_, survey in surveys.items():
        for language in survey.words:
            if language not in locales:
                hint = language_guess(language, locales)
                file = f"surveys/{id_}/{language}.md"
                faults.add(file, "", "no-locale", language=language, guess=hint)


def _in_english(survey: Survey, languages: Iterable[str]) -> Survey:
    """Lend the English words to languages that the survey is not translated into."""
    english = survey.words.get(FALLBACK)
    missing = frozenset(languages) - survey.words.keys()
    if english is None or not missing:
        return survey
    return replace(
        survey, words={**dict.fromkeys(missing, english), **survey.words}, missing=missing
    )
