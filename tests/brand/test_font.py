"""What pages load of a client's own font: letters in the page's colours, and no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from font_files import LETTERS, calling, changed, font, nested, without
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from nejtak.brand import Face, faces, font_fault
from nejtak.errors import SourceError

COLOURED = {
    "SVG ": b"\0\0\0\0\0\x0a" + bytes(10),
    "COLR": b"garbage",
    "sbix": b"\0\1\0\1" + bytes(4),
    "CBDT": b"\0\3\0\0",
}
# Tables of one maker's system, of printing, and of nobody.
UNNEEDED = ("morx", "feat", "Silf", "Glat", "MATH", "BASE", "STAT", "meta", "DSIG", "VORG", "Debg")


def cut(folder: Path, content: bytes, words: str = "Hej, æøå!", name: str = "own.ttf") -> Face:
    """The regular face of a font that the check lets pass."""
    path = folder / name
    path.write_bytes(content)
    assert font_fault(path) is None
    (face,) = faces(path, None, words)
    return face


def refusal(folder: Path, content: bytes) -> str:
    """The message of a font that passes the check and cannot be cut, without its path."""
    with pytest.raises(SourceError) as raised:
        cut(folder, content)
    return str(raised.value).partition("own.ttf: ")[2]


def tables(face: Face) -> set[str]:
    """The tables of a face."""
    return set(TTFont(BytesIO(face.content)).keys()) - {"GlyphOrder"}


@pytest.mark.parametrize("table", COLOURED)
def test_letters_have_the_colours_of_the_page(tmp_path: Path, table: str) -> None:
    """A font with colours is cut to its outlines, since the page's colours have contrast."""
    face = cut(tmp_path, changed(font(), {table: COLOURED[table]}))
    assert table not in tables(face)
    assert [remark for remark in face.remarks() if "colours" in remark] == [
        "the colours of own.ttf are left out: its letters have the colours of the page."
    ]


def test_tables_that_no_page_needs_are_left_out(tmp_path: Path) -> None:
    """Whatever they contain, they do not stop the cut, and they are no weight."""
    face = cut(tmp_path, changed(font(), dict.fromkeys(UNNEEDED, b"\xff" * 99)))
    assert not tables(face) & set(UNNEEDED)
    assert face.content == cut(tmp_path, font()).content
    assert len(list(face.remarks())) == 1


@pytest.mark.parametrize("table", ["GSUB", "GPOS", "GDEF", "kern"])
def test_damaged_layout_is_left_out_and_named(tmp_path: Path, table: str) -> None:
    """A page can be read without kerning and ligatures; the admin learns of it."""
    face = cut(tmp_path, changed(font(), {table: b"\0\1\0\0" + b"\xff" * 40}))
    (remark,) = [remark for remark in face.remarks() if "damaged" in remark]
    assert remark.startswith(f"own.ttf has damaged tables, which are left out: {table}.")


@pytest.mark.parametrize(
    ("table", "content"), [("head", b"\0"), ("hmtx", b"\0"), ("fvar", b"\xff" * 9)]
)
def test_damage_that_a_page_would_show_is_named(tmp_path: Path, table: str, content: bytes) -> None:
    """The fault names the table, and a file to take instead."""
    assert refusal(tmp_path, changed(font(), {table: content})) == (
        f"cannot be subset to the letters in use (table {table}). Use another file of the font, "
        "like its .ttf or .otf of one weight, or download it again."
    )


def test_a_font_without_outlines_is_refused(tmp_path: Path) -> None:
    """Pictures of letters have the sizes and colours of their maker."""
    blank = font(letters="", weights=None)
    path = tmp_path / "own.ttf"
    path.write_bytes(without(font(), "glyf", "loca"))
    assert font_fault(path) == "font-pictures"
    path.write_bytes(blank)
    assert font_fault(path) == "font-broken"


@pytest.mark.parametrize(
    ("letters", "words", "lacks"),
    [
        ("ابت 1", "Hej 1", "H e j"),
        (LETTERS.replace("Ł", ""), "Łódź", "Ł"),
        (LETTERS, "Łódź Ж 你", "Ж 你"),
        (LETTERS.replace("7", ""), "7 minutter", "7"),
        (LETTERS, "Æøå — “nej”, 5 €…", ""),
        ("e\u0301", "é", ""),  # the browser puts the two together
        ("abc", "a\u00adb\u200bc\n", ""),  # nothing to see
    ],
)
def test_letters_that_a_font_lacks_are_named(
    tmp_path: Path, letters: str, words: str, lacks: str
) -> None:
    """A device draws them in a font of its own, which the admin should know."""
    face = cut(tmp_path, font(letters=letters), words)
    assert face.lacks == lacks.replace(" ", "")
    named = [remark for remark in face.remarks() if "lacks letters" in remark]
    assert len(named) == bool(lacks)
    assert all(f": {lacks}. Use a file of the font that has them." in said for said in named)


