"""The report of one wave: one HTML file that needs nothing else, in the client's brand.

`content` is the whole report in one language, as data: the page and the slides are made of it. Its
only data from answers are the findings, which contain published figures alone. The audit reads the
finished page before anyone does.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nejtak.base import shipped
from nejtak.base.html import Templates
from nejtak.base.text import read_text
from nejtak.brand import grounds, palette, picture
from nejtak.errors import StateError, guess
from nejtak.project.model import LOOKS, Client, ClientWords, Looks, Project, Wave
from nejtak.report.approved import Approved, shown
from nejtak.report.page import rate
from nejtak.report.page.advice import Advice, advice
from nejtak.report.page.contrast import contrasts
from nejtak.report.page.evidence import part
from nejtak.report.page.front import Front, front
from nejtak.report.page.groups import Group, groups
from nejtak.report.page.labels import Labels
from nejtak.report.page.marks import Scale
from nejtak.report.page.material import Material
from nejtak.report.page.method import Frame, frame
from nejtak.report.page.norms import norms
from nejtak.report.page.over_time import over_time
from nejtak.report.page.phrasing import Words
from nejtak.report.page.published import BesidePublished, beside_published
from nejtak.report.page.ranges import Ranges
from nejtak.report.page.sections import Section
from nejtak.report.page.voices import Voices, voices
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.norms import Norm, Place
from nejtak.report.tables.released import Others

TEMPLATE = "report.html"
_PLAIN = re.compile(r"[^\w .,·–-]")  # what a string of a style sheet does not hold as it is


@dataclass(frozen=True, slots=True)
class Beside:
    """The content that adds to a wave's own figures.

    Approved texts, other employers' norms, and releases of other waves of the client.
    """

    texts: Sequence[Approved] = ()
    norms: Mapping[Place, Norm] = field(default_factory=dict)
    others: Others = field(default_factory=Others)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the evidence: the questions of one part of the survey, with figures or texts."""

    looks: Looks
    title: str
    sections: tuple[Section, ...]
    voices: Voices | None


@dataclass(frozen=True, slots=True)
class Content:
    """A report in one language."""

    words: Words
    frame: Frame
    front: Front
    parts: tuple[Part, ...]
    contrasts: tuple[Ranges, ...]
    groups_title: str
    groups: tuple[Group, ...]
    trend: rate.Trend | None
    over_time: tuple[Ranges, ...]
    published: BesidePublished | None
    norms: tuple[Ranges, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The client's brand on the page, and the policy that lets it show itself and no more."""

    css: str
    policy: str
    logo: str
    footer: str


def content(
    project: Project,
    client: Client,
    wave: Wave,
    findings: Findings,
    *,
    language: str,
    beside: Beside | None = None,
) -> Content:
    """Word the report of a closed wave; StateError if the client has no such language."""
    if language not in client.languages:
        hint = guess(language, client.languages)
        raise StateError(f"{client.id} has no report in {language!r}.{hint}")
    beside = beside or Beside()
    words = Words(project.locales[language], findings.m, wave.asks)
    found = Material(
        project,
        client,
        wave,
        findings,
        shown(beside.texts, findings.m),
        beside.norms,
        words,
        Labels(project.surveys[wave.survey], client, words),
        Scale(findings.m),
        others=beside.others,
    )
    return _content(found)


def _content(found: Material) -> Content:
    return Content(
        found.words,
        frame(found),
        front(found),
        tuple(_part(found, looks) for looks in LOOKS),
        contrasts(found),
        "rivals_title" if found.found.plan.rivals else "groups_title",
        groups(found),
        rate.trend(found),
        over_time(found),
        beside_published(found),
        norms(found),
        advice(found),
    )


def _part(found: Material, looks: Looks) -> Part:
    sections, said = part(found, looks), voices(found, looks)
    return Part(looks, found.labels.part(looks), sections, said)


def page(client: Client, made: Content) -> bytes:
    """Lay out a report as a page; the same content gives the same bytes."""
    html = _templates(shipped.SITE).render(
        TEMPLATE,
        report=made,
        look=_look(client, made),
        locale=made.words.locale,
        text=made.words.text,
    )
    return html.encode()


def _look(client: Client, made: Content) -> Look:
    sheet = read_text(shipped.SITE / "static" / "report.css")
    brand, colours = client.brand, palette(client.brand.colour)
    foot = _PLAIN.sub(lambda match: f"\\{ord(match[0]):x} ", made.frame.foot)
    css = f'{colours.css(sheet)}:root{{--foot:"{foot}"}}\n{sheet}'
    policy, logo = "default-src 'none'", ""
    if brand.logo:
        css += grounds(brand.logo, brand.logo_dark, colours).css()
        policy += "; img-src data:"
        logo = picture(brand.logo, brand.logo_dark, lambda one: one.data, "")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Look(
        css,
        f"{policy}; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        logo,
        client.words.get(made.words.locale.code, ClientWords()).footer,
    )


@lru_cache(maxsize=4)
def _templates(root: Path) -> Templates:
    """Compile templates once for all reports of a project."""
    return Templates(root / "templates")
