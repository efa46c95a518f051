"""What an SVG logo may consist of, and what to tell an admin whose logo holds something else.

An allow-list: `ELEMENTS` and `ATTRIBUTES` are all that reaches a page, and each attribute's value
must match its grammar in full. `DROPPED_*` is what drawing programs leave behind and no browser
paints; it is left out in silence. Anything else is refused with a reason from `WHY_*`.
"""

from __future__ import annotations

import re

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

# Namespaces of drawing programs, by how their addresses begin; what is in them is never painted.
DRAWING_PROGRAMS = (
    "http://www.inkscape.org/", "http://sodipodi.sourceforge.net/", "http://ns.adobe.com/",
    "http://www.serif.com/", "http://www.bohemiancoding.com/", "http://www.figma.com/",
    "http://www.vectornator.io", "http://www.corel.com/", "http://creativecommons.org/ns#",
    "http://purl.org/dc/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)  # fmt: skip

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
ELEMENTS = SHAPES | {
    "svg", "g", "defs", "symbol", "use", "linearGradient", "radialGradient", "stop", "clipPath",
    "mask",
}  # fmt: skip
LOOKED_INTO = frozenset({"a", "switch", "svg"})  # refused, but what is inside is checked too
DROPPED_ELEMENTS = frozenset({"title", "desc", "metadata"})

_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_LENGTH = rf"{_NUMBER}(?:px|pt|pc|em|ex|cm|mm|in|%)?"
_LENGTHS = rf"(?:none|{_LENGTH}(?:[\s,]+{_LENGTH})*)"
_LOCAL = r"url\(\s*(['\"]?)#([^\s'\"()#\\]+)\1\s*\)"
_COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|(?:rgb|hsl)a?\([-+0-9.,%/\sdeg]*\)"
_PAINT = rf"(?:{_COLOUR}|{_LOCAL}(?:\s+(?:{_COLOUR}))?)"
_MOVES = r"(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([-+0-9.eE,\s]*\)[\s,]*)*"

REFERENCE = re.compile(_LOCAL)  # group 2 is the id
FRAGMENT = re.compile(r"#([^\s'\"()#\\]+)")  # group 1 is the id
VIEW_BOX = re.compile(rf"\s*({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")

_GRAMMARS = {
    _LENGTH: "x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height offset opacity fill-opacity "
    "stroke-opacity stop-opacity stroke-width stroke-miterlimit stroke-dashoffset pathLength",
    _LENGTHS: "stroke-dasharray",
    _PAINT: "fill stroke stop-color color",
    rf"(?:none|{_LOCAL})": "clip-path mask",
    r"[a-zA-Z-]+(?:\s+[a-zA-Z]+)*": "fill-rule clip-rule stroke-linecap stroke-linejoin display "
    "visibility gradientUnits spreadMethod clipPathUnits maskUnits maskContentUnits mask-type "
    "vector-effect paint-order shape-rendering preserveAspectRatio",
    _MOVES: "transform gradientTransform",
    r"[MmZzLlHhVvCcSsQqTtAaeE0-9.,+\-\s]*": "d",
    r"[eE0-9.,+\-\s]*": "points",
    VIEW_BOX.pattern: "viewBox",
    FRAGMENT.pattern: "href",
    r".*": "id",
}
ATTRIBUTES = {
    name: re.compile(grammar) for grammar, names in _GRAMMARS.items() for name in names.split()
}
DROPPED_ATTRIBUTES = frozenset({  # from "type" on: of XLink
    "version", "baseProfile", "class", "role", "focusable", "tabindex", "lang", "direction",
    "writing-mode", "overflow", "enable-background", "isolation", "pointer-events",
    "color-interpolation", "color-rendering", "image-rendering", "text-rendering", "font-family",
    "font-size", "font-style", "font-weight", "font-stretch", "font-variant", "letter-spacing",
    "word-spacing", "text-anchor", "text-decoration", "line-height", "text-align", "white-space",
    "dominant-baseline", "type", "show", "actuate", "title", "arcrole",
})  # fmt: skip

OTHER_FORMATS = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"BM", b"%PDF", b"%!PS")
WHY_UNREADABLE = "the logo cannot be read ({found}). Check its name in client.toml"
WHY_EMPTY = "the file is empty. Export the logo again as plain SVG"
WHY_COMPRESSED = "the file is compressed (.svgz). Save the logo as plain SVG"
WHY_OTHER_FORMAT = (
    "the file is not an SVG, it is only named so: inside is a picture of another kind. Ask whoever "
    "made the logo for the SVG"
)
WHY_LARGE = (
    "the file is larger than {most} KB, and every candidate would have to load it. Use a simpler "
    "version, or make it smaller with an SVG optimiser such as SVGOMG"
)
WHY_NOT_UTF8 = "the file is not written in UTF-8. Save it again with the encoding UTF-8"
WHY_NO_SHAPE = "the logo draws nothing. Export it again as plain SVG"
WHY_VIEW_BOX = (
    "the logo does not say how large its drawing is, so it cannot be scaled. Give <svg> the "
    'attribute viewBox="0 0 {size}"'
)
WHY_TWICE = "the id {id} is used twice. Give one of the two another id"
WHY_ROOT = "the file is not an SVG: it begins with {found}. Export the logo as plain SVG"
WHY_DAMAGED = (
    "the file is damaged here ({found}). Open it in a browser: where that shows an error, export "
    "the logo again"
)
WHY_ENCODING = "the first line says that the file is in {found}. Save it with the encoding UTF-8"
WHY_DOCTYPE = (
    "<!DOCTYPE> is not allowed, because it can make a small file explode or fetch other files. "
    "Delete everything from <!DOCTYPE to the > that ends it"
)
WHY_DEEP = (
    "the groups lie too deep in each other. Ungroup them in the drawing program and export again"
)
WHY_CIRCLE = (
    "part of the logo repeats itself without end. Unlink the clones in the drawing program "
    "(Inkscape: Edit, Clone, Unlink Clone) and export again"
)
WHY_MANY = (
    "the logo repeats its parts until there are thousands, which can freeze a phone. Use a "
    "simpler version"
)
WHY_NOWHERE = (
    "{found} uses #{id}, and nothing in the file has that id. Export the whole logo again, or "
    "delete the reference"
)
WHY_REFERENCE = (
    "{found} points to something outside this file. Everything in a logo must be drawn in its own "
    "file: draw it there, or delete the reference"
)
WHY_STYLE = (
    "{found} is a style, and these pages ignore styles inside a picture. Export the logo again "
    "with presentation attributes (Illustrator: Export As, SVG, Styling: Presentation Attributes; "
    "Inkscape: Save As, Optimised SVG, tick “Convert CSS attributes to XML attributes”)"
)
WHY_EVENT = "{found} starts a program when something happens to the logo. Delete that attribute"
WHY_VALUE = "{found} is not a value that is known here. Export the logo again as plain SVG"
WHY_UNKNOWN = "{found} is nothing that a logo needs. Delete it, or export the logo as plain SVG"
WHY_FILTER = (
    "{found} is an effect such as a shadow or a blur, and those look different from browser to "
    "browser. Use the version of the logo without effects"
)
_SCRIPT = "{found} is a program. A logo is only a picture: use a version without it"
_EMBEDDED = "{found} puts a piece of another page into the logo. Delete it and draw it as shapes"
_RASTER = (
    "{found} is a photo or a picture of dots inside the SVG. Use a logo that is drawn, or turn "
    "the picture into paths (Inkscape: Path, Trace Bitmap)"
)
_ANIMATION = "{found} makes the logo move. A logo stays still here: delete it"
_LETTERS = (
    "{found} is written with a font that a candidate's phone may not have. Turn the letters into "
    "paths (Illustrator: Type, Create Outlines; Inkscape: Path, Object to Path)"
)
_LINK = "{found} makes the logo a link. Take the shapes out of the link and delete it"

WHY_ELEMENT = {
    name: why
    for names, why in (
        ("script handler listener", _SCRIPT),
        ("style", WHY_STYLE),
        ("foreignobject iframe object embed html body div p span video audio form", _EMBEDDED),
        ("image img feimage picture canvas", _RASTER),
        ("animate animatetransform animatemotion animatecolor set mpath discard", _ANIMATION),
        ("text tspan tref textpath altglyph font font-face glyph", _LETTERS),
        ("a", _LINK),
        ("filter", WHY_FILTER),
    )
    for name in names.split()
}  # fmt: skip
WHY_ATTRIBUTE = {
    "style": WHY_STYLE,
    "filter": WHY_FILTER,
    "src": WHY_REFERENCE,
}
