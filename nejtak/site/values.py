"""nejtak's own texts on one page, filled with that page's values.

Every text can use all values, so that a translator may put any of them anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

from markupsafe import Markup

from nejtak.project.contract import ASKS, Asks
from nejtak.project.i18n import Texts, format_day, format_days, format_minutes, format_number
from nejtak.project.model import LOOKS, TONES, Client, Locale, Project, Survey, Tone, Wave

LEFT = "#"  # the script replaces it by a number or by words
# For drafts; an open wave's contract says when its answers expire.
_KEPT = timedelta(days=365)


class PageTexts:
    """The locale's texts as safe HTML, by `section.key`, for the templates."""

    def __init__(
        self,
        locale: Locale,
        values: Mapping[str, object],
        tone: Tone = TONES[0],
        asks: Asks = ASKS[0],
    ) -> None:
        self._texts = Texts(locale, tone, asks)
        self._values = values

    def __call__(self, key: str, **more: object) -> Markup:
        """Return one text; raise SourceError if the text or one of its values is missing.

        `more` are values of this place only, like the limit of one question.
        """
        return self._texts.html(key, {**self._values, **more})


def page_values(client: Client, wave: Wave, survey: Survey, locale: Locale) -> dict[str, object]:
    """Return the values of the placeholders of a wave's pages, in the notation of the language."""
    return {
        "client": client.name,
        "legal_name": client.legal_name,
        "partner": client.partner or "",
        "runner": client.partner or client.legal_name,
        "contact": Markup('<a href="mailto:{0}">{0}</a>').format(client.contact),
        "minutes": format_minutes(survey.minutes_of(wave.left_out), locale.code),
        "count": format_number(
            sum(len(survey.asked(looks, wave.left_out)) for looks in LOOKS), locale.code
        ),
        "closes": format_day(wave.closes, locale.code),
        "expires": format_day(_expires(wave), locale.code),
        "kept": format_days(wave.retention_days, locale.code),
        "address": client.return_address or client.partner or client.legal_name,
        "left": LEFT,
    }


def characters(client: Client, project: Project) -> frozenset[str]:
    """Return every character that the client's pages may contain, and some more."""
    said: list[object] = [client.name, client.legal_name, client.partner, client.contact]
    for code in client.languages:
        locale = project.locales[code]
        said += [locale.strings, locale.name]
        said += [asdict(own) for own in (client.words.get(code),) if own]
        for wave in client.waves:
            survey = project.surveys[wave.survey]
            values = page_values(client, wave, survey, locale)
            said += [asdict(survey.words[code]), list(map(str, values.values()))]
            said += [format_number(n, code) for n in range(10)]
    return frozenset(json.dumps(said, ensure_ascii=False))


def _expires(wave: Wave) -> date:
    """The day from which the database deletes the wave's remaining items."""
    if wave.contract is None:
        return wave.closes + _KEPT
    return wave.contract.expiry
