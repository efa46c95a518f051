"""A client's logo: the company's own file, shown as an image.

In an <img>, browsers run no script of an image and load nothing for it, so the file is published
unchanged, under a name with a hash of its content; only a byte order mark, line ends and composed
letters of an SVG are as in every other text file. The check makes sure that its type fits its
name, that it can be read and has a size, and that a phone can load and decode it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from nejtak.base.media import TYPES
from nejtak.base.text import decode_text
from nejtak.brand.svg import LogoError, read_svg
from nejtak.errors import Faults

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 256 * 1024
MAX_PIXELS = 8_000_000  # 32 MB when decoded
MAX_DRAWN = 20_000  # elements of an SVG, each counted as often as it is used
MAX_RATIO = 30  # of the longer side to the shorter one
BOX = (240, 48)  # CSS px of the largest logo on a page
FOLDER = "logos"  # of the site
NAMES = {".svg": "an SVG", ".png": "a PNG", ".webp": "a WebP"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo's file, with the size that it declares.

    `letters` is whether it contains text, which each device draws in a font of its own.
    """

    content: bytes
    suffix: str
    width: float
    height: float
    letters: bool = False

    @property
    def path(self) -> str:
        """Its path on the site, with a hash of its content, so that browsers may cache it."""
        return f"{FOLDER}/{hashlib.sha256(self.content).hexdigest()[:12]}{self.suffix}"

    @property
    def data(self) -> str:
        """The logo as a data: URL, for a page that is one file."""
        return f"data:{TYPES[self.suffix]};base64,{base64.b64encode(self.content).decode()}"

    @property
    def box(self) -> str:
        """The attributes that reserve its space on the page before it is loaded, in CSS px."""
        scale = min(BOX[0] / self.width, BOX[1] / self.height)
        return f'width="{self.width * scale:.4g}" height="{self.height * scale:.4g}"'


def read_logo(path: Path, file: str) -> Logo:
    """Read and check a logo; raise SourceError, with `file` as its name, if it is unusable."""
    faults = Faults()
    try:
        return _read(path)
    except LogoError as fault:
        faults.add(file, fault.line or "", fault.message, **fault.values)
    faults.raise_if_any()
    raise AssertionError  # a fault was added


def picture(logo: Logo, dark: Logo | None, address: Callable[[Logo], str], alt: str) -> str:
    """Return the HTML that shows a logo, and on a dark page another one if there is one.

    `alt` is for those who cannot see it; empty if the client's name is next to it.
    """
    other = ""
    if dark:
        media = "screen and (prefers-color-scheme:dark)"
        other = f'<source media="{media}" srcset="{address(dark)}" {dark.box}>'
    image = f'<img src="{address(logo)}" alt="{html.escape(alt)}" {logo.box}>'
    return f"<picture>{other}{image}</picture>"


def _read(path: Path) -> Logo:
    if path.stat().st_size > MAX_BYTES:
        raise LogoError("logo-heavy", most=MAX_BYTES // 1024)
    content = path.read_bytes()
    suffix = _suffix(content)
    if suffix is None:
        raise LogoError("logo-kind")
    if path.suffix.lower() != suffix:
        name = path.with_suffix(suffix).name
        raise LogoError("logo-name", kind=NAMES[suffix], name=name)
    logo = _svg(content) if suffix == ".svg" else Logo(content, suffix, *_size(content, suffix))
    if max(logo.width / logo.height, logo.height / logo.width) > MAX_RATIO:
        raise LogoError("logo-ratio", most=MAX_RATIO)
    return logo


def _suffix(content: bytes) -> str | None:
    """The ending that fits the file's first bytes; None if it is of no known type."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ".webp"
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return ".svg" if start.startswith(b"<") and (b"<svg" in start or b":svg" in start) else None


def _svg(content: bytes) -> Logo:
    try:
        content = decode_text(content).encode()
    except UnicodeDecodeError as error:
        raise LogoError("not-utf8", content.count(b"\n", 0, error.start) + 1) from None
    svg = read_svg(content)
    if svg.drawn > MAX_DRAWN:
        raise LogoError("logo-many", most=MAX_DRAWN)
    for image in svg.pictures:
        if image:
            _check_pixels(image)
    return Logo(content, ".svg", svg.width, svg.height, svg.letters)


def _check_pixels(content: bytes) -> None:
    """Refuse an image inside of an SVG that has more pixels than a logo may have."""
    try:
        _open(content)
    except (OSError, SyntaxError, ValueError):  # browsers do not draw it either
        return


def _size(content: bytes, suffix: str) -> tuple[float, float]:
    """The size of a PNG or WebP, after a test that it can be decoded."""
    try:
        image = _open(content)
        image.load()
    except (OSError, SyntaxError, ValueError):
        why = "it is cut off or damaged"
        raise LogoError("logo-broken", kind=NAMES[suffix], error=why) from None
    return image.size


def _open(content: bytes) -> Image:
    from PIL import Image  # slow, and clients without such a logo do not need it

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(BytesIO(content))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise LogoError("logo-large", most=MAX_PIXELS) from None
    if image.width * image.height > MAX_PIXELS:
        raise LogoError("logo-large", most=MAX_PIXELS)
    return image
