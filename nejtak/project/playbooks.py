"""The playbook: actions that an employer can take, by reason; and a wave's plans for them.

`playbook/<language>.md` has sections for reasons, for families (`family-process`) and for each
reach (`reach-control`); the last are for reasons without another action, so that a report always
has one. All languages have the same sections. An admin's playbook overrides nejtak's section by
section. nejtak's sections for reasons that no survey has are left out. A language without a
playbook has the English one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from nejtak.base.shipped import FALLBACK
from nejtak.errors import Faults, closest, guess
from nejtak.project.action import Action, ActionPlan
from nejtak.project.i18n import language_guess
from nejtak.project.markdown import (
    SECTIONS,
    MarkdownDocument,
    MarkdownSection,
    section_html,
    split_document,
)
from nejtak.project.model import (
    FAMILIES,
    OTHER,
    REACHES,
    Client,
    Locale,
    Survey,
)
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable

FOLDER = "playbook"
REACH_ACTIONS = frozenset(f"reach-{reach}" for reach in REACHES)
FAMILY_ACTIONS = frozenset(f"family-{family}" for family in FAMILIES if family != OTHER)
LONGEST_OWNER, LONGEST_TARGET = 60, 120  # characters, so that both fit in one row of a page


def parse_playbook(
    source: Source,
    surveys: Mapping[str, Survey],
    clients: Mapping[str, Client],
    locales: Mapping[str, Locale],
    faults: Faults,
) -> dict[str, dict[str, Action]]:
    """Read the playbook in every language, and compare its sections with the surveys' reasons."""
    known = _known(surveys, faults)
    shipped = _shipped(source, known)
    documents = {}
    languages = {*source.names(FOLDER, ".md"), *shipped}
    for language in languages:
        file = f"{FOLDER}/{language}.md"
        own = MarkdownDocument(file, None, {})
        if file in source.documents:
            own = split_document(file, source.documents[file], faults)
            for section in own.sections.values():
                section_html(file, section, faults)  # for its faults: nejtak's own have none
            if language not in locales:
                hint = language_guess(language, locales)
                faults.add(file, "", "no-locale", language=language, guess=hint)
        if file in source.documents or language in shipped:
            documents[language] = replace(own, sections=shipped.get(language, {}) | own.sections)
    if languages and source.shipped is None:
        _check_languages(languages, clients, locales, faults)
    _check_sections(documents.values(), known, faults)
    actions = {language: _actions(document) for language, document in documents.items()}
    english = actions.get(FALLBACK)
    if english is None or source.shipped is None:
        return actions
    return {code: actions.get(code, english) for code in {*locales, *actions}}


def _shipped(source: Source, known: Set[str] | None) -> dict[str, dict[str, MarkdownSection]]:
    """The sections of nejtak's own playbook by language, of reasons that a survey has."""
    if source.shipped is None:
        return {}
    shipped = {}
    for language in source.shipped.names(FOLDER, ".md"):
        file = f"{FOLDER}/{language}.md"
        sections = split_document(file, source.shipped.documents[file], Faults()).sections
        shipped[language] = {id_: s for id_, s in sections.items() if known is None or id_ in known}
    return shipped


def _check_languages(
    languages: Set[str],
    clients: Mapping[str, Client],
    locales: Mapping[str, Locale],
    faults: Faults,
) -> None:
    """Report, once each, the languages that a client's reports need and the playbook lacks."""
    for language in locales.keys() - languages:
        needs = [client.id for client in clients.values() if language in client.languages]
        if needs:
            fix = f"The client {needs[0]!r} needs it: translate the playbook."
            faults.add(f"{FOLDER}/{language}.md", "", "missing-file", fix=fix)


def _known(surveys: Mapping[str, Survey], faults: Faults) -> Set[str] | None:
    """The ids that sections can have; None if a survey could not be read completely."""
    if any(f"surveys/{id_}/survey.toml" in faults.unread for id_ in surveys):
        return None
    reasons = {id_ for survey in surveys.values() for id_ in _reasons(survey)}
    return reasons | REACH_ACTIONS | FAMILY_ACTIONS


def _reasons(survey: Survey) -> set[str]:
    """The reasons that can have an action."""
    return {c.id for q in survey.questions for c in q.reasons if c.family != OTHER}


def _check_sections(
    documents: Iterable[MarkdownDocument], known: Set[str] | None, faults: Faults
) -> None:
    """Report sections without a meaning, and sections that only another language has."""
    documents = tuple(documents)
    present = {id_ for document in documents for id_ in document.sections}
    for document in documents:
        if document.title is not None:
            _stray(document.file, document.title.stray(items=True), faults)
        for section in document.sections.values():
            _check_section(document.file, section, faults)
        if known is not None:
            _check_ids(document, present & known | REACH_ACTIONS, known, faults)


def _check_ids(
    document: MarkdownDocument, wanted: Set[str], known: Set[str], faults: Faults
) -> None:
    absent = wanted - document.sections.keys()
    meant = set()
    for id_, section in document.sections.items():
        if id_ not in known:
            likely = closest(id_, absent) or closest(id_, known)
            meant.add(likely)
            hint = guess(id_, [likely] if likely else ())
            faults.add(document.file, section.line, "unknown-action", id=id_, guess=hint)
    if document.file not in faults.unread:
        for id_ in sorted(absent - meant):
            faults.add(document.file, "", "no-section", id=id_, marks="#" * SECTIONS)


def _check_section(file: str, section: MarkdownSection, faults: Faults) -> None:
    if section.level != SECTIONS:
        marks = "#" * SECTIONS
        faults.add(file, section.line, "wrong-level", id=section.id, is_a="an action", marks=marks)
    if not section.title:
        faults.add(file, section.line, "empty-label", id=section.id)
    _stray(file, min((line for line, *_ in section.items), default=None), faults)
    if section.stray(items=True) is None:
        faults.add(file, section.line, "empty")


def _stray(file: str, line: int | None, faults: Faults) -> None:
    if line is not None:
        faults.add(file, line, "stray-words", place="an action")


def _actions(document: MarkdownDocument) -> dict[str, Action]:
    return {id_: Action(section.title, section.text) for id_, section in document.sections.items()}


def parse_plans(table: TomlTable, survey: Survey | None) -> dict[str, ActionPlan]:
    """Read `[actions.<reason>]` of a wave, and check the reasons if its survey is known."""
    if not table.values:
        return {}
    known = None
    if survey and f"surveys/{survey.id}/survey.toml" not in table.faults.unread:
        known = _reasons(survey) | REACH_ACTIONS
    plans = {}
    for id_ in table.values:
        entry = table.table(id_)
        owner, target = entry.line("owner", LONGEST_OWNER), entry.line("target", LONGEST_TARGET)
        plans[id_] = ActionPlan(owner, target, entry.day("by"))
        if entry.given:
            entry.done()
        if survey and known is not None and id_ not in known:
            table.fault(id_, "unknown-plan", survey=survey.id, guess=guess(id_, known))
    return plans
