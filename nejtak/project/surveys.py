"""Surveys: `survey.toml` for the structure, one Markdown document per language for the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nejtak.base.ids import is_slug
from nejtak.errors import Faults
from nejtak.project.contract import ASKS, KINDS, Asks, Kind
from nejtak.project.groups import check_flags
from nejtak.project.kinds import MAX_TOTAL_LENGTH, is_twice, values_of_kind
from nejtak.project.model import (
    FAMILIES,
    LOOKS,
    OTHER,
    REACHES,
    Choice,
    Looks,
    Question,
    Survey,
    SurveySection,
)
from nejtak.project.source import Source
from nejtak.project.survey_text import FAMILY_CAPTIONS, PROBES, REASONS, parse_words
from nejtak.project.toml_table import TomlTable

# No question's id: other fields of the form, and other headings of the Markdown.
RESERVED = frozenset({"language", "number", "website", REASONS, FAMILY_CAPTIONS, PROBES, *LOOKS})
OLD_KEYS = {
    "about": "Remove it: everybody is asked the question.",
    "turned": 'Write won = "..." instead, with the id of the choice.',
    "segment": "Write group = true instead.",
}


def parse_survey(source: Source, id: str, faults: Faults) -> Survey:
    """Read one survey with all its languages."""
    folder = f"surveys/{id}"
    file = f"{folder}/survey.toml"
    if not is_slug(id):
        faults.add(folder, "", "bad-id", value=id)
    if file not in source.files:
        faults.add(file, "", "missing-file", fix="Every survey has one.")
        faults.unread.add(file)
    table = TomlTable(file, None if file in faults.unread else source.tables[file], faults)
    minutes = table.integer("minutes", 1, 60)
    asks: Asks | None = table.one_of("asks", ASKS)
    reasons = tuple(_reasons(table.tables("reasons")))
    sections = tuple(_sections(table.tables("sections")))
    questions = tuple(_questions(table, reasons, [section.id for section in sections]))
    _done(table)
    _check_whole(table, questions)
    words = {
        language: parse_words(source, f"{folder}/{language}.md", file, questions, faults)
        for language in source.names(folder, ".md")
    }
    return Survey(id, minutes or 5, questions, words, sections, asks=asks)


def _sections(tables: Iterable[TomlTable]) -> Iterable[SurveySection]:
    seen: set[str] = set()
    for table in tables:
        id_ = table.id()
        minutes = table.integer("minutes", 1, 60, example="2")
        asked = table.get("asked", bool)
        _done(table)
        if id_ is not None and not is_twice(table, "id", id_, seen):
            yield SurveySection(id_, minutes or 1, asked is not False)


def _check_whole(table: TomlTable, questions: Sequence[Question]) -> None:
    asked = {q.looks for q in questions if not q.retired and not q.section}
    for looks in LOOKS if table.file not in table.faults.unread else ():
        if looks not in asked:
            table.fault("questions", "no-looks", looks=looks)
    total = sum(q.max_length or 0 for q in questions)
    if total > MAX_TOTAL_LENGTH:
        table.fault("questions", "texts-too-long", most=MAX_TOTAL_LENGTH, total=total)


def _reasons(tables: Iterable[TomlTable]) -> Iterable[Choice]:
    seen: set[str] = set()
    for table in tables:
        id_ = table.id()
        family = table.one_of("family", FAMILIES, example='"offer"')
        needs_reach = family not in {OTHER, None}
        reach = table.one_of("reach", REACHES, example='"control"' if needs_reach else None)
        if family == OTHER and "reach" in table.values:
            table.fault("reach", "reach-on-other")
        retired = table.flag("retired")
        _done(table)
        if family is None:
            table.faults.unread.add(table.file)
        if id_ is not None and not is_twice(table, "id", id_, seen):
            yield Choice(id_, family or OTHER, reach, retired)


def _done(table: TomlTable) -> None:
    """Report unknown and missing keys; after a misspelt key the survey is not fully understood."""
    if table.done() - {"minutes"}:
        table.faults.unread.add(table.file)


def _questions(
    table: TomlTable, reasons: tuple[Choice, ...], sections: Sequence[str]
) -> Iterable[Question]:
    seen: set[str] = set()
    decisions: list[str] = []
    flags: set[str] = set()
    for entry in table.tables("questions"):
        id_ = entry.id()
        if id_ in RESERVED:
            entry.fault("id", "reserved-id", value=id_)
            id_ = None
        kind: Kind | None = entry.one_of("kind", KINDS, example='"text"')
        looks: Looks | None = entry.one_of("looks", LOOKS, example='"back"')
        retired = entry.flag("retired")
        section = entry.one_of("section", sections) or ""
        values = values_of_kind(entry, kind, reasons, decisions)
        for key, fix in OLD_KEYS.items():
            entry.old(key, fix)
        _done(entry)
        twice = id_ is not None and is_twice(entry, "id", id_, seen)
        if not (id_ and kind and looks) or twice:
            table.faults.unread.add(table.file)
            continue
        question = Question(id_, kind, looks, retired=retired, section=section, **values)
        if kind == "choice" and question.reasons:
            decisions.append(id_)
        check_flags(entry, question, flags)
        yield question
