"""Surveys: `survey.toml` for the structure, one Markdown document per language for the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nejtak.errors import Faults, guess
from nejtak.project.model import (
    FAMILIES,
    KINDS,
    LOOKS,
    OTHER,
    REACHES,
    Choice,
    Kind,
    Looks,
    Question,
    Survey,
)  # fmt: skip
from nejtak.project.source import Source
from nejtak.project.survey_text import REASONS, parse_words
from nejtak.project.toml_table import Table, is_slug, known_of

MAX_LENGTH = 1000
# A submission may be 64 KB. One UTF-16 unit takes at most 9 bytes in a form (a CJK letter:
# three bytes, each as %XX), so 7000 units leave room for every other field.
MAX_TOTAL_LENGTH = 7000
LOWEST_POINTS, HIGHEST_POINTS = 2, 10
# Fields of the form that are not questions; and a question's heading in the Markdown shares one
# name space with those of the page's parts.
RESERVED = frozenset({"language", "number", "website", REASONS, *LOOKS})
# What each kind of question needs beside id, kind, looks and retired.
KEYS: Mapping[Kind, tuple[str, ...]] = {
    "choice": ("choices", "about", "turned", "segment"),
    "choices": ("choices",),
    "scale": ("points",),
    "grid": ("rows", "columns", "neutral"),
    "text": ("max_length",),
}


def parse_survey(source: Source, id: str, faults: Faults) -> Survey:
    """Read one survey with all its languages."""
    folder = f"surveys/{id}"
    file = f"{folder}/survey.toml"
    if not is_slug(id):
        faults.add(folder, "", "bad-id", value=id)
    if file not in source.files:
        faults.add(file, "", "missing-file", mend="Every survey has one.")
        faults.unread.add(file)
    table = Table(file, None if file in faults.unread else source.tables[file], faults)
    minutes = table.integer("minutes", 1, 60)
    reasons = tuple(_reasons(table.tables("reasons")))
    questions = tuple(_questions(table, reasons))
    _done(table)
    _check_whole(table, questions)
    words = {
        language: parse_words(source, f"{folder}/{language}.md", file, questions, faults)
        for language in source.names(folder, ".md")
    }
    return Survey(id, minutes or 5, questions, words)


def _check_whole(table: Table, questions: Sequence[Question]) -> None:
    asked = {question.looks for question in questions if not question.retired}
    for looks in LOOKS if table.file not in table.faults.unread else ():
        if looks not in asked:
            table.fault("questions", "no-looks", looks=looks)
    total = sum(q.max_length or 0 for q in questions)
    if total > MAX_TOTAL_LENGTH:
        table.fault("questions", "texts-too-long", most=MAX_TOTAL_LENGTH, total=total)


def _reasons(tables: Iterable[Table]) -> Iterable[Choice]:
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


def _done(table: Table) -> None:
    """Report unknown and missing keys; where one is misspelt, what is asked is not known."""
    if table.done() - {"minutes"}:
        table.faults.unread.add(table.file)


def _is_twice(table: Table, key: str, id_: str, seen: set[str]) -> bool:
    if id_ in seen:
        table.fault(key, "duplicate-id", value=id_)
        table.faults.unread.add(table.file)
        return True
    seen.add(id_)
    return False


def _questions(table: Table, reasons: tuple[Choice, ...]) -> Iterable[Question]:
    seen: set[str] = set()
    decisions: list[str] = []
    segments = 0
    for entry in table.tables("questions"):
        id_ = entry.id()
        if id_ in RESERVED:
            entry.fault("id", "reserved-id", value=id_)
            id_ = None
        kind: Kind | None = entry.one_of("kind", KINDS, example='"text"')
        looks: Looks | None = entry.one_of("looks", LOOKS, example='"back"')
        retired = entry.flag("retired")
        values = _by_kind(entry, kind, reasons)
        if kind == "choice":
            values |= _turned(entry, values["choices"], decisions)
            values["segment"] = entry.flag("segment")
        _done(entry)
        twice = id_ is not None and _is_twice(entry, "id", id_, seen)
        if id_ and kind and looks and not twice:
            question = Question(id_, kind, looks, retired=retired, **values)
            if kind == "choice" and question.reasons:
                decisions.append(id_)
            if question.segment and (question.reasons or segments):
                entry.fault("segment", "segment-wrong")
            segments += question.segment
            yield question
        else:
            table.faults.unread.add(table.file)


def _turned(table: Table, choices: Sequence[Choice], decisions: Sequence[str]) -> dict[str, Any]:
    """What makes a question one about the reason that decided, if it says so."""
    about = table.one_of("about", decisions)
    needed = "about" in table.values or "turned" in table.values
    turned = table.one_of(
        "turned", [choice.id for choice in choices], example='"yes"' if needed else None
    )
    if needed and "about" not in table.values:
        table.get("about", str, example='"deciding"')
    return {"about": about, "turned": turned}


def _by_kind(table: Table, kind: Kind | None, reasons: tuple[Choice, ...]) -> dict[str, Any]:
    fitting = KEYS[kind] if kind else ()
    for key in sorted({key for keys in KEYS.values() for key in keys} - set(fitting)):
        if key in table.values:
            table.get(key, type(table.values[key]))
            if kind:
                table.fault(key, "key-not-for-kind", kind=kind)
    if kind is None:
        return {}
    if kind == "text":
        longest = table.integer("max_length", 1, MAX_TOTAL_LENGTH)
        return {"max_length": longest or MAX_LENGTH}
    if kind == "scale":
        points = table.integer("points", LOWEST_POINTS, HIGHEST_POINTS, example="5")
        if points is None:
            table.faults.unread.add(table.file)
        return {"choices": tuple(Choice(str(n)) for n in range(1, (points or 0) + 1))}
    if kind == "grid":
        return _grid(table, reasons)
    return {"choices": _choices(table, "choices", reasons)}


def _grid(table: Table, reasons: tuple[Choice, ...]) -> dict[str, Any]:
    rows = _choices(table, "rows", reasons, least=1)
    columns = _choices(table, "columns", ())
    neutral = table.text("neutral", example='"no"')
    known = [column.id for column in columns]
    unknown = neutral is not None and known and neutral not in known
    if unknown and len(known) == len(table.values["columns"]):
        table.fault(
            "neutral", "neutral-unknown", value=neutral, known=known_of(known),
            guess=guess(str(neutral), known),
        )  # fmt: skip
    return {"rows": rows, "choices": columns, "neutral": neutral}


def _choices(
    table: Table, key: str, reasons: tuple[Choice, ...], *, least: int = 2
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
    found = []
    for number, value in enumerate(values or (), 1):
        choice = _choice(table, f"{key}[{number}]", value)
        if choice is not None and not _is_twice(table, f"{key}[{number}]", choice.id, seen):
            found.append(choice)
    if values is None:
        table.faults.unread.add(table.file)
    elif sum(not _is_retired(value) for value in values) < least:
        table.fault(key, "too-few", least=least)
    return tuple(found)


def _is_retired(value: object) -> bool:
    return isinstance(value, dict) and value.get("retired") is True


def _choice(table: Table, place: str, value: object) -> Choice | None:
    """One item of a list: an id, or a table with an id."""
    if not isinstance(value, dict):
        id_ = Table(table.file, {place: value}, table.faults, table.path).id(place)
        return None if id_ is None else Choice(id_)
    item = Table(table.file, value, table.faults, table.where(place))
    id_ = item.id()
    retired = item.flag("retired")
    for key in ("reach", "family"):
        if key in item.values:
            item.get(key, type(item.values[key]))
            item.fault(key, "reach-not-reason")
    item.done()
    return None if id_ is None else Choice(id_, retired=retired)
