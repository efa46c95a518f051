"""CSV without formula injection: no text can become a formula, whatever program opens the file.

Labels come from admins' files and raw texts from candidates, and a spreadsheet may run a cell that
begins with `=` as a formula. In a workbook each cell has a type; CSV has no types. Excel treats
cells that begin with = + - @ as formulas, Japanese and Chinese versions also their full-width
forms, and LibreOffice those that begin with =. Some ignore white space before these. An apostrophe
in front turns the cell into text in both, and remains visible.

If the list separator is a semicolon, as in Denmark, Excel splits a file with commas at each
semicolon and each line end, also within quotes. So every text that would become a cell in this way
is guarded too. Method: OWASP, "CSV Injection"; the rest was tested (`benchmarks.spreadsheets`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local code page
# Control characters and code points without a character: XML does not allow them.
_UNREADABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# The start of a cell in any program, with the characters that some programs ignore there.
_START = re.compile(r"""(?:^|[;\t\n])[;\s"'\u00ad\u200b-\u200f\u2060\ufeff]*""")
_EDGE = re.compile(r"\A|(?<=[;\t\n])")
_AFTER = re.compile(r"(?<=[;\t\n])")
_TRIGGERS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫")


def cell_text(text: str) -> str:
    """The text without characters that no cell can contain; line ends become LF."""
    return _UNREADABLE.sub("\ufffd", _BREAK.sub("\n", text))


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a formula would begin."""
    return _START.sub(_guard, cell_text(text))


def _guard(start: re.Match[str]) -> str:
    if start.string[start.end() : start.end() + 1] not in _TRIGGERS:
        return start[0]
    return _EDGE.sub("'", start[0]) if start.start() == 0 else _AFTER.sub("'", start[0])


def to_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """CSV for spreadsheets (RFC 4180, UTF-8 with BOM), with each text guarded."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return (BOM + file.getvalue()).encode()