def test_a_font_without_any_letter_of_the_pages_is_refused(tmp_path: Path) -> None:
    """A browser does not take a font of nothing, and the page would ask for it in vain."""
    assert refusal(tmp_path, font(letters="☃你")) == (
        "has no letter of the client's pages. Use the font's file for their language."
    )


def test_a_long_list_of_letters_is_cut_short(tmp_path: Path) -> None:
    """Forty letters show which script it is."""
    face = cut(tmp_path, font(letters="a"), "".join(map(chr, range(0x410, 0x450))))
    (named,) = [remark for remark in face.remarks() if "lacks letters" in remark]
    assert "А Б В Г" in named
    assert " and 24 more. Use" in named


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((100, 400, 900), "400 700"),
        ((300, 300, 600), "400 600"),
        ((400, 400, 700), "400 700"),
        ((700, 800, 900), "400"),  # all that the font has is bold: the page's regular
        ((100, 200, 300), "400"),
        (None, "400"),
    ],
)
def test_weights_stay_between_regular_and_bold(
    tmp_path: Path, weights: tuple[int, int, int] | None, said: str
) -> None:
    """A page shows no others; how the style sheet names them is what the file has."""
    face = cut(tmp_path, font(weights=weights))
    assert face.weight == said
    kept = TTFont(BytesIO(face.content))
    axes = (
        [(a.axisTag, a.minValue, a.maxValue) for a in kept["fvar"].axes] if "fvar" in kept else []
    )
    assert axes == ([("wght", *map(float, said.split()))] if " " in said else [])


@pytest.mark.parametrize("weights", [None, (100, 400, 900)])
def test_axes_that_nobody_needs_are_pinned(
    tmp_path: Path, weights: tuple[int, int, int] | None
) -> None:
    """Width, slant, optical size and a maker's own axes are no part of what a page loads."""
    others = [("wdth", 75, 100, 125), ("slnt", -10, 0, 0), ("opsz", 8, 14, 144), ("CASL", 0, 0, 1)]
    face = cut(tmp_path, font(weights=weights, axes=others))
    kept = TTFont(BytesIO(face.content))
    left = [axis.axisTag for axis in kept["fvar"].axes] if "fvar" in kept else []
    assert left == (["wght"] if weights else [])
    assert len(face.content) < 1.1 * len(cut(tmp_path, font(weights=weights)).content)


@pytest.mark.parametrize(
    ("axis", "moved"),
    [
        (("wdth", 75, 125, 125), 100),
        (("wdth", 50, 80, 80), 0),
        (("slnt", -10, 10, 10), 100),
        (("ital", 0, 1, 1), 200),
        (("opsz", 8, 24, 24), 100),
        (("CASL", 0, 1, 1), 0),
    ],
)
def test_letters_are_as_the_page_would_draw_them(
    tmp_path: Path, axis: tuple[str, int, int, int], moved: int
) -> None:
    """Of normal width, upright, at the size of text, also if the font's default is another."""
    whole = TTFont(BytesIO(font(axes=[axis])), recalcTimestamp=False)
    change = TupleVariation({axis[0]: (-1.0, -1.0, 0.0)}, [(-200, 0)] * 4 + [(0, 0)] * 4)
    whole["gvar"].variations["u0048"] = [change]
    file = BytesIO()
    whole.save(file)
    kept = TTFont(BytesIO(cut(tmp_path, file.getvalue(), "H").content))
    before, after = (one["glyf"][one.getBestCmap()[ord("H")]] for one in (whole, kept))
    assert before.coordinates[0][0] - after.coordinates[0][0] == moved


def test_bytes_before_and_after_are_told(tmp_path: Path) -> None:
    """The admin sees what a candidate's phone loads, and which weights it is."""
    before = font(weights=(100, 400, 900))
    face = cut(tmp_path, before)
    assert next(face.remarks()) == (
        f"own.ttf has {len(before) / 1000:.0f} KB; pages load {len(face.content) / 1000:.0f} KB "
        "of it, with weights 400 to 700."
    )


@pytest.mark.parametrize(
    "content",
    [nested(25), nested(3, 5000), calling(9, 40), calling(5, 500)],
    ids=["deep", "wide", "calls", "many calls"],
)
def test_letters_of_endless_parts_are_refused(tmp_path: Path, content: bytes) -> None:
    """A few KB that would become more points than a computer can hold are not drawn."""
    assert len(content) < 100_000
    assert refusal(tmp_path, content) == (
        "has letters that are composed of too many parts. Download or export the font again."
    )


@pytest.mark.parametrize("content", [nested(6), calling(3, 5)], ids=["glyf", "CFF"])
def test_letters_of_letters_are_usual(tmp_path: Path, content: bytes) -> None:
    """An A with a ring is an A and a ring."""
    assert ord("A") in TTFont(BytesIO(cut(tmp_path, content, "A").content)).getBestCmap()
