"""The overview on a terminal, in 80 columns; commands may be longer, since they are pasted."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from nejtak.disclosure import MINIMUM
from nejtak.overview.rows import Overview, OverviewRow, Todo
from nejtak.overview.words import (
    NEXT,
    answers,
    count,
    declines,
    delete,
    late,
    state,
    when,
    when_due,
)

WIDTH = 80
INDENT = 17
HEADS = ("CLIENT", "WAVE", "STATE", "ANSWERS", "DECLINES", "WHEN", "NEXT", "DELETE")
# The widest that a column may be. With two characters before and one between they are 80.
WIDEST = (13, 8, 9, 7, 11, 8, 7, 8)


def text(found: Overview, *, counts: bool) -> str:
    """The steps by deadline, then every wave. `counts` says whether inboxes were counted."""
    today = found.today
    date = f"{today:%A} {today.day} {today:%B %Y}"
    sizes = f"{count(found.clients, 'client')}, {count(len(found.rows), 'wave')}"
    lines = [f"{date}{sizes:>{WIDTH - len(date)}}", "", "TO DO"]
    for row, todo in found.todo:
        lines += _todo(found, row, todo)
    if not found.todo:
        lines.append(" Nothing.")
    lines += [
        "",
        "ALL WAVES",
        *_table(found),
        "",
        "Answers in an inbox stand in steps of five; one number is what a report counts.",
    ]
    if not counts:
        lines[-1] = "Answers in inboxes are not counted: no table is named."
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
    cells = [HEADS]
    for row in found.waves:
        next_ = NEXT[row.step]
        cells.append(
            (
                row.client,
                row.wave,
                state(row),
                answers(row),
                declines(row),
                when(row, today),
                next_,
                delete(row, today),
            )
        )
    marks = [" ", *("!" if r.todo and late(r.todo, today) else " " for r in found.waves)]
    for mark, line in zip(marks, cells, strict=True):
        shown = (_cut(cell, most) for cell, most in zip(line, WIDEST, strict=True))
        yield f"{mark} " + " ".join(f"{c:<{w}}" for c, w in zip(shown, WIDEST, strict=True))


def _cut(text_: str, most: int) -> str:
    return text_ if len(text_) <= most else f"{text_[: most - 1]}…"


def to_json(found: Overview) -> str:
    """The same for programs: every wave, those with something to do first."""
    waves = [_entry(found, row) for row in found.waves]
    content = {"format": 1, "today": found.today, "clients": found.clients, "waves": waves}
    return json.dumps(content, default=str, indent=1)


def _entry(found: Overview, row: OverviewRow) -> dict[str, Any]:
    entry = asdict(row)
    if row.todo:
        del entry["todo"]["words"]
        entry["todo"] |= {"command": found.command(row.todo), "late": late(row.todo, found.today)}
        entry["todo"]["when"] = when_due(row.todo, found.today)
    if row.answers is not None:
        entry["answers"] = {"least": row.answers, "most": row.answers + MINIMUM - 1}
    return entry
