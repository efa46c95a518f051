"""A scale is equal steps on one row or in one column, however wide the screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from conftest import served
from playwright.sync_api import BrowserContext, Page
from scales import POINTS, with_scales

from nejtak.project.model import Project

WIDTHS = (320, 390, 639, 640, 768, 960, 1280)
BOXES = """(list, points) => [...list.querySelectorAll('input')].slice(0, points)
  .map((input) => input.getBoundingClientRect())"""
# The words of a scale's labels that stand on more than one line.
SPLIT = r"""list => {
  const split = []
  const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode());)
    for (const word of node.data.matchAll(/\S+/g)) {
      const range = document.createRange()
      range.setStart(node, word.index)
      range.setEnd(node, word.index + word[0].length)
      if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) split.push(word[0])
    }
  return split
}"""


@pytest.fixture(scope="module")
def scales(project: Project) -> Iterator[str]:
    """The origin that serves them."""
    yield from served(with_scales(project))


@pytest.fixture
def page(phone: BrowserContext, scales: str) -> Page:
    """The page with all scales."""
    page = phone.new_page()
    page.goto(f"{scales}/harbour/2026-h2/en/")
    return page


def steps(boxes: list[dict[str, Any]], side: str) -> set[int]:
    """The distances between neighbours, in whole px."""
    return {round(b[side] - a[side]) for a, b in pairwise(boxes)}


@pytest.mark.parametrize("points", POINTS)
def test_a_scale_is_equal_steps_on_one_row_or_in_one_column(page: Page, points: int) -> None:
    """No point stands on a line of its own, or further from its neighbours than the others."""
    scale = page.locator(f"#q-scale-{points} .list")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        boxes = scale.evaluate(BOXES, points)
        assert len(boxes) == points
        across, down = (steps(boxes, side) for side in ("x", "y"))
        lies, stands = ({0}, across) if down == {0} else (across, down)
        assert lies == {0}, (width, across, down)
        assert max(stands) - min(stands) <= 1, (width, stands)
        assert min(stands) >= 44, (width, stands)


@pytest.mark.parametrize("points", POINTS)
def test_words_at_the_ends_of_a_scale_stay_whole(page: Page, points: int) -> None:
    """No word is broken, and nothing sticks out of the page."""
    scale = page.locator(f"#q-scale-{points} .list")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert scale.evaluate(SPLIT) == [], width
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
