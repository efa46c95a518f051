"""How much the letters of a font grow when they are drawn.

A letter can be composed of others, and these of others again, and an outline can call parts that
call parts: a file of a few KB then has more points than a computer can hold. So the parts are
counted before anything is drawn.

Sources: OpenType 1.9, composite glyphs; The Type 2 Charstring Format, subroutines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MOST = 20_000_000  # points, or steps of outlines; large fonts have some 3 million
MOST_OF_ONE = 500_000  # of the steps of one letter
_CALL = 50  # steps that a call takes as long as


class SwollenError(Exception):
    """A font whose letters are composed of far too many parts."""


def check_composed(font: TTFont) -> None:
    """Raise SwollenError if letters that are composed of others have too many parts together."""
    glyf, points = font.get("glyf", {}), dict[str, int]()
    for name in glyf.keys():  # noqa: SIM118 - the table is no mapping
        _points(glyf, name, points)
    if sum(points.values()) > MOST:
        raise SwollenError


def _points(glyf: Any, name: str, points: dict[str, int]) -> int:
    """The points of a letter with all its parts; RecursionError if it contains itself."""
    if name not in points:
        glyph = glyf[name]
        if glyph.isComposite():
            points[name] = sum(
                1 + _points(glyf, part.glyphName, points) for part in glyph.components
            )
        else:
            points[name] = len(getattr(glyph, "coordinates", ()))
    return points[name]


def check_calls(font: TTFont) -> None:
    """Raise SwollenError if outlines that call parts have too many steps together."""
    for tag in {"CFF ", "CFF2"} & set(font.keys()):
        _count_steps(font[tag].cff)


def _count_steps(cff: Any) -> None:
    from fontTools.misc.psCharStrings import SimpleT2Decompiler

    class Counter(SimpleT2Decompiler):  # type: ignore[misc]  # fontTools has no types
        """Counts the steps of an outline with all parts that it calls."""

        steps = 0  # of all letters

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.most = min(MOST, Counter.steps + MOST_OF_ONE)

        def execute(self, charString: Any, **more: Any) -> None:  # noqa: N803 - fontTools' name
            Counter.steps += _CALL + len(charString.bytecode or charString.program)
            if Counter.steps > self.most:
                raise SwollenError
            super().execute(charString, **more)

    letters = cff.topDictIndex[0].CharStrings
    for name in letters.keys():  # noqa: SIM118 - no mapping either
        letter = letters[name]
        own = getattr(letter.private, "Subrs", [])
        Counter(own, letter.globalSubrs, letter.private).execute(letter)
