"""How a wave's file divides its respondents: by planned groups, or by the type of rival chosen.

`[groups]` has the number asked in each group, by an answer to the survey's question with
`group = true`. `[rivals]` has sets of answers to its question with `rivals = true`; how many are in
a set is known from the answers alone (`nejtak.disclosure.rivals`). A report has one division.
"""

from __future__ import annotations

from collections.abc import Mapping

from nejtak.base.ids import is_slug
from nejtak.disclosure import SETS
from nejtak.errors import guess
from nejtak.project.model import Question, Survey
from nejtak.project.outcomes import MOST_OFFERS
from nejtak.project.toml_table import TomlTable, known_of

FLAGS = ("group", "rivals")  # of the questions that may divide respondents
LIMITS = {"least": SETS[0], "most": SETS[-1]}
Sets = Mapping[str, tuple[str, ...]]


def parse_groups(table: TomlTable, survey: Survey | None) -> tuple[str, dict[str, int], Sets]:
    """The question that divides respondents, the number asked in each group, and sets of rivals.

    The question is that of the sets if there are any, else that of the groups, if there is one.
    """
    group, rivals = (_flagged(survey, flag) for flag in FLAGS)
    groups = _groups(table, survey, group)
    sets = _rivals(table, survey, rivals)
    if groups and sets:
        table.fault("rivals", "rivals-groups")
    question = rivals if sets else group
    return question.id if question else "", groups, sets


def check_flags(table: TomlTable, question: Question, seen: set[str]) -> None:
    """Report a second question with one of the flags, or one that may not divide respondents."""
    for flag in (flag for flag in FLAGS if getattr(question, flag)):
        if question.reasons or question.section or flag in seen:
            table.fault(flag, "group-wrong")
        seen.add(flag)


def _flagged(survey: Survey | None, flag: str) -> Question | None:
    return next((q for q in survey.questions if getattr(q, flag)), None) if survey else None


def _groups(table: TomlTable, survey: Survey | None, question: Question | None) -> dict[str, int]:
    """The number asked in each group."""
    groups = table.table("groups")
    if survey and groups.values and question is None:
        table.fault("groups", "group-none", survey=survey.id)
    numbers = {}
    for id_ in groups.values:
        asked = groups.integer(id_, 0, MOST_OFFERS)
        if asked is not None and _is_known(groups, id_, id_, question):
            numbers[id_] = asked
    return numbers


def _is_known(table: TomlTable, key: str, id_: str, question: Question | None) -> bool:
    """Whether the question has this choice, and report it if not; without a question it may."""
    known = [choice.id for choice in question.choices] if question else [id_]
    if id_ not in known:
        words = {"known": known_of(known), "guess": guess(id_, known)}
        table.fault(key, "bad-value", value=id_, **words)
    return id_ in known


def _rivals(table: TomlTable, survey: Survey | None, question: Question | None) -> Sets:
    """The types of rival in each set."""
    rivals = table.table("rivals")
    if survey and rivals.values and question is None:
        table.fault("rivals", "rivals-none", survey=survey.id)
    elif rivals.values and len(rivals.values) not in SETS:
        table.fault("rivals", "rivals-number", number=len(rivals.values), **LIMITS)
    sets: dict[str, tuple[str, ...]] = {}
    for id_ in rivals.values:
        if not is_slug(id_):
            rivals.fault(id_, "bad-id", value=id_)
        types = rivals.texts(id_)
        if rivals.values[id_] == []:
            rivals.fault(id_, "rivals-empty", example='["same-field"]')
        before = {type_ for set_ in sets.values() for type_ in set_}
        for number, type_ in types.items():
            _check_type(rivals, f"{id_}[{number}]", type_, question, before)
            before.add(type_)
        sets[id_] = tuple(types.values())
    return sets


def _check_type(
    table: TomlTable, key: str, type_: str, question: Question | None, before: set[str]
) -> None:
    if not _is_known(table, key, type_, question):
        return
    if type_ in before:
        table.fault(key, "rivals-twice", value=type_)
    elif question and type_ == question.untold:
        table.fault(key, "rivals-untold", value=type_)
