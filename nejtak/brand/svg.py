"""What has to be known of an SVG before a page shows it as an image: its size, and what it costs.

Nothing in it is refused for what it could do. By <img>, and under the headers of its own address,
browsers run no script of it and load nothing for it. What is refused is what no browser would
draw, and what would be drawn so often, by parts that refer to others, that a phone stands still.

The parser is the standard library's expat, which stops at entities that multiply, and reads no
file but this. Sizes are those of SVG 2 and CSS Values 4.
"""

from __future__ import annotations

import base64
import binascii
import graphlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
_PIXELS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "mm": 96 / 25.4, "cm": 96 / 2.54,
    "em": 16.0, "rem": 16.0, "ex": 8.0,
}  # fmt: skip
_NUMBER = r"\+?([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)"
_LENGTH = re.compile(rf"\s*{_NUMBER}({'|'.join(_PIXELS)})\s*", re.IGNORECASE)
_VIEW_BOX = re.compile(
    rf"\s*\S+?[\s,]+\S+?[\s,]+{_NUMBER}[\s,]+{_NUMBER}\s*", re.IGNORECASE
)  # fmt: skip
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(.*)", re.DOTALL)


class LogoError(Exception):
    """A logo that no page can show: the name of the message, the line, and what it quotes."""

    def __init__(self, message: str, line: int = 0, **values: object) -> None:
        super().__init__(message)
        self.message, self.line, self.values = message, line, values


@dataclass(frozen=True, slots=True)
class Svg:
    """Size in CSS px, elements that are drawn at most, and the pictures that it holds.

    `letters` is whether it has text that is drawn in whatever font a device has.
    """

    width: float
    height: float
    drawn: int
    pictures: tuple[bytes, ...]
    letters: bool


def read_svg(content: bytes) -> Svg:
    """Read an SVG to its end; raise LogoError where no page can show it."""
    reader = _Reader()
    try:
        reader.expat.Parse(content, True)
    except expat.ExpatError as error:
        raise LogoError(
            "logo-broken", error.lineno, kind="an SVG", error=expat.ErrorString(error.code)
        ) from None
    width, height = _size(reader.root)
    drawn = _drawn(reader.own, reader.needs)
    return Svg(width, height, drawn, tuple(_pictures(reader.data)), reader.letters)


@dataclass(slots=True)
class _Reader:
    """What expat tells, gathered by the elements that have an id.

    `own` counts the elements in each, without those in others inside of it; `needs` are those
    others, and what is referred to. The root's place is None.
    """

    root: Mapping[str, str] = field(default_factory=dict)
    own: Counter[object] = field(default_factory=Counter)
    needs: dict[object, list[object]] = field(default_factory=lambda: defaultdict(list))
    data: list[str] = field(default_factory=list)
    letters: bool = False
    expat: expat.XMLParserType = field(init=False)
    _inside: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = lambda _: self._inside.pop()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = None
        if not self._inside:
            if name != f"{SVG} svg":
                raise LogoError("logo-root", self.expat.CurrentLineNumber)
            self.root = attributes
        else:
            place = self._inside[-1]
            id_ = attributes.get("id")
            if id_ is not None:
                # An id that stands twice is the first one's: the others are never referred to.
                new = id_ if id_ not in self.own else (id_, self.expat.CurrentByteIndex)
                self.needs[place].append(new)
                place = new
        self._inside.append(place)
        self.own[place] += 1
        self.letters |= name == f"{SVG} text"
        for reference in _references(name.removeprefix(f"{SVG} "), attributes):
            if reference.startswith("#"):
                self.needs[place].append(reference[1:])
            else:
                self.data.append(reference)


def _references(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """What an element refers to: `#id`, or a picture as a data: address."""
    for name, value in attributes.items():
        if name.rpartition(" ")[2] == "href":
            if tag != "a" and value.startswith(("#", "data:")):
                yield value
        else:
            yield from (f"#{id_}" for id_ in _REFERENCE.findall(value))


def _size(root: Mapping[str, str]) -> tuple[float, float]:
    """Width and height as they are given, or by the viewBox where they are not."""
    width, height = (_length(root.get(side, "")) for side in ("width", "height"))
    box = _VIEW_BOX.fullmatch(root.get("viewBox", ""))
    across, down = (float(box[1]), float(box[2])) if box else (0.0, 0.0)
    if across > 0 and down > 0:
        if width is None:
            width = across if height is None else height * across / down
        if height is None:
            height = width * down / across
    if not width or not height:
        raise LogoError("logo-size", 1)
    return width, height


def _length(text: str) -> float | None:
    """A length in px; None where none is given, or a share of what stands around it."""
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _PIXELS[found[2].lower()] if found else None


def _drawn(own: Mapping[object, int], needs: Mapping[object, list[object]]) -> int:
    """How many elements are drawn at most, each as often as it is referred to."""
    drawn: dict[object, int] = {}
    try:
        for place in graphlib.TopologicalSorter(needs).static_order():
            inside = sum(drawn[other] for other in needs.get(place, ()))
            drawn[place] = own.get(place, 0) + inside
    except graphlib.CycleError:
        raise LogoError("logo-circle") from None
    return drawn.get(None, own[None])


def _pictures(addresses: list[str]) -> Iterator[bytes]:
    for address in addresses:
        found = _DATA.fullmatch(address)
        try:
            yield base64.b64decode(found[1]) if found else b""
        except binascii.Error:  # no browser draws it either
            continue
