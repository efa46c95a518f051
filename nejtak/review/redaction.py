"""Automatic redaction: what is taken out of a text before anyone reads it.

E-mail addresses, telephone numbers and CPR numbers become `[e-mail]`, `[phone]` and `[CPR]`. It
rather takes too much than too little: a number that nobody needed is a small loss. What is left
of such kind is marked for the reviewer by `identifiers`.

A CPR number is a birth date and four digits. Since 2007 the last digit need not be a check digit
(modulus 11), so the date alone decides; replacement numbers have 60 added to the day. Source: the
CPR office's notes on the structure of the number, as python-stdnum follows them.
"""

from __future__ import annotations

import re

from stdnum.dk import cpr

EMAIL, PHONE, CPR = "[e-mail]", "[phone]", "[CPR]"
MARKERS = (EMAIL, PHONE, CPR)

_BLANK = r" \t\u00a0\u2007\u2009\u202f"
_DASH = "\\-\u2010\u2011\u2013\u2212"

# Each begins where a word begins: tried from every letter of it, a long one would take for ever.
_WORD = r"(?<![\w.+%'-])[\w.+%'-]+"
_SHUT_AT = r"\s?[\[({]\s?(?:at|@|snabel-?a)\s?[\])}]\s?"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|punktum|prik)\s?[\])}]\s?|\s(?:dot|punktum|prik)\s)"
_EMAILS = re.compile(
    rf"{_WORD} ?[@\uff20\ufe6b] ?[\w-]+(?:\.[\w-]+)+"
    rf"|{_WORD}(?:{_SHUT_AT}|\ssnabel-?a\s)[\w-]+(?:{_DOT}[\w-]+)+"
    rf"|{_WORD}\sat\s[\w-]+(?:\s(?:dot|punktum|prik)\s[\w-]+)+",
    re.IGNORECASE,
)
_GAP = rf"[{_BLANK}{_DASH}./]?"
_CPRS = re.compile(rf"(?<![\d+])(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d{{4}})(?!\d)")
_NUMBERS = re.compile(rf"(?<!\d)\(?\+?\(?\d(?:\)?[{_BLANK}{_DASH}.]?\(?\d)+")
_SPLIT = re.compile(rf"[{_BLANK}{_DASH}]")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
# Dates, years, times of day and amounts are made of digits too, and are no telephone numbers.
_ORDINARY = re.compile(
    rf"{_DAY}[.{_DASH}]{_MONTH}[.{_DASH}]{_YEAR}"
    rf"|{_YEAR}[.{_DASH}]{_MONTH}[.{_DASH}]{_DAY}"
    rf"|{_YEAR}"
    r"|(?:[01]?\d|2[0-4])\.[0-5]\d"
    r"|\d{1,3}(?:\.\d{3})+"
)
_RANGE = re.compile(
    rf"\d{{1,3}}(?:[{_BLANK}]\d{{3}})+[{_DASH}]\d{{1,3}}(?:[{_BLANK}]\d{{3}})+"
)  # fmt: skip


def redact(text: str) -> str:
    """Replace every e-mail address, CPR number and telephone number by its marker."""
    text = _EMAILS.sub(EMAIL, text)
    text = _CPRS.sub(_cpr, text)
    return _NUMBERS.sub(_phone, text)


def _cpr(found: re.Match[str]) -> str:
    digits = "".join(str(int(digit)) for digit in "".join(found.groups()))
    day, month = int(digits[:2]), int(digits[2:4])
    shaped = (1 <= day <= 31 or 61 <= day <= 91) and 1 <= month <= 12
    return CPR if cpr.is_valid(digits) or shaped else found[0]


def _phone(found: re.Match[str]) -> str:
    number = found[0]
    before = "(" if number.startswith("(") and ")" not in number else ""
    count = sum(map(str.isdigit, number))
    abroad = number.lstrip("(").startswith(("+", "00"))
    if count < 7 or (count < 8 and not abroad) or _ordinary(number):
        return number
    return before + PHONE


def _ordinary(number: str) -> bool:
    """Whether these digits are one date, or years, dates, times and amounts in a row."""
    if _ORDINARY.fullmatch(number) or _RANGE.fullmatch(number):
        return True
    return all(_ORDINARY.fullmatch(part) for part in _SPLIT.split(number))
