"""The lists of a language's privacy file as patterns, and numbers as any script writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

NUMBER = r"\d{1,3}"
_PARTS = {"*": r"[\w’'-]{0,40}", "_": r"[ \t\u00a0\u202f]+"}
NEVER = r"(?!)"


def pattern(entries: Iterable[str], numbers: Iterable[str] = ()) -> str:
    """One regular expression for entries: `*` any letters, `_` a blank, `#` a number.

    A number is written in figures or as one of `numbers`.
    """
    words = "|".join(map(re.escape, numbers))
    number = rf"(?:{NUMBER}|{words})" if words else NUMBER
    parts = _PARTS | {"#": number}
    found = ("".join(parts.get(c, re.escape(c)) for c in one) for one in sorted(entries, key=_rank))
    return "|".join(found) or NEVER


def _rank(entry: str) -> tuple[int, str]:
    return -len(entry), entry


@cache
def whole_words(entries: tuple[str, ...], numbers: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Entries as whole words, in any case."""
    return re.compile(rf"(?<![\w])(?:{pattern(entries, numbers)})(?![\w])", re.IGNORECASE)


def plain_digits(text: str) -> str:
    """The text with every digit as 0 to 9, each in its place: `٣` and `３` are 3."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )
