"""Reads one TOML table key by key: checks types, and reports faults with their key path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from nejtak.base.ids import is_slug
from nejtak.base.marks import has_marks
from nejtak.base.text import LOST_LETTER
from nejtak.errors import Faults, closest, guess

# A year with an extra digit would be out of Python's range of dates.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
# Emphasis, links, code, escapes, entities and tags.
_TYPED = re.compile(
    r"\*\*|__|~~|`|\]\(|(?<![\w*])\*\w(?:[^*]*\*(?!\w))?|(?<!\w)_[^\W_](?:[^_]*_)?"
    r"|(?<=[^\W_])_(?!\w)|&(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]+);"
    r"|\\[!-/:-@\[-`{-~]|</?(?:[abipu]|br|em|strong|span|div|sub|sup|small|font|img|script)(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a date like 2026-07-01",
    list: "a list",
    dict: "a table",
}


def known_of(words: Sequence[str] | Mapping[str, Any]) -> str:
    """The words as a list for a message."""
    return ", ".join(repr(word) for word in words) or "(none)"


class TomlTable:
    """A view of one table in one file; `path` is the key path to it, empty at the top.

    Every reader returns a usable value or None; faults are collected, and reading goes on. If the
    table could not be read (`values` is None), it is not `given`, and no key is reported as
    missing.
    """

    def __init__(
        self, file: str, values: Mapping[str, Any] | None, faults: Faults, path: str = ""
    ) -> None:
        self.file = file
        self.values = values or {}
        self.faults = faults
        self.path = path
        self.given = values is not None
        self._asked: list[str] = []
        self._old: set[str] = set()
        self._missing: dict[str, str] = {}

    def where(self, key: str) -> str:
        """The key path of `key`."""
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, message: str, **values: object) -> None:
        """Report a fault of `key`, or of the whole table if `key` is empty."""
        self.faults.add(self.file, self.where(key) if key else self.path, message, **values)

    def get(self, key: str, kind: type, *, example: str | None = None) -> Any:
        """The value of `key` if it is of that type. With an `example` the key is required."""
        self._asked.append(key)
        if key not in self.values:
            if example is not None and self.given:
                self._missing[key] = f", like {example}" if example else ""
            return None
        value = self.values[key]
        if type(value) is kind:
            return value
        self.fault(key, "wrong-type", expected=_NAMES[kind], actual=_named(value))
        return None

    def text(self, key: str, *, example: str | None = None) -> str | None:
        """A text that is not blank."""
        value: str | None = self.get(key, str, example=example)
        if value is not None and not value.strip():
            self.fault(key, "empty")
            return None
        if value is not None and has_marks(value):
            self.fault(key, "marks")
            return None
        if value is not None and LOST_LETTER.search(value):
            self.fault(key, "lost-letter")
            return None
        return value

    def words(self, key: str, *, example: str | None = None) -> str | None:
        """A text that people read: plain, so that no sign of Markdown or HTML is shown as typed."""
        value = self.text(key, example=example)
        typed = _TYPED.search(value or "")
        if typed:
            self.fault(key, "typed-sign", sign=typed[0])
        return value

    def line(self, key: str, most: int) -> str:
        """A short text with single spaces; empty if it is left out."""
        text = " ".join((self.words(key) or "").split())
        if len(text) > most or not text.isprintable():
            self.fault(key, "plain-text", most=most)
            return ""
        return text

    def integer(self, key: str, low: int, high: int, *, example: str | None = None) -> int | None:
        """A whole number from `low` to `high`."""
        value: int | None = self.get(key, int, example=example)
        if value is not None and not low <= value <= high:
            self.fault(key, "out-of-range", low=low, high=high, value=value)
            return None
        return value

    def flag(self, key: str) -> bool:
        """True or false; false if left out."""
        return bool(self.get(key, bool))

    def day(self, key: str, *, example: str | None = None) -> date | None:
        """A local date."""
        value: date | None = self.get(key, date, example=example)
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            self.fault(key, "out-of-range", low=FIRST_DAY, high=LAST_DAY, value=value)
            return None
        return value

    def one_of(self, key: str, known: Sequence[str], *, example: str | None = None) -> Any:
        """One of the known words."""
        value = self.get(key, str, example=example)
        if value is None or value in known:
            return value
        self.fault(key, "bad-value", value=value, known=known_of(known), guess=guess(value, known))
        return None

    def texts(self, key: str, *, example: str | None = None) -> dict[int, str]:
        """A list of texts by number from 1; other values are reported and left out."""
        texts = {}
        for number, value in enumerate(self.get(key, list, example=example) or (), 1):
            if isinstance(value, str):
                texts[number] = value
            else:
                place = f"{key}[{number}]"
                self.fault(place, "wrong-type", expected=_NAMES[str], actual=_named(value))
        return texts

    def old(self, key: str, fix: str) -> None:
        """Report a key of earlier versions if it is present; `fix` is the advice in the message."""
        if key in self.values:
            self._old.add(key)
            self.fault(key, "old-key", fix=fix)

    def table(self, key: str, *, example: str | None = None) -> TomlTable:
        """A table inside this one; empty if it is missing."""
        return TomlTable(
            self.file, self.get(key, dict, example=example), self.faults, self.where(key)
        )

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """A list of tables, numbered from 1 in their key paths."""
        if not isinstance(self.values.get(key, []), list):
            self.faults.unread.add(self.file)
        tables = []
        for number, value in enumerate(self.get(key, list) or (), 1):
            place = f"{key}[{number}]"
            if isinstance(value, dict):
                tables.append(TomlTable(self.file, value, self.faults, self.where(place)))
            else:
                self.faults.unread.add(self.file)
                self.fault(place, "wrong-type", expected=_NAMES[dict], actual=_named(value))
        return tuple(tables)

    def id(self, key: str = "id") -> str | None:
        """A required id; without it, the file is not fully understood."""
        value = self.text(key, example='"pay"')
        if value is not None and is_slug(value):
            return value
        if value is not None:
            self.fault(key, "bad-id", value=value)
        self.faults.unread.add(self.file)
        return None

    def done(self) -> set[str]:
        """Report unknown and missing keys; return the known keys that were probably misspelt.

        A key that was probably misspelt is not reported as missing too.
        """
        known = sorted(set(self._asked))
        meant = set()
        for key in self.values:
            if key not in known and key not in self._old:
                likely = closest(key, known)
                hint = guess(key, [likely] if likely else ())
                self.fault(key, "unknown-key", guess=hint, known=", ".join(known))
                meant.add(likely)
        for key, example in self._missing.items():
            if key not in meant:
                self.fault(key, "missing-key", example=example)
        return {key for key in known if key in meant}


def _named(value: object) -> str:
    for kind, name in _NAMES.items():
        if type(value) is kind:
            return name
    if isinstance(value, float):
        return "a number with decimals"
    return "a time" if isinstance(value, time) else "a date with a time"
