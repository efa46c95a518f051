"""Reads an SVG's size, and how many elements it draws, before a page shows it as an image.

Scripts and links in it are harmless and not refused: in an <img>, and under the headers of its own
address, browsers run no script of it and load nothing for it. It is refused if browsers could not
draw it, or if its elements repeat each other so often that a phone would freeze.

The parser is the standard library's expat, which limits the expansion of entities, and reads no
other file. Sizes are those of SVG 2 and CSS Values 4.
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
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
}
_NUMBER = r"\+?([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)"
_LENGTH = re.compile(rf"\s*{_NUMBER}({'|'.join(_PIXELS)})\s*", re.IGNORECASE)
_VIEW_BOX = re.compile(rf"\s*\S+?[\s,]+\S+?[\s,]+{_NUMBER}[\s,]+{_NUMBER}\s*", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(.*)", re.DOTALL)


class LogoError(Exception):
    """A logo that no page can show: the name of the message, the line, and the message's values."""

    def __init__(self, message: str, line: int = 0, **values: object) -> None:
        super().__init__(message)
        self.message, self.line, self.values = message, line, values


@dataclass(frozen=True, slots=True)
class Svg:
    """Size in CSS px, the most elements that can be drawn, and the images inside of it.

    `letters` is whether it contains text.
    """

    width: float
    height: float
    drawn: int
    pictures: tuple[bytes, ...]
    letters: bool


def read_svg(content: bytes) -> Svg:
    """Read a whole SVG; raise LogoError if no page can show it."""
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
    """The elements that expat reads, grouped by the closest element with an id.

    `own` counts the elements of each group; `needs` are the groups inside of it, and those that it
    refers to. The key of the root's group is None.
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
                # A reference to an id that is used twice means the first element with it.
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
    """Yield an element's references: `#id`, or an image as a data: URL."""
    for name, value in attributes.items():
        if name.rpartition(" ")[2] == "href":
            if tag != "a" and value.startswith(("#", "data:")):
                yield value
        else:
            yield from (f"#{id_}" for id_ in _REFERENCE.findall(value))


def _size(root: Mapping[str, str]) -> tuple[float, float]:
    """Width and height as given, or from the viewBox if they are missing."""
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
    """A length in px; None if it is missing or relative."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * _PIXELS[match[2].lower()] if match else None


def _drawn(own: Mapping[object, int], needs: Mapping[object, list[object]]) -> int:
    """The number of elements that can be drawn, each as often as it is referred to."""
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
        match = _DATA.fullmatch(address)
        try:
            yield base64.b64decode(match[1]) if match else b""
        except binascii.Error:  # browsers do not draw it either
            continue
