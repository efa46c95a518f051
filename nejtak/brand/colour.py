"""Arithmetic on colours `#rrggbb`: WCAG contrast, and to and from OKLCH."""

from __future__ import annotations


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2.x contrast ratio of two colours `#rrggbb`, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness 0 to 1, chroma 0 to about 0.37, and hue in degrees (0 for greys)."""
    from coloraide import Color  # takes 0.15 s, which `build.py --help` does not need

    lightness, chroma, hue = Color(colour).convert("oklch").coords(nans=False)
    return lightness, chroma, hue


def tone(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour as `#rrggbb`, with as much of the chroma as sRGB allows."""
    from coloraide import Color

    wanted = Color("oklch", [lightness, chroma, hue]).convert("srgb")
    fitted = wanted.fit("srgb", method="raytrace", pspace="oklch")
    return "#" + "".join(f"{round(part * 255):02x}" for part in fitted.coords(nans=False))


def _luminance(colour: str) -> float:
    red, green, blue = (linear(part) for part in bytes.fromhex(colour[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: int) -> float:
    """Return the linear light of one colour component, 0 to 255, as a share of white's."""
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
