"""nejtak's own texts on one page, filled with that page's values.

Every text can use all values, so that a translator may put any of them anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from itertools import chain

from markupsafe import Markup

from nejtak.base.email_address import mail_link
from nejtak.project.contract import ASKS, Asks
from nejtak.project.i18n import Texts, format_day, format_days, format_minutes, format_number
from nejtak.project.model import LOOKS, TONES, Client, Locale, Project, Survey, Tone, Wave

# Sections of a locale that no page for candidates shows.
_ELSEWHERE = frozenset({"report", "handouts", "sender", "families", "reach"})
LEFT = "#"  # the script replaces it by a number or by words
# For drafts; an open wave's contract says when its answers expire.
_KEPT = timedelta(days=365)

# If the client runs the survey itself, it reads the answers, and says so.
OWN = {
    "promise.reader": "promise.own",
    "promise.reader_more": "promise.own_more",
    "handouts.announcement": "handouts.announcement_own",
    "handouts.opening": "handouts.opening_own",
    "privacy.who_partner": "",
    "handouts.behalf": "",
    "interview.whom": "interview.whom_own",
    "interview.notice": "interview.notice_own",
}


class PageTexts:
    """The locale's texts as safe HTML, by `section.key`, for the templates."""

    def __init__(
        self,
        locale: Locale,
        values: Mapping[str, object],
        tone: Tone = TONES[0],
        asks: Asks = ASKS[0],
        *,
        interviews: bool = False,
    ) -> None:
        self._texts = Texts(locale, tone, asks, interviews=interviews)
        self._values = values

    def __call__(self, key: str, **more: object) -> Markup:
        """Return one text; raise SourceError if the text or one of its values is missing.

        `more` are values of this place only, like the limit of one question.
        """
        return self._texts.html(key, {**self._values, **more})


def for_client(key: str, client: Client) -> str:
    """The key of the text to use: another one, or none, if no partner runs the survey."""
    return key if client.partner else OWN.get(key, key)


def page_values(client: Client, wave: Wave, survey: Survey, locale: Locale) -> dict[str, object]:
    """Return the values of the placeholders of a wave's pages, in the notation of the language."""
    return {
        "client": client.name,
        "legal_name": client.legal_name,
        "partner": client.partner or "",
        "runner": client.partner or client.legal_name,
        "contact": Markup('<a href="{}">{}</a>').format(mail_link(client.contact), client.contact),
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
    """Return every character that the client's pages may contain, markup included."""
    said: list[object] = [client.name, client.legal_name, client.partner, client.contact]
    for code in client.languages:
        locale = project.locales[code]
        said += [text for name, text in locale.strings.items() if name not in _ELSEWHERE]
        said += [locale.name, [format_number(n, code) for n in range(10)]]
        said += [asdict(own) for own in (client.words.get(code),) if own]
        for wave in client.waves:
            survey = project.surveys[wave.survey]
            said += [asdict(survey.words[code])]
            said += [str(value) for value in page_values(client, wave, survey, locale).values()]
    return frozenset("".join(_texts(said)))


def _texts(said: object) -> Iterator[str]:
    """Each text in lists and tables; their keys are not shown."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        yield from chain.from_iterable(map(_texts, said.values()))
    elif isinstance(said, Iterable):
        yield from chain.from_iterable(map(_texts, said))


def _expires(wave: Wave) -> date:
    """The day from which the database deletes the wave's remaining items."""
    if wave.contract is None:
        return wave.closes + _KEPT
    return wave.contract.expiry
