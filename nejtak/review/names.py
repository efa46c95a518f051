"""Names by one rule: a word with a capital is one unless it is an everyday word of its language.

The rule is the same for names from any country and anywhere in a sentence. Names in a list
(`names.txt`) are found in lower case, too; those with a star are everyday words as well, and need a
capital. In languages that write nouns with a capital, a word after an article is taken for a noun.
A script without capitals has no rule: see `has_no_rule`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import babel
from babel.dates import get_day_names

from nejtak.base.text import read_text
from nejtak.project.privacy import Privacy
from nejtak.review.entries import whole_words

Found = tuple[int, int, str]

SURE, LIKELY = "name", "name?"

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ABBREVIATIONS = re.compile(
    r"(?i)\b(?:f\.eks|bl\.a|ca|dvs|hr|fr|frk|mr|mrs|ms|dr|prof|e\.g|i\.e|z\.b|nr|no|tlf|kl|pga|inkl|"
    r"evt|mht|ift|jf|osv|m\.v|etc|vs|t\.ex|bzw|ing|dipl)\.$"
)
_JOINTS = frozenset((" ", "-", " & ", "\u00a0"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTICLES = _set("von van der de del da di al el bin ibn af av den ter zu")
_POLITE = _set("i i'm i’m i'd i’d i've i’ve i'll i’ll de dem deres dig jer sie ihr ihre ihnen du")
# Words of work that have capitals in every language, and the programs that people work with.
_WORK = _set(
    "HR IT CV AI OK EU UK US USA DK PS KPI ID FAQ TV PC NB PR CPR MUS B2B QA UX UI GDPR MBA "
    "PhD API SQL CEO CFO CTO COO CIO Excel Word Outlook PowerPoint Teams Zoom Slack LinkedIn "
    "Office Windows Google Microsoft Photoshop SAP Salesforce Python Java JavaScript GitHub "
    "Jira Navision Skype Hr Fr Frk Fru Mr Mrs Ms Dr Prof Herr Herrn Frau SharePoint AutoCAD "
    "Figma Workday Tableau Linux Mac iPhone Android"
)
_ENDINGS = ("'s", "’s", "s", "'", "’")
_SHOUTED = 0.6  # share of capitals from which on they mean nothing
_ARTICLES = _set(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner "
    "mein meine meinen meinem meiner ihr ihre ihren ihrem ihrer euer eure euren eurem eurer "
    "unser unsere unseren unserem dieser diese dieses diesen diesem jeder jede jedes jeden "
    "jedem zum zur im am ins ans vom beim mehr weniger viel viele wenig wenige einige alle "
    "beide welche welcher welches"
)
_NEAR = 40  # letters before a word in which to look for what leads to it
_SHORTEST = 6  # letters of a word that an ending can make an everyday one


@cache
def _listed() -> dict[str, bool]:
    """Names in lower case; True if the name is also an everyday word, and needs its capital."""
    text = read_text(Path(__file__).parent / "names.txt")
    words = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    return {word.rstrip("*").lower(): word.endswith("*") for word in words}


@dataclass(frozen=True, slots=True)
class Names:
    """Looks for names in texts of one language; `known` are words that give nobody away."""

    everyday: frozenset[str]
    endings: re.Pattern[str]
    nouns: bool
    known: frozenset[str]

    def find(self, text: str, held: bytearray) -> Iterator[Found]:
        """Find names outside the letters already `held`: runs of words such as `Karen Holm`."""
        letters = [letter for letter in text if letter.isalpha()]
        shouted = len(letters) > 12 and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)
        run: list[re.Match[str]] = []
        for token in _TOKEN.finditer(text):
            joined = bool(run) and _joins(run[-1][0], text[run[-1].end() : token.start()])
            if run and not joined:
                yield from _closed(run)
                run = []
            free = not held[token.start()]
            between = bool(run) and joined and token[0] in _PARTICLES
            named = self._is_name(text, token, shouted=shouted, begins=not run)
            if free and (named or between):
                run.append(token)
            else:
                yield from _closed(run)
                run = []
        yield from _closed(run)

    def _is_name(self, text: str, token: re.Match[str], *, shouted: bool, begins: bool) -> bool:
        word, bare = token[0], _bare(token[0])
        lower = word.lower()
        if {lower, bare} & self.known or word in _WORK or word.partition("-")[0] in _WORK:
            return False
        listed = next((_listed()[form] for form in (lower, bare) if form in _listed()), None)
        everyday = self._is_everyday(lower, bare)
        if listed is False:
            return word[0].isupper() or not everyday
        if shouted or not word[0].isupper() or lower in _POLITE:
            return False
        if listed and (word.endswith(("'s", "’s")) or not _opens(text, token.start())):
            return True
        if everyday:
            return False
        return not (begins and self._is_noun(text, token))

    def _is_everyday(self, lower: str, bare: str) -> bool:
        parts = {lower, bare, *re.split("['’-]", lower)[:1]}
        if parts & self.everyday:
            return True
        return len(lower) >= _SHORTEST and bool(self.endings.fullmatch(lower))

    def _is_noun(self, text: str, token: re.Match[str]) -> bool:
        """Whether a German word is one of its article or of an adjective's ending."""
        if not self.nouns:
            return False
        start = token.start()
        before = re.search(r"([^\W\d_]+) $", text[max(0, start - _NEAR) : start])
        return before is not None and before[1].lower() in _ARTICLES


def names_of(rules: Privacy | None, known: Collection[str]) -> Names:
    """The rule of a language; without rules for it, one that knows no everyday words."""
    words = rules.words["everyday"] if rules else ()
    days = _weekdays(rules.language) if rules else frozenset()
    return Names(
        frozenset(word for word in words if "*" not in word) | days,
        whole_words(tuple(word for word in words if "*" in word)),
        bool(rules and rules.nouns),
        frozenset(word.lower() for name in known for word in name.split()),
    )


@cache
def _weekdays(language: str) -> frozenset[str]:
    """Weekdays in lower case, with the ending of many or of the one day."""
    days = get_day_names("wide", locale=babel.Locale.parse(language, sep="-")).values()
    return frozenset(day.lower() + ending for day in days for ending in ("", "s", "en"))


def has_no_rule(text: str) -> bool:
    """Whether part of a text is in letters without case, among which no rule finds a name."""
    return any(c.isalpha() and c.lower() == c.upper() and ord(c) > 0x2B0 for c in text)


def _joins(before: str, between: str) -> bool:
    return between in _JOINTS or (between in (". ", ".") and len(before) == 1)


def _closed(run: list[re.Match[str]]) -> Iterator[Found]:
    """The mark for a run of words; a particle or a lone letter is no name by itself."""
    while run and run[-1][0] in _PARTICLES:
        run = run[:-1]
    if not run or all(len(token[0]) == 1 for token in run):
        return
    sure = len(run) > 1 or any(form in _listed() for form in (run[0][0].lower(), _bare(run[0][0])))
    yield run[0].start(), run[-1].end(), SURE if sure else LIKELY


def _bare(word: str) -> str:
    """A word in lower case, without the s of possession."""
    lower = word.lower()
    ending = next((e for e in _ENDINGS if lower.endswith(e)), "")
    return lower.removesuffix(ending)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = text[max(0, start - _NEAR) : start].rstrip(" \t\"'»«“”‘’([-–—•*")
    if not before or before[-1] == "\n":
        return True
    initial = re.search(r"(?<!\w)[^\W\d_]\.$", before)
    return before[-1] in ".!?…" and not initial and not _ABBREVIATIONS.search(before[-12:])
