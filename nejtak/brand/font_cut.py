"""A client's own font, cut down to what its pages need.

fontTools makes the file that a page loads: one WOFF2 with the letters of the client's pages and
those that a candidate may type, without hints, and without the font's names, which many open
licences reserve for the unchanged font. The notices of copyright and licence are kept. The same
font and words give the same bytes.

Of a variable font's axes only the weight stays, between regular and bold. Colours are left out:
letters have the colours of the page, which are chosen for their contrast.

Source: CSS Fonts 4 for weights and optical sizes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nejtak.brand.font import OUTLINES, read_font
from nejtak.brand.font_limits import SwollenError, check_calls, check_composed
from nejtak.errors import Fault, SourceError, message_text

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

# Characters that candidates type in any language with Latin letters: letters with accents
# (Latin-1 and Latin Extended-A), quotes, dashes, the euro.
_LETTERS = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2027))
_LATIN = frozenset(chain(*_LETTERS, map(ord, "‰‹›€")))
_NOTICES = [0, 13, 14]  # records of the name table: copyright, licence, address of the licence
REGULAR, BOLD = 400, 700
# Where a page is on the axes that CSS knows: text of 16 px, of normal width, upright. A font's own
# default can be another one.
_SHOWN = {"opsz": 16, "wdth": 100, "slnt": 0, "ital": 0}
_COLOURS = frozenset({"COLR", "SVG ", "CBDT", "sbix"})
# What a page needs of a font. The rest is for colours, print, hints, names, or one maker's system.
_NEEDED = OUTLINES | {"cmap", "head", "hhea", "hmtx", "loca", "maxp", "name", "OS/2", "post"}
_LAYOUT = frozenset({"GDEF", "GPOS", "GSUB", "kern"})  # a page can be read without them
_VARIATIONS = frozenset({"avar", "fvar", "gvar", "HVAR", "MVAR"})
_HEAVY = 60  # KB from which a face is one to think about
_NAMED = 40  # letters that a remark lists


class UncutError(Exception):
    """A font that cannot be cut: `name` is that of the message, `why` is for its text."""

    def __init__(self, name: str, why: str = "") -> None:
        super().__init__(name, why)
        self.name, self.why = name, why


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of a page: its weight as in CSS, the WOFF2, and how it differs from the font.

    `lacks` are the letters and digits of the client's pages that the font does not have. `left` are
    the tables of letters' order and place that could not be read.
    """

    file: Path
    weight: str
    content: bytes
    before: int
    lacks: str
    coloured: bool
    left: tuple[str, ...]

    def remarks(self) -> Iterator[str]:
        """Yield remarks for the admin, each a whole sentence."""
        name, size = self.file.name, len(self.content)
        weights = "weight" if self.weight.isdigit() else "weights"
        said = self.weight.replace(" ", " to ")
        yield (
            f"{name} has {_kb(self.before)}; pages load {_kb(size)} of it, with {weights} {said}."
        )
        if size > _HEAVY * 1000:
            yield f"{name} makes every page slower. A font with simpler letters would be smaller."
        if self.lacks:
            more = len(self.lacks) - _NAMED
            tail = f" and {more} more" if more > 0 else ""
            yield (
                f"{name} lacks letters of the pages, which each device draws in a font of its own: "
                f"{' '.join(self.lacks[:_NAMED])}{tail}. Use a file of the font that has them."
            )
        if self.coloured:
            yield f"the colours of {name} are left out: its letters have the colours of the page."
        if self.left:
            yield (
                f"{name} has damaged tables, which are left out: {', '.join(self.left)}. Letters "
                "may be set less well, or not be joined. Download or export the font again."
            )


def faces(regular: Path, bold: Path | None, characters: Iterable[str]) -> Iterator[Face]:
    """Yield the files of a font, each with Latin letters and these characters.

    Raises SourceError with the faults of all files that passed the check, but cannot be subset.
    """
    wanted = frozenset(characters)
    spans = [(regular, (REGULAR, REGULAR if bold else BOLD)), (bold, (BOLD, BOLD))]
    made, faults = [], []
    for path, span in spans:
        if path is None:
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        try:
            made.append(_face(path, digest, wanted, span))
        except UncutError as error:
            text = message_text(error.name, error=error.why)
            faults.append(Fault(path.as_posix(), "", text))
    if faults:
        raise SourceError(faults)
    yield from made


