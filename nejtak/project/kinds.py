"""The kinds of question: the keys that each has in `survey.toml`, and the values they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from nejtak.errors import guess
from nejtak.project import meanings
from nejtak.project.contract import Kind
from nejtak.project.model import OTHER, Choice
from nejtak.project.survey_text import REASONS
from nejtak.project.toml_table import TomlTable, known_of

MAX_LENGTH = 1000
# A submission may have 64 KB. One UTF-16 unit takes at most 9 bytes in a form (a CJK letter has
# three bytes, each sent as %XX), so 7000 units leave room for all other fields.
MAX_TOTAL_LENGTH = 7000
LEAST_POINTS, LAST_POINT = 3, 10
# The keys of each kind of question, in addition to id, kind, looks, section and retired.
_KEYS: Mapping[Kind, tuple[str, ...]] = {
    "choice": ("choices", "group", "rivals", "untold", "won"),
    "choices": ("beside", "choices", "hurts"),
    "scale": ("from", "points", "untold"),
    "grid": ("columns", "helped", "misled", "neutral", "ours", "rows", "theirs"),
    "text": ("max_length",),
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


def values_of_kind(
    table: TomlTable, kind: Kind | None, reasons: tuple[Choice, ...], decisions: Sequence[str]
) -> KindValues:
    """Read the keys of a question's kind, and report those of other kinds.

    `decisions` are the questions before it that ask for the deciding reason.
    """
    fitting = _KEYS[kind] if kind else ()
    for key in sorted({key for keys in _KEYS.values() for key in keys} - set(fitting)):
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
        case None:
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
        if choice is not None and not is_twice(table, f"{key}[{number}]", choice.id, seen):
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


def is_twice(table: TomlTable, key: str, id_: str, seen: set[str]) -> bool:
    """Whether the id has been seen before, which is reported; it is now."""
    if id_ in seen:
        table.fault(key, "duplicate-id", value=id_)
        table.faults.unread.add(table.file)
        return True
    seen.add(id_)
    return False
