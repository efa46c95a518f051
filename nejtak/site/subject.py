"""The values that templates use for a wave's pages.

A template gets them in one of two ways: `Subject.context` has all values of one page; `gaps` has
only the values that all pages of a kind share, and a gap for each value that differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple

from markupsafe import Markup, escape

from nejtak.project.contract import Asks
from nejtak.project.model import LOOKS, Client, ClientWords, Locale, Question, Survey, Tone, Wave
from nejtak.site.assets import Style
from nejtak.site.form import FormMarks, form_context
from nejtak.site.stencil import Gap
from nejtak.site.values import LEFT, PageTexts, page_values

Context = dict[str, object]  # values by the names that the templates use


@dataclass(frozen=True, slots=True)
class _Part:
    """One half of the survey, looking back or forward."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """The same page in one of its languages."""

    code: str
    name: str
    direction: str
    href: str


class PageKind(NamedTuple):
    """Pages that differ only in their values; `given` is for each value whether it is not empty."""

    template: str
    place: str
    marks: FormMarks
    survey: str
    left_out: tuple[str, ...]
    language: str
    languages: tuple[str, ...]
    tone: Tone
    asks: Asks
    interviews: bool
    fictional: bool
    shards: int
    given: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One wave in one language.

    `said` are the values of placeholders in the locale's texts. `values` are all values that can
    differ between clients or waves, as on the page: escaped, and in UTF-8. `given` is for each of
    them whether it is not empty.
    """

    client: Client
    wave: Wave
    survey: Survey
    locale: Locale
    own: ClientWords
    style: Style
    logo: str
    said: Mapping[str, object]
    values: Mapping[str, bytes]
    given: tuple[tuple[str, bool], ...]

    def kind(self, template: str, place: str, marks: FormMarks) -> PageKind:
        """Return the kind of one of its pages."""
        return PageKind(
            template=template,
            place=place,
            marks=marks,
            survey=self.survey.id,
            left_out=self.wave.left_out,
            language=self.locale.code,
            languages=self.client.languages,
            tone=self.client.brand.tone,
            asks=self.wave.asks,
            interviews=self.client.interviews,
            fictional=self.client.fictional,
            shards=self.wave.shards,
            given=self.given,
        )

    def asked(self) -> Context:
        """The survey's values, which are the same for all clients."""
        words, left_out = self.survey.words[self.locale.code], self.wave.left_out
        return {
            **form_context(self.survey, self.locale, left_out),
            "words": words,
            "locale": self.locale,
            "parts": [
                _Part(words.parts[looks], self.survey.asked(looks, left_out)) for looks in LOOKS
            ],
        }

    def context(self, place: str, locales: Mapping[str, Locale]) -> Context:
        """The client's and the wave's values, for the page at `place`."""
        base = f"/{self.client.id}/{self.wave.id}/"
        return {
            "client": self.client,
            "wave": self.wave,
            "own": self.own,
            "base": f"{base}{self.locale.code}/",
            "languages": _links(self.client.languages, base, place, locales),
            "logo": self.logo,
            "style": self.style,
            "t": PageTexts(
                self.locale,
                self.said,
                self.client.brand.tone,
                self.wave.asks,
                interviews=self.client.interviews,
            ),
        }


def subject(
    client: Client, wave: Wave, survey: Survey, locale: Locale, style: Style, logo: str
) -> Subject:
    """Gather the values of a wave's pages in one language."""
    own = client.words.get(locale.code, ClientWords())
    said = page_values(client, wave, survey, locale)
    text: Context = {
        "client.id": client.id,
        "client.name": client.name,
        "client.partner": client.partner or "",
        "wave.id": wave.id,
        "style.href": style.href,
        "style.check": style.check,
        **{f"font.at{place}": font for place, font in enumerate(style.fonts)},
        **{f"said.{name}": value for name, value in said.items()},
    }
    html = {  # nejtak's own HTML, which the templates do not escape either
        "own.intro": own.intro,
        "own.footer": own.footer,
        "page.logo": logo,
        "style.icon": style.icon,
    }
    values = {name: value.encode() for name, value in html.items()}
    values |= {name: escape(value).encode() for name, value in text.items()}
    given = tuple((name, bool(value)) for name, value in values.items())
    return Subject(client, wave, survey, locale, own, style, logo, said, values, given)


def gaps(of: PageKind, locales: Mapping[str, Locale]) -> Context:
    """The values that all pages of a kind share, and gaps for the others."""
    gap: dict[str, dict[str, Gap | str]] = defaultdict(dict)
    for full, given in of.given:
        owner, _, name = full.partition(".")
        gap[owner][name] = Gap(full) if given else ""
    base = Markup("/{}/{}/").format(gap["client"]["id"], gap["wave"]["id"])
    # The script fills `left`, in the same way for every client.
    said = {**gap["said"], "left": LEFT}
    return {
        "client": SimpleNamespace(
            **gap["client"], fictional=of.fictional, interviews=of.interviews
        ),
        "wave": SimpleNamespace(**gap["wave"], shards=of.shards),
        "own": SimpleNamespace(**gap["own"]),
        "base": f"{base}{of.language}/",
        "languages": _links(of.languages, base, of.place, locales),
        "logo": gap["page"]["logo"],
        "style": SimpleNamespace(**gap["style"], fonts=tuple(gap["font"].values())),
        "t": PageTexts(locales[of.language], said, of.tone, of.asks, interviews=of.interviews),
    }


def _links(
    codes: tuple[str, ...], base: str, place: str, locales: Mapping[str, Locale]
) -> list[_Link]:
    named = [(code, locales[code]) for code in codes]
    return [_Link(code, at.name, at.direction, f"{base}{code}/{place}") for code, at in named]
