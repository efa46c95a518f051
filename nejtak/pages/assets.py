"""What stands around a page's words: style sheet, icon, script and security headers.

The script is inline, the same on every survey page and without a word in it, so that one hash in
the Content-Security-Policy lets it run and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nejtak.brand import palette
from nejtak.model import Project
from nejtak.output import File

# Pages that name no client are grey-blue, which is nobody's brand.
NEUTRAL = "#44546a"


@dataclass(frozen=True, slots=True)
class Style:
    """A client's style sheet, with the address it has in the page, and the icon of its tab."""

    href: str
    icon: str
    file: File


def style(root: Path, colour: str) -> Style:
    """Join the palette of a colour and the style sheet that all clients share.

    The file is named after its content, so that it can be cached for ever and two clients of
    one colour share it.
    """
    shared = (root / "static" / "page.css").read_text(encoding="utf-8")
    colours = palette(colour)
    content = (colours.css() + squeeze_css(shared)).encode()
    path = f"static/{hashlib.sha256(content).hexdigest()[:12]}.css"
    return Style(f"/{path}", _icon(colours.light.brand), File(path, content))


def _icon(colour: str) -> str:
    """Draw a dot in the brand's colour: a data: address, fit for an attribute in double quotes."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1 -1 2 2'>"
        f"<circle r='1' fill='{colour}'/></svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe="='/:-")


def script(root: Path) -> str:
    """Read the survey page's script, without its comments and indentation."""
    text = (root / "static" / "survey.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def headers(project: Project) -> dict[str, str]:
    """Return the security headers that every page is served with, name to value."""
    values = tomllib.loads((project.root / "headers.toml").read_text(encoding="utf-8"))
    digest = hashlib.sha256(script(project.root).encode()).digest()
    source = f"sha256-{base64.b64encode(digest).decode()}"
    return {name: value.replace("{script}", source) for name, value in values.items()}


def squeeze_css(text: str) -> str:
    """Take comments and needless white space out of a style sheet.

    A space before a colon stays: there it means "inside of". The sheet holds no strings with
    white space or comment signs in them.
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", text).replace(";}", "}").strip()
