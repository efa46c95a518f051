"""Every message of `nejtak.messages`, with mistakes that cause it and the lines that are printed.

The cases are in `faults/*.toml`, under the name of their message. `edits` are made to the small
site of `sources.py` in this order: `[file, old, new]` replaces a text, `[file, text]` writes a
file, `[file]` removes it, and a name alone is one of the PRESETS ("open" opens the site's wave).
`says` are all lines that a check then prints: each fault is reported once, and no other. Only cases
with generated files are in this module.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import logo_files
from font_files import font, swollen, without
from sources import CLIENT, CLOSED, CONTRACT, DA, EN, RELEASES, RESPONSES, SURVEY, WAVE

FOLDER = Path(__file__).parent / "faults"
Edit = tuple[str, str | None, str | bytes | None]
OPEN = ("open", None, None)
# Short names of files in the cases.
FILES = {
    "CLIENT": CLIENT,
    "SURVEY": SURVEY,
    "DA": DA,
    "EN": EN,
    "WAVE": WAVE,
    "LATER": "clients/nordlys/waves/2026-q4.toml",
    "CONTRACT": CONTRACT,
    "RESPONSES": RESPONSES,
    "CLOSED": CLOSED,
    "RELEASES": RELEASES,
}

PLAY_DA, PLAY_EN = "playbook/da.md", "playbook/en.md"
PLAY = """\
# To do

## Say the pay {#pay}

Say it in the ad.

## Decide {#reach-control}

Today.

## Influence {#reach-influence}

Soon.

## Ask {#reach-outside}

Early.
"""
PLAYBOOK = ((PLAY_DA, None, PLAY), (PLAY_EN, None, PLAY))
SECOND_SURVEY = """\
minutes = 1

[[questions]]
id = "why"
kind = "text"
looks = "back"

[[questions]]
id = "what"
kind = "text"
looks = "forward"
"""
SECOND_WORDS = """\
# Brief

## Back {#back}

### Why? {#why}

## Ahead {#forward}

### What? {#what}
"""
PRESETS: dict[str, tuple[Edit, ...]] = {
    "open": (OPEN,),
    "playbook": PLAYBOOK,
    "another-survey": (
        ("surveys/second/survey.toml", None, SECOND_SURVEY),
        ("surveys/second/da.md", None, SECOND_WORDS),
        ("surveys/second/en.md", None, SECOND_WORDS),
    ),
}


class Case(NamedTuple):
    """One mistake or several of a kind, and the lines they cause."""

    message: str
    edits: tuple[Edit, ...]
    lines: tuple[str, ...]


def read_cases(path: Path) -> Iterator[Case]:
    """Read the cases of one file."""
    for message, cases in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for case in cases:
            says = case["says"]
            lines = (says,) if isinstance(says, str) else tuple(says)
            yield Case(message, tuple(edit for one in case["edits"] for edit in _edits(one)), lines)


def _edits(edit: str | list[str]) -> Iterator[Edit]:
    match edit:
        case str(name):
            yield from PRESETS[name]
        case [file, old, new]:
            yield FILES.get(file, file), old, new
        case [file, text]:
            yield FILES.get(file, file), None, text
        case [file]:
            yield FILES.get(file, file), None, None


LOGO_LINE = 'logo = "logo.svg"\n'


def _logo(message: str, name: str, content: str | bytes, says: str) -> Case:
    """A client's logo that cannot be used."""
    edits = (CLIENT, LOGO_LINE, f'logo = "{name}"\n'), (f"clients/nordlys/{name}", None, content)
    return Case(message, edits, (f"clients/nordlys/{name}{says}",))


