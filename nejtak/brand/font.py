"""A client's own font: whether a page can use it.

What only a subset shows, like a damaged table, `check` and `build` find by making one
(`nejtak.brand.font_cut`).

Source: OpenType 1.9, OS/2 `fsType`, for what a font allows.
"""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from nejtak.brand.woff2 import SIGNATURE, unpacks_within

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MAX_BYTES = 4 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
OUTLINES = frozenset({"glyf", "CFF ", "CFF2"})
# A font of another kind is none that a page can use: WOFF 1, collections, Type 1, EOT.
_KINDS = (SIGNATURE, b"OTTO", b"\0\1\0\0", b"true")
_NOT_AT_ALL, _WHOLE_ONLY, _DOTS_ONLY = 0x0002, 0x0100, 0x0200  # of OS/2 fsType
_HOW_MAY_BE_EMBEDDED = 0x000F


def font_fault(path: Path) -> str | None:
    """Return the name of the message that says why this font cannot be used; None if it can."""
    if path.stat().st_size > MAX_BYTES:
        return "font-large"
    data = path.read_bytes()
    if not data.startswith(_KINDS):
        return "font-kind"
    try:
        if data.startswith(SIGNATURE) and not unpacks_within(data, MAX_UNPACKED):
            return "font-swollen"
        return _refusal(read_font(data))
    except Exception:  # fontTools can fail on a broken font with any exception
        return "font-broken"


def _refusal(font: TTFont) -> str | None:
    allowed = font["OS/2"].fsType
    if allowed & _HOW_MAY_BE_EMBEDDED == _NOT_AT_ALL or allowed & _DOTS_ONLY:
        return "font-locked"
    if allowed & _WHOLE_ONLY:
        return "font-whole"
    if not OUTLINES & set(font.keys()):
        return "font-pictures"
    return None if font.getBestCmap() else "font-broken"


def read_font(data: bytes) -> TTFont:
    """Read a font; raise any exception if it is broken."""
    from fontTools.ttLib import TTFont  # takes 0.1 s, which clients without a font do not need

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return TTFont(BytesIO(data), recalcTimestamp=False)
