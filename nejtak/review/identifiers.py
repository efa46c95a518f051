"""Marks what could give a person away: names, titles, dates, numbers and so on.

Names are found by a list (`names.txt`) and by shape: words with a capital inside a sentence. The
marks are a help for the reader and no more. They are generous, since a needless mark costs a glance
and a missing one may cost a person; and they cannot know what only one candidate could tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nejtak.review.decision import GONE
from nejtak.review.redaction import MARKERS

TAKEN_OUT = "taken out"  # by automatic redaction, before anyone read the text


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, and what it may give away: a word for the reader, empty for nothing."""

    text: str
    kind: str = ""


_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|"
    "january|february|june|july|october"
)
_MONTH = rf"(?:(?i:{_MONTHS})|March|May|(?i:jan|feb|apr|aug|sept?|okt|oct|nov|dec)\.?)"
_DAY = r"\d{1,2}(?:\.|st|nd|rd|th)?"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (TAKEN_OUT, "|".join(map(re.escape, MARKERS))),
        (
            "web address",
            r"(?i)\b(?:https?://|www\.)\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*"
            r"\.(?:dk|com|net|org|eu|io|se|no|de|uk|ai|app)\b(?:/\S*)?",
        ),
        ("user name", r"(?<!\w)@\w[\w.]+"),
        (
            "date",
            rf"(?<!\d)(?:{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY})(?!\w)(?:,? (?:19|20)\d\d\b)?"
            r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:\d{4}|\d\d))?"
            r"(?![\d.]*\d)"
            r"|\b(?:19|20)\d\d-\d\d-\d\d\b"
            rf"|\b(?i:{_MONTHS})\b|\b(?:March|(?<=[a-z] )May)\b"
            r"|\b(?i:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)(?:en|s)?\b"
            r"|\b(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
            r"|\b(?i:uge|week) \d{1,2}\b|\b(?:19|20)\d\d\b",
        ),
        (
            "company",
            r"(?<![\w&'’-])(?:(?:[^\W\d_a-zæøåäöü][\w&'’-]*|og|and|&) ){1,4}"
            r"(?:A/S|ApS|I/S|K/S|P/S|A\.m\.b\.a\.|Inc|Ltd|LLC|PLC|plc|GmbH|AB|AG|Group|Holding)\b",
        ),
        (
            "title",
            r"(?i)(?<![\w-])(?:vice|senior |junior |chief |head of |team |it[- ]|hr[- ])?[\w-]*?"
            r"(?:chef|direktør|leder|formand|konsulent|ingeniør|rådgiver|specialist|koordinator|"
            r"sekretær|assistent|rektor|professor|overlæge|læge|advokat|revisor|partner|"
            r"medarbejder|recruiter|rekrutterer|manager|director|supervisor|engineer|consultant|"
            r"coordinator|secretary|chairman|chairwoman|president|lawyer|accountant|"
            r"team ?lead|head of (?-i:[A-Z])?\w+)(?:e?n|ens|er|erne|ne|s|'s|’s)?\b"
            r"|\b(?-i:CEO|CFO|CTO|COO|CIO|CMO|CHRO|CPO|VP|SVP)\b",
        ),
        ("number", r"(?<![\w.,])\+?\d(?:[ .,/-]?\d){4,}"),
    )
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ABBREVIATIONS = re.compile(
    r"(?i)\b(?:f\.eks|bl\.a|ca|dvs|hr|fr|frk|mr|mrs|ms|dr|prof|e\.g|i\.e|nr|no|tlf|kl|pga|inkl|"
    r"evt|mht|ift|jf|osv|m\.v|etc|vs)\.$"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PRONOUNS = _set("i de dem deres dig i'm i'd i've i'll")
_COMMON = _set("HR IT CV AI OK EU UK US USA DK PS KPI ID FAQ TV PC NB PR")
# Words that open a sentence before a name: "Da Karen ringede".
_OPENERS = _set(
    "da når hvis men og at jeg det den der en et min mit mine hos med på til fra for som om så vi "
    "var er har desværre både hverken kun hr fr efter ved under mens fordi when if but and the a "
    "an my our at with to from in on it she he they we that this after as because both only was "
    "is had mr mrs ms dr your you for not"
)
_ENDINGS = ("'s", "’s", "s", "'", "’")
_SHOUTED = 0.6  # share of capitals from which on they mean nothing


@cache
def _names() -> dict[str, bool]:
    """Names in lower case; True where the name is also a word, and needs its capital."""
    text = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8")
    words = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    return {word.rstrip("*").lower(): word.endswith("*") for word in words}


def segments(text: str, known: Collection[str] = ()) -> tuple[Segment, ...]:
    """Cut a text into pieces, marked and plain by turns; joined they are the text.

    `known` are words that give nobody away here, such as the client's own name.
    """
    taken: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS:
        _take(taken, ((found.start(), found.end(), kind) for found in pattern.finditer(text)))
    plain = {word.lower() for name in known for word in name.split()}
    _take(taken, _named(text, plain, [(start, end) for start, end, _ in taken]))
    pieces, at = [], 0
    for start, end, kind in sorted(taken):
        pieces += [Segment(text[at:start]), Segment(text[start:end], kind)]
        at = end
    return tuple(piece for piece in (*pieces, Segment(text[at:])) if piece.text)


def left_out(pieces: Iterable[Segment]) -> str:
    """The text with everything that is marked left out, for the reviewer to go on from."""
    kept = (GONE if s.kind and s.kind != TAKEN_OUT else s.text for s in pieces)
    return "".join(kept)


def _take(taken: list[tuple[int, int, str]], found: Iterable[tuple[int, int, str]]) -> None:
    """Add what does not overlap with what is there: the first one to see a word names it."""
    found = list(found)
    spans = sorted(taken)
    for start, end, kind in found:
        if end > start and not any(s < end and start < e for s, e, _ in spans):
            taken.append((start, end, kind))


def _named(
    text: str, known: Collection[str], taken: Collection[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Names and what looks like one, a run of words at a time: `Karen Holm`."""
    marked = {at for span in taken for at in range(*span)}
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > 12 and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if token.start() in marked or _plain(token, known, shouted=shouted):
            yield from _closed(text, run, shouted=shouted)
            run = []
        elif run and text[run[-1].end() : token.start()] not in (" ", "-", " & ", " og "):
            yield from _closed(text, run, shouted=shouted)
            run = [token]
        else:
            run.append(token)
    yield from _closed(text, run, shouted=shouted)


def _plain(token: re.Match[str], known: Collection[str], *, shouted: bool) -> bool:
    """Whether a word is surely no part of a name."""
    word = token[0]
    if _bare(word) in known or word.lower() in known:
        return True
    if _listed(word):
        return False
    return shouted or not word[0].isupper() or word.lower() in _PRONOUNS or word in _COMMON


def _closed(
    text: str, run: list[re.Match[str]], *, shouted: bool
) -> Iterator[tuple[int, int, str]]:
    """The mark for a run of words; what only opens a sentence is left out of it."""
    if run and not _listed(run[0][0]) and _opens(text, run[0].start()):
        lone = len(run) == 1 and not run[0][0].isupper()
        if lone or len(run[0][0]) == 1 or run[0][0].lower() in _OPENERS:
            run = run[1:]
    if run:
        sure = shouted or any(_listed(token[0]) for token in run)
        yield run[0].start(), run[-1].end(), "name" if sure else "name?"


def _listed(word: str) -> bool:
    """Whether a word is in the list of names, with or without the s of possession."""
    names = _names()
    return any(
        form in names and (word[0].isupper() or not names[form])
        for form in (word.lower(), _bare(word))
    )


def _bare(word: str) -> str:
    """A word in lower case, without the s of possession."""
    lower = word.lower()
    ending = next((e for e in _ENDINGS if lower.endswith(e)), "")
    return lower.removesuffix(ending)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:start].rstrip(" \t\"'»«“”‘’([-–—•*")
    if not before or before[-1] == "\n":
        return True
    return before[-1] in ".!?…" and not _ABBREVIATIONS.search(before[-12:])