LOGOS = (
    _logo(
        "logo-kind",
        "x.svg",
        "Nordlys",
        ": is not SVG, PNG or WebP. Export the logo as one of these.",
    ),
    _logo(
        "logo-name",
        "x.svg",
        logo_files.picture(),
        ": is a PNG. Name it 'x.png', here and in client.toml.",
    ),
    _logo(
        "logo-heavy",
        "x.svg",
        logo_files.svg(f"<!--{'x' * 270_000}-->"),
        ": is larger than 256 KB and would slow the page. Export it smaller.",
    ),
    _logo(
        "logo-broken",
        "x.png",
        logo_files.picture()[:-40],
        ": cannot be read as a PNG: it is cut off or damaged. Export it again.",
    ),
    _logo(
        "logo-root",
        "x.svg",
        '<svg viewBox="0 0 9 9"/>',
        ":1: does not begin like an SVG file. "
        'Begin it with <svg xmlns="http://www.w3.org/2000/svg".',
    ),
    _logo(
        "logo-size",
        "x.svg",
        logo_files.svg(root=""),
        ":1: has no size. Give its <svg> width and height in px, or a viewBox.",
    ),
    _logo(
        "logo-ratio",
        "x.svg",
        logo_files.svg(root='viewBox="0 0 90 1"'),
        ": has one side more than 30 times as long as the other. Crop it to the drawing.",
    ),
    _logo(
        "logo-large",
        "x.png",
        logo_files.bomb(3000, 3000),
        ": has more than 8000000 pixels, too many for a phone's memory. Export it smaller.",
    ),
    _logo(
        "logo-many",
        "x.svg",
        logo_files.svg(logo_files.refs(9)),
        ": draws more than 20000 elements, counted with repeats. Export it with fewer.",
    ),
    _logo(
        "logo-circle",
        "x.svg",
        logo_files.svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
        ": has an element that contains itself. Export it again.",
    ),
)


def _font(
    message: str, says: str, *, content: str | bytes | None, licence: str | None = "Free."
) -> Case:
    """A client's font that cannot be used, or has no licence."""
    line = f'{LOGO_LINE}font = {{ regular = "f.ttf", licence = "l.txt" }}\n'
    files = ("clients/nordlys/f.ttf", None, content), ("clients/nordlys/l.txt", None, licence)
    given = tuple(file for file in files if file[2] is not None)
    return Case(message, ((CLIENT, LOGO_LINE, line), *given), (f"clients/nordlys/{says}",))


FONTS = (
    _font(
        "missing-file",
        "l.txt: is missing. Add it next to client.toml, or remove [brand.font].",
        content=font(),
        licence=None,
    ),
    _font("empty", "l.txt: must not be empty.", content=font(), licence=""),
    _font(
        "font-kind",
        "f.ttf: is not a font of a kind that is read. Use the font's .woff2, .ttf or .otf file, "
        "with one font in it.",
        content="<svg/>",
    ),
    _font(
        "font-broken",
        "f.ttf: is damaged, or has no letters. Download or export the font again.",
        content=font()[:2000],
    ),
    _font(
        "font-pictures",
        "f.ttf: has pictures of letters, and no outlines. Use the plain font of the family.",
        content=without(font(), "glyf"),
    ),
    _font(
        "font-large",
        "f.ttf: is larger than 4 MB. Use a file with one weight, or with fewer languages.",
        content=font() + bytes(4 * 1024 * 1024),
    ),
    _font(
        "font-swollen",
        "f.ttf: unpacks to more than 32 MB. Use a file with one weight, or with fewer languages.",
        content=swollen(33 * 1024 * 1024, honest=False),
    ),
    _font(
        "font-locked",
        "f.ttf: does not allow embedding (OS/2 fsType). "
        "Ask the font's maker for a web licence, and for the file that comes with it.",
        content=font(fs_type=2),
    ),
    _font(
        "font-whole",
        "f.ttf: does not allow subsetting to the letters in use (OS/2 fsType). "
        "Ask the font's maker for a file that allows it.",
        content=font(fs_type=0x100),
    ),
)
UNLICENSED = Case(
    "missing-key",
    (
        (CLIENT, LOGO_LINE, LOGO_LINE + 'font = { regular = "f.ttf" }\n'),
        ("clients/nordlys/f.ttf", None, font()),
    ),
    (f'{CLIENT}:brand.font.licence: is missing. Add it, like "fonts/OFL.txt".',),
)
LATIN_1 = Case(
    "not-utf8",
    ((DA, None, b"# Hvorfor?\n\n## Bl\xe5b\xe6r\n"),),
    (f"{DA}:3: is not UTF-8 text. Save it as UTF-8.",),
)

FILED = [case for path in sorted(FOLDER.glob("*.toml")) for case in read_cases(path)]
CASES = [*FILED, *LOGOS, *FONTS, UNLICENSED, LATIN_1]
