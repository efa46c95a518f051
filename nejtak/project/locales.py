"""nejtak's own words: every locale has the same sections, keys and placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import babel

from nejtak.base.ids import is_slug
from nejtak.errors import Faults, closest, guess
from nejtak.project.i18n import known_values, placeholders, stray_braces
from nejtak.project.model import Locale
from nejtak.project.source import Source
from nejtak.project.toml_table import Table

REFERENCE = "da"
DIRECTIONS = ("ltr", "rtl")

Sections = Mapping[str, Mapping[str, Any]]


def parse_locales(source: Source, faults: Faults) -> dict[str, Locale]:
    """Read all locales and hold each against the reference, `locales/da.toml`."""
    codes = set(source.names("locales", ".toml"))
    if codes and REFERENCE not in codes:
        mend = "All other locales are checked against it."
        faults.add(f"locales/{REFERENCE}.toml", "", "missing-file", mend=mend)
        codes.add(REFERENCE)
    reference = _sections(source.tables.get(f"locales/{REFERENCE}.toml", {}))
    return {
        code: _locale(source, code, {} if code == REFERENCE else reference, faults)
        for code in sorted(codes)
    }


def _locale(source: Source, code: str, reference: Sections, faults: Faults) -> Locale:
    file = f"locales/{code}.toml"
    if not is_slug(code) or not _is_language(code):
        faults.add(file, "", "bad-language", value=code)
    table = Table(file, source.tables.get(file) if file not in faults.unread else None, faults)
    name = table.text("name", example='"Dansk"')
    direction = table.one_of("direction", DIRECTIONS, example='"ltr"')
    strings = {
        section: _strings(table.table(section), reference.get(section, {}))
        for section in reference or _sections(table.values)
    }
    meant = table.done()
    for section in reference.keys() - table.values.keys() - meant:
        for key, text in reference[section].items() if table.given else ():
            table.fault(f"{section}.{key}", "locale-missing", reference=REFERENCE, text=text)
    return Locale(code, name or code, direction or "ltr", strings)


def _sections(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {key: value for key, value in values.items() if isinstance(value, dict)}


def _is_language(code: str) -> bool:
    """Whether Babel knows how dates and numbers are written in it."""
    try:
        babel.Locale.parse(code, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return False
    return True


def _strings(table: Table, reference: Mapping[str, Any]) -> dict[str, str]:
    strings = {key: text for key in table.values if (text := table.text(key)) is not None}
    for key, text in strings.items():
        if brace := next(stray_braces(text), None):
            table.fault(key, "locale-brace", brace=brace)
    if not reference:
        _check_names(table, strings)
    if not reference or not table.given:
        return strings
    absent = reference.keys() - table.values.keys()
    meant = set()
    for key in table.values.keys() - reference.keys():
        table.fault(key, "locale-extra", reference=REFERENCE, guess=guess(key, absent))
        meant.add(closest(key, absent))
    for key in absent - meant:
        table.fault(key, "locale-missing", reference=REFERENCE, text=reference[key])
    for key in strings.keys() & reference.keys():
        expected, found = placeholders(str(reference[key])), placeholders(strings[key])
        if expected != found:
            table.fault(key, "locale-placeholder", expected=_list(expected), found=_list(found))
    return strings


def _check_names(table: Table, strings: Mapping[str, str]) -> None:
    """Hold the reference's placeholders against what pages and reports put in."""
    known = known_values(table.path)
    for key, text in strings.items():
        for name in sorted(placeholders(text) - known):
            words = {"known": _list(set(known)), "guess": guess(name, known)}
            table.fault(key, "bad-value", value=f"{{{name}}}", **words)


def _list(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
