"""How the page looks in each engine: brand colours, focus, steps of a scale, right to left."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import SURVEY, Engine, until
from origin import Origin
from scales import POINTS

TAB = "\ue004"  # as WebDriver writes it
YELLOW = "/harbour/2026-h2/en/"
COLOURS = """(() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector))
  return [style('body').borderTopColor, style('#send').backgroundColor, style('#send').color]
})()"""
# Width and colour of the ring around what has the focus, and the colour of the text.
RING = """(() => {
  const styles = [document.activeElement, document.activeElement.nextSibling]
    .filter((e) => e && e.localName).map((e) => getComputedStyle(e))
  const ring = styles.find((style) => style.outlineStyle == 'solid')
  return ring && [ring.outlineWidth, ring.outlineColor, getComputedStyle(document.body).color]
})()"""


@pytest.mark.parametrize(
    ("place", "colour", "text"),
    [(SURVEY, "rgb(0, 126, 167)", "rgb(255, 255, 255)"),
     (YELLOW, "rgb(255, 214, 0)", "rgb(0, 0, 0)")],
)  # fmt: skip
def test_a_brand_keeps_its_own_colour(
    engine: Engine, origin: Origin, place: str, colour: str, text: str
) -> None:
    """Strip and button wear it unchanged, bright ones too; the text on it is black or white."""
    engine.open(origin.url + place)
    assert engine.look(COLOURS) == [colour, colour, text]


@pytest.mark.parametrize("has", [True, False], ids=["today", "without :has"])
@pytest.mark.parametrize("place", [SURVEY, YELLOW])
def test_focus_has_a_ring_of_ink(engine: Engine, origin: Origin, place: str, has: bool) -> None:
    """At every stop of the keyboard: 3 px in the colour of the text, never in the brand's."""
    origin.has = has
    engine.resize(390, 844)
    engine.open(origin.url + place)
    engine.look("void document.querySelector('.promise a').focus()")
    rings = set()
    for _ in range(5):
        before = engine.look("document.activeElement.outerHTML")
        engine.type(TAB)
        until(lambda before=before: engine.look("document.activeElement.outerHTML") != before)
        rings.add(tuple(engine.look(RING)))
    ((width, colour, ink),) = rings
    assert width == "3px"
    assert colour == ink


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_scales_are_equal_steps(engine: Engine, origin: Origin, width: int) -> None:
    """On one row or in one column, 0 to 10 included."""
    engine.resize(width, 844)
    engine.open(origin.url + YELLOW)
    for points in POINTS:
        boxes = engine.look(
            f"[...document.querySelectorAll('#q-scale-{points} input')].slice(0, {points})"
            ".map((input) => input.getBoundingClientRect())"
        )
        steps = [{round(b[side] - a[side]) for a, b in pairwise(boxes)} for side in ("x", "y")]
        lies, stands = sorted(steps, key=lambda found: found != {0})
        assert lies == {0}, points
        assert max(stands) - min(stands) <= 1, points
        assert min(stands) >= 44, points


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_right_to_left_is_mirrored(engine: Engine, origin: Origin, width: int) -> None:
    """Boxes stand to the right of their words, numbers too, and nothing is cut off."""
    engine.resize(width, 844)
    engine.open(origin.url + SURVEY.replace("/da/", "/ar/"))
    sides = engine.look("""(() => {
      const left = (e) => e.getBoundingClientRect().left
      const words = (label) => {
        const range = document.createRange()
        range.selectNodeContents(label.lastChild)
        return range.getBoundingClientRect().left
      }
      return [...document.querySelectorAll('.list label:not(.clear)')]
        .map((label) => left(label.firstChild) > words(label))
        .concat(left(document.querySelector('h3 .n')) > left(document.querySelector('h3')))
    })()""")
    assert set(sides) == {True}
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert engine.look(wide) <= 0
