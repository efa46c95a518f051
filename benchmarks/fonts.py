"""Thirty-six fonts from packages: each cut and shown as it is, or refused for the right reason.

    python -m benchmarks.fonts

Fonts come from npm and from Debian, as their makers publish them: static and variable, in colours,
of pictures, of icons, with one script, with Graphite or mathematics, for print. Each is cut to the
letters of the demo's Danish pages, then a line is drawn in Chromium with the font and with the cut
one, and compared dot by dot. A cut font has no hints, which move the edges of letters: those of a
CFF font are taken from the original too. Nothing of the fonts is kept. Prints a table with the
bytes before and after, and one line of JSON; exits with 1 if a font is drawn otherwise than by more
than a hair, or is refused for another reason than the one given here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import NamedTuple

from fontTools import subset
from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, Route, sync_playwright

from benchmarks.tools import need, need_chromium
from nejtak.brand import Face, faces, font_fault
from nejtak.brand.font import read_font
from nejtak.errors import SourceError
from nejtak.messages import MESSAGES
from nejtak.site.values import characters
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent / "site_src"
SITE = "https://site.test/"
LINE = "Hvorfor sagde du nej? Æøå ÆØÅ éßŁž 0123456789 €"
MOST_OTHER = 0.02  # the share of a line's dots that pinned axes may round otherwise


class Given(NamedTuple):
    """A font of a package: its file, and the message that refuses it, if it is refused."""

    package: str
    file: str
    refused: str = ""


NPM = (
    Given("@fontsource/bungee-spice@5.3.0", "bungee-spice-latin-400-normal.woff2"),
    Given("@fontsource-variable/nabla@5.3.0", "nabla-latin-full-normal.woff2"),
    Given("@fontsource/honk@5.3.0", "honk-latin-400-normal.woff2"),
    Given(
        "@fontsource/noto-color-emoji@5.3.2",
        "noto-color-emoji-1-400-normal.woff2",
        "font-pictures",
    ),
    Given("@fontsource/cairo@5.3.0", "cairo-arabic-400-normal.woff2"),
    Given(
        "@fontsource-variable/noto-nastaliq-urdu@5.3.0",
        "noto-nastaliq-urdu-arabic-wght-normal.woff2",
    ),
    Given("@fontsource-variable/recursive@5.3.0", "recursive-latin-full-normal.woff2"),
    Given("@fontsource-variable/inter@5.3.0", "inter-latin-wght-normal.woff2"),
    Given("@fontsource-variable/inter@5.3.0", "inter-latin-opsz-normal.woff2"),
    Given("@fontsource-variable/fraunces@5.3.0", "fraunces-latin-full-normal.woff2"),
    Given("@fontsource-variable/roboto-flex@5.3.0", "roboto-flex-latin-full-normal.woff2"),
    Given("@fontsource-variable/merriweather@5.3.0", "merriweather-latin-standard-normal.woff2"),
    Given("@fontsource-variable/newsreader@5.3.0", "newsreader-latin-standard-normal.woff2"),
    Given("@fontsource-variable/mona-sans@5.3.0", "mona-sans-latin-standard-normal.woff2"),
    Given("@fontsource-variable/playfair@5.3.0", "playfair-latin-standard-normal.woff2"),
    Given("@fontsource-variable/noto-sans-jp@5.3.1", "noto-sans-jp-0-wght-normal.woff2"),
    Given(
        "@fontsource/atkinson-hyperlegible@5.3.0", "atkinson-hyperlegible-latin-400-normal.woff2"
    ),
    Given("@fontsource/libre-barcode-39@5.3.0", "libre-barcode-39-latin-400-normal.woff2"),
    Given("@fontsource/opendyslexic@5.3.0", "opendyslexic-latin-400-normal.woff2"),
    Given("@fontsource/lato@5.3.0", "lato-latin-400-normal.woff2"),
    Given("@fontsource/lato@5.3.0", "lato-latin-400-normal.woff", "font-kind"),
)
DEBIAN = (
    Given("fonts-cantarell", "Cantarell-Regular.otf"),
    Given("fonts-croscore", "Arimo-Regular.ttf"),
    Given("fonts-dejavu-core", "DejaVuSans.ttf"),
    Given("fonts-ebgaramond", "EBGaramond12-Regular.otf"),
    Given("fonts-inter", "Inter-Regular.otf"),
    Given("fonts-lato", "Lato-Regular.ttf"),
    Given("fonts-linuxlibertine", "LinLibertine_R.otf"),
    Given("fonts-sil-awami-nastaliq", "AwamiNastaliq-Regular.ttf"),
    Given("fonts-sil-charis", "CharisSIL-Regular.woff2"),
    Given("fonts-symbola", "Symbola_hint.ttf"),
    Given("fonts-font-awesome", "fontawesome-webfont.ttf", "font-letterless"),
    Given("fonts-texgyre-math", "texgyrepagella-math.otf"),
    Given("fonts-terminus-otb", "terminus-normal.otb", "font-pictures"),
    Given("fonts-noto-color-emoji", "NotoColorEmoji.ttf", "font-large"),
    Given("fonts-urw-base35", "P052-Roman.t1", "font-kind"),
)


def fetched(folder: Path) -> Iterator[tuple[Given, Path]]:
    """Fetch each package once, and yield each font with its file."""
    known: dict[str, Path] = {}
    for given in (*NPM, *DEBIAN):
        place = known.get(given.package)
        if place is None:
            place = known[given.package] = folder / str(len(known))
            place.mkdir()
            (_from_npm if given in NPM else _from_debian)(given.package, place)
        (path,) = {one.name: one for one in place.rglob(given.file)}.values()
        yield given, path


def _from_npm(package: str, place: Path) -> None:
    packed = _run(place, "npm", "pack", "--silent", package).strip()
    with tarfile.open(place / packed) as archive:
        archive.extractall(place, filter="data")


def _from_debian(package: str, place: Path) -> None:
    _run(place, "apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package)
    (packed,) = place.glob("*.deb")
    _run(place, "dpkg-deb", "-x", packed.name, ".")


def _run(place: Path, *words: str) -> str:
    done = subprocess.run(words, cwd=place, check=True, capture_output=True, text=True)
    return done.stdout


def compared(context: BrowserContext, path: Path, face: Face) -> str:
    """How a line in the cut font differs from one in the font; empty if it does not."""
    known = read_font(face.content).getBestCmap()
    line = "".join(letter for letter in LINE if ord(letter) in known and not letter.isspace())
    if not line:
        return "" if face.lacks else "draws nothing"
    contents = unhinted(path.read_bytes()), face.content
    for weight in (400, 700) if " " in face.weight else (400,):
        one, two = (drawn(context, line, content, weight) for content in contents)
        if not two.getbbox():
            return "is blank"
        if not face.coloured and (other := _other(one, two)) > MOST_OTHER:
            return f"{other:.1%} other dots at weight {weight}"
    return ""


def unhinted(content: bytes) -> bytes:
    """A font with all its letters, without the hints of CFF outlines if it has such."""
    font = read_font(content)
    if "CFF " not in font:
        return content
    options = subset.Options(hinting=False, drop_tables=[], passthrough_tables=True)
    cutter = subset.Subsetter(options)
    cutter.populate(glyphs=font.getGlyphOrder())
    cutter.subset(font)
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def _other(one: Image.Image, two: Image.Image) -> float:
    """The share of a line's dots that are clearly another grey."""
    differs = ImageChops.difference(one, two).point(lambda grey: 255 * (grey > 96))
    return sum(differs.histogram()[1:]) / max(1, sum(one.histogram()[1:]))


