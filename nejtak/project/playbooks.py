"""The playbook, what an employer can do by reason; and who does it, as a wave's file says.

`playbook/<language>.md` has a section for each reason that there is something to say about, for
families (`family-process`), and for each reach (`reach-control`): the actions of last resort, so
that a report never lacks one. All languages have the same sections. An admin's playbook lies over
nejtak's section by section; sections of nejtak's for reasons that no survey has are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from nejtak.errors import Faults, closest, guess
from nejtak.project.markdown import SECTIONS, Document, Section, html, split
from nejtak.project.model import FAMILIES, OTHER, REACHES, Action, Client, Locale, Plan, Survey
from nejtak.project.source import Source
from nejtak.project.toml_table import Table

FOLDER = "playbook"
REACH_ACTIONS = frozenset(f"reach-{reach}" for reach in REACHES)
FAMILY_ACTIONS = frozenset(f"family-{family}" for family in FAMILIES if family != OTHER)
LONGEST_OWNER, LONGEST_TARGET = 60, 120  # characters: they stand beside each other on a page


def parse_playbook(
    source: Source,
    surveys: Mapping[str, Survey],
    clients: Mapping[str, Client],
    locales: Mapping[str, Locale],
    faults: Faults,
) -> dict[str, dict[str, Action]]:
    """Read the playbook in every language, and hold its sections against the surveys' reasons."""
    known = _known(surveys, faults)
    lent = _lent(source, known)
    documents = {}
    languages = {*source.names(FOLDER, ".md"), *lent}
    for language in languages:
        file = f"{FOLDER}/{language}.md"
        own = Document(file, None, {})
        if file in source.documents:
            own = split(file, source.documents[file], faults)
            if language not in locales:
                hint = guess(language, locales)
                faults.add(file, "", "no-locale", language=language, guess=hint)
        if file in source.documents or language in lent:
            documents[language] = replace(own, sections=lent.get(language, {}) | own.sections)
    if languages:
        _check_languages(languages, clients, locales, faults)
    _check_sections(documents.values(), known, faults)
    return {language: _actions(document, faults) for language, document in documents.items()}


def _lent(source: Source, known: Set[str] | None) -> dict[str, dict[str, Section]]:
    """Return nejtak's own sections by language, of reasons that a survey has."""
    if source.shipped is None:
        return {}
    found = {}
    for language in source.shipped.names(FOLDER, ".md"):
        file = f"{FOLDER}/{language}.md"
        sections = split(file, source.shipped.documents[file], Faults()).sections
        found[language] = {id_: s for id_, s in sections.items() if known is None or id_ in known}
    return found


def _check_languages(
    languages: Set[str],
    clients: Mapping[str, Client],
    locales: Mapping[str, Locale],
    faults: Faults,
) -> None:
    """Report, once each, the languages that a client's reports need."""
    for language in locales.keys() - languages:
        needs = [client.id for client in clients.values() if language in client.languages]
        if needs:
            mend = f"The client {needs[0]!r} needs it: translate the playbook."
            faults.add(f"{FOLDER}/{language}.md", "", "missing-file", mend=mend)


def _known(surveys: Mapping[str, Survey], faults: Faults) -> Set[str] | None:
    """The ids that sections can have; None where a survey could not be read to its end."""
    if any(f"surveys/{id_}/survey.toml" in faults.unread for id_ in surveys):
        return None
    reasons = {id_ for survey in surveys.values() for id_ in _reasons(survey)}
    return reasons | REACH_ACTIONS | FAMILY_ACTIONS


def _reasons(survey: Survey) -> set[str]:
    """The reasons that something can be done about, or said about at least."""
    return {c.id for q in survey.questions for c in q.reasons if c.family != OTHER}


def _check_sections(documents: Iterable[Document], known: Set[str] | None, faults: Faults) -> None:
    """Report sections that mean nothing, and those that only another language has."""
    documents = tuple(documents)
    found = {id_ for document in documents for id_ in document.sections}
    for document in documents:
        if document.title is not None:
            _stray(document.file, document.title.stray(items=True), faults)
        for section in document.sections.values():
            _check_section(document.file, section, faults)
        if known is not None:
            _check_ids(document, found & known | REACH_ACTIONS, known, faults)


def _check_ids(document: Document, wanted: Set[str], known: Set[str], faults: Faults) -> None:
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


def _check_section(file: str, section: Section, faults: Faults) -> None:
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


def _actions(document: Document, faults: Faults) -> dict[str, Action]:
    return {
        id_: Action(section.title, html(document.file, section, faults))
        for id_, section in document.sections.items()
    }


def parse_plans(table: Table, survey: Survey | None) -> dict[str, Plan]:
    """Read `[actions.<reason>]` of a wave; without a survey no reason can be held against it."""
    known = None
    if survey and f"surveys/{survey.id}/survey.toml" not in table.faults.unread:
        known = _reasons(survey) | REACH_ACTIONS
    plans = {}
    for id_ in table.values:
        entry = table.table(id_)
        owner, target = _line(entry, "owner", LONGEST_OWNER), _line(entry, "target", LONGEST_TARGET)
        plans[id_] = Plan(owner, target, entry.day("by"))
        if entry.given:
            entry.done()
        if survey and known is not None and id_ not in known:
            table.fault(id_, "unknown-plan", survey=survey.id, guess=guess(id_, known))
    return plans


def _line(table: Table, key: str, most: int) -> str:
    """A short text with single spaces; empty where it is left out."""
    text = " ".join((table.text(key) or "").split())
    if len(text) > most or not text.isprintable():
        table.fault(key, "plain-text", most=most)
        return ""
    return text
