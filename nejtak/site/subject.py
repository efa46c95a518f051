"""What a wave's pages are about, by the names by which the templates ask for it.

There are two ways to tell a template: `context` gives everything as it is, `gaps` gives only what
all pages of a kind share, and a gap for each value that is one client's or one wave's alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from nejtak.project.model import LOOKS, Client, ClientWords, Locale, Question, Survey, Tone, Wave
from nejtak.site.assets import Style
from nejtak.site.form import Marks, form_context
from nejtak.site.stencil import Gap
from nejtak.site.values import LEFT, Words, page_values


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


class Kind(NamedTuple):
    """Pages that differ in nothing but their values; `given` tells which of these are not empty."""

    template: str
    place: str
    marks: Marks
    survey: str
    left_out: tuple[str, ...]
    language: str
    languages: tuple[str, ...]
    tone: Tone
    fictional: bool
    shards: int
    given: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One wave in one language.

    `said` are the values of placeholders in the locale's texts. `values` are all those that are
    one client's or one wave's alone, as a page shows them: escaped, and in UTF-8; `given` tells
    which of them are not empty.
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

    def kind(self, template: str, place: str, marks: Marks) -> Kind:
        """Return the kind of one of its pages."""
        client = self.client
        return Kind(
            template, place, marks, self.survey.id, self.wave.left_out, self.locale.code,
            client.languages, client.brand.tone, client.fictional, self.wave.shards, self.given,
        )  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """Tell a template of the survey, which is the same on everybody's page."""
        words, left_out = self.survey.words[self.locale.code], self.wave.left_out
        form, survey = form_context(self.survey, self.locale, left_out), self.survey
        return {
            **form, "words": words, "locale": self.locale,
            "parts": [_Part(words.parts[looks], survey.asked(looks, left_out)) for looks in LOOKS],
        }  # fmt: skip

    def context(self, place: str, locales: Mapping[str, Locale]) -> dict[str, Any]:
        """Tell a template of the client and the wave, for the page at `place`."""
        client = self.client
        base = f"/{client.id}/{self.wave.id}/"
        return {
            "client": client, "wave": self.wave, "own": self.own,
            "base": f"{base}{self.locale.code}/",
            "languages": _links(client.languages, base, place, locales),
            "logo": self.logo, "style": self.style,
            "t": Words(self.locale, self.said, client.brand.tone),
        }  # fmt: skip


def subject(
    client: Client, wave: Wave, survey: Survey, locale: Locale, style: Style, logo: str
) -> Subject:
    """Gather what there is to tell."""
    own = client.words.get(locale.code, ClientWords())
    said = page_values(client, wave, survey, locale)
    alone: dict[str, object] = {
        "client.id": client.id, "client.name": client.name, "client.partner": client.partner or "",
        "wave.id": wave.id, "style.href": style.href, "style.more": style.more,
        "style.check": style.check,
        **{f"font.at{place}": font for place, font in enumerate(style.fonts)},
        **{f"said.{name}": value for name, value in said.items()},
    }  # fmt: skip
    # These are HTML, and made by us: the templates do not escape them either.
    html = {
        "own.intro": own.intro, "own.footer": own.footer,
        "page.logo": logo, "style.icon": style.icon,
    }  # fmt: skip
    values = {name: text.encode() for name, text in html.items()}
    values |= {name: escape(value).encode() for name, value in alone.items()}
    given = tuple((name, bool(value)) for name, value in values.items())
    return Subject(client, wave, survey, locale, own, style, logo, said, values, given)


def gaps(of: Kind, locales: Mapping[str, Locale]) -> dict[str, Any]:
    """Tell a template what all pages of a kind share; from the kind, and from no one page."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for full, given in of.given:
        owner, _, name = full.partition(".")
        found[owner][name] = Gap(full) if given else ""
    base = Markup("/{}/{}/").format(found["client"]["id"], found["wave"]["id"])
    return {
        "client": SimpleNamespace(**found["client"], fictional=of.fictional),
        "wave": SimpleNamespace(**found["wave"], shards=of.shards),
        "own": SimpleNamespace(**found["own"]), "base": f"{base}{of.language}/",
        "languages": _links(of.languages, base, of.place, locales),
        "logo": found["page"]["logo"],
        "style": SimpleNamespace(**found["style"], fonts=tuple(found["font"].values())),
        # What the script, and not a client, fills in is the same everywhere.
        "t": Words(locales[of.language], {**found["said"], "left": LEFT}, of.tone),
    }  # fmt: skip


def _links(
    codes: tuple[str, ...], base: str, place: str, locales: Mapping[str, Locale]
) -> list[_Link]:
    named = [(code, locales[code]) for code in codes]
    return [_Link(code, at.name, at.direction, f"{base}{code}/{place}") for code, at in named]
