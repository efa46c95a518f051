"""The evidence: a headline and a table for each question, in the order of the survey's two parts.

Deciding reasons and reasons that also played a part are two columns of one table. Rows that may
count nobody are named in one line below, since a long list of them hides the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from nejtak.disclosure import QUOTES, Range
from nejtak.project.model import Looks
from nejtak.report.page.grids import grid
from nejtak.report.page.material import Material
from nejtak.report.page.sections import Line, Rest, Section, TableCell
from nejtak.report.tables import leading
from nejtak.report.tables.chance import clear_leaders
from nejtak.report.tables.findings import Table
from nejtak.report.tables.layout import ONLY, Row

ALIKE = 3  # rows from which one pair of figures takes a line and not a row each
APART = " · "

Figures = tuple[Range | None, ...]  # of a row, by column; None for one that is not published


def part(found: Material, looks: Looks) -> tuple[Section, ...]:
    """The sections of the questions that look back, or forward; reasons first."""
    return tuple(_part(found, looks))


def _part(found: Material, looks: Looks) -> Iterator[Section]:
    labels = found.labels
    asked = [t for t in found.found.tables if labels.looks(t.layout.question) == looks]
    decided, also = (leading.by_reason(found.found, kind) for kind in ("choice", "choices"))
    both = [table for table in (decided, also) if table and table in asked]
    if both:
        yield reasons(both, found)
    reach = leading.by_reach(found.found)
    if reach in asked and not (reach.layout.is_sum and found.found.m < QUOTES):
        yield _by_reach(reach, found)  # in a small wave such sums say next to nothing
    for table in asked:
        if table not in both and not table.layout.by:
            yield from _answers(table, found)


def _answers(table: Table, found: Material) -> Iterator[Section]:
    """The sections of one question: two of words that please and words that hurt, else one."""
    hurts = found.found.plan.meant(table.layout.question, "hurts")
    if table.layout.kind == "grid":
        yield grid(table, found)
    elif hurts:
        yield from (_words(table, hurts, about, found) for about in ("pleases", "hurts"))
    else:
        yield _plain(table, found)


def _words(table: Table, hurts: Sequence[str], about: str, found: Material) -> Section:
    """The words that please, or those that hurt, with a headline of their own."""
    rows = tuple(r for r in table.layout.rows if (r.id in hurts) == (about == "hurts"))
    ranked = tuple(row for row in table.rows if row in rows)
    own = replace(table, layout=replace(table.layout, rows=rows), rows=ranked)
    words, leaders = found.words, clear_leaders(own)
    close = () if leaders else own.leaders()
    return replace(
        _plain(own, found),
        id=f"{table.layout.id}.{about}",
        headline=words.headline(own, found.labels.rows(own.layout), "", about, leaders),
        says=(words.text("too_close", a=words.joined(found.names(own, close))),) if close else (),
        head=words.text(f"row_{about}"),
    )


def reasons(tables: Sequence[Table], found: Material) -> Section:
    """The deciding reasons and those that also played a part, side by side."""
    words, first = found.words, tables[0]
    heads = [words.text("decided_it" if t.layout.kind == "choice" else "also_it") for t in tables]
    rows = list(dict.fromkeys(row for table in tables for row in table.rows))
    pairs = {row: tuple(table.cells.get((row.id, ONLY)) for table in tables) for row in rows}
    folded = _folded(pairs)
    named = {row: found.labels.reason(row.id) for row in rows}
    lines = [_reason(row, heads, tables, found) for row in rows if row not in folded]
    rests = [
        Rest(_lead(tables, same, found), APART.join(named[row] for row in same))
        for same in _alike(folded, pairs)
    ]
    titles = words.text("and").join(
        words.text("quoted", a=found.labels.asked(t.layout)) for t in tables
    )
    return Section(
        first.layout.id,
        "two" if len(tables) > 1 else "one",
        _reasons_headline(tables, found),
        titles,
        (),
        words.text("row_reason"),
        tuple(TableCell(head, None) for head in heads),
        tuple(lines),
        tuple(rests),
    )


def _reason(row: Row, heads: Sequence[str], tables: Sequence[Table], found: Material) -> Line:
    """A reason with its figure in each column; None for a figure that is not published."""
    cells = (
        TableCell(head, found.mark(table, [row]) if (row.id, ONLY) in table.cells else None)
        for head, table in zip(heads, tables, strict=True)
    )
    reach = found.labels.reach(row.id)
    tag = found.words.text(reach, "reach") if reach else ""
    return Line(found.labels.reason(row.id), tag, tuple(cells))


def _folded(pairs: Mapping[Row, Figures]) -> list[Row]:
    """The rows that may count nobody in any column, and those alike that decided it for nobody."""
    alike = Counter(pairs.values())
    return [
        row
        for row, pair in pairs.items()
        if not any(figure and figure.low for figure in pair)
        or (alike[pair] >= ALIKE and len(pair) > 1 and not (pair[0] and pair[0].low))
    ]


def _alike(rows: Sequence[Row], figures: Mapping[Row, Figures]) -> list[list[Row]]:
    """The rows with the same figures together."""
    found: dict[Figures, list[Row]] = defaultdict(list)
    for row in rows:
        found[figures[row]].append(row)
    return [*found.values()]


def _lead(tables: Sequence[Table], rows: Sequence[Row], found: Material) -> Markup:
    """The figures that these rows share."""
    told = [table for table in tables if (rows[0].id, ONLY) in table.cells]
    figures = [table.cells[rows[0].id, ONLY] for table in told]
    cells = [found.cells(table, rows) for table in told]
    if len(told) > 1 and figures[0] == figures[1]:
        return found.words.html("rest_both", a=found.inline(figures[0], " ".join(cells)))
    shares = [found.inline(*one) for one in zip(figures, cells, strict=True)]
    if len(told) > 1:
        return found.words.html("rest_apart", a=shares[0], b=shares[1])
    key = "rest_also" if len(tables) > 1 else "rest_each" if len(rows) > 1 else "rest_one"
    return found.words.html(key, a=shares[0])


def _reasons_headline(tables: Sequence[Table], found: Material) -> Markup:
    """The reason that leads, with the sum of its figures if nobody can be in both."""
    decided = tables[0]
    labels = found.labels.rows(decided.layout)
    leaders = decided.leaders()
    if decided.layout.kind != "choice":
        about = "also" if decided.layout.question in found.found.plan.beside else "answer"
        return found.words.headline(decided, labels, "", about)
    beside = {found.found.plan.beside.get(table.layout.question) for table in tables[1:]}
    if len(leaders) != 1 or beside != {decided.layout.question}:
        return found.words.headline(decided, labels, "", "reason")
    id_ = leaders[0].id
    least = sum(table.cells[id_, ONLY].low for table in tables)
    share = found.words.figure(decided.cells[id_, ONLY])
    return found.words.html(
        "names_it",
        least=found.words.number(least),
        n=found.words.number(found.found.m),
        a=labels[id_],
        share=share,
    )


def _by_reach(table: Table, found: Material) -> Section:
    words = found.words
    section = _table(table, found, table.layout.rows)
    return replace(
        section,
        headline=words.html(f"reach_{words.mostly(table)}"),
        asked=words.text("by_reach"),
        head=words.text("row_reach"),
    )


def _plain(table: Table, found: Material) -> Section:
    """A question of choices, or a scale."""
    layout = table.layout
    counted = [row for row in table.rows if layout.kind == "scale" or table.cells[row.id, ONLY].low]
    won = found.found.plan.won.get(layout.question)
    shown = table.rows if (won, ONLY) in table.cells else counted
    section = _table(table, found, shown)
    figures: dict[Row, Figures] = {row: (table.cells[row.id, ONLY],) for row in table.rows}
    rests = [
        Rest(_lead([table], rows, found), APART.join(found.names(table, rows)))
        for rows in _alike([row for row in table.rows if row not in shown], figures)
    ]
    if (won, ONLY) in table.cells:
        figure = table.cells[won or "", ONLY]
        section = replace(section, headline=found.words.won(figure), says=_bounds(figure, found))
    return replace(section, rests=tuple(rests))


def _bounds(figure: Range, found: Material) -> tuple[str, ...]:
    """The bounds for all who were asked, whatever those not counted would have said."""
    if not figure.low:
        return ()
    silent = found.found.asked - found.found.m
    ends = {"low": figure.low, "high": figure.high + silent, "asked": found.found.asked}
    numbers = {key: found.words.number(n) for key, n in ends.items()}
    return (found.words.text("bounds", **numbers),)


def _table(table: Table, found: Material, rows: Sequence[Row]) -> Section:
    layout, words, labels = table.layout, found.words, found.labels.rows(table.layout)
    headline = words.headline(table, labels, "", "answer")
    asked = words.text("quoted", a=found.labels.asked(layout))
    ends = found.labels.ends(layout)
    lines = [Line(labels[row.id], "", (TableCell("", found.mark(table, [row])),)) for row in rows]
    return Section(
        layout.id,
        "one",
        headline,
        asked,
        (ends,) if ends else (),
        words.text("row_answer"),
        (TableCell(words.measure, None),),
        tuple(lines),
        (),
    )
