"""Whether a logo is visible on the page, and if not, the colour of a plate behind it.

A white logo is invisible on a white page, and a black one on a dark page. So the logo is rendered
small, and the pixels of its outline are compared with the ground. Pixels inside of the outline do
not count: white letters in a red field are visible on any page. An outline in the ground's colour
is fine if its content is visible, as with a white card.

WCAG 2.2 requires no contrast of logotypes, so these limits only make sure that the logo is visible:
pale yellow on white is visible by its hue, and dark blue on black less than its contrast suggests.
Text that is not converted to outlines is ignored, since its font depends on the device.
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

LEAST_ON_LIGHT, LEAST_ON_DARK = 1.25, 1.6  # contrast of a visible pixel to its ground
MOST_LOST = 0.1  # the share of a visible logo's outline that may be invisible
CARD = 0.95  # the share of a card's outline that is invisible
HELD = 0.1  # the share of a card's pixels that is visible
_DRAWN = 128  # alpha from which a pixel counts as drawn
_SCALE = 2  # pixels for each CSS px

_PLATE = (
    "@media %s{picture img{margin:.4rem;background:%s;box-shadow:0 0 0 .4rem %s;"
    "border-radius:.1rem;print-color-adjust:exact;forced-color-adjust:none}}"
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The colour of the plate behind a logo in each mode; empty if it needs none.

    `faint` is for each mode whether part of the logo is hardly visible on any ground. `letters` is
    whether the logo has text that was ignored.
    """

    light: str
    dark: str
    faint: tuple[bool, bool]
    letters: bool

    def css(self) -> str:
        """The style sheet of the plates. Paper counts as a light page."""
        media = {
            "print,screen and (prefers-color-scheme:light)": self.light,
            "screen and (prefers-color-scheme:dark)": self.dark,
        }
        return "".join(_PLATE % (where, plate, plate) for where, plate in media.items() if plate)

    def remarks(self) -> Iterator[str]:
        """Yield remarks for the admin, each a whole sentence."""
        if self.light:
            yield (
                "the logo would be invisible on a white page, so it gets a dark plate there and on "
                "paper. To avoid the plate, use a logo that was made for white pages."
            )
        if self.dark:
            yield (
                "the logo would be invisible in dark mode, so it gets a light plate there. To "
                "avoid the plate, add logo_dark to [brand], a logo that was made for dark pages."
            )
        if self.letters:
            yield (
                "the logo contains text, which each device draws in a font of its own. Convert "
                "text to paths when you export the logo."
            )
        for mode, faint in zip(("light", "dark"), self.faint, strict=True):
            if faint:
                yield f"part of the logo is hardly visible in {mode} mode, on any plate."


def grounds(logo: Logo, dark: Logo | None, colours: Palette) -> Grounds:
    """Choose the plates for a logo, and for the one for dark pages if there is one."""
    light_page, dark_page = colours.light.surface, colours.dark.surface
    light, light_faint = _plate(logo, light_page, dark_page)
    in_dark, dark_faint = _plate(dark or logo, dark_page, light_page)
    letters = logo.letters or (dark is not None and dark.letters)
    return Grounds(light, in_dark, (light_faint, dark_faint), letters)


def _plate(logo: Logo, page: str, other: str) -> tuple[str, bool]:
    """The plate that a logo needs on a page, if any, and whether part of it stays faint."""
    on_page = lost(logo, page)
    if on_page <= MOST_LOST:
        return "", False
    on_other = lost(logo, other)
    return (other if on_other < on_page else ""), min(on_page, on_other) > MOST_LOST


@lru_cache(maxsize=1024)
def lost(logo: Logo, ground: str) -> float:
    """The share of a logo's outline that is invisible on a ground `#rrggbb`, 0 to 1.

    It is 1 if nothing is drawn, and 0 if that is unknown because the logo is only text.
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
    # A pixel is inside if its neighbours are drawn; the frame of the image is no outline.
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
    ratio: NDArray[np.float64] = np.maximum(own, under) / np.minimum(own, under)
    return ratio


def _pixels(logo: Logo) -> Any:
    """The logo's pixels at the size of the page: red, green, blue, alpha. None if it fails."""
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
