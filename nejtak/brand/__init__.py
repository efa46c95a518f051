"""The client's looks: palettes from one colour, a logo that is safe in a page, and its own font."""

from nejtak.brand.colour import contrast
from nejtak.brand.font import Face, faces, font_fault
from nejtak.brand.logo import logo_problems, logo_svg
from nejtak.brand.paint import logo_vanishes
from nejtak.brand.palette import SHAPE, Palette, Tones, palette

__all__ = [
    "SHAPE", "Face", "Palette", "Tones", "contrast", "faces", "font_fault", "logo_problems",
    "logo_svg", "logo_vanishes", "palette",
]  # fmt: skip
