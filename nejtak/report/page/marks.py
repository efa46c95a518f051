"""A published figure as a page shows it: in words, and drawn by the same rules everywhere.

Filled is certain, hollow is possible, grey are the rest. Up to DOTS counted answers a dot is one of
them; up to BLOCKS a block is three; above, a bar is the share. All rows of a page have one scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from nejtak.disclosure import WIDTH, Range

DOTS, BLOCKS = 23, 62  # the largest numbers counted that are drawn so
ROW, HERO = 240, 400  # the widest that a row and the first page's own figure are drawn
BAR = 298.5  # units of a bar's inside

Form = Literal["dots", "blocks", "bar"]
Part = tuple[Literal["sure", "maybe", "rest"], int, int]  # of the answers, from and to


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure. `cells` names what it is about, for whoever reads it off the page."""

    figure: Range
    base: int
    words: str
    cells: str
    drawing: Markup


def form_of(counted: int) -> Form:
    """How figures of so many counted answers are drawn."""
    if counted <= DOTS:
        return "dots"
    return "blocks" if counted <= BLOCKS else "bar"


@dataclass(frozen=True, slots=True)
class Scale:
    """How a report draws its figures: it follows from the number of all counted answers."""

    counted: int

    @property
    def form(self) -> Form:
        """Dots, blocks or bars."""
        return form_of(self.counted)

    @property
    def row(self) -> float:
        """Pixels of a unit in the rows of tables."""
        largest = {"dots": 1.15, "blocks": 1.05, "bar": 0.8}[self.form]
        return min(largest, ROW / self._width(self.counted))

    @property
    def hero(self) -> float:
        """Pixels of a unit in the first page's own figure."""
        return min(2.2, HERO / self._width(self.counted))

    def _width(self, answers: int) -> float:
        if self.form == "dots":
            return _dot(answers - 1) + 5
        return 6 * answers if self.form == "blocks" else BAR + 1.5

    def draw(
        self, figure: Range, base: int, size: float, *, rest: bool = True, flip: bool = False
    ) -> Markup:
        """Draw a figure; without `rest` as long as its high end alone, with `flip` to the left."""
        end = base if rest else figure.high
        parts: list[Part] = [
            ("sure", 0, figure.low),
            ("maybe", figure.low, figure.high),
            ("rest", figure.high, end),
        ]
        width = self._width(end) if self.form != "bar" or rest else _bar(end, base) + 1.5
        height = 10 if self.form == "dots" else 13
        shapes = {"dots": _dots, "blocks": _blocks}.get(self.form)
        inside = "".join(shapes(parts) if shapes else _bars(parts, base))
        return Markup(  # noqa: S704 - numbers, and words of our own
            f'<svg class="{self.form}{" flip" if flip else ""}" width="{_short(width * size)}" '
            f'height="{_short(height * size)}" viewBox="0 0 {_short(width)} {height}" '
            f'aria-hidden="true">{inside}</svg>'
        )


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _dot(place: int) -> int:
    """The middle of a dot: dots are grouped in threes."""
    return 5 + 13 * place + 5 * (place // WIDTH)


def _dots(parts: list[Part]) -> Iterator[str]:
    for kind, start, end in parts:
        if start < end:
            path = "".join(f"M{_dot(place)} 5h.01" for place in range(start, end))
            yield f'<path class="{kind}" d="{path}"/>'
            if kind == "maybe":
                yield f'<path class="hole" d="{path}"/>'


def _blocks(parts: list[Part]) -> Iterator[str]:
    for kind, start, end in parts:
        cuts = [start, *(n for n in range(start + 1, end) if n % WIDTH == 0), end]
        for left, right in pairwise(cuts):
            if left < right:
                width = _short(6 * (right - left) - 2.5)
                yield _rect(kind, _short(6 * left + 0.75), width)


def _bar(count: int, base: int) -> float:
    return BAR * count / base


def _bars(parts: list[Part], base: int) -> Iterator[str]:
    for kind, start, end in parts:
        if start < end:
            width = _short(_bar(end - start, base))
            yield _rect(kind, _short(0.75 + _bar(start, base)), width)


def _rect(kind: str, left: str, width: str) -> str:
    return f'<rect class="{kind}" x="{left}" y=".75" width="{width}" height="11.5" rx="2"/>'
