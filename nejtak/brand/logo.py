"""A client's logo: the company's own file, shown as an image.

By <img> browsers run no script of an image and load nothing for it, so the file is put on the site
as it is, under a name made of its content. What is checked is that it is what its name says, can be
read, has a size, and is neither too heavy for a phone nor too large to be unpacked in one.
"""

from __future__ import annotations

import base64
import hashlib
import html
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from nejtak.base.media import TYPES
from nejtak.brand.svg import LogoError, read_svg
from nejtak.errors import Faults

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 256 * 1024
MAX_PIXELS = 8_000_000  # 32 MB once it is unpacked
MAX_DRAWN = 20_000  # elements of an SVG, each counted as often as it is referred to
MAX_RATIO = 30  # of the longer side to the shorter one
BOX = (240, 48)  # CSS px that a logo fits in
FOLDER = "logos"  # of the site
# For those who open a logo by its own address: no script, nothing loaded, no form, no way out.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
NAMES = {".svg": "an SVG", ".png": "a PNG", ".webp": "a WebP"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo's file, with the size that it gives itself.

    `letters` is whether some of its text is drawn in whatever font a device has.
    """

    content: bytes
    suffix: str
    width: float
    height: float
    letters: bool = False

    @property
    def path(self) -> str:
        """Where it lies on the site; named after its content, so that it is kept for ever."""
        return f"{FOLDER}/{hashlib.sha256(self.content).hexdigest()[:12]}{self.suffix}"

    @property
    def data(self) -> str:
        """It as an address of its own, for a page that is one file."""
        return f"data:{TYPES[self.suffix]};base64,{base64.b64encode(self.content).decode()}"

    @property
    def box(self) -> str:
        """The attributes that keep its place free before it is there, in CSS px."""
        scale = min(BOX[0] / self.width, BOX[1] / self.height)
        return f'width="{self.width * scale:.4g}" height="{self.height * scale:.4g}"'


def read_logo(path: Path, file: str) -> Logo:
    """Read a logo and check it; raise SourceError, with `file` as its name, if it is of no use."""
    faults = Faults()
    try:
        return _read(path)
    except LogoError as fault:
        faults.add(file, fault.line or "", fault.message, **fault.values)
    faults.raise_if_any()
    raise AssertionError  # a fault was added


def logo_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that a logo is served with, from those of every page."""
    return {**headers, "Content-Security-Policy": POLICY}


def picture(logo: Logo, dark: Logo | None, address: Callable[[Logo], str], alt: str) -> str:
    """Return the HTML that shows a logo, or on a dark page another one if there is one.

    `alt` is said to those who do not see it; empty where its name stands beside it.
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
    found = _svg(content) if suffix == ".svg" else Logo(content, suffix, *_size(content, suffix))
    if max(found.width / found.height, found.height / found.width) > MAX_RATIO:
        raise LogoError("logo-ratio", most=MAX_RATIO)
    return found


def _suffix(content: bytes) -> str | None:
    """What the file is by its first bytes, as its name should end."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ".webp"
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return ".svg" if start.startswith(b"<") and (b"<svg" in start or b":svg" in start) else None


def _svg(content: bytes) -> Logo:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LogoError("not-utf8", content.count(b"\n", 0, error.start) + 1) from None
    found = read_svg(content)
    if found.drawn > MAX_DRAWN:
        raise LogoError("logo-many", most=MAX_DRAWN)
    for picture in found.pictures:
        if picture:
            _check_pixels(picture)
    return Logo(content, ".svg", found.width, found.height, found.letters)


def _check_pixels(content: bytes) -> None:
    """Refuse a picture in an SVG that would be as large as one beside it may not be."""
    try:
        _open(content)
    except (OSError, SyntaxError, ValueError):  # no browser draws it either
        return


def _size(content: bytes, suffix: str) -> tuple[float, float]:
    """The size of a PNG or WebP, which is unpacked to see that it can be."""
    try:
        image = _open(content)
        image.load()
    except (OSError, SyntaxError, ValueError):
        why = "it is cut off or damaged"
        raise LogoError("logo-broken", kind=NAMES[suffix], error=why) from None
    return image.size


def _open(content: bytes) -> Image:
    from PIL import Image  # takes a moment, which clients without such a logo should not

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(BytesIO(content))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise LogoError("logo-large", most=MAX_PIXELS) from None
    if image.width * image.height > MAX_PIXELS:
        raise LogoError("logo-large", most=MAX_PIXELS)
    return image
