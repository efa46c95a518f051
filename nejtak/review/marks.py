"""Marks what could give a person away: names, ages, dates, places and so on, each as a whole.

The marks are a help for the reader and no more. They are generous, since a needless mark costs a
glance and a missing one may cost a person; and they cannot know what only one candidate could tell.
Weekdays, programs and the word CPR are not marked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import babel
from babel.dates import get_month_names

from nejtak.project.privacy import Privacy
from nejtak.review.entries import whole_words
from nejtak.review.names import Found, has_no_rule, names_of

TAKEN_OUT = "taken out"  # by automatic redaction, before anyone read the text
GONE = "[..]"  # replaces words that the reviewer left out

# The lists of a language that are marks of their own, in the order in which they are looked for.
_LISTS = {
    "age": "age",
    "pregnancy": "pregnancy",
    "health": "health",
    "family": "family",
    "only": "“the only one”",
    "nationality": "nationality",
    "profession": "rare profession",
    "role": "title",
    "place": "place",
}
_WEB = (
    r"(?i:\b(?:https?://|www\.)\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*"
    r"\.(?:dk|com|net|org|eu|io|se|no|de|at|ch|uk|ie|fi|ae|ai|app|example)\b(?:/\S*)?)"
)
_WORDS_TOO = frozenset(("may", "march", "mars", "mar", "dec", "jan", "sep"))  # with a capital only
_YEAR = r"\b(?:19|20)\d\d\b"
_NUMERIC = (
    r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:\d{4}|\d\d))?"
    r"(?![\d.]*\d)|\b(?:19|20)\d\d-\d\d-\d\d\b"
)
_NUMBER = r"(?<![\w.,])\+?\d(?:[ .,/-]?\d){4,}"
_CAPITAL = r"[^\W\d_a-zæøåäöüßé]"
_NAME = rf"{_CAPITAL}(?:[\w'’.-]{{0,40}}\w)?"
_HOUSE = r"\d{1,4} ?[A-Za-z]?(?![\w])(?!\.\d)"
_FLOOR = r"(?:,? (?:st|kl|\d{1,2})\.?,? ?(?:tv|th|mf|sal|og)\b\.?(?: ?(?:tv|th|mf)\b\.?)?)?"
_TOWN = rf"(?:,? (?:[A-Z]{{1,2}}-)?\d{{4,5}} {_NAME}(?: {_NAME})?)?"
# Text around a run of names that may belong to the same address.
_AFTER = re.compile(rf" {_HOUSE}(?=[.,;:!?)]|\s*$){_FLOOR}{_TOWN}")
_NEAR = 8
_BEFORE = re.compile(r"(?<!\d)\d{4,5} $")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, and what it may give away: a word for the reader, empty for nothing."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks the texts of one review.

    `known` are words that give nobody away here, such as the client's own name; `markers` are the
    words that automatic redaction puts in.
    """

    markers: frozenset[str]
    known: tuple[str, ...]

    def segments(self, text: str, rules: Privacy | None) -> tuple[Segment, ...]:
        """Cut a text into pieces, marked and plain by turns; joined they are the text."""
        pieces, at = [], 0
        for start, end, kind in sorted(self.spans(text, rules)):
            pieces += [Segment(text[at:start]), Segment(text[start:end], kind)]
            at = end
        return tuple(piece for piece in (*pieces, Segment(text[at:])) if piece.text)

    def spans(self, text: str, rules: Privacy | None) -> list[Found]:
        """The places of all marks, each with its kind."""
        taken: list[Found] = []
        held = bytearray(len(text))
        shown = "|".join(map(re.escape, sorted(self.markers))) or r"(?!)"
        for kind, pattern in ((TAKEN_OUT, re.compile(shown)), *_patterns(rules)):
            _take(taken, held, ((f.start(), f.end(), kind) for f in pattern.finditer(text)))
        names = list(names_of(rules, self.known).find(text, held))
        _take(taken, held, (_address(text, f) for f in names))
        return taken


def is_without_rule(text: str, rules: Privacy | None) -> bool:
    """Whether no rule looks for names in part of a text, so that the reader alone does."""
    return rules is None or has_no_rule(text)


def left_out(pieces: Iterable[Segment], out: Collection[int] | None = None) -> str:
    """The text with marks left out: those with these numbers, from 1, or all of them."""
    kept, number = [], 0
    for piece in pieces:
        marked = bool(piece.kind) and piece.kind != TAKEN_OUT
        number += marked
        kept.append(GONE if marked and (out is None or number in out) else piece.text)
    return "".join(kept)


def details(text: str, rules: Privacy | None, marked: Iterable[Segment]) -> frozenset[str]:
    """Details that two texts by one person may share: marks, and amounts of time or money."""
    found = {" ".join(p.text.lower().split()) for p in marked if p.kind not in ("", TAKEN_OUT)}
    if rules:
        several = _durations(rules.words["numbers"], rules.words["amounts"])
        found |= {" ".join(f[0].lower().split()) for f in several.finditer(text)}
    return frozenset(found)


@cache
def _durations(numbers: tuple[str, ...], units: tuple[str, ...]) -> re.Pattern[str]:
    many = "|".join(map(re.escape, numbers)) or r"(?!)"
    of = "|".join(map(re.escape, units)) or r"(?!)"
    return re.compile(rf"(?<![\w])(?:\d[\d.,]*|{many}) (?:{of})(?![\w])", re.IGNORECASE)


