"""Texts that a spreadsheet takes for something else: a date, a time, a number, a truth value.

An id like `1-3` becomes the first of March when Excel opens a CSV, `3 mar` a day of March, `1e5` a
hundred thousand and `007` seven, in the language of whoever opens it. Only a whole number as
everybody writes it is the same to both.

Sources: what Excel and LibreOffice convert on opening a CSV; CLDR for the names of months.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Languages in which a spreadsheet may run that opens a report about Europe.
_LANGUAGES = (
    *("da", "en", "de", "nb", "nn", "sv", "fi", "is", "nl", "fr", "es"),
    *("it", "pt", "pl", "cs", "hu", "et", "lv", "lt", "tr"),
)
_TRUTHS = {
    *("true", "false", "sand", "falsk", "sann", "usann", "falskt", "wahr", "falsch", "tosi"),
    *("epätosi", "waar", "onwaar", "vrai", "faux", "verdadero", "falso", "vero", "verdadeiro"),
    *("prawda", "fałsz"),
}
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NO_LETTERS = re.compile(r"[-\u2212+ .,:/\\()%'$€£¥\d]+")
_NUMBER = re.compile(r"[-+(]*[\d.,]+e[-+]?\d+\)*|(kr\.?)? *[\d.,]+ *(kr\.?)?")
_TIME = re.compile(r"\d[\d:. ]*[ap](\.?m\.?)?|[\d-]+t[\d:.,]+z?")
_MONTH = re.compile(r"[\d .,'/-]*?([^\W\d_]{3,})[\d .,'/-]*")
_DIGIT = re.compile(r"\d")
_LEAST = 3  # letters of a month's name


def is_value(text: str) -> bool:
    """Whether a cell of this text would be taken for a date, a time, a number or a truth value."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if _WHOLE.fullmatch(text):
        return False
    if said in _TRUTHS:
        return True
    if not _DIGIT.search(said):
        return False
    if any(kind.fullmatch(said) for kind in (_NO_LETTERS, _NUMBER, _TIME)):
        return True
    month = _MONTH.fullmatch(said)
    return month is not None and month[1] in _months()


@cache
def _months() -> frozenset[str]:
    """The names of months, and their beginnings."""
    from babel.dates import get_month_names  # takes 0.1 s, which few texts need

    names = {
        name.casefold().rstrip(".")
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, language).values()
    }
    return frozenset(name[:n] for name in names for n in range(_LEAST, len(name) + 1))
