"""Palettes: from one colour, everything on a page can be read in both modes."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import sys
import time
from typing import Literal

import pytest
from coloraide import Color
from playwright.sync_api import Browser

from nejtak.brand import Palette, Tones, palette

EXTREMES = (
    "#000000",
    "#ffffff",
    "#808080",
    "#ff0000",
    "#00ff00",
    "#0000ff",
    "#ffff00",
    "#00ffff",
    "#ff00ff",
    "#fefefe",
    "#fffffe",
    "#fffeff",
    "#010101",
    "#000001",
    "#767676",
    "#777777",
    "#007ea7",
    "#ffd600",
)
RANDOM = tuple(f"#{random.Random(20260701 + n).randrange(1 << 24):06x}" for n in range(500))
COLOURS = EXTREMES + RANDOM

WORDS = ("text", "muted", "link", "error")
SHAPES = ("brand", "border", "focus", "fill", "edge")
NAMES = [name for name, _ in palette("#007ea7").light.items()]
SHEET = "".join(f"var(--{name})" for name in NAMES)  # that uses every token


def wcag(one: str, other: str) -> float:
    """The contrast ratio as WCAG 2.2 defines it, written apart from the code under test."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(f * p for f, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="module")
def everything() -> list[tuple[str, Tones]]:
    """The tones of every colour in both modes, each with what to call it in a failure."""
    made = [palette(colour) for colour in COLOURS]
    light = [(f"{each.colour} light", each.light) for each in made]
    return light + [(f"{each.colour} dark", each.dark) for each in made]


def hue_and_chroma(colour: str) -> tuple[float, float]:
    """Hue in degrees and chroma, both in OKLCH."""
    _, chroma, hue = Color(colour).convert("oklch").coords(nans=False)
    return hue, chroma


def degrees_between(one: float, other: float) -> float:
    """The smaller of the two angles between two hues."""
    return abs((one - other + 180) % 360 - 180)


def test_words_on_surface_and_panel_reach_4_5(everything: list[tuple[str, Tones]]) -> None:
    """Whatever colour a client has, every word on the page and in its boxes can be read."""
    low = [
        (which, name, place, wcag(getattr(tones, name), getattr(tones, place)))
        for which, tones in everything
        for name in WORDS
        for place in ("surface", "panel")
        if wcag(getattr(tones, name), getattr(tones, place)) < 4.5
    ]
    assert low == []


def test_words_on_fills_reach_4_5(everything: list[tuple[str, Tones]]) -> None:
    """Words on buttons can be read."""
    pairs = (
        ("on_brand", "brand"),
        ("on_error", "error"),
        ("on_client", "client"),
        ("text", "tint"),
    )
    low = [
        (which, on, fill)
        for which, tones in everything
        for on, fill in pairs
        if wcag(getattr(tones, on), getattr(tones, fill)) < 4.5
    ]
    assert low == []


def test_shapes_on_surface_and_panel_reach_3(everything: list[tuple[str, Tones]]) -> None:
    """Controls, focus rings, buttons and bars can be seen."""
    low = [
        (which, name, place)
        for which, tones in everything
        for name in SHAPES
        for place in ("surface", "panel")
        if wcag(getattr(tones, name), getattr(tones, place)) < 3
    ]
    assert low == []


def test_the_two_parts_of_a_bar_differ(everything: list[tuple[str, Tones]]) -> None:
    """The sure and the uncertain part of a bar differ in luminance by 1.5 at least."""
    assert [w for w, tones in everything if wcag(tones.fill, tones.fill_soft) < 1.5] == []


def test_a_colour_with_enough_contrast_is_kept() -> None:
    """A client's colour is changed for no other reason than contrast."""
    for colour in COLOURS:
        made = palette(colour)
        for tones in (made.light, made.dark):
            worst = min(wcag(colour, tones.surface), wcag(colour, tones.panel))
            assert (tones.brand == colour) == (worst >= 3), colour
            if worst >= 4.5:
                assert tones.link == colour
            elif worst < 3:
                assert tones.link == tones.text, colour


def test_the_colour_itself_is_a_surface_and_never_changed() -> None:
    """A bright brand stays bright; a colour like the page's gets a dark edge."""
    for colour in COLOURS:
        for tones in (palette(colour).light, palette(colour).dark):
            assert tones.client == colour
            seen = min(wcag(colour, under) for under in (tones.surface, tones.panel, tones.tint))
            assert tones.edge == (colour if seen >= 3 else tones.text), colour
            assert wcag(tones.strip, tones.surface) >= 1.2
            assert min(wcag(tones.edge, tones.tint), wcag(tones.border, tones.surface)) >= 3


