"""Automatic redaction: details that are removed from a text before anyone reads it.

E-mail addresses, telephone numbers and national ids of the client's countries become a marker in
the text's language. Pay, years, weeks, ranges and percentages stay. Similar details that remain are
marked for the reviewer by `marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nejtak.project.privacy import Privacy
from nejtak.review.clean import clean_text
from nejtak.review.entries import pattern, plain_digits
from nejtak.review.language import Languages
from nejtak.review.personal_numbers import Numbers, Span

# Matches begin at the start of a word: trying each letter of a long word would be far too slow.
_WORD = r"(?<![\w.+%'-])[\w.+%'-]+"
_SIGN = r"[@\uff20\ufe6b]"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text as the reviewer sees it, and its language."""

    text: str
    language: str


class Redactor:
    """Redacts the texts of one client, whose languages say in which countries it hires."""

    def __init__(self, privacy: Mapping[str, Privacy], languages: Iterable[str]) -> None:
        self.languages = Languages(privacy, languages)
        own = self.languages.own
        self._numbers = Numbers(
            tuple(dict.fromkeys(c for one in own for c in one.countries)),
            tuple(dict.fromkeys(id_ for one in own for id_ in one.ids)),
            tuple(word for one in privacy.values() for word in one.words["call"]),
            tuple(word for one in privacy.values() for word in one.words["amounts"]),
        )
        at = [word for one in privacy.values() for word in one.words["at"]]
        dot = [word for one in privacy.values() for word in one.words["dot"]]
        self._mail = re.compile(_mail(pattern(at), pattern(dot)), re.IGNORECASE)
        said = {marker for one in privacy.values() for marker in one.markers.values()}
        self.markers = frozenset(said | {"[mail]", "[phone]", "[id]"})

    def redact(self, text: str) -> Redacted:
        """Clean a text, and put a marker in the place of each address and number."""
        text = clean_text(text)
        language = self.languages.of(text)
        return Redacted(self.without(text, language), language)

    def without(self, text: str, language: str) -> str:
        """The clean text with markers in a language; markers already in the text are kept."""
        text = self._mail.sub(lambda _: self.marker("mail", language), text)
        ids = self._numbers.national_ids(plain_digits(text))
        text = _put(text, ids, self.marker("id", language))
        phones = self._numbers.phones(plain_digits(text))
        return _put(text, phones, self.marker("phone", language))

    def marker(self, kind: str, language: str) -> str:
        """The marker that replaces an address or number; English if the language has no rules."""
        rules = self.languages.rules(language) or self.languages.rules("en")
        return rules.markers[kind] if rules else f"[{kind}]"

    def is_only_marker(self, text: str) -> bool:
        """Whether a text has one or more markers and no other words."""
        return any(marker in text for marker in self.markers) and self.says_nothing(text)

    def says_nothing(self, text: str) -> bool:
        """Whether a text has no letter but those of markers."""
        for marker in self.markers:
            text = text.replace(marker, "")
        return not re.search(r"[^\W\d_]", text)


def _put(text: str, spans: Iterable[Span], marker: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + marker + text[end:]
    return text


def _mail(at: str, dot: str) -> str:
    """An address with its signs, with words for them, or with words in brackets."""
    shut = rf"\s?[\[({{<]\s?(?:{at}|@)\s?[\])}}>]\s?"
    stop = rf"(?:\.|\s?[\[({{<]\s?(?:{dot}|\.)\s?[\])}}>]\s?|\s(?:{dot})\s)"
    # "at" is an everyday word: without brackets it needs a written dot, too.
    return (
        rf"{_WORD} ?{_SIGN} ?[\w-]+(?:\.[\w-]+)+"
        rf"|{_WORD}\s?{_SIGN}\s?[\w-]+(?:{stop}[\w-]+)+"
        rf"|{_WORD}{shut}[\w-]+(?:{stop}[\w-]+)+"
        rf"|{_WORD}\s(?:{at})\s[\w-]+(?:\s(?:{dot})\s[\w-]+)+"
        rf"|{_WORD}\s(?:snabel-?a)\s[\w-]+(?:{stop}[\w-]+)+"
    )
