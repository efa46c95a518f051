"""The report as slides: the first page, then one slide a section, each of them editable.

They are made of the same content as the page, and show the same figures. They are handed out with
a release but are not part of it. The audit still reads them, and the charts' workbooks too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from nejtak.brand import palette
from nejtak.project.model import Client
from nejtak.report.page.front import Front
from nejtak.report.page.page import Content, Part
from nejtak.report.page.ranges import Ranges
from nejtak.report.page.rate import Chart, Trend
from nejtak.report.page.sections import Section
from nejtak.report.page.voices import Asked, Voices
from nejtak.report.slides.canvas import EDGE, HIGH, WIDE, Bar, Box, Canvas
from nejtak.report.zipped import EPOCH, fixed

if TYPE_CHECKING:
    from pptx.slide import Slide

INSIDE = WIDE - 2 * EDGE
BELOW = 2.0  # inches from the top: below a slide's title
GAP = 0.3
MOST_ROWS = 11  # of a table on a slide
TO_DO = (0.32, 0.4, 0.15, 0.13)  # what, why, owner, by when


def slides(client: Client, made: Content) -> bytes:
    """Make the deck; the same content gives the same bytes."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = made.frame.title, client.name, ""
    about.created = about.modified = EPOCH
    about.keywords = about.comments = about.subject = about.category = ""
    from_right = made.words.locale.direction == "rtl"
    canvas = Canvas(deck, palette(client.brand.colour).light, from_right=from_right)
    _front(canvas, made)
    for part in made.parts:
        _part(canvas, part)
    for table in made.contrasts:
        _ranges(canvas, table)
    for group in made.groups:
        for section in group.sections:
            _section(canvas, section, f"{group.label}: ")
    if made.trend:
        _trend(canvas, made.trend)
    _published(canvas, made)
    for table in (*made.over_time, *made.norms):
        _ranges(canvas, table)
    _advice(canvas, made)
    _method(canvas, made)
    file = io.BytesIO()
    deck.save(file)
    return fixed(file.getvalue())


def _plain(markup: Markup) -> str:
    return str(markup.striptags())


def _front(canvas: Canvas, made: Content) -> None:
    front = made.front
    slide = canvas.slide(_plain(front.headline))
    half = INSIDE / 2 - GAP
    canvas.text(slide, Box(EDGE, 1.3, INSIDE, 0.8), [" ".join(filter(None, front.lede))], 14)
    if front.hero:
        said = [f"{front.hero.mark.words} {front.hero.of}"]
        canvas.text(slide, Box(EDGE, 2.05, half, 0.5), said, 24, bold=True)
        canvas.text(slide, Box(EDGE, 2.55, half, 0.4), [front.hero.says], 11, muted=True)
    if front.ranking:
        bars = [Bar(row.label, row.mark) for row in front.ranking.rows]
        place = Box(EDGE, 2.95, half, 2)
        canvas.bars(slide, place, f"{front.ranking.head} ({front.ranking.measure})", bars)
    right = EDGE + half + 2 * GAP
    rate = front.rate
    head = f"{rate.value} {rate.of}" if rate.value else rate.title
    canvas.text(slide, Box(right, 2.05, half, 0.5), [head], 24, bold=True)
    canvas.text(slide, Box(right, 2.55, half, 0.5), [" ".join(rate.says)], 11, muted=True)
    if rate.chart:
        _line(canvas, slide, Box(right, 3.05, half, 1.9), rate.chart)
    if front.actions:
        canvas.table(slide, Box(EDGE, 5.1, INSIDE, 1.4), _to_do(made, front), TO_DO)
    caveats = front.ranking.caveats if front.ranking else ()
    foot = filter(None, (front.reading, *caveats, *front.rests, made.frame.demo))
    canvas.text(slide, Box(EDGE, 6.8, INSIDE, 0.6), [" ".join(foot)], 10, muted=True)


def _to_do(made: Content, front: Front) -> list[list[str]]:
    text = made.words.text
    head = [text("do_this"), "", text("actions_owner"), text("actions_by")]
    return [
        head,
        *(
            [one.title, one.evidence, one.owner or text("not_agreed"), one.by or text("not_agreed")]
            for one in front.actions
        ),
    ]


def _part(canvas: Canvas, part: Part) -> None:
    for section in part.sections:
        _section(canvas, section)
    if part.voices:
        _voices(canvas, part, part.voices)


