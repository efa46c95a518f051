"""The client's looks: palettes from one colour, and a logo that is safe to put in a page."""

from nejtak.brand.colour import contrast
from nejtak.brand.logo import logo_problems, logo_svg
from nejtak.brand.palette import Palette, Tones, palette

__all__ = ["Palette", "Tones", "contrast", "logo_problems", "logo_svg", "palette"]