def test_changed_colour_is_the_nearest_that_will_do() -> None:
    """A changed colour goes no farther from the client's than it has to."""
    far = []
    for colour in COLOURS:
        for tones in (palette(colour).light, palette(colour).dark):
            worst = min(wcag(tones.focus, tones.surface), wcag(tones.focus, tones.panel))
            if tones.focus != colour and worst > 4.65:
                far.append((colour, tones.focus, worst))
    assert far == []


def test_hue_is_kept(everything: list[tuple[str, Tones]]) -> None:
    """A changed colour is still the client's: its hue moves by four degrees at most."""
    moved = []
    coloured = 0
    for which, tones in everything:
        hue, chroma = hue_and_chroma(which[:7])
        for name in ("brand", "focus", "fill", *(["link"] if tones.link != tones.text else [])):
            now, chroma_now = hue_and_chroma(getattr(tones, name))
            if min(chroma, chroma_now) >= 0.03:
                coloured += 1
                if degrees_between(hue, now) > 4:
                    moved.append((which, name, getattr(tones, name)))
    assert moved == []
    assert coloured > 3000


def test_errors_differ_from_the_brand(everything: list[tuple[str, Tones]]) -> None:
    """Errors are red, or a neighbouring hue if the brand is red; never the brand's hue."""
    near = []
    for which, tones in everything:
        hue, chroma = hue_and_chroma(which[:7])
        apart = degrees_between(hue, hue_and_chroma(tones.error)[0])
        if chroma >= 0.03 and apart < 23:
            near.append((which, tones.error, apart))
    assert near == []
    for mode in ("light", "dark"):
        assert len({tones.error for which, tones in everything if which.endswith(mode)}) == 3


def test_greys_stay_grey() -> None:
    """A client whose colour is a grey gets surfaces and words without a tint."""
    names = (
        "surface",
        "panel",
        "text",
        "muted",
        "line",
        "border",
        "link",
        "fill_soft",
        "tint",
        "edge",
    )
    for colour in ("#000000", "#ffffff", "#808080"):
        for tones in (palette(colour).light, palette(colour).dark):
            for name in names:
                tone = getattr(tones, name)
                assert tone[1:3] == tone[3:5] == tone[5:7], (colour, name, tone)


def test_nordlys() -> None:
    """A fitting colour is kept, and its links move just as far as needed."""
    made = palette("#007EA7")
    assert made.css(SHEET) == (
        ":root{color-scheme:light;--client:#007ea7;--on-client:#ffffff;--edge:#007ea7;"
        f"--strip:#007ea7;--tint:{made.light.tint};--brand:#007ea7;--on-brand:#ffffff;"
        "--link:#007ba4;"
        "--focus:#007ba4;--surface:#ffffff;--panel:#f6f9fa;--text:#192125;--muted:#535c61;"
        "--line:#d2dde2;--border:#788287;--error:#b00c15;--on-error:#ffffff;--fill:#007ea7;"
        "--fill-soft:#add9ef}@media screen and (prefers-color-scheme:dark){:root{"
        f"color-scheme:dark;--tint:{made.dark.tint};--link:#2992bb;--focus:#2992bb;"
        "--surface:#10171b;--panel:#1b2327;--text:#e9f0f3;--muted:#acb6bb;"
        "--line:#363f43;--border:#7e888d;--error:#fb988d;--on-error:#000000;"
        "--fill-soft:#1f485a}}"
    )
    assert made.changes() == (
        "#007ea7 -> #007ba4 for links in light mode (words need 4.5:1 on #f6f9fa; it has 4.37:1)",
        "#007ea7 -> #2992bb for links in dark mode (words need 4.5:1 on #1b2327; it has 3.45:1)",
    )


def test_a_sheet_gets_the_tokens_that_it_uses() -> None:
    """A page carries no colour that nothing on it has; a tick is black or white."""
    made = palette("#ffd600").css("a{color:var(--client);background:var(--tick)}")
    assert re.findall(r"--[a-z-]+", made) == ["--client", "--tick"]
    assert "stroke='%23000000'" in made


def test_harbour_and_pine() -> None:
    """A colour too light for a white page stays on it as a surface; words there are ink."""
    made = palette("#ffd600")
    assert made.light.client == made.dark.client == made.light.strip == "#ffd600"
    assert made.light.on_client == "#000000"
    assert made.dark.brand == made.dark.link == made.dark.edge == "#ffd600"
    assert made.light.link == made.light.edge == made.light.text
    assert made.light.brand == "#877100"
    assert made.changes() == (
        f"#ffd600 -> {made.light.text} for links, #877100 for bars of reports in light mode "
        "(words need 4.5:1 on #f9f8f5; it has 1.33:1)",
    )


