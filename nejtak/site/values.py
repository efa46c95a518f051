"""nejtak's own words, filled with the values of one page.

The same values are offered to every text, so that a translator may use any of them anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from typing import NoReturn

import babel
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from nejtak.errors import Faults, SourceError, guess
from nejtak.project.model import LOOKS, TONES, Client, Locale, Project, Survey, Tone, Wave

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# English without a country is the one of Britain, where a day stands before its month.
_SPOKEN = {"en": "en-GB"}
# What the contract will say when the wave opens; until then a draft shows it from here.
_KEPT = timedelta(days=365)


class Words:
    """The locale's texts as safe HTML, by `section.key`.

    In a tone other than the first, the locale's section of that name has the words that differ,
    `thanks_bye` for `thanks.bye`.
    """

    def __init__(self, locale: Locale, values: Mapping[str, object], tone: Tone = TONES[0]) -> None:
        self._locale = locale
        self._values = values
        self._tone = locale.strings.get(tone, {})

    def __call__(self, key: str) -> Markup:
        """Return one text, escaped and filled; raise SourceError where it or a value is missing."""
        section, _, name = key.partition(".")
        text = self._tone.get(f"{section}_{name}")
        if text is None:
            text = self._locale.strings.get(section, {}).get(name)
        if text is None:
            self._fail(key, "missing-key", example="; a page shows it")
        filled = _PLACEHOLDER.sub(lambda match: self._value(key, match[1]), escape(text))
        return Markup(filled)  # noqa: S704  # the text and each value are escaped

    def _value(self, key: str, name: str) -> str:
        if name not in self._values:
            known = ", ".join(f"{{{value}}}" for value in sorted(self._values))
            closest = guess(name, self._values)
            self._fail(key, "bad-value", value=f"{{{name}}}", known=known, guess=closest)
        return str(escape(self._values[name]))

    def _fail(self, key: str, message: str, **values: object) -> NoReturn:
        faults = Faults()
        faults.add(f"locales/{self._locale.code}.toml", key, message, **values)
        raise SourceError(faults.problems)


def page_values(client: Client, wave: Wave, survey: Survey, locale: Locale) -> dict[str, object]:
    """Return what the placeholders of a wave's pages stand for, written as the language does."""
    return {
        "client": client.name,
        "legal_name": client.legal_name,
        "partner": client.partner or "",
        "runner": client.partner or client.legal_name,
        "contact": Markup('<a href="mailto:{0}">{0}</a>').format(client.contact),
        "minutes": number(survey.minutes_of(wave.left_out), locale),
        "count": number(sum(len(survey.asked(looks, wave.left_out)) for looks in LOOKS), locale),
        "closes": _date(wave.closes, locale),
        "expires": _date(_expires(wave), locale),
        "kept": _days(wave.retention_days, locale.code),
        "address": client.partner or client.legal_name,
        "left": "#",  # the script puts a number or words there
    }


def characters(client: Client, project: Project) -> frozenset[str]:
    """Return every character that the client's pages may hold, and some of their markup."""
    said: list[object] = [client.name, client.legal_name, client.partner, client.contact]
    for code in client.languages:
        locale = project.locales[code]
        said += [locale.strings, locale.name]
        said += [asdict(own) for own in (client.words.get(code),) if own]
        for wave in client.waves:
            survey = project.surveys[wave.survey]
            values = page_values(client, wave, survey, locale)
            said += [asdict(survey.words[code]), list(map(str, values.values()))]
            said += [number(n, locale) for n in range(10)]
    return frozenset(json.dumps(said, ensure_ascii=False))


def number(value: int, locale: Locale) -> str:
    """Write a number as the language does."""
    return _number(value, locale.code)


def _date(day: date, locale: Locale) -> str:
    return _day(day, locale.code)


# The same few numbers and days stand on every page, and Babel takes its time.
@cache
def _number(value: int, code: str) -> str:
    return format_decimal(value, locale=babel.Locale.parse(code, sep="-"))


@cache
def _days(count: int, code: str) -> str:
    return format_unit(count, "duration-day", locale=babel.Locale.parse(code, sep="-"))


@cache
def _day(day: date, code: str) -> str:
    return format_date(day, "long", locale=babel.Locale.parse(_SPOKEN.get(code, code), sep="-"))


def _expires(wave: Wave) -> date:
    """The day from which the database deletes what the wave still holds."""
    if wave.contract is None:
        return wave.closes + _KEPT
    return wave.contract.expiry
