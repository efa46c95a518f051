"""Finds Markdown that no page shows, and that would stand there as it was typed.

Pandoc, word processors and other Markdown have more than pages do: tables, boxes to tick, notes,
styles, lists by letters. Each is a fault with its line, in titles, questions and choices too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from nejtak.base.text import LOST_LETTER
from nejtak.errors import Faults
from nejtak.project.lists import misnumbered

_URL = r"(?:https?:|www\.|mailto:)"
_ITEM = r"\s*(?:[-*+•]\s+|[0-9]+[.)]\s+|#{1,6}\s+)?"
_RULED = r"\s*(?:\|.*|\+[-=+:]{3,}.*|(?:[-=]{2,}\s+)+[-=]{2,}\s*|:?-+:?\s*(?:\|\s*:?-+:?\s*)+)"
# The expressions of whole lines, or of parts of them, and their messages.
_LINES = (
    (re.compile(rf"{_ITEM}(?:\[[ xX\u00a0]?\]|[☐☑☒□])(?!\s*\({_URL})(?:\s.*|$)"), "tick-box"),
    (
        re.compile(
            r".*(?:^\s*:::|(?<!\\)\]\{[.=]|(?<!\\)\]\{[\w-]+=|(?<!\\)\[\]\{#|\{:\s*[.#]"
            r"|^\s*\\[a-z]{4,}(?:\{.*\})?\s*$).*"
        ),
        "pandoc-style",
    ),
    (re.compile(rf".*(?<!\\)(?:\]\s+\({_URL}|\)\[{_URL}).*", re.IGNORECASE), "split-link"),
    (re.compile(r".*(?<!\\)\[\[[^\[\]]+\]\].*"), "wiki-link"),
    (re.compile(r".*(?<!\\)\[\^[^\]\s]+\].*"), "footnote"),
    (re.compile(r"\s{0,3}:\s+\S.*"), "definition"),
    (re.compile(r".*[\x00-\x08\x0e-\x1f\x7f].*"), "control-character"),
    (re.compile(rf".*(?:{LOST_LETTER.pattern}).*"), "lost-letter"),
)
# Lines that would become something else than words.
_BLOCKS = (
    (re.compile(r"\s{0,3}(?:=+|-+|([-*_])(?:\s*\1){2,})\s*"), "rule"),
    (re.compile(r"\s{0,3}#{2,6}(?:[^#\s].*)?"), "tight-heading"),
    (re.compile(r"\s*(?:`{3,}|~{3,}).*"), "code"),
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
    settings = _front_matter(lines)
    if settings:
        faults.add(file, 1, "front-matter")
    lines = [(number, "" if number in settings else line) for number, line in lines]
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
    ruled = {number for number, line in lines if _ruled(line)}
    blocks = {number: _block(line) for number, line in lines if number not in ruled}
    for number, block in blocks.items():
        if block:
            faults.add(file, number, block)
    return settings | ruled | {number for number, block in blocks.items() if block}


def _ruled(line: str) -> bool:
    """Whether a line is of a table, or of a list that numbers itself."""
    return bool(_TABLE.fullmatch(line)) or line.lstrip().startswith("#. ")


def _block(line: str) -> str | None:
    """The message for a line that would become a rule, a heading or code."""
    return next((message for pattern, message in _BLOCKS if pattern.fullmatch(line)), None)


def _front_matter(lines: Sequence[tuple[int, str]]) -> frozenset[int]:
    """The lines of the settings at the head of a document, which other programs write."""
    marks = [number for number, line in lines if line.strip() == "---"]
    if marks[:1] != [1] or len(marks) == 1:
        return frozenset()
    return frozenset(range(1, marks[1] + 1))


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