@lru_cache(maxsize=256)  # `check` and the preview ask again, and cutting takes some seconds
def _face(path: Path, _digest: str, characters: frozenset[str], span: tuple[int, int]) -> Face:
    data = path.read_bytes()
    try:
        return _cut(path, data, characters, span)
    except UncutError:
        raise
    except SwollenError as error:
        raise UncutError("font-endless") from error
    except Exception as error:  # fontTools can fail on a broken font with any exception
        raise UncutError("font-cut", type(error).__name__) from error


def _cut(path: Path, data: bytes, characters: frozenset[str], span: tuple[int, int]) -> Face:
    font = read_font(data)
    coloured = bool(_COLOURS & set(font.keys()))
    left = _keep_needed(font)
    check_calls(font)
    wanted = _LATIN | set(map(ord, characters))
    if not _drawn(font, wanted):
        any_drawn = _drawn(font, font.getBestCmap())
        raise UncutError("font-letterless" if any_drawn else "font-pictures")
    lacks = _lacking(font, characters)
    _subset(font, wanted)
    check_composed(font)
    weights = _pin_axes(font, span)
    weight = " ".join(f"{weight:g}" for weight in weights)
    return Face(path, weight, _packed(font), len(data), lacks, coloured, left)


def _keep_needed(font: TTFont) -> tuple[str, ...]:
    """Drop the tables that no page needs; return the names of those that were needed and damaged.

    Raises UncutError if a page could not be read without the table.
    """
    damaged = []
    for tag in font.keys():  # noqa: SIM118 - a TTFont is no mapping
        if tag == "GlyphOrder":
            continue
        if tag not in _NEEDED | _LAYOUT | _VARIATIONS:
            del font[tag]
            continue
        try:
            table = font[tag]
            if hasattr(table, "ensureDecompiled"):
                table.ensureDecompiled()
        except Exception as error:  # fontTools can fail on a broken table with any exception
            if tag not in _LAYOUT:
                raise UncutError("font-cut", f"table {tag.strip()}") from error
            damaged.append(tag)
            del font[tag]
    return tuple(damaged)


def _drawn(font: TTFont, codes: Iterable[int]) -> bool:
    """Whether any of these characters has an outline in the font."""
    from fontTools.pens.recordingPen import RecordingPen

    letters, known, pen = font.getGlyphSet(), font.getBestCmap(), RecordingPen()
    for code in sorted(codes):
        if known.get(code) in letters:
            letters[known[code]].draw(pen)
        if pen.value:
            return True
    return False


def _lacking(font: TTFont, characters: frozenset[str]) -> str:
    """The letters and digits that the font has neither whole nor in parts, in order."""
    known = set(font.getBestCmap())
    return "".join(
        char
        for char in sorted(characters)
        if unicodedata.category(char)[0] in "LMN"
        and not {ord(char)} <= known
        and not set(map(ord, unicodedata.normalize("NFD", char))) <= known
    )


def _pin_axes(font: TTFont, span: tuple[int, int]) -> tuple[float, ...]:
    """Leave only weights in `span` of a variable font's axes; return the weights as in CSS."""
    if "fvar" not in font:
        return span[:1]
    from fontTools.varLib import instancer

    axes = {axis.axisTag: axis for axis in font["fvar"].axes}
    limits: dict[str, float | tuple[float, float] | None] = dict.fromkeys(axes)
    limits |= {tag: _within(axes[tag], _SHOWN[tag]) for tag in axes.keys() & _SHOWN.keys()}
    weights: tuple[float, ...] = span[:1]
    if "wght" in axes:
        low, high = (_within(axes["wght"], weight) for weight in span)
        weights = (low, high) if low < high else weights
        limits["wght"] = (low, high) if low < high else low
    instancer.instantiateVariableFont(font, limits, inplace=True)
    return weights


def _within(axis: Any, value: float) -> float:
    return float(min(max(value, axis.minValue), axis.maxValue))


def _subset(font: TTFont, wanted: Iterable[int]) -> None:
    from fontTools import subset

    cutter = subset.Subsetter(_options())
    cutter.populate(unicodes=wanted)
    cutter.subset(font)


def _options() -> object:
    from fontTools import subset

    return subset.Options(
        flavor="woff2",
        hinting=False,
        name_IDs=_NOTICES,
        notdef_outline=True,
        recalc_timestamp=False,
    )


def _packed(font: TTFont) -> bytes:
    from fontTools import subset

    file = BytesIO()
    subset.save_font(font, file, _options())
    return file.getvalue()


def _kb(size: int) -> str:
    return f"{max(round(size / 1000), 1)} KB"
