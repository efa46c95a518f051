"""Logos: the company's own file is shown as it is, and can do nothing but be seen."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import pytest
from logo_files import AWAY, HOSTILE, LAUGHS, REFUSED, SHAPE, TAKEN, picture, svg
from playwright.sync_api import Browser, BrowserContext, Route

from nejtak.base.media import TYPES
from nejtak.brand import Logo, grounds, palette, read_logo
from nejtak.brand import picture as markup
from nejtak.brand.ground import MOST_LOST, lost
from nejtak.errors import SourceError
from nejtak.site.headers import logo_headers

COLOURS = palette("#007ea7")
WHITE, NIGHT = COLOURS.light.surface, COLOURS.dark.surface
# As of every page; headers.toml has more.
PAGE_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"


def logo(folder: Path, content: str | bytes, name: str = "logo.svg") -> Logo:
    """A logo, read from a file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_logo(path, name)


@pytest.mark.parametrize("case", TAKEN)
def test_a_logo_is_taken_as_the_company_has_it(case: str, tmp_path: Path) -> None:
    """SVG, PNG or WebP, however a program writes it: its bytes, with the size it says."""
    name, content, size = TAKEN[case]
    found = logo(tmp_path, content, name)
    assert found.content == (tmp_path / name).read_bytes().removeprefix(BOM_UTF8)
    assert (found.width, found.height) == pytest.approx(size)
    assert re.fullmatch(rf"logos/[0-9a-f]{{12}}{name[1:].lower()}", found.path)


@pytest.mark.parametrize("case", REFUSED)
def test_unusable_logos_are_refused(case: str, tmp_path: Path) -> None:
    """One line, with the file, the line in it if there is one, and how to fix it."""
    name, content, says = REFUSED[case]
    with pytest.raises(SourceError) as refused:
        logo(tmp_path, content, name)
    assert str(refused.value).startswith(name)
    assert says in str(refused.value)
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize("case", HOSTILE)
def test_logos_that_browsers_make_inert_are_accepted(case: str, tmp_path: Path) -> None:
    """No rule of ours stands against it: the browser's do, and the headers'."""
    assert logo(tmp_path, svg(SHAPE + HOSTILE[case])).suffix == ".svg"


def test_entities_that_do_not_multiply_are_taken(tmp_path: Path) -> None:
    """Illustrator writes its namespaces so."""
    assert logo(tmp_path, LAUGHS + svg(f"<desc>&a2;</desc>{SHAPE}")).width == 90


def test_a_logo_keeps_its_place_free_and_fits_in_its_box(tmp_path: Path) -> None:
    """Width and height stand in the page; the one for dark pages has its own, and not on paper."""
    one = logo(tmp_path, svg(), "one.svg")
    wide = logo(tmp_path, svg(root='viewBox="0 0 500 50"'), "wide.svg")
    assert (one.box, wide.box) == ('width="72" height="48"', 'width="240" height="24"')
    html = markup(one, wide, lambda which: f"/{which.path}", 'Nord & "lys"')
    assert html == (
        '<picture><source media="screen and (prefers-color-scheme:dark)" '
        f'srcset="/{wide.path}" width="240" height="24">'
        f'<img src="/{one.path}" alt="Nord &amp; &quot;lys&quot;" width="72" height="48"></picture>'
    )
    assert "<source" not in markup(one, None, lambda which: which.data, "")


# In a browser


@pytest.fixture
def site(browser: Browser) -> Iterator[BrowserContext]:
    """A context to which a test may give a site; what else is asked for is kept in `asked`."""
    context = browser.new_context(viewport={"width": 400, "height": 200})
    yield context
    context.close()


def serve(context: BrowserContext, found: Logo, html: str) -> list[str]:
    """Serve a page and a logo with their headers; return all other requests."""
    asked: list[str] = []
    page = {"Content-Security-Policy": PAGE_POLICY, "Content-Type": "text/html; charset=utf-8"}

    def answer(route: Route) -> None:
        url = route.request.url
        if url.endswith(found.path):
            headers = {**logo_headers(page), "Content-Type": TYPES[found.suffix]}
            route.fulfill(headers=headers, body=found.content)
        elif url == "https://site.test/":
            route.fulfill(headers=page, body=html)
        else:
            asked.append(url)
            route.abort()

    context.route("**/*", answer)
    return asked


@pytest.mark.parametrize("case", TAKEN)
def test_a_logo_is_drawn_as_the_original(case: str, site: BrowserContext, tmp_path: Path) -> None:
    """In the page, under its policy, dot by dot as the file alone; its size is the browser's."""
    name, content, _ = TAKEN[case]
    found = logo(tmp_path, content, name)
    html = markup(found, None, lambda one: f"/{one.path}", "")
    asked = serve(site, found, f"<!doctype html><body style='margin:0'>{html}")
    page = site.new_page()
    page.goto("https://site.test/")
    image = page.locator("img")
    ours = image.screenshot()
    natural = image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert natural[0] / natural[1] == pytest.approx(found.width / found.height, rel=0.03)
    assert ours == drawn_alone(site, found)
    image.evaluate("image => { image.style.opacity = 0 }")
    assert image.screenshot() != ours  # there was something to see
    assert asked == []


