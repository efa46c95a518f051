"""The parts of a page besides its words: style sheet, fonts, icon and script.

The script is inline, and the same on every survey page because it contains no words. So one hash in
the Content-Security-Policy (headers.py) allows it, and no other script.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from nejtak.base import shipped
from nejtak.base.files import File
from nejtak.base.text import read_text
from nejtak.brand import faces, grounds, palette
from nejtak.project.contract import Kind
from nejtak.project.model import Brand

# Kinds of questions that few surveys have. The rules of each are in a file named after it.
OWN_RULES: frozenset[Kind] = frozenset({"grid", "scale"})
# Pages without a client are grey-blue.
NEUTRAL = Brand("#44546a", None)

# `fallback`: the browser waits only a moment for the font, and after three seconds no longer swaps
# it in, so that nothing moves while a candidate answers.
_FACE = (
    "@font-face{font-family:own;src:url(/%s)format('woff2');font-weight:%s;font-display:fallback}"
)
_FAMILY = "html{font-family:own,sans-serif}"


@dataclass(frozen=True, slots=True)
class Style:
    """A client's style: the addresses in its pages, and the files at these addresses.

    `check` is the style sheet of the page to check answers on, besides that of all pages.
    """

    href: str
    check: str
    icon: str
    fonts: tuple[str, ...]
    files: tuple[File, ...]


def style(
    brand: Brand, characters: Set[str] = frozenset(), kinds: Set[Kind] = frozenset()
) -> Style:
    """Join a brand's palette, the style sheet of all clients, and the brand's own font and logo.

    File names contain a hash of the content, so that they can be cached for ever, and clients with
    the same brand share them. `characters` are those of the client's pages. `kinds` are those of
    OWN_RULES that the survey asks.
    """
    shared = "".join(_read(f"{name}.css") for name in ("page", *sorted(kinds)))
    colours = palette(brand.colour)
    content = colours.css(shared) + squeeze_css(shared)
    if brand.logo:
        content += grounds(brand.logo, brand.logo_dark, colours).css()
    fonts = []
    if brand.font:
        for face in faces(brand.font.regular, brand.font.bold, characters):
            fonts.append(_named(face.content, "woff2"))
            content += _FACE % (fonts[-1].path, face.weight)
        content += _FAMILY
    sheet = _named(content.encode(), "css")
    check = _named(squeeze_css(_read("check.css")).encode(), "css")
    return Style(
        f"/{sheet.path}",
        f"/{check.path}",
        _icon(colours.light.brand),
        tuple(f"/{font.path}" for font in fonts),
        (*fonts, sheet, check, *_logos(brand)),
    )


def _logos(brand: Brand) -> Iterator[File]:
    for logo in (brand.logo, brand.logo_dark):
        if logo:
            yield File(logo.path, logo.content)


def _read(name: str) -> str:
    return read_text(shipped.SITE / "static" / name)


def _named(content: bytes, suffix: str) -> File:
    return File(f"static/{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content)


def _icon(colour: str) -> str:
    """A dot in the brand's colour: a data: URL for an attribute in double quotes."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1 -1 2 2'>"
        f"<circle r='1' fill='{colour}'/></svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe="='/:-")


def script() -> str:
    """Read the survey page's script, without comments and unnecessary spaces."""
    lines = (line.strip() for line in _read("survey.js").splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    # Every second piece is a string or a regular expression; the script has no divisions.
    pieces = re.split(r"('(?:\\.|[^'\\])*'|/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\\n])+/\w*)", code)
    pieces[::2] = [re.sub(r" ?([=+\-*<>(){},:?&|]+) ?", r"\1", piece) for piece in pieces[::2]]
    return "".join(pieces)


@cache  # the sheet that all clients share
def squeeze_css(text: str) -> str:
    """Remove comments and unnecessary white space from a style sheet.

    A space before a colon is kept, since it is a descendant combinator. The sheet has no strings
    that contain white space or comment signs.
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", text).replace(";}", "}").strip()
