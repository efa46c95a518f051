"""Logos to try: hostile and broken ones with all that must be said about them, and good ones."""

from __future__ import annotations

from nejtak.brand import svg_rules as rules

SHAPE = '<path d="M0 0h9v9z"/>'
ROOT = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str = SHAPE, root: str = 'viewBox="0 0 9 9"') -> str:
    """An SVG on one line, with a viewBox unless told otherwise."""
    return f"<svg {ROOT} {root}>{inside}</svg>"


def refs(count: int) -> str:
    """Groups that each show the one before ten times: 10**count pieces from a few lines."""
    groups = (f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, count))
    return f'<g id="g0">{SHAPE}</g>' + "".join(groups)


ELEMENT, EVENT, REFERENCE = rules.WHY_ELEMENT, rules.WHY_EVENT, rules.WHY_REFERENCE

# What is in the file (after a shape that is fine), and all that must be said about it.
INSIDE: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "script": ("<script>ran()</script>", [(ELEMENT["script"], "<script>")]),
    "script elsewhere": (
        '<script href="https://evil.example/x.js"/>',
        [(ELEMENT["script"], "<script>")],
    ),
    "script in capitals": ("<SCRIPT>ran()</SCRIPT>", [(ELEMENT["script"], "<SCRIPT>")]),
    "script with a prefix": (
        '<s:script xmlns:s="http://www.w3.org/2000/svg">ran()</s:script>',
        [(ELEMENT["script"], "<script>")],
    ),
    "script of HTML": (
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">ran()</h:script>',
        [(ELEMENT["script"], "<script>")],
    ),
    "onload": ('<g onload="ran()"/>', [(EVENT, 'onload="ran()" in <g>')]),
    "onclick": ('<path d="M0 0" onclick="ran()"/>', [(EVENT, 'onclick="ran()" in <path>')]),
    "event in capitals": ('<g ONLOAD="ran()"/>', [(EVENT, 'ONLOAD="ran()" in <g>')]),
    "event of the future": ('<g onfoo="ran()"/>', [(EVENT, 'onfoo="ran()" in <g>')]),
    "event in a namespace": (
        '<g xmlns:i="http://www.inkscape.org/x" i:onload="ran()"/>',
        [(EVENT, 'onload="ran()" in <g>')],
    ),
    "use of another file": (
        '<use href="https://evil.example/a.svg#b"/>',
        [(REFERENCE, 'href="https://evil.example/a.svg#b" in <use>')],
    ),
    "use by xlink": (
        '<use xlink:href="//evil.example/a.svg#b"/>',
        [(REFERENCE, 'href="//evil.example/a.svg#b" in <use>')],
    ),
    "use of data": (
        '<use href="data:image/svg+xml,x#b"/>',
        [(REFERENCE, 'href="data:image/svg+xml,x#b" in <use>')],
    ),
    "use of a neighbour": (
        '<use href="other.svg#b"/>',
        [(REFERENCE, 'href="other.svg#b" in <use>')],
    ),
    "use of javascript": (
        '<use href=" java&#10;script:ran()"/>',
        [(REFERENCE, 'href="java script:ran()" in <use>')],
    ),
    "fill elsewhere": (
        '<path d="" fill="url(https://evil.example/#a)"/>',
        [(REFERENCE, 'fill="url(https://evil.example/#a)" in <path>')],
    ),
    "fill elsewhere with quotes": (
        '<path d="" fill="URL( \'//evil.example/a.svg#b\' )"/>',
        [(REFERENCE, "fill=\"URL( '//evil.example/a.svg#b' )\" in <path>")],
    ),
    "fill here and elsewhere": (
        '<linearGradient id="a"/><path d="" fill="url(#a) url(https://evil.example)"/>',
        [(REFERENCE, 'fill="url(#a) url(https://evil.example)" in <path>')],
    ),
    "fill with an escape": (
        '<path d="" fill="u\\72l(\\2f/evil.example)"/>',
        [(rules.WHY_VALUE, 'fill="u\\72l(\\2f/evil.example)" in <path>')],
    ),
    "fill that breaks out": (
        '<path d="" fill="red;}&lt;script>ran()&lt;/script>"/>',
        [(rules.WHY_VALUE, 'fill="red;}<script>ran()</script>" in <path>')],
    ),
    "clip path elsewhere": (
        '<g clip-path="url(https://evil.example/#c)"/>',
        [(REFERENCE, 'clip-path="url(https://evil.example/#c)" in <g>')],
    ),
    "mask elsewhere": (
        '<g mask="url(//evil.example/#c)"/>',
        [(REFERENCE, 'mask="url(//evil.example/#c)" in <g>')],
    ),
    "base": (
        '<g xml:base="https://evil.example/"/>',
        [(REFERENCE, 'base="https://evil.example/" in <g>')],
    ),
    "style sheet": (
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
        [(REFERENCE, "<?xml-stylesheet?>")],
    ),
    "link": (
        f'<a href="javascript:ran()">{SHAPE}</a>',
        [
            (ELEMENT["a"], "<a>"),
            (REFERENCE, 'href="javascript:ran()" in <a>'),
        ],
    ),
    "what is in a link": (
        '<a><path d="M0 0" onclick="ran()"/></a>',
        [(ELEMENT["a"], "<a>"), (EVENT, 'onclick="ran()" in <path>')],
    ),
    "foreignObject": (
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="//evil.example"/>'
        "</foreignObject>",
        [(ELEMENT["foreignobject"], "<foreignObject>")],
    ),
    "iframe": (
        '<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="x"/>',
        [(ELEMENT["iframe"], "<iframe>")],
    ),
    "style": (
        "<style>@import url(//evil.example/x.css)</style>",
        [(rules.WHY_STYLE, "<style>")],
    ),
    "style attribute": (
        '<path d="" style="fill:red"/>',
        [(rules.WHY_STYLE, 'style="fill:red" in <path>')],
    ),
    "image": ('<image href="data:image/png;base64,AA=="/>', [(ELEMENT["image"], "<image>")]),
    "image elsewhere": (
        '<image xlink:href="https://evil.example/x.png"/>',
        [(ELEMENT["image"], "<image>")],
    ),
    "filter": (
        '<filter id="f"><feImage href="//evil.example"/></filter>',
        [(rules.WHY_FILTER, "<filter>")],
    ),
    "filter used": ('<g filter="url(#f)"/>', [(rules.WHY_FILTER, 'filter="url(#f)" in <g>')]),
    "animate": (
        '<animate attributeName="href" values="javascript:ran()"/>',
        [(ELEMENT["animate"], "<animate>")],
    ),
    "set": ('<set attributeName="onclick" to="ran()"/>', [(ELEMENT["set"], "<set>")]),
    "animateTransform": (
        '<animateTransform attributeName="transform" onbegin="ran()"/>',
        [(ELEMENT["animatetransform"], "<animateTransform>")],
    ),
    "text": ("<text>Nordlys</text>", [(ELEMENT["text"], "<text>")]),
    "audio": ('<audio xmlns="http://www.w3.org/1999/xhtml"/>', [(ELEMENT["audio"], "<audio>")]),
    "pattern": ('<pattern id="p"/>', [(rules.WHY_UNKNOWN, "<pattern>")]),
    "switch": ("<switch><g/></switch>", [(rules.WHY_UNKNOWN, "<switch>")]),
    "svg in svg": ("<svg><g/></svg>", [(rules.WHY_UNKNOWN, "<svg>")]),
    "unknown namespace": ('<x:g xmlns:x="urn:x"/>', [(rules.WHY_UNKNOWN, "<g>")]),
    "unknown attribute": ('<g ping="x"/>', [(rules.WHY_UNKNOWN, 'ping="x" in <g>')]),
    "unknown attribute in a namespace": (
        '<g xmlns:x="urn:x" x:fill="red"/>',
        [(rules.WHY_UNKNOWN, 'fill="red" in <g>')],
    ),
    "variable of the page": (
        '<path d="" fill="var(--brand)"/>',
        [(rules.WHY_VALUE, 'fill="var(--brand)" in <path>')],
    ),
    "broken path": (
        '<path d="M0 0 javascript:"/>',
        [(rules.WHY_VALUE, 'd="M0 0 javascript:" in <path>')],
    ),
    "broken number": ('<rect width="ten"/>', [(rules.WHY_VALUE, 'width="ten" in <rect>')]),
    "broken transform": (
        '<g transform="rotate(9) url(x)"/>',
        [(REFERENCE, 'transform="rotate(9) url(x)" in <g>')],
    ),
    "cursor moves in what is shown": (
        '<path d="" fill="\u202eder\u2066"/>',
        [(rules.WHY_VALUE, 'fill="\\u202eder\\u2066" in <path>')],
    ),
    "points to itself": ('<g id="a"><use href="#a"/></g>', [(rules.WHY_CIRCLE, "")]),
    "points in a circle": (
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        [(rules.WHY_CIRCLE, "")],
    ),
    "gradient in a circle": (
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
        [(rules.WHY_CIRCLE, "")],
    ),
    "clip path in a circle": (
        '<clipPath id="c"><path d="" clip-path="url(#c)"/></clipPath>',
        [(rules.WHY_CIRCLE, "")],
    ),
    "a billion laughs by use": (refs(9), [(rules.WHY_MANY, "")]),
    "a billion laughs by mask": (
        f'<mask id="m0">{SHAPE}</mask>'
        + "".join(
            f'<mask id="m{n}">' + f'<path d="" mask="url(#m{n - 1})"/>' * 10 + "</mask>"
            for n in range(1, 7)
        ),
        [(rules.WHY_MANY, "")],
    ),
    "too deep": ("<g>" * 40 + SHAPE + "</g>" * 40, [(rules.WHY_DEEP, "")]),
    "nothing with that id": (
        '<use href="#nowhere"/>',
        [(rules.WHY_NOWHERE.replace("{id}", "nowhere"), "<use>")],
    ),
    "an id twice": (
        '<g id="a"/><g id="a"/><use href="#a"/>',
        [(rules.WHY_TWICE.replace("{id}", "a"), "")],
    ),
    "entity": ("<desc>&lol;</desc>", [(rules.WHY_DAMAGED, "undefined entity")]),
    "not closed": ("<g>", [(rules.WHY_DAMAGED, "mismatched tag")]),
    "two roots": ("</svg><svg>", [(rules.WHY_DAMAGED, "junk after document element")]),
    "NUL": ("\0", [(rules.WHY_DAMAGED, "not well-formed (invalid token)")]),
}

DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://evil.example/svg11.dtd">'
LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
)

# A whole file, and all that must be said about it.
WHOLE: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "doctype": ((DOCTYPE + svg()).encode(), [(rules.WHY_DOCTYPE, "")]),
    "entities": ((LAUGHS + svg("<desc>&c;&x;</desc>")).encode(), [(rules.WHY_DOCTYPE, "")]),
    "empty": (b" \n", [(rules.WHY_EMPTY, "")]),
    "compressed": (b"\x1f\x8b\x08" + bytes(40), [(rules.WHY_COMPRESSED, "")]),
    "png": (b"\x89PNG\r\n\x1a\n", [(rules.WHY_OTHER_FORMAT, "")]),
    "too large": (
        svg(f"<!--{'x' * 33_000}-->").encode(),
        [(rules.WHY_LARGE.replace("{most}", "32"), "")],
    ),
    "latin-1": (svg("<desc>é</desc>").encode("latin-1"), [(rules.WHY_NOT_UTF8, "")]),
    "utf-16": (svg().encode("utf-16"), [(rules.WHY_NOT_UTF8, "")]),
    "said to be latin-1": (
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + svg().encode(),
        [(rules.WHY_ENCODING, "ISO-8859-1")],
    ),
    "html": (b"<html><body/></html>", [(rules.WHY_ROOT, "<html>")]),
    "only named svg": (b'<svg xmlns="urn:other"/>', [(rules.WHY_ROOT, "<svg>")]),
    "text": (b"Nordlys", [(rules.WHY_DAMAGED, "syntax error")]),
    "no viewBox": (
        svg(root='width="120px" height="40.5"').encode(),
        [(rules.WHY_VIEW_BOX.replace("{size}", "120 40.5"), "")],
    ),
    "no size at all": (
        svg(root='width="100%"').encode(),
        [(rules.WHY_VIEW_BOX.replace("{size}", "WIDTH HEIGHT"), "")],
    ),
    "viewBox of nothing": (
        svg(root='viewBox="0 0 0 40"').encode(),
        [(rules.WHY_VIEW_BOX.replace("{size}", "WIDTH HEIGHT"), "")],
    ),
    "viewBox beyond numbers": (
        svg(root='viewBox="0 0 9e999 9e999"').encode(),
        [(rules.WHY_VIEW_BOX.replace("{size}", "WIDTH HEIGHT"), "")],
    ),
    "onload of the whole": (
        svg(root='viewBox="0 0 9 9" onload="ran()"').encode(),
        [(EVENT, 'onload="ran()" in <svg>')],
    ),
    "nothing drawn": (
        f'<svg {ROOT} viewBox="0 0 9 9"><g/></svg>'.encode(),
        [(rules.WHY_NO_SHAPE, "")],
    ),
}

