"""The parts of a report that are no question's table: what to do, trend, norms and quotes.

Each is a template of its own. What goes in is published figures, the employer's own counts, other
clients' releases, or texts that a person let through; never an answer that is not published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nejtak.disclosure import Range
from nejtak.project.contract import Kind
from nejtak.project.model import FAMILIES, REACHES, Project, Reach, Wave
from nejtak.report.page.labels import Labels
from nejtak.report.page.phrasing import Words
from nejtak.report.tables.actions import Entry, Standing, choose, entries
from nejtak.report.tables.findings import Findings
from nejtak.report.tables.layout import ONLY
from nejtak.report.tables.norms import Norm, Place, telling
from nejtak.report.tables.trend import Point, move, wilson
from nejtak.review.quotes import Quote

WIDTH, HEIGHT = 640, 180  # of the trend's drawing, in its own units
TOP = 10  # units above the highest line
# Of the questions of reasons: the one that decided, and those that also played a part.
KINDS: tuple[Kind, ...] = ("choice", "choices")


@dataclass(frozen=True, slots=True)
class Trend:
    """The chart of declined offers and the table below it, in words and in drawing units."""

    title: str
    note: str
    description: str
    lines: tuple[float, ...]
    spread: str
    line: str
    dots: tuple[tuple[float, float], ...]
    rows: tuple[Mapping[str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def trend(points: Sequence[Point], words: Words) -> Trend | None:
    """Draw the share of declined offers; nothing for a single wave."""
    if len(points) < 2:
        return None
    top = -(-max(p.high for p in points) * 10 // 1) / 10  # whole tenths, upwards
    step = WIDTH / len(points)
    xs = [round(step * (i + 0.5), 1) for i in range(len(points))]

    def y(share: float) -> float:
        return round(HEIGHT - (HEIGHT - TOP) * share / top, 1)

    def path(pairs: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{x} {height}" for x, height in pairs)

    highs = [(x, y(p.high)) for x, p in zip(xs, points, strict=True)]
    lows = [(x, y(p.low)) for x, p in zip(xs, points, strict=True)]
    dots = tuple((x, y(p.share)) for x, p in zip(xs, points, strict=True))
    rows = tuple(_trend_row(p, words) for p in points)
    return Trend(
        words.text(f"trend_{move(points[-2], points[-1])}"),
        words.text("trend_note", top=words.percent(round(100 * top))),
        "; ".join(f"{row['period']}: {row['share']} ({row['interval']})" for row in rows),
        tuple(y(top * i / 2) for i in range(3)),
        path([*highs, *reversed(lows)]) + "Z",
        path(dots), dots, rows,
    )  # fmt: skip


def _trend_row(point: Point, words: Words) -> dict[str, str]:
    wave = point.wave
    return {
        "period": words.text("period", opens=words.day(wave.opens), closes=words.day(wave.closes)),
        "counts": words.text(
            "trend_counts",
            declined=words.number(point.declined),
            offers=words.number(point.offers),
        ),
        "share": words.percent(round(100 * point.share)),
        "interval": words.range(round(100 * point.low), round(100 * point.high)),
    }


def norms(
    findings: Findings, pooled: Mapping[Place, Norm], labels: Labels, words: Words
) -> dict[str, Any] | None:
    """Lay the deciding reasons beside other employers', if their norms tell reasons apart."""
    rows = []
    for table in findings.tables:
        layout = table.layout
        if layout.by or layout.kind != "choice" or not labels.asks_reasons(layout):
            continue
        names = labels.rows(layout)
        places = {row: (layout.question, row.members, ONLY) for row in table.rows}
        shown = telling({p: pooled[p] for p in places.values() if p in pooled})
        rows += [
            (names[row.id], table.cells[row.id, ONLY], shown[place])
            for row, place in places.items()
            if place in shown
        ]
    if not rows:
        return None
    least = min((norm for *_, norm in rows), key=lambda norm: norm.base)
    numbers = {"clients": words.number(least.clients), "base": words.number(least.base)}
    return {
        "note": words.text("norms_note", **numbers),
        "rows": [
            {
                "label": label,
                "own": words.share(own),
                "others": words.range(_floor(norm.low, norm.base), _ceil(norm.high, norm.base)),
                "says": _against(own, findings.m, norm, words),
            }
            for label, own, norm in rows
        ],
    }


