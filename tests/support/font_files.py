"""Small fonts, drawn for the tests: every letter is a box of its own width."""

from __future__ import annotations

from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”…€"
NOTICE = "Copyright 2026 The nejtak tests. All boxes reserved."
LICENCE = "These boxes may be used by anybody for anything."


def font(
    *,
    name: str = "Boxes",
    letters: str = LETTERS,
    fs_type: int = 0,
    flavor: str | None = None,
    weights: tuple[int, int, int] | None = None,
) -> bytes:
    """A font file. `flavor` is None for TrueType, or `woff2`; `weights` make it variable."""
    glyphs = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    widths = {glyph: 400 + 7 * (number % 80) for number, glyph in enumerate(glyphs)}
    builder.setupGlyf({glyph: _box(width) for glyph, width in widths.items()})
    builder.setupHorizontalMetrics({glyph: (width, 40) for glyph, width in widths.items()})
    builder.setupHorizontalHeader(ascent=900, descent=-250)
    names = {
        "familyName": name,
        "styleName": "Regular",
        "copyright": NOTICE,
        "licenseDescription": LICENCE,
    }
    builder.setupNameTable(names)
    builder.setupOS2(sTypoAscender=900, sTypoDescender=-250, fsType=fs_type)
    builder.setupPost()
    if weights:
        builder.setupFvar([("wght", *weights, "Weight")], [])
        builder.setupGvar({glyph: [] for glyph in glyphs})
    builder.font["head"].created = builder.font["head"].modified = 3_800_000_000
    builder.font.recalcTimestamp = False
    builder.font.flavor = flavor
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((40, 0))
    for point in ((40, 700), (width - 40, 700), (width - 40, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
