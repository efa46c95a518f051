"""Which colours a logo is painted in, and whether they are seen on the page.

A logo that was drawn for white paper often holds black or dark blue, which is gone on a dark
page. What is painted in `currentColor` follows the page's text and is always seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nejtak.brand.colour import contrast
from nejtak.brand.svg_reader import Node, read
from nejtak.brand.svg_rules import REFERENCE, SHAPES

_INHERITED = ("fill", "stroke", "color")
_BLACK = "#000000"
# These are painted only where something refers to them; masks and clips only cut.
_ASIDE = frozenset({
    "defs", "symbol", "linearGradient", "radialGradient", "clipPath", "mask",
})  # fmt: skip


def logo_vanishes(path: Path, surface: str, least: float) -> bool:
    """Say whether part of a logo has less contrast than `least` on a surface `#rrggbb`.

    The logo is one that `logo_problems` found nothing wrong with.
    """
    root, _ = read(path.read_bytes())
    return root is not None and any(
        contrast(colour, surface) < least for colour in set(_painted(root))
    )


def _painted(root: Node) -> Iterator[str]:
    ids = {node.attributes["id"]: node for node in root.walk() if "id" in node.attributes}
    for paint, colour in _paints(root, {"fill": _BLACK, "stroke": "none"}, ids):
        found = REFERENCE.search(paint)
        if found is None:
            yield from _hexadecimal(colour if paint.lower() == "currentcolor" else paint)
        elif found[2] in ids:
            for stop in ids[found[2]].children:
                yield from _hexadecimal(stop.attributes.get("stop-color", _BLACK))


def _paints(
    node: Node, above: Mapping[str, str], ids: Mapping[str, Node]
) -> Iterator[tuple[str, str]]:
    """Yield each paint that is laid on, with what `currentColor` is there; empty for the page's."""
    style = {**above, **{k: v for k, v in node.attributes.items() if k in _INHERITED}}
    if node.tag in SHAPES:
        for kind in ("fill", "stroke"):
            yield style[kind], style.get("color", "")
    if node.tag == "use":
        for id_ in node.references():
            target = ids[id_]
            inside = target.children if target.tag == "symbol" else [target]
            for child in inside:
                yield from _paints(child, style, ids)
    for child in node.children:
        if child.tag not in _ASIDE:
            yield from _paints(child, style, ids)


def _hexadecimal(paint: str) -> Iterator[str]:
    """Yield a paint as `#rrggbb`; nothing where it leaves no colour, or none that is known."""
    from coloraide import Color

    try:
        colour = Color(paint)
    except ValueError:
        return
    if colour.alpha():
        yield colour.convert("srgb").set("alpha", 1).clip().to_string(hex=True)