def _section(canvas: Canvas, section: Section, before: str = "") -> None:
    """One chart for each column, and below it the rows that share their figures."""
    below = " ".join((section.asked, *section.says))
    slide = canvas.slide(before + _plain(section.headline), below)
    room = HIGH - BELOW - 0.4 - 0.5 * len(section.rests) if section.lines else 0
    width = INSIDE / len(section.columns)
    for place, column in enumerate(section.columns if section.lines else ()):
        found = ((line.label, line.cells[place].mark) for line in section.lines)
        bars = [Bar(label, mark) for label, mark in found if mark]
        box = Box(EDGE + place * width, BELOW, width - GAP, room)
        canvas.bars(slide, box, column.label, bars)
    for place, rest in enumerate(section.rests):
        said = [f"{_plain(rest.lead)} {rest.names}"]
        box = Box(EDGE, BELOW + room + 0.5 * place, INSIDE, 0.5)
        canvas.text(slide, box, said, 11 if section.lines else 16, muted=bool(section.lines))


def _voices(canvas: Canvas, part: Part, said: Voices) -> None:
    if said.missing:
        slide = canvas.slide(said.missing[0])
        canvas.text(slide, Box(EDGE, BELOW, INSIDE, 1), [said.missing[1]], 16)
        return
    slide = canvas.slide(part.title, " ".join(said.notes))
    width = INSIDE / len(said.asked)
    for place, asked in enumerate(said.asked):
        box = Box(EDGE + place * width, BELOW, width - GAP, HIGH - BELOW - EDGE)
        canvas.text(slide, box, [asked.title, *_lines(asked)], 14)


def _lines(asked: Asked) -> Iterable[str]:
    for one in asked.said:
        text = " ".join(one.lines)
        yield f"“{text}”" if one.quoted else f"– {text}"


def _line(canvas: Canvas, slide: Slide, box: Box, chart: Chart) -> None:
    points = [(f"{one.period}\n{one.counts}", one.value) for one in chart.points]
    canvas.line(slide, box, points, chart.description)


def _trend(canvas: Canvas, trend: Trend) -> None:
    slide = canvas.slide(trend.headline, " ".join((trend.asked, *trend.says)))
    _line(canvas, slide, Box(EDGE, BELOW, INSIDE * 0.6, 4.8), trend.chart)
    rows = [[p.period, p.counts, p.share, p.interval] for p in trend.chart.points]
    box = Box(EDGE + INSIDE * 0.62, BELOW, INSIDE * 0.38, 0.4 * (len(rows) + 1))
    canvas.table(slide, box, [[*trend.heads], *rows], (0.3, 0.3, 0.16, 0.24))


def _published(canvas: Canvas, made: Content) -> None:
    if made.published:
        slide = canvas.slide(made.published.title, made.published.note)
        rows = [[*made.published.heads], *map(list, made.published.rows)]
        box = Box(EDGE, BELOW, INSIDE, 0.4 * len(rows))
        canvas.table(slide, box, rows, (0.4, 0.2, 0.4))


def _ranges(canvas: Canvas, table: Ranges) -> None:
    """As many rows on each slide as there is room for."""
    columns = [place for place, head in enumerate(table.heads) if head]
    for first in range(0, len(table.lines), MOST_ROWS):
        shown = table.lines[first : first + MOST_ROWS]
        slide = canvas.slide(_plain(table.headline), table.asked)
        rows = [(one.label, _plain(one.own), one.others, one.says) for one in shown]
        told = [[row[place] for place in columns] for row in (table.heads, *rows)]
        widths = (0.4, 0.2, 0.2, 0.2) if len(columns) > 2 else (0.6, 0.4)
        canvas.table(slide, Box(EDGE, BELOW, INSIDE, 0.4 * len(told)), told, widths)


def _advice(canvas: Canvas, made: Content) -> None:
    for one in made.advice:
        english = made.words.text("actions_english") if one.language else ""
        slide = canvas.slide(one.title, f"{one.evidence}. {english}" if english else one.evidence)
        texts = [line for part in one.text.split("</p>") if (line := _plain(part))]
        canvas.text(slide, Box(EDGE, BELOW, INSIDE, HIGH - BELOW - EDGE), texts, 18)


def _method(canvas: Canvas, made: Content) -> None:
    slide = canvas.slide(made.words.text("method_title"))
    lines = [f"{title} {said}" for title, said in made.frame.method]
    canvas.text(slide, Box(EDGE, 1.4, INSIDE, HIGH - 2), lines, 14)
