"""The report of one wave: one HTML file that needs nothing else, in the client's brand.

Everything that does not depend on answers is said in `frame`. What depends on them goes through
`tabulate` and comes out as bands. The gate reads the finished page before anyone gets it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from nejtak.base.html import Templates
from nejtak.brand import logo_svg, palette
from nejtak.errors import NejtakError, StateError, guess
from nejtak.project.i18n import pieces
from nejtak.project.model import LOOKS, Client, ClientWords, Locale, Project, Wave
from nejtak.report.audit import page
from nejtak.report.page import sections
from nejtak.report.page.labels import Labels
from nejtak.report.page.phrasing import Words
from nejtak.report.page.texts import Frame, frame
from nejtak.report.tables import trend
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.norms import Norm, Place
from nejtak.report.tables.tabulate import Table
from nejtak.review.quotes import Quote

TEMPLATE = "report.html"
VIEWPORT = "width=device-width, initial-scale=1"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: the ends of its band in respondents, its words, and its column's."""

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

    The same arguments give the same bytes. Raises StateError where there is no such language, and
    NejtakError where the gate reads off the page what the findings do not say.
    """
    if language not in client.languages:
        hint = guess(language, client.languages)
        raise StateError(f"{client.id} has no report in {language!r}.{hint}")
    locale = project.locales[language]
    words = Words(locale, findings.n)
    tables = findings.tables
    labels = Labels(project.surveys[wave.survey], client, words)
    waves = trend.points(client, wave)
    around = frame(client, wave, words, findings, waves)
    look = _look(project.root, client, language)
    beside = beside or Beside()
    shown = {
        "actions": sections.actions(project, wave, findings, labels, words),
        "trend": sections.trend(waves, words),
        "segments": sections.segments(findings, labels, words),
        "norms": sections.norms(findings, beside.norms, labels, words),
        "quotes": sections.quotes(beside.quotes, words),
    }
    render_html = _templates(project.root).render
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
        viewport=VIEWPORT, lead=_lead(tables, labels, words),
        parts=list(_parts(tables, labels, words)), texts=[labels.title(id_) for id_ in texts],
        extra={name: Markup(markup) for name, markup in extra.items()},  # noqa: S704 - ours
    )  # fmt: skip
    known = _known(around, look, labels, tables, locale, texts, extra.values())
    if page.check(html, words.n, findings.layouts(), known) != findings.figures():
        raise NejtakError("The report is refused and nothing is written: its figures are others.")
    return html.encode()


def _look(root: Path, client: Client, language: str) -> Look:
    sheet = (root / "static" / "report.css").read_text(encoding="utf-8")
    css = f"{palette(client.brand.colour).css()}\n{sheet}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Look(
        css,
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        logo_svg(client.brand.logo, name=client.name) if client.brand.logo else "",
        client.words.get(language, ClientWords()).footer,
    )


@lru_cache(maxsize=4)
def _templates(root: Path) -> Templates:
    """Compile templates once for all reports of a project."""
    return Templates(root / "templates")


def _parts(
    tables: Sequence[Table], labels: Labels, words: Words
) -> Iterator[tuple[str, list[Section]]]:
    """The parts of the survey that have figures, each with its title and its sections."""
    for looks in LOOKS:
        asked = [table for table in tables if labels.looks(table.layout.question) == looks]
        asked.sort(key=lambda t: not labels.asks_reasons(t.layout) or t.layout.kind == "grid")
        if asked:
            yield labels.part(looks), [_section(table, labels, words) for table in asked]


def _section(table: Table, labels: Labels, words: Words) -> Section:
    layout = table.layout
    columns = tuple(labels.column(layout, column) for column in layout.columns)
    return Section(
        id=layout.id,
        headline=_headline(table, labels, words),
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
            band = table.cells[rows[0].id, column]
            cells.append(Cell(band.low, band.high, words.share(band), name))
        yield Line(
            tuple(Name(row.id, names[row.id], labels.about(layout, row)) for row in rows),
            tuple(cells),
        )


def _headline(table: Table, labels: Labels, words: Words) -> Markup:
    layout = table.layout
    if layout.by == "reach":
        return words.reaches(table)
    about = "grid" if layout.kind == "grid" else "answer"
    if layout.by == "family":
        about = "family"
    elif layout.kind == "choice" and labels.asks_reasons(layout):
        about = "reason"
    return words.headline(
        table, labels.rows(layout), labels.column(layout, layout.columns[0]), about
    )


def _lead(tables: Sequence[Table], labels: Labels, words: Words) -> tuple[Markup, str]:
    """The report's message, and whether the employer can do something about it.

    It is taken from the deciding reason, else from a grid of reasons, whichever tells something,
    else from the first question there is.
    """
    if not tables:
        return words.html("only_texts"), ""

    def place(table: Table) -> tuple[bool, bool, bool]:
        asks = labels.asks_reasons(table.layout)
        return not asks, not (asks and table.leaders()), table.layout.kind != "choice"

    lead = min((table for table in tables if not table.layout.derived), key=place)
    reaches = [labels.reach(row.id) for row in lead.leaders()]
    within = words.within_reach(reaches) if labels.asks_reasons(lead.layout) else ""
    return _headline(lead, labels, words), within


def _known(
    around: Frame,
    look: Look,
    labels: Labels,
    tables: Sequence[Table],
    locale: Locale,
    texts: Sequence[str],
    extra: Collection[str],
) -> page.Known:
    """What the gate may find on the page whatever was answered."""
    said = {*around.texts(), look.css, look.policy, "utf-8", VIEWPORT, *map(labels.title, texts)}
    names: set[str] = set()
    for text in locale.strings["report"].values():
        said.update(pieces(text))
    for layout in (table.layout for table in tables):
        said |= {labels.asked(layout), labels.part(labels.looks(layout.question))}
        said |= {labels.ends(layout), *(labels.about(layout, row) for row in layout.rows)}
        columns = (labels.column(layout, column) for column in layout.columns)
        names |= {*labels.rows(layout).values(), *columns}
    return page.Known(said, names, (look.logo, look.footer, *extra))
