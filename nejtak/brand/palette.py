"""The palette: all colours of a page or a report, made from a client's one colour.

On a page the client's colour is a surface and is never changed: a bright brand stays bright, with
black or white words on it, and a dark edge if it cannot be distinguished from the page. Words in
colour keep its hue at the nearest OKLCH lightness with enough contrast, or have the text's colour
if the client's is too similar to the page. Bars of a report, which have no edge, change their
lightness likewise. Surfaces, text and lines are greys with a little of the client's hue, at fixed
lightness. Every colour is chosen and checked as the rounded `#rrggbb` that browsers show.

Sources: contrast and its floors (1.4.3 text 4.5:1, 1.4.11 controls and graphics 3:1) are from
WCAG 2.2; OKLCH from B. Ottosson, "A perceptual color space for image processing" (2020); the
shape of the tokens from the Design Tokens format and colour modules, 2025.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import astuple, dataclass, fields
from functools import cache

from nejtak.brand.colour import contrast, oklch, tone

TEXT = 4.5  # the least contrast of words
SHAPE = 3.0  # the least contrast of controls, bars and focus rings
# A tick in a box of the client's colour, as a value of CSS.
_TICK = (
    "url(\"data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%%3E"
    "%%3Cpath d='M4 10.5l4 4 8-9' fill='none' stroke='%%23%s' stroke-width='3'/%%3E%%3C/svg%%3E\")"
)
_DECORATION = 1.2  # the least contrast of decoration

_RED, _CRIMSON, _RUST = 27.0, 350.0, 55.0  # hues in degrees of OKLCH
_APART = 25.0  # degrees between two hues that look different side by side
_COLOURLESS = 0.03  # below this chroma a colour looks grey


@dataclass(frozen=True, slots=True)
class _Mode:
    """OKLCH lightness, 0 to 1, of the fixed colours of one mode; the error's chroma too.

    `end` is the lightness towards which the client's colour is moved if it is too similar to the
    surfaces. `tint` is the lightness of a chosen row, and its share of the client's chroma.
    """

    surface: float
    panel: float
    text: float
    muted: float
    line: float
    border: float
    error: tuple[float, float]
    soft: float
    end: float
    tint: tuple[float, float]


_LIGHT = _Mode(1.0, 0.98, 0.24, 0.47, 0.89, 0.60, (0.48, 0.19), 0.86, 0.0, (0.96, 0.2))
_DARK = _Mode(0.20, 0.25, 0.95, 0.77, 0.36, 0.62, (0.78, 0.12), 0.38, 1.0, (0.28, 0.28))


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one mode, light or dark, each as `#rrggbb`.

    `client` is the unchanged colour, a surface with `on_client` as the colour of words; `edge` is
    its border, and `strip` the bar at the top of a page, dark if the colour is not visible there.
    `tint` is the background of a chosen row. `surface` is the page and `panel` a box on it. These
    have enough contrast on both: `text`, `muted`, `link` and `error` for words; `brand`, `border`,
    `focus` and `fill` for shapes. `on_brand` and `on_error` are for words on those two. `line` is
    decoration. `fill_soft` is the uncertain part of a bar: it differs from `fill` but not always
    from the page, so it needs `border` around it.
    """

    client: str
    on_client: str
    edge: str
    strip: str
    tint: str
    brand: str
    on_brand: str
    link: str
    focus: str
    surface: str
    panel: str
    text: str
    muted: str
    line: str
    border: str
    error: str
    on_error: str
    fill: str
    fill_soft: str

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each token's name in CSS, like `on-brand`, with its colour."""
        names = (field.name.replace("_", "-") for field in fields(self))
        return zip(names, astuple(self), strict=True)


@dataclass(frozen=True, slots=True)
class Palette:
    """The client's `colour`, and the tones made from it for the light and the dark mode."""

    colour: str
    light: Tones
    dark: Tones

    def css(self, sheet: str) -> str:
        """Return the custom properties that a style sheet uses, for `:root`.

        The dark mode has only the properties that differ. Paper always has the light mode.
        """
        used = set(re.findall(r"var\(--([a-z-]+)", sheet))
        light = {"color-scheme": "light", **_properties(self.light, used)}
        dark = {"color-scheme": "dark", **_properties(self.dark, used)}
        changed = {name: value for name, value in dark.items() if value != light[name]}
        return (
            f":root{{{_declarations(light)}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{_declarations(changed)}}}}}"
        )

    def changes(self) -> tuple[str, ...]:
        """Return a line for the admin for each mode that could not use the colour everywhere."""
        modes = (("light", self.light), ("dark", self.dark))
        return tuple(line for mode, tones in modes for line in _change(self.colour, mode, tones))

    def tokens(self) -> dict[str, object]:
        """Return both modes as groups of a DTCG 2025.10 document, ready for `json.dumps`."""
        return {
            "client": {"$type": "color", "$value": _token(self.colour)},
            **{
                mode: {
                    "$type": "color",
                    **{name: {"$value": _token(value)} for name, value in tones.items()},
                }
                for mode, tones in (("light", self.light), ("dark", self.dark))
            },
        }


