"""Which language a text is in: the one whose everyday words it has most of.

A text's language is not recorded when it is given; it is needed for the markers in it, for the
rules for marking details, and for the report. Ties go to the client's languages, first one first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from nejtak.project.privacy import Privacy

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SAME = {"nb": "no", "nn": "no"}  # Norwegian has three codes


class Languages:
    """The languages that have rules, those of the client first."""

    def __init__(self, privacy: Mapping[str, Privacy], own: Iterable[str]) -> None:
        self._first = [*own]
        codes = [code for one in self._first if (code := _known(one, privacy))]
        self.own = tuple(privacy[code] for code in dict.fromkeys(codes))
        self._rules = {code: privacy[code] for code in dict.fromkeys([*codes, *privacy])}
        self._words = {
            code: frozenset(w for w in one.words["everyday"] if "*" not in w)
            for code, one in self._rules.items()
        }

    def of(self, text: str) -> str:
        """The code of a text's language; the client's first one if nothing tells."""
        words = [word.lower() for word in _WORD.findall(text)]
        counts = {code: sum(w in own for w in words) for code, own in self._words.items()}
        best = max(counts.values(), default=0)
        if best:
            return next(code for code, count in counts.items() if count == best)
        script = _by_script(words, self._words)
        return script or (self._first[0] if self._first else "")

    def rules(self, language: str) -> Privacy | None:
        """The rules of a language; None if it has none."""
        return self._rules.get(_known(language, self._rules))


def _known(code: str, privacy: Mapping[str, Privacy]) -> str:
    base = code.partition("-")[0]
    return next((c for c in (code, _SAME.get(code, ""), base) if c in privacy), "")


def _by_script(words: list[str], known: Mapping[str, frozenset[str]]) -> str:
    """The language whose words have letters without case, if the text has mostly such letters."""
    letters = "".join(words)
    if not letters or sum(c.lower() == c.upper() for c in letters) * 2 < len(letters):
        return ""
    found = (c for c, own in known.items() if own and all(w.upper() == w for w in own))
    return next(found, "")
