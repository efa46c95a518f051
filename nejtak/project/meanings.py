"""The meanings that `survey.toml` gives to answers, so that a report knows what they are about.

- a grid that compares with what was chosen instead: `theirs` is the column of those who found it
  better there, `ours` of those who found it better here;
- a grid of sources: `helped` and `misled` are the columns of the sources that did;
- a list of words to tick: `hurts` are the words that hurt an employer, and all others please.

Ids alone mean nothing: a survey may call its questions and choices as it likes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from nejtak.errors import guess
from nejtak.project.toml_table import TomlTable, known_of

Meaning = Literal["theirs", "ours", "helped", "misled", "hurts"]
Meanings = Mapping[Meaning, tuple[str, ...]]
COMPARISON: tuple[Meaning, Meaning] = ("theirs", "ours")
SOURCES: tuple[Meaning, Meaning] = ("misled", "helped")
PAIRS = (COMPARISON, SOURCES)


def columns(table: TomlTable, known: Collection[str], neutral: str | None) -> Meanings:
    """The meanings of a grid's columns: one pair or none, and never the neutral column."""
    found: dict[Meaning, tuple[str, ...]] = {}
    told = [column for column in known if column != neutral]
    for pair in PAIRS:
        values = {key: table.one_of(key, told) if told else table.get(key, str) for key in pair}
        given = [key for key in pair if key in table.values]
        if len(given) == 1 or (given and values[pair[0]] == values[pair[1]] is not None):
            table.fault(given[0], "pair-wrong", a=pair[0], b=pair[1])
        elif given and found:
            table.fault(given[0], "pair-second", a=COMPARISON[0], b=SOURCES[0])
        elif all(values.values()):
            found = {key: (value,) for key, value in values.items()}
    return found


def words(table: TomlTable, known: Collection[str]) -> Meanings:
    """The words that hurt, if the list has any: some of its choices, and not all."""
    hurts = table.texts("hurts")
    unknown = {number: id_ for number, id_ in hurts.items() if known and id_ not in known}
    for number, id_ in unknown.items():
        values = {"known": known_of([*known]), "guess": guess(id_, known)}
        table.fault(f"hurts[{number}]", "bad-value", value=id_, **values)
    found = tuple(id_ for id_ in known if id_ in hurts.values())
    given = isinstance(table.values.get("hurts"), list) and not unknown
    if given and known and (not found or len(found) == len(known)):
        table.fault("hurts", "hurts-wrong")
    return {"hurts": found} if found else {}
