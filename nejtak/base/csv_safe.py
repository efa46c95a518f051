"""Text in the cells of spreadsheets: texts stay texts, whatever opens the file.

Labels come from admins' files and raw texts from candidates, and a spreadsheet takes a cell that
begins with `=` for a program. In a workbook each cell says itself that it is a string. CSV cannot
say so: Excel takes what begins with = + - @ for a formula, Japanese and Chinese ones their
full-width forms too, LibreOffice what begins with =; white space before it is passed over by
some. An apostrophe in front makes a text of it in both, and stays to be seen.

Where the list separator is a semicolon, as in Denmark, Excel cuts a file with commas at each
semicolon, and at each end of a line, also within quotes: so the cells that it would find there
are guarded as well. Method: OWASP, "CSV Injection"; the rest was tried (`benchmarks.spreadsheets`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it, Excel takes UTF-8 for the code page of its country
# Controls and what is no character at all: no XML can hold them, and no reader shows them.
_UNREADABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Where a cell begins in any reading, and what readers pass over before its first character.
_START = re.compile(r"""(?:^|[;\t\n])[;\s"'\u00ad\u200b-\u200f\u2060\ufeff]*""")
_EDGE = re.compile(r"\A|(?<=[;\t\n])")
_AFTER = re.compile(r"(?<=[;\t\n])")
_TRIGGERS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫")


def plain(text: str) -> str:
    """The text without what no cell can hold; line ends become LF."""
    return _UNREADABLE.sub("\ufffd", _BREAK.sub("\n", text))


def guarded(text: str) -> str:
    """The text as CSV may hold it: with an apostrophe wherever a formula would begin."""
    return _START.sub(_guard, plain(text))


def _guard(start: re.Match[str]) -> str:
    if start.string[start.end() : start.end() + 1] not in _TRIGGERS:
        return start[0]
    return _EDGE.sub("'", start[0]) if start.start() == 0 else _AFTER.sub("'", start[0])


def to_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """CSV as spreadsheets read it best (RFC 4180, UTF-8 with BOM), each text guarded."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return (BOM + file.getvalue()).encode()