def test_no_change_is_no_line() -> None:
    """An admin hears nothing about a mode that could use the colour as it is."""
    assert palette("#767676").changes()[0].startswith("#767676 -> #727272 for links in light mode")
    assert [line for line in palette("#c8102e").changes() if "light" in line] == []


def test_the_dark_style_has_only_differences() -> None:
    """The two rules together give each mode exactly its tones."""
    for colour in COLOURS[:60]:
        made = palette(colour)
        light, dark = re.fullmatch(
            r":root\{color-scheme:light;(.+?)\}"
            r"@media screen and \(prefers-color-scheme:dark\)\{:root\{color-scheme:dark;(.+?)\}\}",
            made.css(SHEET),
        ).groups()  # type: ignore[union-attr]  # it matches
        painted = dict(pair.split(":") for pair in light.split(";"))
        assert painted == {f"--{name}": tone for name, tone in made.light.items()}
        changed = dict(pair.split(":") for pair in dark.split(";"))
        assert {**painted, **changed} == {f"--{name}": tone for name, tone in made.dark.items()}
        assert all(painted[name] != tone for name, tone in changed.items())


@pytest.mark.parametrize(
    ("medium", "scheme", "mode"),
    [("screen", "light", "light"), ("screen", "dark", "dark"), ("print", "dark", "light")],
)
def test_a_browser_paints_the_mode(
    browser: Browser,
    medium: Literal["screen", "print"],
    scheme: Literal["light", "dark"],
    mode: str,
) -> None:
    """The screen follows the reader's setting; paper is always light, and so are its controls."""
    made = palette("#007ea7")
    page = browser.new_page()
    page.emulate_media(media=medium, color_scheme=scheme)
    page.set_content(f"<style>{made.css(SHEET)}</style>")
    seen = page.evaluate(
        "(s => [s.getPropertyValue('--surface'), s.colorScheme])(getComputedStyle(document.body))"
    )
    page.close()
    assert seen == [getattr(made, mode).surface, mode]


def test_tokens_are_in_the_dtcg_form() -> None:
    """Design tools that read Design Tokens 2025.10 get every token as an sRGB colour."""
    made = palette("#ffd600")
    tokens = made.tokens()
    assert tokens["client"] == {
        "$type": "color",
        "$value": {
            "colorSpace": "srgb",
            "components": [1.0, 0.8392, 0.0],
            "alpha": 1,
            "hex": "#ffd600",
        },
    }
    for mode, tones in (("light", made.light), ("dark", made.dark)):
        group = tokens[mode]
        assert group.pop("$type") == "color"
        assert {name: token["$value"]["hex"] for name, token in group.items()} == dict(
            tones.items()
        )
        for token in group.values():
            back = "#" + "".join(
                f"{round(part * 255):02x}" for part in token["$value"]["components"]
            )
            assert back == token["$value"]["hex"]


def test_same_bytes_in_every_run() -> None:
    """Two builds on any machine paint the same."""
    script = (
        "from nejtak.brand import palette\n"
        f"for c in {COLOURS[:80]!r}: print(palette(c).css({SHEET!r}))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    here = "".join(palette(colour).css(SHEET) + "\n" for colour in COLOURS[:80]).encode()
    assert {hashlib.sha256(run).hexdigest() for run in runs} == {hashlib.sha256(here).hexdigest()}


def test_importing_the_brand_does_not_import_coloraide() -> None:
    """`build.py --help` does not wait for a library that it does not use."""
    script = "import sys, nejtak.brand; sys.exit('coloraide' in sys.modules)"
    subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": ":".join(sys.path)}, check=True
    )


def test_five_hundred_clients_do_not_slow_a_build() -> None:
    """A palette takes less than 20 ms of CPU."""
    palette("#123456")
    new = [f"#{number:06x}" for number in range(7, 0xFFFFFF, 0xFFFFFF // 100)][:100]
    start = time.process_time()
    for colour in new:
        palette(colour)
    assert (time.process_time() - start) / 100 < 0.020


@pytest.mark.parametrize(
    "colour", ["", "red", "#fff", "007ea7", "#007ea7 ", "#007eag", "#007ea7ff"]
)
def test_other_notations_are_refused(colour: str) -> None:
    """A colour is `#rrggbb` and nothing else, so nothing else gets into a style sheet."""
    with pytest.raises(ValueError, match="is not a colour as #rrggbb"):
        palette(colour)


def test_a_palette_is_frozen() -> None:
    """Nobody changes a palette that was made for somebody else."""
    made: Palette = palette("#007ea7")
    with pytest.raises(AttributeError):
        made.light.brand = "#000000"  # type: ignore[misc]  # the type forbids it, too