def _against(own: Range, n: int, norm: Norm, words: Words) -> str:
    """Say that a reason is more or less common here, if chance alone does not explain it."""
    if wilson(own.low, n)[0] > norm.high / norm.base:
        return words.text("norms_more")
    if wilson(own.high, n)[1] < norm.low / norm.base:
        return words.text("norms_less")
    return ""


def _floor(part: int, whole: int) -> int:
    return 100 * part // whole


def _ceil(part: int, whole: int) -> int:
    return -(-100 * part // whole)


def actions(
    project: Project, wave: Wave, findings: Findings, labels: Labels, words: Words
) -> tuple[Entry, ...]:
    """What to do, chosen from the published figures alone."""
    playbook = project.playbook.get(words.locale.code, {})
    reach, family = findings.plan.reach, findings.plan.family
    standings = [
        Standing(
            reason, family.get(reason, ""), within, *(_of(reason, findings, kind) for kind in KINDS)
        )
        for reason, within in reach.items()
    ]
    chosen = choose(standings, playbook, _by_reach(findings))
    reasons = {reason: labels.reason(reason) for reason in reach}
    reaches: dict[str, str] = {reach: words.text(reach, "reach") for reach in REACHES}
    return entries(chosen, playbook, wave.actions, reasons, reaches)


def _by_reach(findings: Findings) -> dict[Reach, Range]:
    cells = next((t.cells for t in findings.tables if t.layout.by == "reach"), {})
    return {reach: cells[reach, ONLY] for reach in REACHES if (reach, ONLY) in cells}


def _of(reason: str, findings: Findings, kind: Kind) -> Range | None:
    """The figure of a reason in the first question of reasons of this kind."""
    for table in findings.tables:
        layout = table.layout
        if layout.question in findings.plan.reasons and not layout.by and layout.kind == kind:
            return table.cells.get((reason, ONLY))
    return None


def quotes(said: Sequence[Quote], words: Words) -> list[dict[str, Any]]:
    """Put quotes under their themes, families of reasons first; each as its lines."""
    themes = sorted({quote.theme for quote in said}, key=_theme_order)
    return [
        {
            "name": _theme(theme, words),
            "quotes": [q.text.strip().splitlines() for q in said if q.theme == theme],
        }
        for theme in themes
    ]


def groups(findings: Findings, labels: Labels, words: Words) -> dict[str, Any] | None:
    """Each group with what decided it, and the deciding reasons of all groups side by side."""
    tables = [t for t in findings.tables if labels.asks_reasons(t.layout) and not t.layout.by]
    if not findings.groups or not tables:
        return None
    layout = tables[0].layout
    names, number = labels.rows(layout), findings.tables.index(tables[0])
    own = {id_: group.tables[number] for id_, group in findings.groups.items()}
    said = {id_: Words(words.locale, group.m) for id_, group in findings.groups.items()}
    head = labels.column(layout, layout.columns[0])
    return {
        "title": labels.title(findings.plan.group),
        "asked": labels.asked(layout),
        "groups": [
            {
                "label": labels.group(id_, findings.plan),
                "base": said[id_].text("base", n=words.number(group.m)),
                "headline": said[id_].headline(own[id_], names, head, "reason"),
            }
            for id_, group in findings.groups.items()
        ],
        "rows": [
            {
                "labels": [names[row.id] for row in rows],
                "shares": [
                    said[id_].share(table.cells[rows[0].id, layout.columns[0]])
                    for id_, table in own.items()
                ],
            }
            for rows in tables[0].folded()
        ],
    }


def _theme_order(theme: str) -> tuple[int, str]:
    if theme in FAMILIES:
        return FAMILIES.index(theme), ""
    return (len(FAMILIES), theme) if theme else (len(FAMILIES) + 1, "")


def _theme(theme: str, words: Words) -> str:
    if theme in FAMILIES:
        return words.text(theme, "families")
    return theme or words.text("quotes_other")
