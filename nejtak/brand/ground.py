"""Whether a logo can be seen on the page, and on which plate it lies where it cannot.

A white logo is a hole in a white page, and a black one in a dark page. So the logo is drawn small,
and its outline is held against the ground. What lies inside of the outline does not count: white
letters in a red field are seen on any page. An outline of the ground's colour is no fault where
what it holds is seen, as with a white card.

WCAG 2.2 asks for no contrast of logotypes, so what is asked here is that one sees something: a
pale yellow shows on white by its hue, and a dark blue shows on black less than its contrast says.
Letters that are no outlines are passed over: which font draws them depends on the device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from nejtak.brand.colour import contrast, linear
from nejtak.brand.logo import BOX, Logo
from nejtak.brand.palette import Palette

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_ON_LIGHT, LEAST_ON_DARK = 1.25, 1.6  # contrast of an outline to its ground
MOST_LOST = 0.1  # of an outline that may have less
CARD = 0.95  # of an outline that is lost if it is a card's
HELD = 0.1  # of a card that is seen
_DRAWN = 128  # alpha of what counts as drawn
_SCALE = 2  # dots for each CSS px

_PLATE = (
    "@media %s{picture img{margin:.4rem;background:%s;box-shadow:0 0 0 .4rem %s;"
    "border-radius:.1rem;print-color-adjust:exact;forced-color-adjust:none}}"
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a logo lies on where the page's own surface would swallow it; empty where it does not.

    `faint` tells for each mode whether part of it is hardly seen whatever it lies on, `letters`
    whether part of it was not looked at.
    """

    light: str
    dark: str
    faint: tuple[bool, bool]
    letters: bool

    def css(self) -> str:
        """The plates as a style sheet has them. Paper is white, and so a light page."""
        media = {
            "print,screen and (prefers-color-scheme:light)": self.light,
            "screen and (prefers-color-scheme:dark)": self.dark,
        }
        return "".join(_PLATE % (where, plate, plate) for where, plate in media.items() if plate)

    def remarks(self) -> Iterator[str]:
        """What the admin should know, each a whole sentence."""
        if self.light:
            yield (
                "the logo would not be seen on a white page, so it lies on a dark plate there, and "
                "on paper. Take one that was made for white pages to do without."
            )
        if self.dark:
            yield (
                "the logo would not be seen in dark mode, so it lies on a light plate there. Add "
                "logo_dark to [brand], one that was made for dark pages, to do without."
            )
        if self.letters:
            yield (
                "the logo has letters as text, which each device draws in a font of its own. "
                "Convert them to paths when you export it."
            )
        for mode, faint in zip(("light", "dark"), self.faint, strict=True):
            if faint:
                yield f"part of the logo can hardly be seen in {mode} mode, on any plate."


def grounds(logo: Logo, dark: Logo | None, colours: Palette) -> Grounds:
    """Find what a logo, and the one for dark pages, is seen on."""
    light_page, dark_page = colours.light.surface, colours.dark.surface
    light, light_faint = _plate(logo, light_page, dark_page)
    in_dark, dark_faint = _plate(dark or logo, dark_page, light_page)
    letters = logo.letters or (dark is not None and dark.letters)
    return Grounds(light, in_dark, (light_faint, dark_faint), letters)


def _plate(logo: Logo, page: str, other: str) -> tuple[str, bool]:
    """The plate that a logo needs on a page, if any, and whether part of it is faint even so."""
    on_page = lost(logo, page)
    if on_page <= MOST_LOST:
        return "", False
    on_other = lost(logo, other)
    return (other if on_other < on_page else ""), min(on_page, on_other) > MOST_LOST


@lru_cache(maxsize=1024)
def lost(logo: Logo, ground: str) -> float:
    """How much of a logo's outline is not seen on a ground `#rrggbb`, 0 to 1.

    1 if nothing is drawn, and 0 if that cannot be known here, as of letters alone.
    """
    import numpy as np

    pixels = _pixels(logo)
    if pixels is None:
        return 0.0
    drawn = pixels[..., 3] >= _DRAWN
    if logo.letters and not drawn.any():
        return 0.0
    bright = contrast(ground, "#000000") > contrast(ground, "#ffffff")
    least = LEAST_ON_LIGHT if bright else LEAST_ON_DARK
    seen = drawn & (_contrast(pixels, ground) >= least)
    # What is drawn all around is inside; the frame of the image is no outline.
    around = np.pad(drawn, 1, constant_values=True)
    inside = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
    outline = drawn & ~inside
    gone = float((outline & ~seen).sum() / outline.sum()) if outline.any() else 1.0
    held = seen.sum() / drawn.sum() if drawn.any() else 0.0
    return 0.0 if gone > CARD and held > HELD else gone


def _contrast(pixels: NDArray[np.uint8], ground: str) -> NDArray[np.float64]:
    """The WCAG 2.x contrast of each pixel to a ground."""
    import numpy as np

    table = np.array([linear(part) for part in range(256)])
    weights = np.array([0.2126, 0.7152, 0.0722])
    own = table[pixels[..., :3]] @ weights + 0.05
    under = table[list(bytes.fromhex(ground[1:]))] @ weights + 0.05
    found: NDArray[np.float64] = np.maximum(own, under) / np.minimum(own, under)
    return found


def _pixels(logo: Logo) -> Any:
    """The logo as it is drawn in its box: rows of red, green, blue and alpha. None if it fails."""
    import numpy as np
    from PIL import Image

    size = (BOX[0] * _SCALE, BOX[1] * _SCALE)
    content = logo.content
    if logo.suffix == ".svg":
        import resvg_py

        text = content.decode("utf-8-sig")
        try:
            content = resvg_py.svg_to_bytes(
                svg_string=text, width=size[0], height=size[1], skip_system_fonts=True
            )
        except ValueError:
            return None
    image = Image.open(BytesIO(content)).convert("RGBA").convert("RGBa")
    image.thumbnail(size)
    return np.asarray(image.convert("RGBA"))
