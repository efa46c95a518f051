"""Turns the model into HTML with the templates of `site_src/templates`.

Everything is escaped but what `nejtak.parse` has made into safe HTML, the logo that
`nejtak.brand` has drawn anew, and the script. A word or a value that is missing fails the build
with its name; no page is written with a hole in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from nejtak.brand import logo_svg
from nejtak.errors import Problem, SourceError
from nejtak.model import LOOKS, Client, ClientWords, Project, Question, Wave
from nejtak.output import File
from nejtak.pages import assets
from nejtak.pages.form import OPEN, SHUT, Marks, form_context
from nejtak.pages.words import Words, characters, number, page_values


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


class Renderer:
    """Renders the pages of one project, and remembers which style sheets they use."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._templates = _environment(project.root / "templates")
        self._script = assets.script(project.root)
        self._styles: dict[str, assets.Style] = {}
        self._logos: dict[str, str] = {}

    def plain(self, section: str) -> str:
        """Render a page that names no client, in all languages; `section` has its words."""
        pages = [(locale, Words(locale, {})) for locale in self._project.locales.values()]
        return self._render(
            "plain", locale=pages[0][0], pages=pages, section=section,
            style=self._style(None),
        )  # fmt: skip

    def page(self, template: str, client: Client, wave: Wave, language: str, place: str) -> str:
        """Render one of a wave's pages as it is served, at `place` below its language's folder."""
        context = self._context(client, wave, language, place)
        html = self._render(template, marks=Marks(False), **context)
        if OPEN in html or SHUT in html:
            # The collector would take them in the admin's texts for marks of its own.
            why = f"{OPEN} and {SHUT} are kept for nejtak itself. Write other brackets."
            raise SourceError([Problem(f"clients/{client.id} or surveys/{wave.survey}", "", why)])
        return html

    def form(self, client: Client, wave: Wave, language: str) -> str:
        """Render the survey with the marks that the collector replaces."""
        context = self._context(client, wave, language, "")
        return self._render("survey", marks=Marks(True), **context)

    def asset_files(self) -> list[File]:
        """Return each style sheet and font that a page rendered so far asks for, once."""
        files = [file for style in self._styles.values() for file in style.files]
        return list({file.path: file for file in files}.values())

    def _render(self, template: str, **context: object) -> str:
        try:
            return self._templates.get_template(f"{template}.html").render(context)
        except jinja2.TemplateSyntaxError as error:
            problem = Problem(f"templates/{error.name}", str(error.lineno), str(error.message))
        except jinja2.TemplateError as error:
            problem = Problem(f"templates/{template}.html", "", f"{error}.")
        raise SourceError([problem])

    def _context(self, client: Client, wave: Wave, language: str, place: str) -> dict[str, Any]:
        survey = self._project.surveys[wave.survey]
        words = survey.words[language]
        locale = self._project.locales[language]
        form = form_context(survey)
        return {
            **form,
            "client": client, "wave": wave, "words": words, "locale": locale,
            "own": client.words.get(language, ClientWords()),
            "base": f"/{client.id}/{wave.id}/{language}/",
            "languages": [self._link(client, wave, other, place) for other in client.languages],
            "logo": self._logo(client), "style": self._style(client),
            "script": self._script,
            "t": Words(locale, page_values(client, wave, survey, locale), client.brand.tone),
            "parts": [_Part(words.parts[looks], survey.asked(looks)) for looks in LOOKS],
            "numbers": {q.id: number(n, locale) for n, q in enumerate(form["asked"], 1)},
        }  # fmt: skip

    def _link(self, client: Client, wave: Wave, language: str, place: str) -> _Link:
        other = self._project.locales[language]
        href = f"/{client.id}/{wave.id}/{language}/{place}"
        return _Link(other.code, other.name, other.direction, href)

    def _style(self, client: Client | None) -> assets.Style:
        id_ = client.id if client else ""
        if id_ not in self._styles:
            root = self._project.root
            if client is None:
                self._styles[id_] = assets.style(root, assets.NEUTRAL)
            else:
                said = characters(client, self._project) if client.brand.font else frozenset()
                self._styles[id_] = assets.style(root, client.brand, said)
        return self._styles[id_]

    def _logo(self, client: Client) -> str:
        if client.id not in self._logos:
            path = client.brand.logo
            self._logos[client.id] = logo_svg(path, name=client.name) if path else ""
        return self._logos[client.id]


def _environment(folder: Path) -> jinja2.Environment:
    """Load all templates, without the line breaks and the indentation for their readers.

    A template line is whole: what has to keep a space from the next one stands in one line.
    """
    sources = {
        path.name: "".join(map(str.strip, path.read_text(encoding="utf-8").splitlines()))
        for path in sorted(folder.glob("*.html"))
    }
    return jinja2.Environment(
        loader=jinja2.DictLoader(sources),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