def _take(taken: list[Found], held: bytearray, found: Iterable[Found]) -> None:
    """Add finds that do not overlap with earlier ones: the first find of a word sets its kind."""
    for start, end, kind in found:
        if end > start and not any(held[start:end]):
            taken.append((start, end, kind))
            held[start:end] = b"\1" * (end - start)


def _address(text: str, found: Found) -> Found:
    """A run of names with the house number after it and the postal code before it, if any."""
    start, end, kind = found
    if after := _AFTER.match(text, end):
        end, kind = after.end(), "address"
    near = max(0, start - _NEAR)
    if before := _BEFORE.search(text[near:start]):
        start, kind = near + before.start(), "address"
    return start, end, kind


def _patterns(rules: Privacy | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns for a language, in the order they are tried; cached, since compiling is slow."""
    words = tuple(rules.words.items()) if rules else ()
    return _kept(rules.language if rules else "", words)


@cache
def _kept(
    language: str, words: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = Privacy(language, (), (), nouns=False, markers={}, words=dict(words))
    return tuple(_made(rules if language else None))


def _made(rules: Privacy | None) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield "web address", re.compile(_WEB)
    yield "user name", re.compile(r"(?<!\w)@\w[\w.]+")
    words = rules.words if rules else {}
    if rules:
        yield "address", re.compile(_streets(rules.words["street"]))
    yield "date", re.compile("|".join(_dates(rules)))
    if rules:
        company = "|".join(map(re.escape, words["company"]))
        part = rf"{_CAPITAL}[\w&'’-]{{0,40}}|og|and|und|och|&"
        yield (
            "company",
            re.compile(rf"(?<![\w&'’-])(?:(?:{part}) ){{1,4}}(?:{company})(?!\w)"),
        )
    for key, kind in _LISTS.items():
        if rules and words[key]:
            yield kind, _extended(key, rules)
    amounts = "|".join(map(re.escape, words["amounts"])) if rules else "(?!)"
    yield "number", re.compile(rf"{_NUMBER}(?![ .,/-]?\d)(?!\s?(?:%|(?i:{amounts})(?!\w)))")


def _extended(key: str, rules: Privacy) -> re.Pattern[str]:
    """A list's pattern; "the only one" goes on to what the one is: `the only woman from Odense`."""
    found = whole_words(rules.words[key], rules.words["numbers"])
    if key != "only":
        return found
    where = rf" [^\W\d_]{{1,5}} {_NAME}"
    more = rf"(?:{where}| (?!og\b|and\b|und\b|och\b|der\b|som\b|who\b)[\w-]+(?:{where})?)?"
    return re.compile(f"(?i:{found.pattern}){more}")


def _streets(entries: tuple[str, ...]) -> str:
    """A street with its house number, before or after it, floor and town."""
    tails = "|".join(
        r"[\w'’.-]{0,40}" + re.escape(e.lstrip("*").replace("_", " ").strip()) for e in entries
    )
    street = rf"(?:{_NAME} ){{0,2}}(?i:{tails or '(?!)'})"
    return (
        rf"(?<!\w)(?=[^\W\d_a-zæøåäöü]){street} {_HOUSE}{_FLOOR}{_TOWN}"
        rf"|(?<!\w)\d{{1,4}}[a-z]? {street}(?!\w){_TOWN}"
    )


def _dates(rules: Privacy | None) -> Iterator[str]:
    months = "|".join(_months(rules)) or r"(?!)"
    day = r"\d{1,2}(?:\.|st|nd|rd|th)?"
    the = r"(?:(?i:den|the|am|vom|d\.) )?"
    yield rf"(?<!\w){the}{day}(?: of)? (?:{months})\.?(?!\w)(?:,? (?:19|20)\d\d\b)?"
    yield rf"(?<!\w)(?:{months}) {day}(?!\w)(?:,? (?:19|20)\d\d\b)?"
    yield _NUMERIC
    plain = "|".join(m for m in _months(rules, short=False) if m not in ("May", "Mars")) or r"(?!)"
    yield rf"(?<!\w)(?:{plain})(?:s|'s)?(?!\w)(?: (?:19|20)\d\d\b)?"
    yield r"(?<=[a-z] )(?:May|Mars)\b"
    if rules and rules.words["week"]:
        yield rf"(?<!\w)(?i:{'|'.join(map(re.escape, rules.words['week']))}) \d{{1,2}}\b"
    yield _YEAR


def _months(rules: Privacy | None, *, short: bool = True) -> list[str]:
    """The months as Babel knows them: as the language writes them, and with a capital."""
    if rules is None:
        return []
    locale = babel.Locale.parse(rules.language, sep="-")
    found: set[str] = set()
    for width in ("wide", "abbreviated") if short else ("wide",):
        for context in ("format", "stand-alone"):
            names = get_month_names(width, context=context, locale=locale).values()
            found |= {name.rstrip(".") for name in names}
    found |= {name[0].upper() + name[1:] for name in found}
    found |= {name.lower() for name in found if name.lower() not in _WORDS_TOO}
    return sorted(map(re.escape, found), key=lambda name: (-len(name), name))