def drawn(context: BrowserContext, line: str, content: bytes, weight: int) -> Image.Image:
    """A line in a font, light on dark, at the size of text for fonts that have sizes."""
    html = (
        "<!doctype html><meta charset=utf-8><style>@font-face{font-family:own;src:url(/font);"
        f"font-weight:100 900}}body{{margin:0;font:{weight} 40px own,'Adobe Blank';color:#fff;"
        "background:#000;font-optical-sizing:none;font-variation-settings:'opsz' 16}</style>"
        f"<p>{line}"
    )

    def answer(route: Route) -> None:
        if route.request.url.endswith("/font"):
            route.fulfill(content_type="font/woff2", body=content)
        else:
            route.fulfill(content_type="text/html", body=html)

    context.route(f"{SITE}**", answer)
    page = context.new_page()
    page.goto(SITE)
    loaded = "document.fonts.ready.then(() => document.fonts.check('40px own'))"
    assert page.evaluate(loaded), "the browser does not take the font"
    shot = Image.open(BytesIO(page.screenshot())).convert("L")
    page.close()
    context.unroute(f"{SITE}**")
    return shot


class Result(NamedTuple):
    """What became of a font: the message that refuses it, or its face, and what is wrong."""

    refused: str
    face: Face | None
    wrong: str
    seconds: float


