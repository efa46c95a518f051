"""Finds Markdown that no page shows, and that would stand there as it was typed.

Pandoc, word processors and other Markdown have more than pages do: tables, boxes to tick, notes,
styles, lists by letters. Each is a fault with its line, in titles, questions and choices too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from nejtak.errors import Faults
from nejtak.project.lists import misnumbered

_ITEM = r"\s*(?:[-*+•]\s+|[0-9]+[.)]\s+|#{1,6}\s+)?"
_RULED = r"\s*(?:\|.*|\+[-=+:]{3,}.*|(?:[-=]{2,}\s+)+[-=]{2,}\s*|:?-+:?\s*(?:\|\s*:?-+:?\s*)+)"
# The expressions of whole lines, or of parts of them, and their messages.
_LINES = (
    (re.compile(rf"{_ITEM}(?:\[[ xX\u00a0]?\]|[☐☑☒□])(?:\s.*|$)"), "tick-box"),
    (
        re.compile(r".*(?:^\s*:::|(?<!\\)\]\{[.=]|(?<!\\)\]\{[\w-]+=|(?<!\\)\[\]\{#).*"),
        "pandoc-style",
    ),
    (re.compile(r".*(?<!\\)\[\^[^\]\s]+\].*"), "footnote"),
    (re.compile(r"\s{0,3}:\s+\S.*"), "definition"),
    (re.compile(r".*[\x00-\x08\x0e-\x1f\x7f].*"), "control-character"),
)
_TABLE = re.compile(_RULED)
_LETTERED = re.compile(
    r"\s*(?:\(?[a-zA-Z]\)|\((?:[0-9]{1,3}|[ivxIVX]{1,4})\)|[a-zA-Z]\.\s(?=\s)|[ivxIVX]{2,4}[.)]|#\.)\s"
)

_FIRST, _SECOND = re.compile(r"\s*[aAiI]\.\s"), re.compile(r"\s*(?:[bB]|ii|II)\.\s")
_UNSPACED = re.compile(r"\s*(?:[-–—]|[0-9]{1,2}[.)])[^\W\d_]")


def report_unshown(file: str, lines: Sequence[tuple[int, str]], faults: Faults) -> frozenset[int]:
    """Report what no page shows, by its line; of a table or a list its first line only.

    Returns the numbers of the lines that would be reported once more if they were rendered.
    """
    for number, line in lines:
        for pattern, message in _LINES:
            if pattern.fullmatch(line):
                faults.add(file, number, message)
    texts = [line for _, line in lines]
    for message, starts in (
        ("table", _starts(_TABLE.fullmatch(text) is not None for text in texts)),
        ("lettered-list", _lists(texts, _LETTERED, _LETTERED)),
        ("lettered-list", _lists(texts, _FIRST, _SECOND)),
        ("unspaced-list", _lists(texts, _UNSPACED, _UNSPACED)),
        ("misnumbered-list", misnumbered(texts)),
    ):
        for start in starts:
            faults.add(file, lines[start][0], message)
    ruled = (_TABLE.fullmatch(text) or text.lstrip().startswith("#. ") for text in texts)
    return frozenset(number for (number, _), is_ in zip(lines, ruled, strict=True) if is_)


def _starts(found: Iterable[bool]) -> list[int]:
    """Where each run of lines begins."""
    found = list(found)
    return [n for n, here in enumerate(found) if here and not (n and found[n - 1])]


def _lists(texts: Sequence[str], first: re.Pattern[str], second: re.Pattern[str]) -> list[int]:
    """Where a list begins: two such lines that only blank ones are between."""
    marked = [n for n, text in enumerate(texts) if text.strip()]
    pairs = itertools.pairwise(marked)
    found = [bool(first.match(texts[one]) and second.match(texts[two])) for one, two in pairs]
    return [marked[n] for n in _starts(found)]