def palette(colour: str) -> Palette:
    """Return the palettes for a client's colour; raise ValueError if it is not `#rrggbb`."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour as #rrggbb, such as #007ea7")
    return _palette(colour.lower())


@cache  # pages, tokens and remarks of one build all need it
def _palette(colour: str) -> Palette:
    return Palette(colour, _tones(colour, _LIGHT), _tones(colour, _DARK))


def _tones(colour: str, mode: _Mode) -> Tones:
    surfaces = (_grey(colour, mode.surface), _grey(colour, mode.panel))
    brand, moved = _accents(colour, surfaces, mode.end)
    text = _grey(colour, mode.text)
    tint = _tint(colour, *mode.tint)
    seen = _worst(colour, (*surfaces, tint)) >= SHAPE
    link = moved if _worst(colour, surfaces) >= SHAPE else text
    error = tone(*mode.error, _error_hue(colour))
    return Tones(
        client=colour,
        on_client=_on(colour),
        edge=colour if seen else text,
        strip=colour if contrast(colour, surfaces[0]) >= _DECORATION else text,
        tint=tint,
        brand=brand,
        on_brand=_on(brand),
        link=link,
        focus=moved,
        surface=surfaces[0],
        panel=surfaces[1],
        text=text,
        muted=_grey(colour, mode.muted),
        line=_grey(colour, mode.line),
        border=_grey(colour, mode.border),
        error=error,
        on_error=_on(error),
        fill=brand,
        fill_soft=_soft(brand, mode.soft),
    )


def _accents(colour: str, surfaces: tuple[str, str], end: float) -> tuple[str, str]:
    """Return the colours of bars and of words; they are equal if the client's must change."""
    moved = _reach(colour, surfaces, end)
    brand = colour if _worst(colour, surfaces) >= SHAPE else moved
    return brand, moved


def _tint(colour: str, lightness: float, share: float) -> str:
    _, chroma, hue = oklch(colour)
    return tone(lightness, chroma * share, hue)


def _reach(colour: str, surfaces: tuple[str, str], end: float) -> str:
    """Return the colour, or if words need it, the nearest lightness towards `end`."""
    if _worst(colour, surfaces) >= TEXT:
        return colour
    lightness, chroma, hue = oklch(colour)
    nearest = tone(end, chroma, hue)
    for _ in range(10):  # to a thousandth of the scale, finer than 8-bit colours
        middle = (lightness + end) / 2
        tried = tone(middle, chroma, hue)
        if _worst(tried, surfaces) >= TEXT:
            end, nearest = middle, tried
        else:
            lightness = middle
    return nearest


def _on(fill: str) -> str:
    """Return white for words on a fill, or black if white has too little contrast."""
    return "#ffffff" if contrast("#ffffff", fill) >= TEXT else "#000000"


def _soft(brand: str, lightness: float) -> str:
    _, chroma, hue = oklch(brand)
    return tone(lightness, chroma / 2, hue)


def _error_hue(colour: str) -> float:
    """Return red; if the brand is red itself, the farther of two neighbouring hues.

    Pages also mark an error with a word and a sign, for those who see no hue.
    """
    _, chroma, hue = oklch(colour)
    if chroma < _COLOURLESS or _between(hue, _RED) >= _APART:
        return _RED
    return max(_CRIMSON, _RUST, key=lambda other: _between(hue, other))


def _between(hue: float, other: float) -> float:
    return abs((hue - other + 180) % 360 - 180)


def _worst(colour: str, surfaces: Iterable[str]) -> float:
    return min(contrast(colour, surface) for surface in surfaces)


def _grey(colour: str, lightness: float) -> str:
    """Return a grey with a little of the colour's hue: less near white, none for a grey colour."""
    _, chroma, hue = oklch(colour)
    return tone(lightness, min(chroma / 8, 0.018) * min(1.0, 12 * (1 - lightness)), hue)


def _properties(tones: Tones, used: Set[str]) -> dict[str, str]:
    tick = ("tick", _TICK % tones.on_client.lstrip("#"))
    return {f"--{name}": value for name, value in (*tones.items(), tick) if name in used}


def _declarations(properties: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in properties.items())


def _change(colour: str, mode: str, tones: Tones) -> Iterator[str]:
    if tones.link == colour:
        return
    worst = min((tones.surface, tones.panel), key=lambda surface: contrast(colour, surface))
    bars = "" if tones.brand == colour else f", {tones.brand} for bars of reports"
    why = f"words need {TEXT}:1 on {worst}; it has {contrast(colour, worst):.2f}:1"
    yield f"{colour} -> {tones.link} for links{bars} in {mode} mode ({why})"


def _token(colour: str) -> dict[str, object]:
    parts = [round(part / 255, 4) for part in bytes.fromhex(colour[1:])]
    return {"colorSpace": "srgb", "components": parts, "alpha": 1, "hex": colour}
