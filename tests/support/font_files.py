"""Small fonts, drawn for the tests: every letter is a box of its own width."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import pairwise

import brotli
from fontTools.cffLib import SubrsIndex
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTWriter

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
    axes: Sequence[tuple[str, int, int, int]] = (),
) -> bytes:
    """A font file. `flavor` is None for TrueType, or `woff2`; `weights` make it variable.

    `axes` are further ones: tag, least, default and greatest value. Letters do not vary.
    """
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
    every = [*([("wght", *weights)] if weights else []), *axes]
    if every:
        builder.setupFvar([(*axis, axis[0].title()) for axis in every], [])
        builder.setupGvar({glyph: [] for glyph in glyphs})
    builder.font["head"].created = builder.font["head"].modified = 3_800_000_000
    builder.font.recalcTimestamp = False
    builder.font.flavor = flavor
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def without(content: bytes, *tables: str) -> bytes:
    """A font without these tables."""
    return changed(content, dict.fromkeys(tables))


def changed(content: bytes, tables: Mapping[str, bytes | None]) -> bytes:
    """A font with other bytes as its tables; None leaves one out."""
    whole = TTFont(BytesIO(content), recalcTimestamp=False)
    kept = {tag: whole.getTableData(tag) for tag in whole.reader.keys()}  # noqa: SIM118
    kept = {tag: data for tag, data in {**kept, **tables}.items() if data is not None}
    file = BytesIO()
    writer = SFNTWriter(file, len(kept), sfntVersion=whole.sfntVersion)
    for tag, data in sorted(kept.items()):
        writer[tag] = data
    writer.close()
    return file.getvalue()


def nested(depth: int, parts: int = 2) -> bytes:
    """A font whose letters A, B, C and so on are each composed of the next one, `parts` times."""
    letters = "".join(map(chr, range(0x41, 0x41 + depth + 1)))
    whole = TTFont(BytesIO(font(letters=letters)), recalcTimestamp=False, recalcBBoxes=False)
    glyphs = [f"u{ord(letter):04X}" for letter in letters]
    for outer, inner in pairwise(glyphs):
        pen = TTGlyphPen(dict.fromkeys(glyphs))
        for _ in range(parts):
            pen.addComponent(inner, (1, 0, 0, 1, 0, 0))
        whole["glyf"].glyphs[outer] = pen.glyph()
        bounds = dict.fromkeys(("xMin", "yMin", "xMax", "yMax"), 0)
        vars(whole["glyf"].glyphs[outer]).update(bounds)
    file = BytesIO()
    whole.save(file)
    return file.getvalue()


def calling(depth: int, calls: int) -> bytes:
    """A CFF font whose one letter calls a part that calls the next, `calls` times each."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({0x41: "A"})
    # With fewer than 1240 parts, a part's number is written less 107.
    subrs = [[n + 1 - 107, "callsubr"] * calls + ["return"] for n in range(depth)]
    subrs.append([10, 10, "rlineto", "return"])
    letter = T2CharString(program=[0, 0, "rmoveto", -107, "callsubr", "endchar"])
    empty = T2CharString(program=["endchar"])
    builder.setupCFF("Calls", {}, {".notdef": empty, "A": letter}, {})
    top = builder.font["CFF "].cff.topDictIndex[0]
    top.Private.Subrs = SubrsIndex()
    for program in subrs:
        top.Private.Subrs.append(T2CharString(program=program, private=top.Private))
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-250)
    builder.setupNameTable({"familyName": "Calls", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font.recalcBBoxes = False
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def swollen_woff(unpacked: int) -> bytes:
    """A small WOFF 1 with a table that unpacks to so many bytes."""
    table = zlib.compress(bytes(min(unpacked, 1 << 24)), 9)
    entry = struct.pack(">4sIIII", b"glyf", 64, len(table), unpacked, 0)
    head = struct.pack(
        ">4sIIHHIHHIIIII", b"wOFF", 0x10000, 64 + len(table), 1, 0, unpacked, *[0] * 7
    )
    return head + entry + table


def swollen(unpacked: int, *, honest: bool) -> bytes:
    """A small WOFF2 whose stream unpacks to so many bytes; its header says so only if honest."""
    file = bytearray(font(flavor="woff2"))
    (packed,) = struct.unpack_from(">I", file, 20)
    start = len(file) - packed - (-packed % 4)
    stream = brotli.compress(bytes(unpacked), quality=5)
    struct.pack_into(">I", file, 20, len(stream))
    if honest:
        struct.pack_into(">I", file, 16, unpacked)
    file[start:] = stream
    struct.pack_into(">I", file, 8, len(file))
    return bytes(file)


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((40, 0))
    for point in ((40, 700), (width - 40, 700), (width - 40, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
