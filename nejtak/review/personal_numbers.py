"""Telephone numbers and national ids in a text, and the numbers that are neither.

Telephone numbers are those that `phonenumbers` calls valid in one of the client's countries, or
anywhere if written with their country. After a word like "ring" or "phone" one of the right length
is enough. National ids are those of the same countries in `python-stdnum`; one that begins with a
birth date is also known by its shape, since a digit may be mistyped, and a Danish one need not
have a check digit since 2007.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from phonenumbers import Leniency, PhoneNumberMatcher

from nejtak.review.entries import whole_words

Span = tuple[int, int]

_DASHES = "\\-\u2010\u2011\u2012\u2013\u2212"
_GAPS = re.compile("[·•_/,\n\t\u00a0\u2007\u2009\u202f\u3000]")
_RUN = re.compile(rf"(?<![\w+])\d[\dA-Za-z+./ {_DASHES}]{{5,60}}")
_GROUP = re.compile(r"[0-9A-Za-z+]+")
# How many characters around a number are searched for words that say what kind of number it is.
_CUE = 32
_MANY = re.compile(r"\d(?:[^\w]{0,5}\d){5}")  # digits for a telephone number, or nearly
TRIES = 300  # pieces of a text that are no number and could be; some texts are made to be slow
_LONGEST, _SHORT = 18, 10

_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_SEPARATOR = rf"[ ./{_DASHES}]"
# Dates, years, times and amounts are made of digits too, and are no telephone numbers.
_PLAIN = (
    rf"{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_YEAR}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_DAY}(?!\d)"
    r"|(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)"
    r"|\d{1,3}(?:[., '’\u00a0\u202f]\d{3}){1,2}(?!\d)(?:,\d\d?(?!\d))?"
    rf"|{_YEAR}(?!\d)"
    r"|\d{1,4}00(?!\d)|\d{1,4}000(?!\d)"
)
_ORDINARY = re.compile(rf"(?:{_PLAIN})(?:(?:[ ,/{_DASHES}]|\s)+(?:{_PLAIN}))*")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rules for numbers of one client: regions, ids, and words that go with numbers."""

    countries: tuple[str, ...]
    ids: tuple[str, ...]
    call: tuple[str, ...]
    amounts: tuple[str, ...]

    def phones(self, text: str) -> Iterator[Span]:
        """The places of telephone numbers; `text` has plain digits."""
        even = _GAPS.sub(" ", text)
        for leniency in (Leniency.VALID, Leniency.POSSIBLE):
            for country in self.countries or ("ZZ",):
                if not _MANY.search(even):
                    return
                for found in PhoneNumberMatcher(even, country, leniency, max_tries=TRIES):
                    span = (found.start, found.end)
                    if self._is_phone(text, span, leniency):
                        yield span
                        even = even[: span[0]] + "x" * (span[1] - span[0]) + even[span[1] :]

    def _is_phone(self, text: str, span: Span, leniency: int) -> bool:
        said = text[slice(*span)]
        cued = self._cued(text, span[0])
        if leniency == Leniency.POSSIBLE:
            dialled = said.startswith(("+", "(", "00")) or text[span[0] - 1 : span[0]] == "("
            return (cued or dialled) and sum(map(str.isdigit, said)) >= 7
        return cued or not self._counts(text, span)

    def _cued(self, text: str, start: int) -> bool:
        before = text[max(0, start - _CUE) : start]
        line = re.split(r"[.!?;]\s+(?=[^\W\d_])", before)[-1]
        words = re.sub(r"[:.(]", " ", line)
        return bool(whole_words(self.call).search(words + " "))

    def _counts(self, text: str, span: Span) -> bool:
        """Whether these digits tell an amount, a date, a week or the like."""
        said = text[slice(*span)].strip("()")
        if not said.startswith(("+", "00")) and _ORDINARY.fullmatch(said):
            return True
        beside = whole_words(self.amounts)
        after = re.match(r"\s?(%|‰|[€$£]|[^\W\d_]+)", text[span[1] : span[1] + _CUE])
        before = re.search(r"([€$£]|[^\W\d_]+)\.?\s?$", text[max(0, span[0] - _CUE) : span[0]])
        return any(
            found and (found[1] in "%‰€$£" or beside.fullmatch(found[1]))
            for found in (after, before)
        )

    def national_ids(self, text: str) -> Iterator[Span]:
        """The places of national ids, in groups of digits or without; `text` has plain digits."""
        at = 0
        for run in _RUN.finditer(text):
            groups = [(g.start(), g.end()) for g in _GROUP.finditer(text, *run.span())]
            for span in self._windows(text, groups):
                if span[0] >= at:
                    yield span
                    at = span[1]

    def _windows(self, text: str, groups: Sequence[Span]) -> Iterator[Span]:
        first = 0
        while first < len(groups):
            for last in range(min(first + 5, len(groups)), first, -1):
                span = groups[first][0], groups[last - 1][1]
                if self._is_id(text, span):
                    yield span
                    first = last - 1
                    break
            first += 1

    def _is_id(self, text: str, span: Span) -> bool:
        said = text[slice(*span)]
        compact = re.sub(rf"[ ./{_DASHES}]", "", said)
        if len(said) > _LONGEST or sum(map(str.isdigit, compact)) < 7:
            return False
        # Up to ten digits may be two amounts whose check happens to be right.
        if len(compact) <= _SHORT and self._counts(text, span):
            return False
        return any(_fits(name, compact, said) for name in self.ids)


def _fits(name: str, compact: str, said: str) -> bool:
    """Whether a number is one of a kind: by its check, or by the birth date it begins with."""
    module: Any = import_module(f"stdnum.{name}")
    if name in _BORN and _BORN[name].fullmatch(compact):
        return True
    if name in _UNCHECKED and not re.fullmatch(_UNCHECKED[name], said):
        return False
    return bool(module.is_valid(compact) or module.is_valid(said))


# Day and month of these may have 40 or 60 added. Another part of the number gives the century.
_D, _M = r"(?:[04][1-9]|[1256]\d|[37][01]|6[1-9]|[78]\d|9[01])", r"(?:[048][1-9]|[1459][0-2])"
_BORN = {
    "dk.cpr": re.compile(r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{6}"),
    "no.fodselsnummer": re.compile(rf"{_D}{_M}\d{{7}}"),
    "se.personnummer": re.compile(
        r"(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])[+]?\d{4}"
    ),
    "fi.hetu": re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[A-Fa-f+]\d{3}[0-9A-Ya-y]"),
}
# Numbers without a check digit count only as they are written down: 123-45-6789.
_UNCHECKED = {"us.ssn": r"\d{3}[- ]\d{2}[- ]\d{4}"}
