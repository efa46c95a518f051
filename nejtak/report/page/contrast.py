"""Those who said no beside those who said yes: what weighs with whom, and how each sees it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from nejtak.report.page import periods
from nejtak.report.page.labels import Labels
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import percents
from nejtak.report.page.ranges import PLAIN, Pair, Ranges, ranges
from nejtak.report.tables import contrast as tables
from nejtak.report.tables.contrast import Contrasted
from nejtak.report.tables.released import Released

SIDES = ("no", "both", "yes")


def contrasts(found: Material) -> tuple[Ranges, ...]:
    """The tables of both groups; none without a release about those who said yes."""
    yes = found.others.accepted
    return tuple(_contrasts(found, yes)) if yes else ()


def _contrasts(found: Material, yes: Released) -> Iterator[Ranges]:
    for about, rows in (
        ("contrast", tables.contrast_reasons(found.found, yes)),
        ("seen", tables.contrast_words(found.found, yes)),
    ):
        if rows:
            yield _table(about, _ordered(rows), found, yes)


def _ordered(rows: Sequence[Contrasted]) -> list[Contrasted]:
    """Those of one side together, the highest low ends first."""
    order = [*SIDES, ""]
    return sorted(rows, key=lambda r: (order.index(r.side), -r.no.low / r.m, -r.yes.low / r.n))


def _table(about: str, rows: list[Contrasted], found: Material, yes: Released) -> Ranges:
    words, labels = found.words, _labels(found, yes)
    head = words.text("row_reason" if about == "contrast" else "row_word")
    heads = (head, words.text("said_no"), words.text("said_yes"), words.text("norms_difference"))
    period = periods.short(yes.wave.opens, yes.wave.closes, words)
    numbers = {"n": words.number(found.found.m), "base": words.number(yes.m), "period": period}
    return ranges(
        about,
        _headline(about, rows, labels, found),
        words.text(f"{about}_note", **numbers),
        heads,
        [_pair(_label(about, row, labels, found), row, found) for row in rows],
        words,
    )


def _labels(found: Material, yes: Released) -> Labels:
    """The words of those who said yes: theirs can speak for a job, or against it."""
    survey = found.project.surveys.get(yes.wave.survey)
    if survey is None or found.words.locale.code not in survey.words:
        return found.labels
    return Labels(survey, found.client, found.words)


def _pair(label: str, row: Contrasted, found: Material) -> Pair:
    words, theirs = found.words, replace(found.words, n=row.n)
    return Pair(
        label,
        PLAIN.format(words.share(row.no)),
        percents(row.no.low, row.no.high, row.m),
        theirs.share(row.yes),
        percents(row.yes.low, row.yes.high, row.n),
        words.text(f"side_{row.side or 'none'}"),
    )


def _label(about: str, row: Contrasted, labels: Labels, found: Material) -> str:
    if about == "contrast":
        return labels.reason(row.row.id)
    asked = (t.layout.question for t in found.found.tables if row.row in t.layout.rows)
    words = (q for q in asked if found.found.plan.meant(q, "hurts"))
    return found.labels.choice(next(words), row.row.id)


def _headline(about: str, rows: Sequence[Contrasted], labels: Labels, found: Material) -> Markup:
    """One line for each group."""
    said = []
    for side in SIDES if about == "contrast" else (SIDES[0], SIDES[2]):
        names = [_label(about, row, labels, found) for row in rows if row.side == side]
        if names:
            said.append(found.words.html(f"{about}_{side}", a=found.words.few(names)))
    return Markup(" <br>").join(said) if said else found.words.html(f"{about}_none")
