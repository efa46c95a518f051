"""Logos: a picture gets into the page, and nothing else does."""

from __future__ import annotations

import random
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from logo_files import GOOD, INSIDE, ROOT, SHAPE, WHOLE, svg
from playwright.sync_api import Browser

from nejtak.brand import logo_problems, logo_svg
from nejtak.brand import svg_rules as rules
from nejtak.errors import SourceError


def problems(folder: Path, data: bytes) -> list[tuple[str, str]]:
    """Where and what is said about a file."""
    file = folder / "logo.svg"
    file.write_bytes(data)
    return [(each.where, each.message) for each in logo_problems(file, "clients/x/logo.svg")]


def markup(folder: Path, text: str) -> str:
    """What a page gets for a logo of Nordlys."""
    file = folder / "logo.svg"
    file.write_text(text, encoding="utf-8")
    return logo_svg(file, name="Nordlys")


def expected(reasons: list[tuple[str, str]]) -> list[str]:
    """The sentences for reasons, in the order in which an admin reads them."""
    return sorted(why.replace("{found}", found) + "." for why, found in reasons)


@pytest.mark.parametrize("case", INSIDE)
def test_hostile_or_broken_content_is_refused(case: str, tmp_path: Path) -> None:
    """Everything but shapes is refused, with the reason and no other."""
    inside, reasons = INSIDE[case]
    said = problems(tmp_path, svg(SHAPE + inside).encode())
    assert sorted(message for _, message in said) == expected(reasons)
    with pytest.raises(SourceError):
        logo_svg(tmp_path / "logo.svg", name="Nordlys")


@pytest.mark.parametrize("case", WHOLE)
def test_hostile_or_broken_files_are_refused(case: str, tmp_path: Path) -> None:
    """What is no SVG, or hides what it is, is refused with the reason and no other."""
    data, reasons = WHOLE[case]
    assert sorted(message for _, message in problems(tmp_path, data)) == expected(reasons)


def test_every_fault_in_one_run_with_its_line(tmp_path: Path) -> None:
    """An admin mends a logo once, not once per fault, and finds each by its line."""
    file = tmp_path / "logo.svg"
    file.write_text(
        f"""<svg {ROOT} width="90" height="60">
<script>ran()</script>
<path d="M0 0h9v9z" style="fill:red"/>
<path d="M0 0h9v9z" style="fill:red"/>
<image xlink:href="https://evil.example/x.png"/>
<use href="#gone" onclick="ran()"/>
</svg>""",
        encoding="utf-8",
    )
    with pytest.raises(SourceError) as caught:
        logo_svg(file, name="Nordlys")
    assert str(caught.value).replace(file.as_posix(), "logo.svg").splitlines() == [
        "logo.svg:1: the logo does not say how large its drawing is, so it cannot be scaled. Give "
        '<svg> the attribute viewBox="0 0 90 60".',
        "logo.svg:2: <script> is a program. A logo is only a picture: use a version without it.",
        'logo.svg:3: style="fill:red" in <path> is a style, and these pages ignore styles inside a '
        "picture. Export the logo again with presentation attributes (Illustrator: Export As, SVG, "
        "Styling: Presentation Attributes; Inkscape: Save As, Optimised SVG, tick “Convert CSS "
        "attributes to XML attributes”). (2 times)",
        "logo.svg:5: <image> is a photo or a picture of dots inside the SVG. Use a logo that is "
        "drawn, or turn the picture into paths (Inkscape: Path, Trace Bitmap).",
        "logo.svg:6: <use> uses #gone, and nothing in the file has that id. Export the whole logo "
        "again, or delete the reference.",
        'logo.svg:6: onclick="ran()" in <use> starts a program when something happens to the logo. '
        "Delete that attribute.",
    ]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    """A wrong name in client.toml is reported like any other fault."""
    (said,) = logo_problems(tmp_path / "log.svg", "clients/nordlys/logo.svg")
    assert str(said) == (
        "clients/nordlys/logo.svg: the logo cannot be read (No such file or directory). "
        "Check its name in client.toml."
    )


