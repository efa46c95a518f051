"""Rules that find words that may identify a person, by language: `privacy/<language>.toml`.

Telephone numbers and national ids are recognised by the rules of countries, all else by lists of
words. A key in an admin's file replaces the same key in nejtak's own; the file of a new language
has to have every key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from nejtak.base.ids import is_slug
from nejtak.errors import Faults
from nejtak.project.places import is_language
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable

FOLDER = "privacy"
MARKERS = ("mail", "phone", "id")
LISTS = (
    "at",
    "dot",
    "call",
    "numbers",
    "week",
    "amounts",
    "everyday",
    "age",
    "health",
    "pregnancy",
    "family",
    "nationality",
    "role",
    "profession",
    "only",
    "place",
    "street",
    "company",
)


@dataclass(frozen=True, slots=True)
class Privacy:
    """One language's rules.

    `countries` are ISO codes, for telephone numbers; `ids` modules of python-stdnum, for national
    ids; `nouns` says that the language writes nouns with a capital. `markers` replace words that
    were removed from a text; `words` are the lists, each a sequence of entries.
    """

    language: str
    countries: tuple[str, ...]
    ids: tuple[str, ...]
    nouns: bool
    markers: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


def parse_privacy(source: Source, faults: Faults) -> dict[str, Privacy]:
    """Read the rules of every language that has a file, the admin's keys over nejtak's own."""
    shipped = source.shipped or source
    codes = {*source.names(FOLDER, ".toml"), *shipped.names(FOLDER, ".toml")}
    return {code: _language(source, code, faults) for code in sorted(codes)}


def _language(source: Source, code: str, faults: Faults) -> Privacy:
    file = f"{FOLDER}/{code}.toml"
    if not is_slug(code) or not is_language(code):
        faults.add(file, "", "bad-language", value=code)
    own = source.tables.get(file, {})
    lent = source.shipped.tables.get(file, {}) if source.shipped else {}
    values = {**lent, **own}
    for section in ("markers", "words"):
        below, above = lent.get(section), own.get(section)
        if isinstance(below, dict) and isinstance(above, dict):
            values[section] = below | above
    table = TomlTable(file, None if file in faults.unread else values, faults)
    known = partial(_known, table, own)
    countries = known("countries", '["DK"]', _is_country, "bad-country")
    ids = known("ids", '["dk.cpr"]', _is_id, "bad-national-id")
    nouns = table.flag("nouns")
    markers, words = table.table("markers", example="[markers]"), table.table("words")
    said = {key: markers.text(key, example='"[phone]"') or key for key in MARKERS}
    lists = {key: tuple((words.text(key) or "").split()) for key in LISTS}
    for part in (table, markers, words):
        part.done()
    return Privacy(code, countries, ids, nouns, said, lists)


def _known(
    table: TomlTable,
    own: Mapping[str, object],
    key: str,
    example: str,
    is_known: Callable[[str], bool],
    message: str,
) -> tuple[str, ...]:
    """Names that a slow library has to know; it is not asked about nejtak's own."""
    names = table.texts(key, example=example)
    for number, name in names.items() if key in own else ():
        if not is_known(name):
            table.fault(f"{key}[{number}]", message, value=name)
    return tuple(names.values())


def _is_country(code: str) -> bool:
    """Whether `phonenumbers` knows the telephone numbers of a country."""
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS


def _is_id(name: str) -> bool:
    """Whether python-stdnum has such a number: `dk.cpr` is its module `stdnum.dk.cpr`."""
    country, _, kind = name.partition(".")
    if not (country.isidentifier() and kind.isidentifier()):
        return False
    try:
        return hasattr(import_module(f"stdnum.{country}.{kind}"), "is_valid")
    except ImportError:
        return False
