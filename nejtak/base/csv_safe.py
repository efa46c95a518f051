"""CSV for spreadsheets: no text becomes a formula or a date, whatever program opens the file.

Labels come from admins' files and raw texts from candidates, and a spreadsheet may run a cell that
begins with `=` as a formula. In a workbook each cell has a type; CSV has no types. Excel treats
cells that begin with = + - @ as formulas, Japanese and Chinese versions also their full-width
forms, and LibreOffice those that begin with =. Some ignore white space, or whatever else shows
nothing, before these. An apostrophe in front turns the cell into text in both, and remains visible.

If the list separator is a semicolon, as in Denmark, Excel splits a file with commas at each
semicolon and each line end, also within quotes. So every text that would become a cell in this way
is guarded too. Method: OWASP, "CSV Injection"; the rest was tested (`benchmarks.spreadsheets`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nejtak.base.blank import is_blank
from nejtak.base.cell_value import is_value

BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local code page
GUARD = "'"
# Control characters and code points without a character: XML does not allow them.
_UNREADABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SEPARATORS = ";\t\n"
_TRIGGERS = "=+-@\u2212"  # and all that Unicode takes for a form of them
_QUOTES = "\"'"
# Where a cell begins with anything but a letter or a digit that is seen.
_SUSPECT = re.compile(r"(?:^|[;\t\n])(?![^\W_\u115f\u1160\u3164\uffa0])")


def cell_text(text: str) -> str:
    """The text without characters that no cell can contain; line ends become LF."""
    return _UNREADABLE.sub("\ufffd", _BREAK.sub("\n", text))


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a formula would begin, or before a date or number."""
    text = cell_text(text)
    safe = _without_formulas(text) if _SUSPECT.search(text) else text
    return GUARD + text if safe == text and is_value(text) else safe


def _without_formulas(text: str) -> str:
    """The text with an apostrophe at each start of a cell from which a formula could begin."""
    places: list[int] = []
    starts = [0]  # of cells in which nothing was seen yet
    for place, char in enumerate(text):
        if starts and _is_trigger(char):
            places += starts
        if char in _SEPARATORS:
            starts.append(place + 1)
        elif not _is_ignored(char):
            starts.clear()
    ends = [*places, len(text)]
    return text[: ends[0]] + "".join(
        GUARD + text[start:end] for start, end in zip(places, ends[1:], strict=True)
    )


@lru_cache(maxsize=4096)
def _is_trigger(char: str) -> bool:
    return unicodedata.normalize("NFKC", char)[:1] in _TRIGGERS


@lru_cache(maxsize=4096)
def _is_ignored(char: str) -> bool:
    return is_blank(char) or unicodedata.normalize("NFKC", char)[:1] in _QUOTES


def to_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """CSV for spreadsheets (RFC 4180, UTF-8 with BOM), with each text guarded."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return (BOM + file.getvalue()).encode()
