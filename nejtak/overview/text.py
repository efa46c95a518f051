"""The overview on a terminal, in 80 columns; commands may be longer, since they are pasted."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from nejtak.overview.rows import Overview, OverviewRow, Todo
from nejtak.overview.words import count, late, long_day, row_words, shares_words, when_due

WIDTH = 80
INDENT = 17
HEADS = ("CLIENT", "WAVE", "STATE", "ANSWERS", "OUTCOME", "WHEN", "NEXT", "DELETE")
# The widest that a column may be. With two characters before and one between they are 80.
WIDEST = (13, 8, 9, 7, 11, 8, 7, 8)
STEPS = "Answers in an inbox stand in steps of five; one number is what a report counts."
NOT_COUNTED = "Answers in inboxes are not counted: no table is named, or none can be reached."


def text(found: Overview, *, counts: bool) -> str:
    """The steps by deadline, then every wave. `counts` says whether inboxes were counted."""
    date = long_day(found.today)
    sizes = f"{count(found.clients, 'client')}, {count(len(found.rows), 'wave')}"
    lines = [f"{date}{sizes:>{WIDTH - len(date)}}", "", "TO DO"]
    for row, todo in found.todo:
        lines += _todo(found, row, todo)
    if not found.todo:
        lines.append(" Nothing.")
    lines += ["", "ALL WAVES", *_table(found), "", STEPS if counts else NOT_COUNTED]
    if found.shares:
        lines += ["", *textwrap.wrap(shares_words(found.shares), WIDTH)]
    return "\n".join(line.rstrip() for line in lines)


def _todo(found: Overview, row: OverviewRow, todo: Todo) -> Iterator[str]:
    mark = "!" if late(todo, found.today) else " "
    head = f" {mark} {when_due(todo, found.today):<13} {row.client} {row.wave}"
    if len(head) + 2 + len(todo.why) <= WIDTH:
        yield f"{head}  {todo.why}"
    else:
        indent = " " * INDENT
        yield from textwrap.wrap(head, WIDTH, subsequent_indent=indent, drop_whitespace=False)
        yield from textwrap.wrap(
            todo.why,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
    yield f"{'':{INDENT}}{found.command(todo)}"


def _table(found: Overview) -> Iterator[str]:
    today = found.today
    yield _line(" ", HEADS)
    for row in found.waves:
        mark = "!" if row.todo and late(row.todo, today) else " "
        yield _line(mark, (row.client, row.wave, *row_words(row, today)))


def _line(mark: str, cells: Sequence[str]) -> str:
    shown = (f"{_cut(cell, most):<{most}}" for cell, most in zip(cells, WIDEST, strict=True))
    return f"{mark} {' '.join(shown)}"


def _cut(text_: str, most: int) -> str:
    return text_ if len(text_) <= most else f"{text_[: most - 1]}…"


def to_json(found: Overview) -> str:
    """The same for programs: every wave, those with something to do first."""
    waves = [_entry(found, row) for row in found.waves]
    shares = asdict(found.shares) if found.shares else None
    content = {"format": 1, "today": found.today, "clients": found.clients, "waves": waves}
    content |= {"shares": shares}
    return json.dumps(content, default=str, indent=1)


def _entry(found: Overview, row: OverviewRow) -> dict[str, Any]:
    entry = asdict(row)
    if row.todo:
        del entry["todo"]["words"]
        entry["todo"] |= {"command": found.command(row.todo), "late": late(row.todo, found.today)}
        entry["todo"]["when"] = when_due(row.todo, found.today)
    if row.answers is not None:
        entry["answers"] = {"least": row.answers[0], "most": row.answers[1]}
    return entry
