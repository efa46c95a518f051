"""nejtak's own texts in one language, filled with values, and numbers and dates in that language.

A `{name}` in a text is a placeholder for a value. Loading the sources refuses any other brace, and
names that no page or report knows. Values are inserted once, so a brace in a client's name is not a
placeholder. For HTML, text and values are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NoReturn

import babel
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from nejtak.errors import Faults, SourceError, guess
from nejtak.project.contract import ASKS, Asks
from nejtak.project.model import TONES, Locale, Tone
from nejtak.project.places import is_language

# Placeholders: any text of a page can have any of the first; texts of reports, some of the second.
PAGE_VALUES = frozenset(
    {"client", "legal_name", "partner", "runner", "contact", "minutes", "closes", "expires", "kept"}
    | {"left", "count", "address"}
)
REPORT_VALUES = frozenset(
    {"client", "partner", "opens", "closes", "n", "offers", "interval", "share"}
    | {"least", "most", "low", "high", "value", "top", "base", "clients", "a", "b", "c", "column"}
    | {"asked", "count", "group", "period"}
)
# In handouts {address} is the survey's; {verify}, {asked} and {enter} are commands.
HANDOUT_VALUES = PAGE_VALUES | {"wave", "verify", "asked", "enter"}
INTERVIEWED = "interviewed"
# Sections with what a tone, a wave that asks those who accepted, or a client that interviews says
# instead of another text.
VARIANTS = frozenset({*TONES, *ASKS, INTERVIEWED})
NO_BREAK = "\N{NO-BREAK SPACE}"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# English without a country is British, with the day before the month.
_SPOKEN = {"en": "en-GB"}
# Codes of countries, and of Norwegian as a whole, that people write for a language.
_MEANT = {"nb": ("no",), "da": ("dk",), "sv": ("se",)}


def known_values(section: str, key: str = "") -> frozenset[str]:
    """The placeholders that a text of a locale's section can have."""
    if section in VARIANTS:
        return known_values(key.partition("_")[0])
    if section in {"handouts", "sender", "interview"}:
        return HANDOUT_VALUES
    return REPORT_VALUES if section == "report" else PAGE_VALUES


def placeholders(text: str) -> set[str]:
    """The names of a text's placeholders."""
    return set(_PLACEHOLDER.findall(text))


def pieces(text: str) -> list[str]:
    """The parts of a text between its placeholders."""
    return _PLACEHOLDER.split(text)[::2]


def stray_braces(text: str) -> Iterator[str]:
    """Yield each brace that is not part of a placeholder."""
    return (char for piece in pieces(text) for char in piece if char in "{}")


class Texts:
    """The texts of one locale, by `section.key`.

    In a tone other than the first, the locale's section of that name has the texts that differ,
    `thanks_bye` for `thanks.bye`; so has the section `accepted` for waves that ask those who
    accepted, and `interviewed` for clients that interview. A tone's text comes first.
    """

    def __init__(
        self,
        locale: Locale,
        tone: Tone = TONES[0],
        asks: Asks = ASKS[0],
        *,
        interviews: bool = False,
    ) -> None:
        self._locale = locale
        variants = (tone, asks, INTERVIEWED) if interviews else (tone, asks)
        self._variants = [locale.strings.get(variant, {}) for variant in variants]

    def plain(self, key: str, values: Mapping[str, object]) -> str:
        """Return a filled text; raise SourceError if the text or one of its values is missing."""
        text = self._text(key)
        return _PLACEHOLDER.sub(lambda match: str(self._value(key, match[1], values)), text)

    def html(self, key: str, values: Mapping[str, object]) -> Markup:
        """Return a text as HTML, escaped and filled with escaped values; raise as `plain`."""
        text = escape(self._text(key))
        filled = _PLACEHOLDER.sub(
            lambda match: str(escape(self._value(key, match[1], values))), text
        )
        return Markup(filled)  # noqa: S704 - the text and each value are escaped

    def _text(self, key: str) -> str:
        section, _, name = key.partition(".")
        said = (variant.get(f"{section}_{name}") for variant in self._variants)
        text = next((one for one in said if one is not None), None)
        if text is None:
            text = self._locale.strings.get(section, {}).get(name)
        if text is None:
            self._fail(key, "missing-key", example="; a page or report shows it")
        return text

    def _value(self, key: str, name: str, values: Mapping[str, object]) -> object:
        if name not in values:
            known = ", ".join(f"{{{value}}}" for value in sorted(values)) or "none"
            closest = guess(name, values)
            self._fail(key, "bad-value", value=f"{{{name}}}", known=known, guess=closest)
        return values[name]

    def _fail(self, key: str, message: str, **values: object) -> NoReturn:
        faults = Faults()
        faults.add(f"locales/{self._locale.code}.toml", key, message, **values)
        raise SourceError(faults.collected)


# Every page has the same few numbers and days, and Babel is slow.
@cache
def format_number(value: float, code: str) -> str:
    """A number in the notation of a language."""
    return format_decimal(value, locale=_babel(code))


@cache
def country_name(country: str, code: str) -> str:
    """A country in the words of a language, by its two letters."""
    return str(_babel(code).territories.get(country, country))


@cache
def format_days(count: int, code: str) -> str:
    """A number of days in words, which stay on one line."""
    return _unit(count, "duration-day", code)


@cache
def format_minutes(count: int, code: str) -> str:
    """A number of minutes in words, which stay on one line."""
    return _unit(count, "duration-minute", code)


def _unit(count: int, unit: str, code: str) -> str:
    return format_unit(count, unit, locale=_babel(code)).replace(" ", NO_BREAK)


@cache
def format_day(value: date, code: str) -> str:
    """A date in the notation of a language."""
    return format_date(value, "long", locale=_babel(_SPOKEN.get(code, code)))


@cache
def format_short_day(value: date, code: str) -> str:
    """A date in few letters, as a language writes it."""
    return format_date(value, "medium", locale=_babel(_SPOKEN.get(code, code)))


def language_guess(word: str, known: Collection[str]) -> str:
    """` Did you mean 'da'?` for a code, a country, or a language by its name; empty if none."""
    meant = {name: code for code in known for name in _names(code)}
    word = word.lower()
    return guess(meant.get(word, word), known)


@cache
def _names(code: str) -> tuple[str, ...]:
    """What people write for a language: its names, or the code of its country."""
    if not is_language(code):  # the file's name is reported elsewhere
        return ()
    language = _babel(code)
    names = f"{language.english_name}\n{language.display_name}".lower().splitlines()
    return (*names, *(name.partition(" ")[0] for name in names), *_MEANT.get(code, ()))


def _babel(code: str) -> babel.Locale:
    return babel.Locale.parse(code, sep="-")
