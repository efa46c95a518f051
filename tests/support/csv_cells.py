"""CSV as a spreadsheet reads it, said otherwise than nejtak's own guard says it."""

from __future__ import annotations

import csv
import io


def cells(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """What a reader of CSV takes for cells where this stands between them."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def starts_a_formula(cell: str) -> bool:
    """Whether a spreadsheet could take it for one; said otherwise than the guard says it."""
    shown = cell.lstrip('"\u200b\u200e\u200f\u2060\ufeff\u00ad \u00a0\t\n\r\u3000')
    return shown[:1] in set("=+-@＝＋－＠﹢﹣﹦﹫")
