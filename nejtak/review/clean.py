"""Cleans a text before it is read: letters are composed, and invisible characters removed.

Decomposed letters and invisible characters would let half a name or address through: no pattern
that looks for it sees it whole.
"""

from __future__ import annotations

import re
import unicodedata

# Joiners shape words in Arabic and Indic scripts, and make one picture of several.
_JOINERS = "\u200c\u200d"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff"  # unseen, but no format
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def clean_text(text: str) -> str:
    r"""Compose letters (NFC), drop invisible characters, and end lines as `\n`.

    Joiners stay where they have a meaning: after a letter without case, or after a picture.
    """
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    kept: list[str] = []
    for letter in text:
        if letter in _JOINERS or _VARIANTS.match(letter):
            if kept and unicodedata.category(kept[-1][-1]) in ("Lo", "Mn", "Mc", "So", "Sk"):
                kept.append(letter)
        elif letter in "\n\t" or not _unseen(letter):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def _unseen(letter: str) -> bool:
    """Whether nothing is shown for a character: controls, formats, halves, fillers."""
    return letter in _FILLERS or unicodedata.category(letter) in ("Cc", "Cf", "Cs")