def test_a_slow_value_is_refused_quickly(tmp_path: Path) -> None:
    """No value of a logo can make the check take long."""
    for value in ("1" * 30_000 + "x", "1 " * 15_000 + "x", ", " * 10_000 + "x", "-." * 15_000):
        for name in ("stroke-dasharray", "transform", "viewBox", "fill", "d"):
            start = time.process_time()
            problems(tmp_path, svg(f'{SHAPE}<g {name}="{value}"/>').encode())
            assert time.process_time() - start < 1


def assert_harmless(output: str) -> None:
    """Only elements and attributes of the allow-list, no text, no address, no id of the page's."""
    for element in ET.fromstring(output).iter():
        assert element.tag in rules.ELEMENTS
        assert not (element.text or "").strip()
        assert not (element.tail or "").strip()
        for name, value in element.attrib.items():
            assert name in rules.ATTRIBUTES or name in {"role", "aria-label"}
            assert not name.startswith("on")
            assert "//" not in value
            assert value.count("url(") == value.count("url(#logo_")
            if name in {"id", "href"}:
                assert value.lstrip("#").startswith("logo_")


@pytest.mark.parametrize("case", GOOD)
def test_good_logos_are_accepted(case: str, tmp_path: Path) -> None:
    """What drawing programs write is accepted, and comes out harmless and named."""
    output = markup(tmp_path, GOOD[case])
    assert problems(tmp_path, GOOD[case].encode()) == []
    assert_harmless(output)
    assert output.startswith('<svg role="img" aria-label="Nordlys" width="72" height="48" viewBox=')


@pytest.mark.parametrize("client", ["nordlys", "harbour"])
def test_demo_logos_are_good_examples(client: str) -> None:
    """The logos that a newcomer looks at first are accepted, and small."""
    file = Path(__file__).parent.parent.parent / "site_src" / "clients" / client / "logo.svg"
    assert logo_problems(file, "logo.svg") == []
    assert file.stat().st_size < 600
    assert_harmless(logo_svg(file, name=client))


def test_the_name_is_escaped(tmp_path: Path) -> None:
    """A client's name is a name, whatever it is made of."""
    file = tmp_path / "logo.svg"
    file.write_text(svg(), encoding="utf-8")
    name = 'A & B "><script>ran()</script>'
    assert ET.fromstring(logo_svg(file, name=name)).get("aria-label") == name


def test_ids_are_our_own(tmp_path: Path) -> None:
    """Ids of a logo cannot be those of questions, and those that nothing uses are gone."""
    assert markup(tmp_path, svg('<g id="intro"><path id="p" d="M0 0"/></g><use href="#p"/>')) == (
        '<svg role="img" aria-label="Nordlys" width="48" height="48" viewBox="0 0 9 9">'
        '<g><path id="logo_1" d="M0 0"/></g><use href="#logo_1"/></svg>'
    )


HARMLESS = (
    "1", "0 0 9 9", "red", "#a", "url(#a)", "M0 0h9v9z", "none", "translate(2)", "50%",
    "url(#a) red", "1,2 3",
)  # fmt: skip
HOSTILE = (
    "url(https://evil.example/#a)", "https://evil.example/", "javascript:ran()", "ran()",
    "//evil.example/a", "&quot;&gt;&lt;img src=x onerror=ran()&gt;",
)  # fmt: skip


def random_svg(chance: random.Random) -> str:
    """An SVG of parts that are mostly harmless, put together at random."""
    tags = (*sorted(rules.ELEMENTS - {"svg"}) * 4, "title", "script", "a", "foreignObject", "set")
    names = (*sorted(rules.ATTRIBUTES) * 2, "class", "data-x", "onclick", "style", "xml:base")

    def attribute(name: str) -> str:
        rule = rules.ATTRIBUTES.get(name)
        fitting = [value for value in HARMLESS if rule and rule.fullmatch(value)]
        value = chance.choice(fitting if fitting and chance.random() < 0.9 else HARMLESS + HOSTILE)
        return f' {name}="{value}"'

    def element(depth: int) -> str:
        tag = chance.choice(tags)
        attributes = "".join(attribute(name) for name in chance.sample(names, chance.randrange(4)))
        inside = "".join(element(depth + 1) for _ in range(chance.randrange(3 - depth)))
        return f"<{tag}{attributes}>{inside}</{tag}>"

    return svg(f'<path id="a" d="M0 0h9v9z"/>{element(0)}{element(0)}')


