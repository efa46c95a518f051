"""Surveys: `survey.toml` for the structure, one Markdown document per language for the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from nejtak.base.ids import is_slug
from nejtak.errors import Faults, guess
from nejtak.project import meanings
from nejtak.project.contract import ASKS, KINDS, Asks, Kind
from nejtak.project.groups import check_flags
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
from nejtak.project.toml_table import TomlTable, known_of

MAX_LENGTH = 1000
# A submission may have 64 KB. One UTF-16 unit takes at most 9 bytes in a form (a CJK letter has
# three bytes, each sent as %XX), so 7000 units leave room for all other fields.
MAX_TOTAL_LENGTH = 7000
LEAST_POINTS, LAST_POINT = 3, 10
# No question's id: other fields of the form, and other headings of the Markdown.
RESERVED = frozenset({"language", "number", "website", REASONS, FAMILY_CAPTIONS, PROBES, *LOOKS})
# The keys of each kind of question, in addition to id, kind, looks, section and retired.
KEYS: Mapping[Kind, tuple[str, ...]] = {
    "choice": ("choices", "group", "rivals", "untold", "won"),
    "choices": ("beside", "choices", "hurts"),
    "scale": ("from", "points", "untold"),
    "grid": ("columns", "helped", "misled", "neutral", "ours", "rows", "theirs"),
    "text": ("max_length",),
}
OLD_KEYS = {
    "about": "Remove it: everybody is asked the question.",
    "turned": 'Write won = "..." instead, with the id of the choice.',
    "segment": "Write group = true instead.",
}


class KindValues(TypedDict, total=False):
    """The values of a question that depend on its kind."""

    choices: tuple[Choice, ...]
    rows: tuple[Choice, ...]
    untold: str | None
    max_length: int | None
    beside: str | None
    won: str | None
    group: bool
    rivals: bool
    meanings: meanings.Meanings


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
        if id_ is not None and not _is_twice(table, "id", id_, seen):
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
        if id_ is not None and not _is_twice(table, "id", id_, seen):
            yield Choice(id_, family or OTHER, reach, retired)


def _done(table: TomlTable) -> None:
    """Report unknown and missing keys; after a misspelt key the survey is not fully understood."""
    if table.done() - {"minutes"}:
        table.faults.unread.add(table.file)


def _is_twice(table: TomlTable, key: str, id_: str, seen: set[str]) -> bool:
    if id_ in seen:
        table.fault(key, "duplicate-id", value=id_)
        table.faults.unread.add(table.file)
        return True
    seen.add(id_)
    return False


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
        values = _by_kind(entry, kind, reasons, decisions)
        for key, fix in OLD_KEYS.items():
            entry.old(key, fix)
        _done(entry)
        twice = id_ is not None and _is_twice(entry, "id", id_, seen)
        if not (id_ and kind and looks) or twice:
            table.faults.unread.add(table.file)
            continue
        question = Question(id_, kind, looks, retired=retired, section=section, **values)
        if kind == "choice" and question.reasons:
            decisions.append(id_)
        check_flags(entry, question, flags)
        yield question


def _by_kind(
    table: TomlTable, kind: Kind | None, reasons: tuple[Choice, ...], decisions: Sequence[str]
) -> KindValues:
    fitting = KEYS[kind] if kind else ()
    for key in sorted({key for keys in KEYS.values() for key in keys} - set(fitting)):
        if key in table.values:
            table.get(key, type(table.values[key]))
            if kind:
                table.fault(key, "key-not-for-kind", kind=kind)
    match kind:
        case "choice":
            return _choice_question(table, reasons)
        case "choices":
            choices = _choices(table, "choices", reasons)
            words = meanings.words(table, [c.id for c in choices if c.family is None])
            beside = _beside(table, choices, decisions)
            return {"choices": choices, "beside": beside, "meanings": words}
        case "scale":
            return _scale(table)
        case "grid":
            return _grid(table, reasons)
        case "text":
            longest = table.integer("max_length", 1, MAX_TOTAL_LENGTH)
            return {"max_length": longest or MAX_LENGTH}
    return {}


def _choice_question(table: TomlTable, reasons: tuple[Choice, ...]) -> KindValues:
    choices = _choices(table, "choices", reasons)
    shown = [choice.id for choice in choices if not choice.retired]
    others = [c.id for c in choices if c.id in shown and OTHER in (c.id, c.family)]
    untold = _one_of(table, "untold", shown)
    return {
        "choices": choices,
        "untold": untold or next(iter((*others, *shown[-1:])), None),
        "won": _one_of(table, "won", shown),
        "group": table.flag("group"),
        "rivals": table.flag("rivals"),
    }


def _one_of(table: TomlTable, key: str, choices: Sequence[str]) -> str | None:
    """One of the choices; if there are none, only their absence is reported."""
    choice: str | None = table.one_of(key, choices) if choices else table.get(key, str)
    return choice


def _beside(table: TomlTable, choices: tuple[Choice, ...], decisions: Sequence[str]) -> str | None:
    """The question about the decisive reason, with the same list of reasons."""
    beside: str | None = table.one_of("beside", decisions)
    if beside is not None and all(choice.family is None for choice in choices):
        table.fault("beside", "beside-wrong")
    return beside


def _scale(table: TomlTable) -> KindValues:
    """The points of a scale; an end of it cannot be `untold`."""
    first = 0 if table.integer("from", 0, 1) == 0 else 1
    points = table.integer("points", LEAST_POINTS, LAST_POINT + 1, example="5")
    if points and first and points > LAST_POINT:
        table.fault("points", "scale-from-zero")
        points = None
    if points is None:
        table.faults.unread.add(table.file)
    choices = tuple(Choice(str(n)) for n in range(first, first + (points or 0)))
    inner = [choice.id for choice in choices[1:-1]]
    untold = _one_of(table, "untold", inner)
    return {"choices": choices, "untold": untold or next(iter(inner[len(inner) // 2 :]), None)}


def _grid(table: TomlTable, reasons: tuple[Choice, ...]) -> KindValues:
    rows = _choices(table, "rows", reasons, least=1)
    columns = _choices(table, "columns", ())
    neutral = table.text("neutral", example='"no"')
    known = [column.id for column in columns]
    unknown = neutral is not None and known and neutral not in known
    if unknown and len(known) == len(table.values["columns"]):
        table.fault(
            "neutral",
            "neutral-unknown",
            value=neutral,
            known=known_of(known),
            guess=guess(str(neutral), known),
        )
    sides = meanings.columns(table, known, neutral)
    return {"rows": rows, "choices": columns, "untold": neutral, "meanings": sides}


def _choices(
    table: TomlTable, key: str, reasons: tuple[Choice, ...], *, least: int = 2
) -> tuple[Choice, ...]:
    if table.values.get(key) == REASONS and key != "columns":
        table.get(key, str)
        if not reasons and table.file not in table.faults.unread:
            table.fault(key, "no-reasons")
        elif reasons and sum(not reason.retired for reason in reasons) < least:
            table.fault(key, "too-few", least=least)
        return reasons
    values = table.get(key, list, example='["yes", "no"]')
    seen: set[str] = set()
    choices = []
    for number, value in enumerate(values or (), 1):
        choice = _choice(table, f"{key}[{number}]", value)
        if choice is not None and not _is_twice(table, f"{key}[{number}]", choice.id, seen):
            choices.append(choice)
    if values is None:
        table.faults.unread.add(table.file)
    elif sum(not _is_retired(value) for value in values) < least:
        table.fault(key, "too-few", least=least)
    return tuple(choices)


def _is_retired(value: object) -> bool:
    return isinstance(value, dict) and value.get("retired") is True


def _choice(table: TomlTable, place: str, value: object) -> Choice | None:
    """One item of a list: an id, or a table with an id."""
    if not isinstance(value, dict):
        id_ = TomlTable(table.file, {place: value}, table.faults, table.path).id(place)
        return None if id_ is None else Choice(id_)
    item = TomlTable(table.file, value, table.faults, table.where(place))
    id_ = item.id()
    retired = item.flag("retired")
    for key in ("reach", "family"):
        if key in item.values:
            item.get(key, type(item.values[key]))
            item.fault(key, "reach-not-reason")
    item.done()
    return None if id_ is None else Choice(id_, retired=retired)
