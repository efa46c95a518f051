"""The first page, readable on its own: the findings, how sure they are, and what to do first.

It says published figures, the employer's own counts, one approved text, and the plans of the wave's
file. Which of them, and in which order, follows from the figures (`nejtak.report.tables.headline`).
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from nejtak.disclosure import QUOTES, REASONS
from nejtak.report.page import rate, voices
from nejtak.report.page.advice import Advice, advice
from nejtak.report.page.marks import Form, Mark
from nejtak.report.page.material import Material
from nejtak.report.page.phrasing import Words
from nejtak.report.page.sentences import headline_sentence, lede
from nejtak.report.tables import headline, leading
from nejtak.report.tables.chance import clear_leaders
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row

RANKS = 3
MOST_NAMES = 3  # of reasons that share a rank; more are counted
ACTIONS = 3
UNSURE = 12  # counted answers up to which the reason named most is often another one's by chance


@dataclass(frozen=True, slots=True)
class Hero:
    """The figure next to the headline: how many could have been won."""

    title: str
    mark: Mark
    of: str
    says: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of the first page's table."""

    label: str
    tag: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ranking:
    """The leading reasons, or their reach."""

    head: str
    measure: str
    rows: tuple[Ranked, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The first page in one language. `reading` says what a figure means; empty without figures."""

    headline: Markup
    lede: tuple[str, ...]
    reading: str
    hero: Hero | None
    ranking: Ranking | None
    groups: tuple[tuple[str, Markup], ...]
    form: Form
    rate: rate.Rate
    voice: voices.Voice | None
    proposals: tuple[voices.Asked, ...]
    actions: tuple[Advice, ...]
    rests: tuple[str, ...]


def front(found: Material) -> Front:
    """Make the first page."""
    first = headline.headline(found.found)
    actions = advice(found)
    words, hero, ranking = found.words, _hero(found), _ranking(found)
    return Front(
        headline_sentence(first, found),
        lede(first, found),
        _reading(hero, ranking, words),
        hero,
        ranking,
        _groups(found),
        found.scale.form,
        rate.rate(found),
        voices.front_text(found, [action.family for action in actions]),
        voices.proposals(found) if found.found.m < QUOTES else (),
        actions[:ACTIONS],
        (
            words.text("base", n=words.number(found.found.m)),
            words.text("asked", asked=words.number(found.found.asked)),
        ),
    )


def _reading(hero: Hero | None, ranking: Ranking | None, words: Words) -> str:
    """Explain the first figure that counts somebody for certain, else the first."""
    figures = [hero.mark.figure] if hero else []
    figures += [row.mark.figure for row in ranking.rows] if ranking else []
    chosen = next((figure for figure in figures if figure.low), next(iter(figures), None))
    return words.reading(chosen) if chosen else ""


def _hero(found: Material) -> Hero | None:
    won = leading.winnable(found.found)
    if won is None:
        return None
    table, _ = won
    row = next(row for row in table.rows if row.id == found.found.plan.won[table.layout.question])
    words, question = found.words, table.layout.question
    answered = {"a": found.labels.choice(question, row.id), "b": found.labels.title(question)}
    return Hero(
        words.text("won_title"),
        found.mark(table, [row], size="hero"),
        words.text("of", n=words.number(words.n)),
        words.text("won_answered", **answered),
    )


def _ranking(found: Material) -> Ranking | None:
    decided, reach = leading.by_reason(found.found, "choice"), leading.by_reach(found.found)
    words = found.words
    if decided is None:
        if reach is None:
            return None
        rows = (
            Ranked(name, "", found.mark(reach, [row]))
            for row, name in zip(reach.rows, found.names(reach, reach.rows), strict=True)
        )
        return Ranking(words.text("reach_lay"), words.measure, tuple(rows), ())
    ranks = leading.ranks(decided, RANKS)
    rows_ = [
        Ranked(*_named(place, rank.rows, decided, found), found.mark(decided, rank.rows))
        for place, rank in enumerate(ranks, 1)
    ]
    rows_ += _others(decided, ranks, found)
    return Ranking(
        words.text("decided_it"),
        words.measure,
        tuple(rows_),
        tuple(_caveats(decided, ranks, found)),
    )


def _named(place: int, rows: tuple[Row, ...], table: Table, found: Material) -> tuple[str, str]:
    """A rank's name, and the line below it."""
    names = found.names(table, rows)
    if len(rows) == 1:
        reach = found.labels.reach(rows[0].id)
        return names[0], found.words.text(reach, "reach") if reach else ""
    if len(rows) > MOST_NAMES:
        called = found.words.text("many_reasons", count=found.words.number(len(rows)))
    else:
        called = found.words.joined(names)
    return called, found.words.text(f"shared_{place}")


def _others(table: Table, ranks: tuple[leading.Rank, ...], found: Material) -> list[Ranked]:
    """The rows below, if they share one figure and a rank is free."""
    shown = {row for rank in ranks for row in rank.rows}
    rest = [row for row in table.layout.rows if row not in shown]
    if len(ranks) == RANKS or not rest or len({table.cells[r.id, ONLY] for r in rest}) > 1:
        return []
    key = "each_other" if shown else "each_reason"
    label = found.words.text(key, count=found.words.number(len(rest)))
    if len(rest) == 1:
        label = found.names(table, rest)[0]
    return [Ranked(label, "", found.mark(table, rest))]


def _caveats(decided: Table, ranks: tuple[leading.Rank, ...], found: Material) -> list[str]:
    """Cautions for the reader if few answers name a reason, or if its lead may be chance."""
    if not ranks:
        return []
    if REASONS <= found.found.m <= UNSURE:
        return [found.words.text("caveat_unsure")]
    if leading.named_by_few(ranks[0].figure):
        return [found.words.text("caveat_few")]
    close = decided.leaders() and not clear_leaders(decided)
    return [found.words.text("caveat_close")] if close else []


def _groups(found: Material) -> tuple[tuple[str, Markup], ...]:
    """The deciding reason in each group, if the wave is reported by group."""
    said = []
    for id_ in found.found.groups:
        own = found.of_group(id_)
        table = leading.by_reason(own.found, "choice")
        if table:
            labels = own.labels.rows(table.layout)
            words = own.words.headline(table, labels, "", "reason")
            said.append((found.labels.group(id_, found.found.plan), words))
    return tuple(said)
