"""Turns the model into HTML with the templates of `site_src/templates`.

Everything is escaped but what `nejtak.project.parse` has made into safe HTML, the logo that
`nejtak.brand` has drawn anew, and the script. A word or a value that is missing fails the build
with its name; no page is written with a hole in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from nejtak.base import shipped
from nejtak.base.files import File
from nejtak.brand import logo_svg
from nejtak.errors import Problem, SourceError
from nejtak.project.model import Client, Project, Wave
from nejtak.site import assets
from nejtak.site.form import OPEN, SHUT, Marks
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
        self._templates = _environment(shipped.SITE / "templates")
        self._script = assets.script()
        self._styles: dict[str, assets.Style] = {}
        self._logos: dict[str, str] = {}
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
        about = subject(client, wave, survey, locale, self._style(client), self._logo(client))
        _refuse_marks(about, *about.values.values())
        return about

    def page(self, template: str, about: Subject, place: str) -> bytes:
        """Render one of a wave's pages as it is served, at `place` below its language's folder."""
        return self._page(template, about, place, Marks(False))

    def answer(self, template: str, about: Subject) -> bytes:
        """Render a page with the marks that the collector replaces."""
        return self._page(template, about, "", Marks(True))

    def asset_files(self) -> list[File]:
        """Return each style sheet and font that a page rendered so far asks for, once."""
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
        try:
            return self._templates.get_template(f"{template}.html").render(context).encode()
        except jinja2.TemplateSyntaxError as error:
            problem = Problem(f"templates/{error.name}", str(error.lineno), str(error.message))
        except jinja2.TemplateError as error:
            problem = Problem(f"templates/{template}.html", "", f"{error}.")
        raise SourceError([problem])

    def _style(self, client: Client | None) -> assets.Style:
        id_ = client.id if client else ""
        if id_ not in self._styles:
            if client is None:
                self._styles[id_] = assets.style(assets.NEUTRAL)
            else:
                said = characters(client, self._project) if client.brand.font else frozenset()
                self._styles[id_] = assets.style(client.brand, said)
        return self._styles[id_]

    def _logo(self, client: Client) -> str:
        if client.id not in self._logos:
            path = client.brand.logo
            self._logos[client.id] = logo_svg(path, name=client.name) if path else ""
        return self._logos[client.id]


def _refuse_marks(about: Subject, *said: bytes) -> None:
    """Raise SourceError where the collector would take an admin's text for a mark of its own."""
    if any(mark.encode() in text for text in said for mark in (OPEN, SHUT)):
        file = f"clients/{about.client.id} or surveys/{about.survey.id}"
        why = f"{OPEN} and {SHUT} are kept for nejtak itself. Write other brackets."
        raise SourceError([Problem(file, "", why)])


def _environment(folder: Path) -> jinja2.Environment:
    """Load all templates, without the line breaks and the indentation for their readers.

    A template line is whole: what has to keep a space from the next one stands in one line.
    """
    sources = {
        path.name: "".join(map(str.strip, path.read_text(encoding="utf-8").splitlines()))
        for path in sorted(folder.glob("[!.]*.html"))
    }
    return jinja2.Environment(
        loader=jinja2.DictLoader(sources),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
