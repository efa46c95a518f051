"""A client's own font: checked, and subset to the characters of its pages.

fontTools makes the file that a page loads: one WOFF2 with the letters of the client's pages and
those that a candidate may type, without hints, and without the font's names, which many open
licences reserve for the unchanged font. The notices of copyright and licence are kept. The same
font and words give the same bytes.

Sources: OpenType 1.9, OS/2 `fsType`, for what a font allows; CSS Fonts 4 for weights.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from nejtak.errors import Fault, SourceError
from nejtak.messages import MESSAGES

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MAX_BYTES = 4 * 1024 * 1024
_KINDS = (b"wOF2", b"OTTO", b"\0\1\0\0", b"true")
# Characters that candidates type in any language with Latin letters: letters with accents
# (Latin-1 and Latin Extended-A), quotes, dashes, the euro.
_LETTERS = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2027))
_LATIN = frozenset(chain(*_LETTERS, map(ord, "‰‹›€")))
_NOTICES = [0, 13, 14]  # records of the name table: copyright, licence, address of the licence
_NOT_AT_ALL, _WHOLE_ONLY, _DOTS_ONLY = 0x0002, 0x0100, 0x0200  # of OS/2 fsType
_HOW_MAY_BE_EMBEDDED = 0x000F


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of a page: its weight as in CSS, and the WOFF2."""

    weight: str
    content: bytes


def font_fault(path: Path) -> str | None:
    """Return the name of the message that says why this font cannot be used; None if it can."""
    if path.stat().st_size > MAX_BYTES:
        return "font-large"
    try:
        allowed = _read(path)["OS/2"].fsType
    except Exception:  # fontTools can fail on a broken font with any exception
        return "font-broken"
    if allowed & _HOW_MAY_BE_EMBEDDED == _NOT_AT_ALL or allowed & _DOTS_ONLY:
        return "font-locked"
    return "font-whole" if allowed & _WHOLE_ONLY else None


def faces(regular: Path, bold: Path | None, characters: Iterable[str]) -> Iterator[Face]:
    """Yield the files of a font, each with Latin letters and these characters.

    Raises SourceError if a font that passed the check cannot be subset.
    """
    wanted = _LATIN | set(map(ord, characters))
    for path, weight in ((regular, "400"), (bold, "700")):
        if path is None:
            continue
        try:
            font = _read(path)
            yield Face(_weights(font, weight, alone=bold is None), _subset(font, wanted))
        except Exception as error:
            why = MESSAGES["font-cut"].format(error=type(error).__name__)
            raise SourceError([Fault(path.as_posix(), "", why)]) from error


def _read(path: Path) -> TTFont:
    """Read a font with outlines; raise any exception if it is none."""
    from fontTools.ttLib import TTFont  # takes 0.1 s, which clients without a font do not need

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    data = path.read_bytes()
    if not data.startswith(_KINDS):
        raise ValueError("no font")
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    if not font.getBestCmap() or not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
        raise ValueError("no letters")
    return font


def _weights(font: TTFont, weight: str, *, alone: bool) -> str:
    """Return the weight; if a variable font has no bold file next to it, its range of weights."""
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    if alone and "wght" in axes:
        return f"{axes['wght'].minValue:.0f} {axes['wght'].maxValue:.0f}"
    return weight


def _subset(font: TTFont, wanted: Iterable[int]) -> bytes:
    from fontTools import subset

    options = subset.Options(
        flavor="woff2",
        hinting=False,
        name_IDs=_NOTICES,
        notdef_outline=True,
        recalc_timestamp=False,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    file = BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()
