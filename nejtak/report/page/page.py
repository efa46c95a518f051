"""The report of one wave: one HTML file that needs nothing else, in the client's brand.

Everything that does not depend on answers is said in `texts`. What depends on them comes as
findings, which hold published figures alone. The audit reads the finished page before anyone does.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from nejtak.base import shipped
from nejtak.base.html import Templates
from nejtak.brand import grounds, palette, picture
from nejtak.disclosure import QUOTES
from nejtak.errors import StateError, guess
from nejtak.project.model import LOOKS, Client, ClientWords, Project, Wave
from nejtak.report.page import sections
from nejtak.report.page.labels import Labels
from nejtak.report.page.phrasing import Words
from nejtak.report.page.texts import frame
from nejtak.report.tables import trend
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY, Design
from nejtak.report.tables.norms import Norm, Place
from nejtak.review.quotes import Quote

TEMPLATE = "report.html"
ABOUT = {"choice": "reason", "choices": "also"}  # the sentences about questions of reasons
VIEWPORT = "width=device-width, initial-scale=1"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: its ends in counted answers, its words, and its column's."""

    low: int
    high: int
    share: str
    column: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a figure is about: a choice's id and label, and what kind of reason it is."""

    id: str
    label: str
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """Figures, and the choice that they are about, or the choices that each have these figures."""

    names: tuple[Name, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question: a headline that says what its figures show, and the figures."""

    id: str
    headline: Markup
    title: str
    ends: str
    head: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The client's brand on the page, and the policy that lets it show itself and no more."""

    css: str
    policy: str
    logo: str
    footer: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the wave's own figures: quotes, and norms over other employers."""

    quotes: Sequence[Quote] = ()
    norms: Mapping[Place, Norm] = field(default_factory=dict)


def render(
    project: Project,
    client: Client,
    wave: Wave,
    findings: Findings,
    *,
    language: str,
    beside: Beside | None = None,
) -> bytes:
    """Return the report of a closed wave in one of the client's languages.

    The same arguments give the same bytes. Raises StateError if there is no such language.
    """
    if language not in client.languages:
        hint = guess(language, client.languages)
        raise StateError(f"{client.id} has no report in {language!r}.{hint}")
    locale = project.locales[language]
    words = Words(locale, findings.m)
    labels = Labels(project.surveys[wave.survey], client, words)
    waves = trend.points(client, wave)
    around = frame(client, wave, words, findings, waves)
    look = _look(client, language)
    beside = beside or Beside()
    shown = {
        "actions": sections.actions(project, wave, findings, labels, words),
        "trend": sections.trend(waves, words),
        "groups": sections.groups(findings, labels, words),
        "norms": sections.norms(findings, beside.norms, labels, words),
        "quotes": sections.quotes(beside.quotes if findings.m >= QUOTES else (), words),
    }
    render_html = _templates(shipped.SITE).render
    extra = {
        name: render_html(f"report-{name}.html", text=words.text, **{name: content})
        if content
        else ""
        for name, content in shown.items()
    }
    texts = [id_ for id_, q in findings.questions.items() if q.kind == "text"]
    html = render_html(
        TEMPLATE,
        frame=around, look=look, locale=locale, text=words.text, n=words.n,
        viewport=VIEWPORT, lead=_lead(findings, labels, words),
        parts=list(_parts(findings, labels, words)), texts=[labels.title(id_) for id_ in texts],
        extra={name: Markup(markup) for name, markup in extra.items()},  # noqa: S704 - ours
    )  # fmt: skip
    return html.encode()


def _look(client: Client, language: str) -> Look:
    sheet = (shipped.SITE / "static" / "report.css").read_text(encoding="utf-8")
    brand, colours = client.brand, palette(client.brand.colour)
    css, policy, logo = f"{colours.css(sheet)}\n{sheet}", "default-src 'none'", ""
    if brand.logo:
        css += grounds(brand.logo, brand.logo_dark, colours).css()
        policy += "; img-src data:"
        logo = picture(brand.logo, brand.logo_dark, lambda one: one.data, client.name)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Look(
        css,
        f"{policy}; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        logo,
        client.words.get(language, ClientWords()).footer,
    )


@lru_cache(maxsize=4)
def _templates(root: Path) -> Templates:
    """Compile templates once for all reports of a project."""
    return Templates(root / "templates")


def _parts(findings: Findings, labels: Labels, words: Words) -> Iterator[tuple[str, list[Section]]]:
    """The parts of the survey that have figures, each with its title and its sections."""
    for looks in LOOKS:
        asked = [table for table in findings.tables if labels.looks(table.layout.question) == looks]
        asked.sort(key=lambda t: not labels.asks_reasons(t.layout) or t.layout.kind == "grid")
        if asked:
            sections_ = [_section(table, labels, words, findings.plan) for table in asked]
            yield labels.part(looks), sections_


def _section(table: Table, labels: Labels, words: Words, plan: Design) -> Section:
    layout = table.layout
    columns = tuple(labels.column(layout, column) for column in layout.columns)
    return Section(
        id=layout.id,
        headline=_headline(table, labels, words, plan),
        title=labels.asked(layout),
        ends=labels.ends(layout),
        head=words.text("row_reason" if labels.asks_reasons(layout) else "row_answer"),
        columns=columns,
        lines=tuple(_lines(table, columns, labels, words)),
    )


def _lines(table: Table, columns: Sequence[str], labels: Labels, words: Words) -> Iterator[Line]:
    """One line per row; the rows that few or none picked share the last one."""
    layout = table.layout
    names = labels.rows(layout)
    for rows in table.folded():
        cells = []
        for column, name in zip(layout.columns, columns, strict=True):
            told = table.cells[rows[0].id, column]
            cells.append(Cell(told.low, told.high, words.share(told), name))
        yield Line(
            tuple(Name(row.id, names[row.id], labels.about(layout, row)) for row in rows),
            tuple(cells),
        )


def _headline(table: Table, labels: Labels, words: Words, plan: Design) -> Markup:
    layout = table.layout
    if layout.by == "reach":
        return words.reaches(table)
    won = plan.won.get(layout.question)
    if (won, ONLY) in table.cells:
        return words.won(table.cells[won or "", ONLY])
    about = "grid" if layout.kind == "grid" else "answer"
    if layout.by == "family":
        about = "family"
    elif labels.asks_reasons(layout) and layout.kind in ABOUT:
        about = ABOUT[layout.kind]
    return words.headline(
        table, labels.rows(layout), labels.column(layout, layout.columns[0]), about
    )


def _lead(findings: Findings, labels: Labels, words: Words) -> tuple[Markup, str]:
    """The report's message, and whether the employer can do something about it.

    It is taken from the deciding reason, else from what else played a part, whichever tells
    something, else from the first question there is.
    """
    tables = [table for table in findings.tables if not table.layout.is_sum]
    if not tables:
        return words.html("only_texts"), ""

    def place(table: Table) -> tuple[bool, bool, bool]:
        asks = labels.asks_reasons(table.layout)
        return not asks, not (asks and table.leaders()), table.layout.kind != "choice"

    lead = min(tables, key=place)
    reaches = [labels.reach(row.id) for row in lead.leaders()]
    within = words.within_reach(reaches) if labels.asks_reasons(lead.layout) else ""
    return _headline(lead, labels, words, findings.plan), within
