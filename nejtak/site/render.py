"""Turns the model into HTML with the templates of `site_src/templates`.

All values are escaped, except the safe HTML that `nejtak.project.parse` has made, the image of the
logo, and the script. If a text or a value is missing, the build fails with its name, so that no
incomplete page is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from nejtak.base import shipped
from nejtak.base.files import File
from nejtak.base.html import Templates
from nejtak.base.marks import has_marks
from nejtak.brand import picture
from nejtak.errors import Fault, SourceError, message_text
from nejtak.project.contract import Kind
from nejtak.project.model import Client, Project, Wave
from nejtak.site import assets
from nejtak.site.form import FormMarks, kinds
from nejtak.site.stencil import Stencil
from nejtak.site.subject import PageKind, Subject, gaps, subject
from nejtak.site.values import PageTexts, characters

# Stencils that are kept; 10 languages of 2 surveys need 100.
MOST = 2_000


class Renderer:
    """Renders the pages of one project.

    The first page of each kind is rendered normally, and again with gaps. If filling the gaps gives
    the same page, all other pages of that kind are filled; if not, each is rendered normally.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._templates = Templates(shipped.SITE / "templates", joined=True)
        self._script = assets.script()
        self._styles: dict[tuple[str, Set[Kind]], assets.Style] = {}
        self._stencils: dict[PageKind, Stencil | None] = {}

    def plain(self, section: str) -> bytes:
        """Render a page without a client, in the clients' languages; `section` has its words."""
        spoken = {code for client in self._project.clients.values() for code in client.languages}
        pages = [
            (locale, PageTexts(locale, {}))
            for code, locale in self._project.locales.items()
            if code in spoken
        ]
        return self._render(
            "plain",
            locale=pages[0][0],
            pages=pages,
            section=section,
            style=self._style(None),
        )

    def about(self, client: Client, wave: Wave, language: str) -> Subject:
        """Gather the values of a wave's pages in one language."""
        survey, locale = self._project.surveys[wave.survey], self._project.locales[language]
        style = self._style(client, kinds(survey, wave.left_out) & assets.OWN_RULES)
        about = subject(client, wave, survey, locale, style, _logo(client))
        _refuse_marks(about, *about.values.values())
        return about

    def page(self, template: str, about: Subject, place: str) -> bytes:
        """Render one of a wave's pages for the site, at `place` in its language's folder."""
        return self._page(template, about, place, FormMarks(False))

    def answer(self, template: str, about: Subject) -> bytes:
        """Render a page with the marks that the collector replaces."""
        return self._page(template, about, "", FormMarks(True))

    def asset_files(self) -> list[File]:
        """Return each style sheet, font and logo that the rendered pages use, once."""
        files = [file for style in self._styles.values() for file in style.files]
        return list({file.path: file for file in files}.values())

    def _page(self, template: str, about: Subject, place: str, marks: FormMarks) -> bytes:
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
        self, of: PageKind, asked: Mapping[str, object], values: Mapping[str, bytes], html: bytes
    ) -> Stencil | None:
        """Return the stencil of a kind; None if it does not reproduce the rendered page."""
        try:
            stencil = Stencil(self._render(of.template, **asked, **gaps(of, self._project.locales)))
            return stencil if stencil.fill(values) == html else None
        except Exception:  # a template that reads a gap's content can fail with any exception
            return None

    def _render(self, template: str, **context: object) -> bytes:
        return self._templates.render(f"{template}.html", **context).encode()

    def _style(self, client: Client | None, asked: Set[Kind] = frozenset()) -> assets.Style:
        key = (client.id if client else "", asked)
        if key not in self._styles:
            if client is None:
                self._styles[key] = assets.style(assets.NEUTRAL)
            else:
                said = characters(client, self._project) if client.brand.font else frozenset()
                self._styles[key] = assets.style(client.brand, said, asked)
        return self._styles[key]


def _logo(client: Client) -> str:
    """The client's logo, without a text alternative: the client's name is next to it."""
    brand = client.brand
    if brand.logo is None:
        return ""
    return picture(brand.logo, brand.logo_dark, lambda logo: f"/{logo.path}", alt="")


def _refuse_marks(about: Subject, *said: bytes) -> None:
    """Raise SourceError if the collector would read an admin's text as one of its marks."""
    if any(has_marks(text.decode()) for text in said):
        file = f"clients/{about.client.id} or surveys/{about.survey.id}"
        raise SourceError([Fault(file, "", message_text("marks"))])
