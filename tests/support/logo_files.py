"""Logos to try: as drawing programs write them, broken ones, and hostile ones."""

from __future__ import annotations

import base64
import zlib
from io import BytesIO

from PIL import Image

SHAPE = '<path d="M5 5h40v40z"/>'
ROOT = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = 'viewBox="0 0 90 60"'


def svg(inside: str = SHAPE, root: str = BOX) -> str:
    """An SVG on one line, with a viewBox unless told otherwise."""
    return f"<svg {ROOT} {root}>{inside}</svg>"


def picture(kind: str = "PNG", size: tuple[int, int] = (90, 60), colour: str = "teal") -> bytes:
    """A disc on nothing, as a file of that kind."""
    image = Image.new("RGBA", size)
    disc = Image.new("RGBA", (size[1], size[1]), colour)
    image.paste(disc, (0, 0))
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says to be that large."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\0\0\0"
    parts = (head, b"IDAT" + zlib.compress(bytes(999)), b"IEND")
    chunks = ((len(p) - 4).to_bytes(4, "big") + p + zlib.crc32(p).to_bytes(4, "big") for p in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def embedded(content: bytes) -> str:
    """An SVG that holds a picture."""
    data = base64.b64encode(content).decode()
    return svg(f'<image width="90" height="60" xlink:href="data:image/png;base64,{data}"/>')


def refs(count: int, by: str = '<use href="#g{}"/>') -> str:
    """Groups that each show the one before ten times: 10**count parts from a few lines."""
    groups = (f'<g id="g{n}">' + by.format(n - 1) * 10 + "</g>" for n in range(1, count))
    return f'<g id="g0">{SHAPE}</g>' + "".join(groups)


MASKS = "".join(
    f'<mask id="g{n}">' + f'<path d="M0 0h90v60z" mask="url( \'#g{n - 1}\')"/>' * 10 + "</mask>"
    for n in range(1, 7)
)
LAUGHS = (
    "<!DOCTYPE svg [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)

# What no page can show, and what is said of it; the name of the file stands before.
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "text": ("x.svg", b"Nordlys", "is not SVG, PNG or WebP."),
    "empty": ("x.svg", b"", "is not SVG, PNG or WebP."),
    "html": ("x.svg", b"<html><body/></html>", "is not SVG, PNG or WebP."),
    "jpeg": ("x.png", picture("PNG").replace(b"\x89PNG", b"\xff\xd8\xff\xe0"), "is not SVG, PNG"),
    "compressed": ("x.svg", b"\x1f\x8b\x08" + bytes(40), "is not SVG, PNG or WebP."),
    "png called svg": ("x.svg", picture(), "is a PNG. Name it 'x.png', here and in client.toml."),
    "svg called png": ("x.png", svg().encode(), "is an SVG. Name it 'x.svg', here and in"),
    "heavy": ("x.svg", svg(f"<!--{'x' * 270_000}-->").encode(), "is larger than 256 KB"),
    "10 MB": ("x.svg", svg(f"<!--{'x' * 10_000_000}-->").encode(), "is larger than 256 KB"),
    "not closed": ("x.svg", svg("<g>").encode(), ":1: cannot be read as an SVG: mismatched tag."),
    "undefined entity": ("x.svg", svg("&lol;").encode(), "as an SVG: undefined entity"),
    "undeclared prefix": ("x.svg", svg('<g i:x="y"/>').encode(), "as an SVG: unbound prefix"),
    "two roots": ("x.svg", (svg() + svg()).encode(), "as an SVG: junk after document element"),
    "a billion laughs": (
        "x.svg",
        (LAUGHS + svg("<desc>&a11;</desc>")).encode(),
        "as an SVG: limit on input amplification factor",
    ),
    "latin-1": ("x.svg", svg("<desc>é</desc>").encode("latin-1"), ":1: is not UTF-8 text."),
    "no namespace": ("x.svg", b'<svg viewBox="0 0 9 9"/>', ":1: does not begin like an SVG"),
    "no size": ("x.svg", svg(root='width="100%" height="50%"').encode(), ":1: has no size."),
    "a viewBox of nothing": ("x.svg", svg(root='viewBox="0 0 0 40"').encode(), "has no size."),
    "a hair": ("x.svg", svg(root='viewBox="0 0 1 90"').encode(), "more than 30 times as long"),
    "laughs by use": ("x.svg", svg(refs(9)).encode(), "draws more than 20000 elements"),
    "laughs by mask": (
        "x.svg",
        svg(f'{MASKS}<path d="M0 0h9" style="mask:url(#g6)"/>').encode(),
        "draws more than 20000 elements",
    ),
    "a circle": (
        "x.svg",
        svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>').encode(),
        "has an element that contains itself.",
    ),
    "a cut PNG": ("x.png", picture()[:-40], "cannot be read as a PNG: it is cut off or damaged."),
    "a cut WebP": ("x.webp", picture("WEBP")[:-40], "cannot be read as a WebP: it is cut off"),
    "a large PNG": ("x.png", bomb(3000, 3000), "has more than 8000000 pixels"),
    "a bomb": ("x.png", bomb(30_000, 30_000), "has more than 8000000 pixels"),
    "a bomb in an SVG": ("x.svg", embedded(bomb(9000, 9000)).encode(), "has more than 8000000"),
}

# Real ones as they come, with their size in CSS px.
TAKEN: dict[str, tuple[str, str | bytes, tuple[float, float]]] = {
    "by hand": ("x.svg", svg(), (90, 60)),
    "no viewBox": ("x.svg", svg(root='width="120px" height="40.5"'), (120, 40.5)),
    "in millimetres": ("x.svg", svg(root='width="25.4mm" height="1in"'), (96, 96)),
    "a share of the page": ("x.svg", svg(root=f'width="100%" height="100%" {BOX}'), (90, 60)),
    "width alone": ("x.svg", svg(root=f'width="45" {BOX}'), (45, 30)),
    "height alone": ("x.svg", svg(root=f'height="30" {BOX}'), (45, 30)),
    "not at the origin": ("x.svg", svg(root='viewBox="-45,-30 90,60"'), (90, 60)),
    "in capitals": ("x.SVG", svg(), (90, 60)),
    "with a prefix": (
        "x.svg",
        f'<s:svg xmlns:s="http://www.w3.org/2000/svg" {BOX}><s:path d="M5 5h9v9z"/></s:svg>',
        (90, 60),
    ),
    "from Inkscape": (
        "x.svg",
        f"""\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="90mm" height="60mm" viewBox="0 0 90 60" id="svg5" xml:space="preserve" {ROOT}
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1.3">
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
<g id="layer1"><path d="M5,40 C 20,5 40,5 80,40 Z" style="fill:#007ea7;stroke:none"/></g></svg>""",
        (90 * 96 / 25.4, 60 * 96 / 25.4),
    ),
    "from Illustrator": (
        "x.svg",
        f"""<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"
[<!ENTITY ns_svg "http://www.w3.org/2000/svg"><!ENTITY ns_ai "http://ns.adobe.com/Ai/">]>
<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;" {BOX}><style>.st0{{fill:#C8102E;}}</style>
<switch><foreignObject requiredExtensions="&ns_ai;"/><g i:extraneous="self">
<polygon class="st0" points="10 10 80 20 50 55"/></g></switch></svg>""",
        (90, 60),
    ),
    "from Figma": (
        "x.svg",
        svg(
            '<g clip-path="url(#c)"><mask id="m" style="mask-type:luminance"><path fill="white" '
            'd="M0 0h90v60H0z"/></mask><g mask="url(#m)"><path d="M9 9h60v40z" fill="#6b2c91"/>'
            '</g></g><defs><clipPath id="c"><path d="M0 0h90v60H0z"/></clipPath></defs>'
        ),
        (90, 60),
    ),
    "ids that stand twice": (
        "x.svg",
        svg(f'<g id="Frame 1"><g id="Frame 1">{SHAPE}</g></g><g id="Frame 1"/>'),
        (90, 60),
    ),
    "a link to its own top": ("x.svg", svg(f'<a id="t" href="#t">{SHAPE}</a>'), (90, 60)),
    "with a picture in it": ("x.svg", embedded(picture()), (90, 60)),
    "with letters": ("x.svg", svg('<text x="9" y="40">Nordlys</text>'), (90, 60)),
    "a PNG": ("x.png", picture(), (90, 60)),
    "a WebP": ("x.webp", picture("WEBP"), (90, 60)),
}

RUN = "top.ran=1;document.title='ran'"
AWAY = "http://127.0.0.1:9/away"

# What a logo in bad faith would do, where a browser let it.
HOSTILE: dict[str, str] = {
    "script": f"<script>{RUN}</script>",
    "script elsewhere": f'<script href="{AWAY}.js"/>',
    "handlers": f'<g onload="{RUN}" onclick="{RUN}"><animate onbegin="{RUN}" dur="1s"/></g>',
    "link": f'<a href="javascript:{RUN}"><rect width="90" height="60"/></a>',
    "page inside": '<foreignObject width="90" height="60"><iframe '
    f'xmlns="http://www.w3.org/1999/xhtml" src="{AWAY}" srcdoc="&lt;script>{RUN}&lt;/script>"/>'
    "</foreignObject>",
    "form": '<foreignObject width="90" height="60"><form xmlns="http://www.w3.org/1999/xhtml" '
    f'action="{AWAY}"><input name="x"/><button>Send</button></form></foreignObject>',
    "picture elsewhere": f'<image href="{AWAY}.png" width="9" height="9"/>',
    "style elsewhere": f"<style>@import url({AWAY}.css);"
    f"@font-face{{font-family:x;src:url({AWAY}.woff2)}}text{{font-family:x}}</style><text>x</text>",
    "use elsewhere": f'<use href="{AWAY}.svg#x"/><path d="M0 0h9" fill="url({AWAY}.svg#y)"/>',
    "meta": '<foreignObject><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" '
    f'content="0;url={AWAY}"/></foreignObject>',
}
