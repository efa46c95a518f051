"""Turns the model into HTML with the templates of `site_src/templates`.

Everything is escaped but what `nejtak.project.parse` has made into safe HTML, the image of the
logo, and the script. A word or a value that is missing fails the build
with its name; no page is written with a hole in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nejtak.base import shipped
from nejtak.base.files import File
from nejtak.base.html import Templates
from nejtak.base.marks import has_marks
from nejtak.brand import picture
from nejtak.errors import Problem, SourceError
from nejtak.messages import MESSAGES
from nejtak.project.model import Client, Project, Wave
from nejtak.site import assets
from nejtak.site.form import Marks
from nejtak.site.stencil import Stencil
from nejtak.site.subject import Kind, Subject, gaps, subject
from nejtak.site.values import Words, characters

# Of kinds of pages that are kept: 10 languages of 2 surveys are 100.
MOST = 2_000


class Renderer:
    """Renders the pages of one project.

    The first page of each kind is rendered as it is, and once more with gaps. Where both come to
    the same, the other pages of that kind are filled in; elsewhere each is rendered as it is.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._templates = Templates(shipped.SITE / "templates", joined=True)
        self._script = assets.script()
        self._styles: dict[str, assets.Style] = {}
        self._stencils: dict[Kind, Stencil | None] = {}

    def plain(self, section: str) -> bytes:
        """Render a page that names no client, in all languages; `section` has its words."""
        pages = [(locale, Words(locale, {})) for locale in self._project.locales.values()]
        return self._render(
            "plain", locale=pages[0][0], pages=pages, section=section,
            style=self._style(None),
        )  # fmt: skip

    def about(self, client: Client, wave: Wave, language: str) -> Subject:
        """Gather what a wave's pages in one language are about."""
        survey, locale = self._project.surveys[wave.survey], self._project.locales[language]
        about = subject(client, wave, survey, locale, self._style(client), _logo(client))
        _refuse_marks(about, *about.values.values())
        return about

    def page(self, template: str, about: Subject, place: str) -> bytes:
        """Render one of a wave's pages as it is served, at `place` below its language's folder."""
        return self._page(template, about, place, Marks(False))

    def answer(self, template: str, about: Subject) -> bytes:
        """Render a page with the marks that the collector replaces."""
        return self._page(template, about, "", Marks(True))

    def asset_files(self) -> list[File]:
        """Return each style sheet, font and logo that a page rendered so far asks for, once."""
        files = [file for style in self._styles.values() for file in style.files]
        return list({file.path: file for file in files}.values())

    def _page(self, template: str, about: Subject, place: str, marks: Marks) -> bytes:
        of = about.kind(template, place, marks)
        stencil = self._stencils.get(of)
        if stencil is not None:
            return stencil.fill(about.values)
        asked = {**about.asked(), "script": self._script, "marks": marks}
        html = self._render(template, **asked, **about.context(place, self._project.locales))
        if not marks.shown:
            _refuse_marks(about, html)
        if of not in self._stencils:
            if len(self._stencils) == MOST:
                self._stencils.clear()
            self._stencils[of] = self._stencil(of, asked, about.values, html)
        return html

    def _stencil(
        self, of: Kind, asked: Mapping[str, Any], values: Mapping[str, bytes], html: bytes
    ) -> Stencil | None:
        """Return the stencil of a kind; None where it does not give the page that is known."""
        try:
            stencil = Stencil(self._render(of.template, **asked, **gaps(of, self._project.locales)))
            return stencil if stencil.fill(values) == html else None
        except Exception:  # a template that looks into a gap can fail in any way there is
            return None

    def _render(self, template: str, **context: object) -> bytes:
        return self._templates.render(f"{template}.html", **context).encode()

    def _style(self, client: Client | None) -> assets.Style:
        id_ = client.id if client else ""
        if id_ not in self._styles:
            if client is None:
                self._styles[id_] = assets.style(assets.NEUTRAL)
            else:
                said = characters(client, self._project) if client.brand.font else frozenset()
                self._styles[id_] = assets.style(client.brand, said)
        return self._styles[id_]


def _logo(client: Client) -> str:
    """Show the client's logo. Its name stands beside it, so the logo itself says nothing."""
    brand = client.brand
    if brand.logo is None:
        return ""
    return picture(brand.logo, brand.logo_dark, lambda logo: f"/{logo.path}", alt="")


def _refuse_marks(about: Subject, *said: bytes) -> None:
    """Raise SourceError where the collector would take an admin's text for a mark of its own."""
    if any(has_marks(text.decode()) for text in said):
        file = f"clients/{about.client.id} or surveys/{about.survey.id}"
        raise SourceError([Problem(file, "", MESSAGES["marks"])])
