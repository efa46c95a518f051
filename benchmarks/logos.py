"""How many logos are taken as companies have them, and whether pages draw them as the originals.

Logos come raw from packages that show those of other companies: banks, services, makers. They are
fetched by npm, drawn by lot with SEED, put on pages with the headers that logos and pages have,
and compared in Chromium, dot by dot, with the file alone. Nothing of them is kept.

    python -m benchmarks.logos [--sheet FILE.png]
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, Route, sync_playwright

from nejtak.base.media import TYPES
from nejtak.brand import Logo, grounds, palette, picture, read_logo
from nejtak.brand.logo import NAMES
from nejtak.errors import SourceError
from nejtak.site.headers import logo_headers, page_headers
from nejtak.wave.load import load_project
from tests.support.needs import chromium

PACKAGES = (
    "n8n-nodes-base@2.41.2",
    "flowise-components@3.1.4",
    "card-info@1.2.4",
    "banks-logo@1.0.14",
)
SEED, COUNT = 20261128, 240
BY = 1.05  # browsers round a natural size to whole dots
ROOT = Path(__file__).parent.parent / "site_src"
SITE = "https://site.test/"
GROUNDS = ("#ffffff", palette("#007ea7").dark.surface)


def fetched(folder: Path) -> list[Path]:
    """Every SVG, PNG and WebP of the packages, each content once, in a fixed order."""
    found = {}
    for package in PACKAGES:
        place = folder / hashlib.sha256(package.encode()).hexdigest()[:8]
        place.mkdir()
        packed = subprocess.run(
            ["npm", "pack", "--silent", package],
            cwd=place,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        with tarfile.open(place / packed) as archive:
            archive.extractall(place, filter="data")
        for path in sorted(place.rglob("*")):
            if path.suffix in NAMES and path.is_file():
                found.setdefault(hashlib.sha256(path.read_bytes()).digest(), path)
    return list(found.values())


class Drawn(NamedTuple):
    """What a browser draws of a logo, and how large it takes the file to be."""

    shot: Image.Image
    natural: tuple[float, float]


def drawn(context: BrowserContext, html: str, logo: Logo, headers: dict[str, str]) -> Drawn:
    """A logo as a page with these headers draws it."""

    def answer(route: Route) -> None:
        if route.request.url.endswith(logo.path):
            kind = {"Content-Type": TYPES[logo.suffix]}
            route.fulfill(
                headers={**(logo_headers(headers) if headers else {}), **kind}, body=logo.content
            )
        else:
            route.fulfill(headers={**headers, "Content-Type": "text/html"}, body=html)

    context.route(f"{SITE}**", answer)
    page = context.new_page()
    page.goto(SITE)
    image = page.locator("img")
    shot = Image.open(BytesIO(image.screenshot())).convert("RGB")
    natural = image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    page.close()
    context.unroute(f"{SITE}**")
    return Drawn(shot, natural)


def compared(context: BrowserContext, logo: Logo, headers: dict[str, str]) -> str:
    """What differs between a logo in a page and the file alone; empty if nothing does.

    The size that was read from the file has to have the browser's proportions.
    """
    ours = picture(logo, None, lambda one: f"/{one.path}", "")
    alone = f'<img src="/{logo.path}" {logo.box}>'
    one, two = (
        drawn(context, f"<!doctype html><p>{html}", logo, said)
        for html, said in ((ours, headers), (alone, {}))
    )
    if ImageChops.difference(one.shot, two.shot).getbbox():
        return "other dots"
    across, down = two.natural
    ratio = (across / down) / (logo.width / logo.height) if across and down else 1
    return "" if 1 / BY < ratio < BY else f"other proportions ({ratio:.2f})"


def sheet(logos: list[Logo], file: Path) -> None:
    """Draw all logos on one picture, as they lie on white pages and on dark ones."""
    cells = []
    for logo in logos:
        lies = grounds(logo, None, palette("#007ea7"))
        for page, plate in zip(GROUNDS, (lies.light, lies.dark), strict=True):
            cells.append(
                f'<td style="background:{page};padding:8px"><img src="{logo.data}" width="120" '
                f'height="40" style="object-fit:contain;background:{plate or "none"}">'
            )
    rows = "".join(f"<tr>{''.join(cells[n : n + 8])}" for n in range(0, len(cells), 8))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_page(viewport={"width": 1150, "height": 800})
        page.set_content(f"<table>{rows}</table>")
        page.screenshot(path=file, full_page=True)


def taken(chosen: list[Path]) -> Iterator[tuple[Path, Logo]]:
    """The logos that can be used; of the others, why not."""
    for path in chosen:
        try:
            yield path, read_logo(path, path.name)
        except SourceError as error:
            print(f"refused: {error}")


def main() -> None:
    """Fetch, read, draw, compare, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    headers = page_headers(load_project(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        every = fetched(Path(folder))
        chosen = random.Random(SEED).sample(every, COUNT)
        logos = list(taken(chosen))
        plates: Counter[str] = Counter()
        same = 0
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium())
            context = browser.new_context(viewport={"width": 300, "height": 120})
            for path, logo in logos:
                differs = compared(context, logo, headers)
                same += not differs
                if differs:
                    print(f"{path.name}: {differs}")
                lies = grounds(logo, None, palette("#007ea7"))
                plates.update(kind for kind in ("light", "dark") if getattr(lies, kind))
            browser.close()
    kinds = Counter(path.suffix for path in chosen)
    print(
        f"{len(every)} logos, {COUNT} by lot ({dict(kinds)}): {len(logos)} taken "
        f"({len(logos) / COUNT:.1%}), {same} drawn as the original ({same / COUNT:.1%}); "
        f"plates in light mode {plates['light']}, in dark mode {plates['dark']}"
    )
    if options.sheet:
        sheet([logo for _, logo in logos], options.sheet)


if __name__ == "__main__":
    main()
