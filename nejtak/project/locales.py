"""nejtak's own words: every locale has the same sections, keys and placeholders.

An admin's locale overrides nejtak's text by text, so it may contain only the few texts that differ.
In a language that nejtak does not have, missing texts are English until somebody translates them:
the pages of a draft can be looked at, and `wave open` requires all texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nejtak.base.ids import is_slug
from nejtak.base.shipped import FALLBACK
from nejtak.errors import Faults, closest, guess
from nejtak.project.i18n import known_values, placeholders, stray_braces
from nejtak.project.model import Locale
from nejtak.project.places import is_language
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable

FOLDER = "locales"
REFERENCE = "da"
DIRECTIONS = ("ltr", "rtl")

Sections = Mapping[str, Mapping[str, object]]


def parse_locales(source: Source, faults: Faults) -> dict[str, Locale]:
    """Read all locales and compare each with the reference, nejtak's own `locales/da.toml`."""
    shipped = source.shipped or source
    reference = _sections(shipped.tables.get(_file(REFERENCE), {}))
    codes = {*source.names(FOLDER, ".toml"), *shipped.names(FOLDER, ".toml")}
    return {code: _locale(source, code, reference, faults) for code in sorted(codes)}


def _file(code: str) -> str:
    return f"{FOLDER}/{code}.toml"


def _values(source: Source, file: str) -> Mapping[str, Any] | None:
    """The sources' texts, and nejtak's for the rest; None if neither has the file."""
    own = source.tables.get(file)
    shipped = source.shipped.tables.get(file) if source.shipped else None
    if own is None or shipped is None:
        return shipped if own is None else own
    sections = _sections(own).keys() & _sections(shipped).keys()
    return {**shipped, **own, **{key: shipped[key] | own[key] for key in sections}}


def _locale(source: Source, code: str, reference: Sections, faults: Faults) -> Locale:
    file = _file(code)
    if not is_slug(code) or not is_language(code):
        faults.add(file, "", "bad-language", value=code)
    table = TomlTable(file, _values(source, file) if file not in faults.unread else None, faults)
    name = table.words("name", example='"Dansk"')
    direction = table.one_of("direction", DIRECTIONS, example='"ltr"')
    lent: Sections = _sections(source.shipped.tables[_file(FALLBACK)]) if source.shipped else {}
    strings = {
        section: _strings(table.table(section), reference.get(section, {}), whole=not lent)
        for section in reference or _sections(table.values)
    }
    missing = tuple(
        f"{section}.{key}"
        for section, texts in lent.items()
        for key in texts
        if key not in strings[section]
    )
    for section, texts in lent.items():
        english = {key: str(text) for key, text in texts.items()}
        strings[section] = english | strings[section]
    if code == REFERENCE and source.shipped is None:
        for section, texts in strings.items():
            _check_names(table.table(section), texts)
    meant = table.done()
    for section in set() if lent else reference.keys() - table.values.keys() - meant:
        for key, text in reference[section].items() if table.given else ():
            table.fault(f"{section}.{key}", "locale-missing", reference=REFERENCE, text=text)
    return Locale(code, name or code, direction or "ltr", strings, missing)


def _sections(values: Mapping[str, object]) -> dict[str, dict[str, object]]:
    return {key: value for key, value in values.items() if isinstance(value, dict)}


def _strings(table: TomlTable, reference: Mapping[str, object], *, whole: bool) -> dict[str, str]:
    strings = {key: text for key in table.values if (text := table.words(key)) is not None}
    for key, text in strings.items():
        if brace := next(stray_braces(text), None):
            table.fault(key, "locale-brace", brace=brace)
    if not reference or not table.given:
        return strings
    absent = reference.keys() - table.values.keys()
    meant = set()
    for key in table.values.keys() - reference.keys():
        likely = closest(key, absent) or closest(key, reference)
        hint = guess(key, [likely] if likely else ())
        table.fault(key, "locale-extra", reference=REFERENCE, guess=hint)
        meant.add(likely)
    for key in absent - meant if whole else ():
        table.fault(key, "locale-missing", reference=REFERENCE, text=reference[key])
    for key in strings.keys() & reference.keys():
        expected, actual = placeholders(str(reference[key])), placeholders(strings[key])
        if expected != actual:
            table.fault(key, "locale-placeholder", expected=_list(expected), actual=_list(actual))
    return strings


def _check_names(table: TomlTable, strings: Mapping[str, str]) -> None:
    """Compare the reference's placeholders with the values that pages and reports insert."""
    for key, text in strings.items():
        known = known_values(table.path, key)
        for name in sorted(placeholders(text) - known):
            words = {"known": _list(set(known)), "guess": guess(name, known)}
            table.fault(key, "bad-value", value=f"{{{name}}}", **words)


def _list(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
