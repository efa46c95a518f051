"""The look of a client's pages: palettes from one colour, a logo, and its own font."""

from nejtak.brand.colour import contrast
from nejtak.brand.font import font_fault
from nejtak.brand.font_cut import Face, faces
from nejtak.brand.ground import Grounds, grounds
from nejtak.brand.logo import Logo, picture, read_logo
from nejtak.brand.palette import Palette, Tones, palette

__all__ = [
    "Face",
    "Grounds",
    "Logo",
    "Palette",
    "Tones",
    "contrast",
    "faces",
    "font_fault",
    "grounds",
    "palette",
    "picture",
    "read_logo",
]