def drawn_alone(context: BrowserContext, found: Logo) -> bytes:
    """The same file on a page of nobody's, with no policy."""
    page = context.new_page()
    page.set_content(f"<body style='margin:0'><img src='{found.data}' {found.box}>")
    page.locator("img").evaluate("image => image.decode()")
    shot = page.locator("img").screenshot()
    page.close()
    return shot


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_logo_is_inert(case: str, site: BrowserContext, tmp_path: Path) -> None:
    """In the page, and for those who open it by its own address and click on it."""
    found = logo(tmp_path, svg(SHAPE + HOSTILE[case]))
    html = markup(found, None, lambda one: f"/{one.path}", "")
    asked = serve(site, found, f"<!doctype html><title>page</title>{html}")
    page = site.new_page()
    for address in ("https://site.test/", f"https://site.test/{found.path}"):
        page.goto(address)
        page.mouse.click(30, 20)
        page.wait_for_timeout(150)
        assert page.url == address
        assert page.evaluate("window.ran") is None
        assert page.title() in {"page", ""}
    assert [url for url in asked if "favicon" not in url] == []
    assert AWAY not in page.url


# What it lies on


MARK = '<path d="M5 5h40v40z" fill="{}"/>'
SEEN = [  # on a white page, on a dark one
    (MARK.format("#007ea7"), True, True),
    (MARK.format("white"), False, True),
    (MARK.format("#fafafa"), False, True),
    (MARK.format("black"), True, False),
    (MARK.format("#001122"), True, False),
    (MARK.format("#ffd600"), True, True),
    ('<path d="M5 5h40v40z"/>', True, False),  # black, since nothing is said
    ('<style>.a{fill:#fff}</style><path class="a" d="M5 5h40v40z"/>', False, True),
    ('<path d="M5 9h60" style="stroke:#111;stroke-width:4"/>', True, False),
    (
        '<linearGradient id="g"><stop/></linearGradient><path d="M5 5h40v40z" fill="url(#g)"/>',
        True,
        False,
    ),
    ('<defs><path id="p" d="M5 5h40v40z"/></defs><use href="#p" fill="#fff"/>', False, True),
    # A part of it is enough to be missed.
    (MARK.format("teal") + '<path d="M50 5h30v40z" fill="#fff"/>', False, True),
    # White letters in a red field are seen on any page, and what a white card holds, too.
    ('<path d="M5 5h80v50H5z" fill="#c00"/><path d="M20 20h30v9H20z" fill="#fff"/>', True, True),
    (
        '<rect x="5" y="5" width="80" height="50" rx="9" fill="#fff"/><path d="M20 15h40v30H20z" '
        'fill="#c00"/>',
        True,
        True,
    ),
    # The frame of a picture is no outline: with a ground of its own it brings its page along.
    ('<path d="M0 0h90v60H0z" fill="#fff"/><path d="M20 15h40v30H20z"/>', True, True),
    ('<path d="M0 0h90v60H0z" fill="#fff"/>', False, True),
    ("", False, False),  # nothing at all
]


@pytest.mark.parametrize(("drawing", "on_white", "in_the_dark"), SEEN)
def test_visibility_follows_from_the_outline(
    drawing: str, on_white: bool, in_the_dark: bool, tmp_path: Path
) -> None:
    """By its outline, however its colours are said."""
    found = logo(tmp_path, svg(drawing))
    assert (lost(found, WHITE) <= MOST_LOST, lost(found, NIGHT) <= MOST_LOST) == (
        on_white,
        in_the_dark,
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize(("colour", "page"), [("white", WHITE), ("black", NIGHT)])
def test_a_picture_of_dots_is_looked_at_too(
    kind: str, colour: str, page: str, tmp_path: Path
) -> None:
    """A white PNG is a hole in a white page, as a white SVG is."""
    found = logo(tmp_path, picture(kind, colour=colour), f"x.{kind.lower()}")
    assert lost(found, page) == 1
    assert lost(found, {WHITE: NIGHT, NIGHT: WHITE}[page]) == 0


def test_an_invisible_logo_gets_a_plate(tmp_path: Path) -> None:
    """A white one on white pages and on paper, a black one in the dark; with a word to the admin.

    One for dark pages takes the place of the plate. A plate that would swallow more is none.
    """
    white, black = logo(tmp_path, svg(MARK.format("#fff"))), logo(tmp_path, svg())
    both = logo(tmp_path, svg(MARK.format("#fff") + '<path d="M50 5h30v40z"/>'))
    on = grounds(white, None, COLOURS)
    assert (on.light, on.dark) == (NIGHT, "")
    assert on.css().startswith("@media print,screen and (prefers-color-scheme:light){picture img{")
    assert next(on.remarks()).startswith("the logo would be invisible on a white page, so it gets")
    on = grounds(black, None, COLOURS)
    assert (on.light, on.dark) == ("", WHITE)
    assert on.css().startswith("@media screen and (prefers-color-scheme:dark){picture img{")
    assert next(on.remarks()).startswith("the logo would be invisible in dark mode, so it gets")
    on = grounds(black, white, COLOURS)
    assert (on.light, on.dark, on.css(), [*on.remarks()]) == ("", "", "", [])
    letters = logo(tmp_path, svg('<text x="9" y="40">Nordlys</text>'))
    on = grounds(letters, None, COLOURS)
    assert (on.light, on.dark, len([*on.remarks()])) == ("", "", 1)
    assert next(on.remarks()).startswith("the logo contains text, which each device draws")
    on = grounds(both, None, COLOURS)
    assert [*on.remarks()][-1] == "part of the logo is hardly visible in dark mode, on any plate."