def accepted(folder: Path, count: int) -> Iterator[str]:
    """The outputs for those of `count` random SVGs that are accepted."""
    chance = random.Random(20260701)
    for _ in range(count):
        try:
            yield markup(folder, random_svg(chance))
        except SourceError:
            continue


def test_random_svgs_are_refused_or_harmless(tmp_path: Path) -> None:
    """Whatever is accepted comes out harmless."""
    outputs = list(accepted(tmp_path, 3_000))
    for output in outputs:
        assert_harmless(output)
    assert 150 < len(outputs) < 2_850


def show(browser: Browser, body: str) -> tuple[list[str], bool, list[str]]:
    """Open a page without a CSP, click all that is in it, and tell what came of it.

    Returns the addresses asked for, whether a program ran, and each element's and attribute's
    name as the HTML parser understood them.
    """
    page = browser.new_page()
    asked: list[str] = []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.add_init_script("window.ran = () => { window.hasRun = true }")
    page.goto("about:blank")
    page.set_content(f"<!doctype html><title>x</title><main>{body}</main>")
    page.evaluate(
        "for (const e of document.querySelectorAll('main *'))"
        " for (const t of ['load', 'click', 'focus', 'begin', 'mouseover'])"
        "  e.dispatchEvent(new Event(t))"
    )
    page.wait_for_timeout(200)
    ran = page.evaluate("window.hasRun === true")
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('main *')].flatMap("
        "e => [e.localName, ...e.getAttributeNames().map(n => '@' + n)])"
    )
    page.close()
    return asked, ran, names


def test_accepted_logos_run_and_fetch_nothing(browser: Browser, tmp_path: Path) -> None:
    """In a browser without any CSP an accepted logo is a picture and no more."""
    outputs = [markup(tmp_path, text) for text in GOOD.values()]
    outputs += accepted(tmp_path, 1_000)
    asked, ran, names = show(browser, "".join(outputs))
    assert (asked, ran) == ([], False)
    allowed = rules.ELEMENTS | {f"@{name}" for name in rules.ATTRIBUTES}
    assert set(names) - allowed == {"@role", "@aria-label"}


def test_the_browser_test_would_notice(browser: Browser) -> None:
    """The same logos unchecked do run programs and do fetch (so the test above can fail)."""
    asked, ran, _ = show(browser, svg('<g onclick="ran()"/>'))
    assert (asked, ran) == ([], True)
    asked, ran, _ = show(browser, svg('<image href="https://evil.example/x.png"/>'))
    assert (asked, ran) == (["https://evil.example/x.png"], False)


@pytest.mark.parametrize("case", GOOD)
def test_a_logo_looks_as_it_was_drawn(case: str, browser: Browser, tmp_path: Path) -> None:
    """What is written anew for the page is painted exactly as the file is, pixel by pixel."""
    file = tmp_path / "drawn.svg"
    text = GOOD[case].removeprefix("\ufeff")
    if "xmlns" not in text:  # a browser opens no picture file without it
        text = text.replace("<svg", f"<svg {ROOT}", 1)
    file.write_text(text, encoding="utf-8")
    body = "<!doctype html><style>body{{margin:0}}svg,img{{display:block;width:360px;height:240px}}"
    size: Any = {"width": 360, "height": 240}
    pictures = []
    for index, drawn in enumerate((markup(tmp_path, GOOD[case]), f'<img src="{file.as_uri()}">')):
        html = tmp_path / f"{index}.html"
        html.write_text(body.format() + "</style>" + drawn, encoding="utf-8")
        page = browser.new_page(viewport=size)
        page.goto(html.as_uri())
        pictures.append(page.screenshot())
        page.close()
    blank = browser.new_page(viewport=size)
    assert pictures[0] == pictures[1]
    assert pictures[0] != blank.screenshot()
    blank.close()