def tried(context: BrowserContext, given: Given, path: Path, said: frozenset[str]) -> Result:
    """Check, cut and draw one font."""
    began = time.monotonic()
    face, refused = None, font_fault(path) or ""
    if not refused:
        try:
            face = next(faces(path, None, said))
        except SourceError as error:
            refused = _name(error.faults[0].message)
    seconds = time.monotonic() - began
    wrong = "" if refused == given.refused else f"refused as {refused or 'nothing'}"
    return Result(refused, face, wrong or (compared(context, path, face) if face else ""), seconds)


def _name(message: str) -> str:
    """The name of a message of the catalogue."""
    starts = {text.partition("{")[0]: name for name, text in MESSAGES.items()}
    return starts[max(filter(message.startswith, starts), key=len)]


def row(path: Path, result: Result) -> str:
    """A line of the table."""
    size, face = path.stat().st_size, result.face
    if face is None:
        return f"{path.name:48}{size:>9}{'':>8}  refused: {result.refused}"
    lacks = f"  lacks {face.lacks[:12]}" if face.lacks else ""
    more = f"{'  colours left out' if face.coloured else ''}{lacks}"
    sizes = f"{size:>9}{len(face.content):>8}"
    return f"{path.name:48}{sizes}  {face.weight:9}{result.seconds:5.1f} s{more}"


def main() -> int:
    """Fetch, cut, draw, compare, print; return 1 where something is not as it should be."""
    need("npm", "apt-get", "dpkg-deb")
    project = load_project(ROOT)
    said = characters(project.clients["nordlys"], project)
    results: list[tuple[int, Result]] = []
    print(f"{'file':48}{'before':>9}{'after':>8}  {'weight':9}{'cut':>7}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_chromium())
        context = browser.new_context(viewport={"width": 1600, "height": 120})
        for given, path in fetched(Path(folder)):
            results.append((path.stat().st_size, tried(context, given, path, said)))
            wrong = results[-1][1].wrong
            print(row(path, results[-1][1]) + (f"  WRONG: {wrong}" if wrong else ""), flush=True)
        browser.close()
    return _summed(results)


def _summed(results: list[tuple[int, Result]]) -> int:
    """Print the line of JSON; return 1 if anything was wrong."""
    cut = [(size, len(result.face.content)) for size, result in results if result.face]
    wrong = sum(bool(result.wrong) for _, result in results)
    found = {
        "name": "fonts",
        "fonts": len(results),
        "shown": len(cut),
        "refused": len(results) - len(cut),
        "wrong": wrong,
        "bytes_before": sum(size for size, _ in cut),
        "bytes_after": sum(size for _, size in cut),
        "median_after": int(median(size for _, size in cut)),
        "largest_after": max(size for _, size in cut),
    }
    print(json.dumps(found))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
