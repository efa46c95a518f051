"""The headline and the sentences below it, for each rung of the ladder."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from nejtak.disclosure import REASONS
from nejtak.report.page.material import Material
from nejtak.report.tables import headline, leading
from nejtak.report.tables.sides import comparison

EMPHASIS = Markup("<em>{}</em>")


def headline_sentence(first: headline.Headline, found: Material) -> Markup:
    """The first sentence of a report."""
    words = found.words
    if first.rung == "texts":
        return words.html("only_texts")
    if first.rung == "answer":
        return answered(found)
    count = words.number(first.least)
    at_start = EMPHASIS.format(words.text("at_least_first", count=count))
    within = EMPHASIS.format(words.text("at_least", count=count))
    if first.rung == "reach":
        return words.html(f"head_reach_{first.reach}", least=at_start)
    names = dict(zip("ab", map(found.labels.reason, first.reasons), strict=False))
    return words.html(f"head_{first.rung}", least=within, **names)


def answered(found: Material) -> Markup:
    """A sentence on the first table's figures, if the survey asks for no reasons."""
    table = found.found.tables[0]
    layout = table.layout
    about = "grid" if layout.kind == "grid" else "answer"
    column = found.labels.column(layout, layout.columns[0])
    return found.words.headline(table, found.labels.rows(layout), column, about)


def lede(first: headline.Headline, found: Material) -> tuple[str, ...]:
    """The sentences below the headline. None of them speaks of two questions at once."""
    return (*_lede(first, found), *_compared(found))


def _lede(first: headline.Headline, found: Material) -> Iterator[str]:
    words = found.words
    if first.rung == "won":
        if 2 * first.least > found.found.m:
            yield words.text("lede_half")
        yield words.text("lede_won")
        yield from _reasons(found)
    elif first.rung in headline.RUNGS:
        if first.rung == "two":
            yield words.text("lede_tied")
        yield _within(first.reasons, found)
    elif first.rung == "reach":
        if first.reach == "outside":
            yield words.text("lede_outside")
        yield _apart(found)
    elif first.rung == "directions":
        if not any(figure.low for figure in found.found.figures.values()):
            yield words.text("lede_directions")
        if found.texts:
            yield words.text("lede_read")


def _compared(found: Material) -> Iterator[str]:
    """What the employer loses and wins on beside what was chosen, if anything is certain."""
    own = comparison(found.found)
    for side, key in ((own.left, "lede_lose"), (own.right, "lede_win")) if own else ():
        names = found.names(own.table, own.named(side)) if own else []
        if names:
            yield found.words.text(key, a=found.words.few(names))


def _apart(found: Material) -> str:
    """Why no reason is named."""
    return found.words.text("lede_few" if found.found.m < REASONS else "lede_none")


def _reasons(found: Material) -> Iterator[str]:
    """The deciding reasons among all who answered; every lede goes on with this sentence."""
    decided = leading.by_reason(found.found, "choice")
    if decided is None:
        if leading.by_reach(found.found):
            yield _apart(found)
        return
    leaders = decided.leaders()
    if not 0 < len(leaders) <= len(headline.RUNGS):
        yield _apart(found)
        return
    ids = [row.id for row in leaders]
    then = leading.second(decided) if len(ids) == 1 else None
    key = "lede_two" if len(ids) == 2 else "lede_then" if then else "lede_one"
    ids += [then.id] if then else []
    names = dict(zip("ab", map(found.labels.reason, ids), strict=False))
    yield found.words.text(key, **names)
    yield _within(tuple(ids), found)


def _within(reasons: tuple[str, ...], found: Material) -> str:
    """Whether the employer can do something about the reasons that were named."""
    kinds = {found.labels.reach(reason) for reason in reasons}
    if None in kinds:
        return ""
    if len(kinds) == 1:
        return found.words.text(f"{'leads' if len(reasons) == 1 else 'both'}_{kinds.pop()}")
    return found.words.text("leads_mixed" if "outside" in kinds else "both_within")