# Good logos as drawing programs write them. Each is drawn on a ground of 90 x 60.
GOOD: dict[str, str] = {
    "by hand": svg('<circle cx="30" cy="30" r="20" fill="#007ea7"/>', 'viewBox="0 0 90 60"'),
    "without a namespace": '<svg viewBox="0 0 90 60"><path d="M9 9h50v20z"/></svg>',
    "with a prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 90 60">'
    '<s:rect x="5" y="5" width="50" height="40" rx="4" fill="teal"/></s:svg>',
    "from Inkscape": f"""\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape -->
<svg width="90mm" height="60mm" viewBox="0 0 90 60" version="1.1" id="svg5" xml:space="preserve"
  inkscape:version="1.3" {ROOT} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">
<sodipodi:namedview id="namedview7" pagecolor="#fff"/><title>Nordlys &amp; søn</title>
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
<defs id="defs2"><linearGradient id="linearGradient1"><stop offset="0" stop-color="#007ea7"/>
<stop offset="1" stop-color="#1fa187" stop-opacity=".5"/></linearGradient>
<linearGradient xlink:href="#linearGradient1" id="lg2" x1="0" y1="0" x2="90" y2="0"
gradientUnits="userSpaceOnUse"/></defs><g inkscape:label="Layer 1" inkscape:groupmode="layer"
id="layer1" transform="translate(2,-3) rotate(3)"><path d="M5,40 C 20,5 40,5 80,40 Z" id="path1"
fill="url(#lg2)" stroke="none" sodipodi:nodetypes="ccc"/></g></svg>""",
    "from Illustrator": f"""<svg id="Layer_1" data-name="Layer 1" {ROOT} viewBox="0 0 90 60"
enable-background="new 0 0 90 60" class="x"><defs><clipPath id="clippath"><rect width="60"
height="50" fill="none"/></clipPath></defs><g clip-path="url(#clippath)"><polygon
points="10 10 80 20 50 55" fill="#c8102e"/></g></svg>""",
    "with use and symbol": svg(
        '<symbol id="s" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></symbol>'
        '<use href="#s" x="5" y="5" width="30" height="30"/>'
        '<use xlink:href="#s" x="45" y="9" width="30" height="30" fill="rgb(255, 102, 0)"/>',
        'viewBox="0 0 90 60"',
    ),
    "with a mask": svg(
        '<mask id="m"><rect width="90" height="60" fill="#fff"/><circle cx="40" cy="30" r="9"/>'
        '</mask><g mask="url(#m)"><ellipse cx="40" cy="30" rx="38" ry="25" fill="#6b2c91"/></g>',
        'viewBox="0 0 90 60"',
    ),
    "in strokes": svg(
        '<g fill="none" stroke="#333" stroke-width="3" stroke-dasharray="8, 3"'
        ' stroke-linejoin="round"><polyline points="5,5 40,50 80,9"/><line x1="5" x2="80" y1="55"'
        ' y2="55" stroke-linecap="round" stroke-opacity="50%"/></g>',
        'viewBox="0 0 90 60"',
    ),
    "with a radial gradient": svg(
        "<g id='Frame 1'/><g id='Frame 1'/><radialGradient id='ø-1' cx='.4' fx='.3'>"
        "<stop stop-color='red'/><stop offset='100%' stop-color='#00f8'/></radialGradient>"
        "<circle cx='45' cy='30' r='28' fill=\"url( '#ø-1' ) red\"/>",
        'viewBox="0 0 90 60"',
    ),
    "not at the origin": svg(
        '<path d="M-40-20h80v40h-80z" fill="currentColor" fill-opacity=".3"/>',
        'viewBox="-45,-30 90,60" preserveAspectRatio="xMidYMid meet"',
    ),
}
