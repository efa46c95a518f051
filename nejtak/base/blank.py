"""Characters that show nothing: spaces of any kind, controls, formats, fillers, stray marks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters and pictures without ink. Source: Unicode, Default_Ignorable_Code_Point; U+2800 by hand.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_NO_INK = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})


@lru_cache(maxsize=4096)
def is_blank(char: str) -> bool:
    """Whether a character shows nothing by itself."""
    return char.isspace() or char in _FILLERS or unicodedata.category(char) in _NO_INK
