"""What old browsers lack costs no answer, in any engine: it is taken away before the page runs."""

from __future__ import annotations

import pytest
from conftest import SURVEY, THANKS, Engine, answers, at, fill, tick, until
from origin import Origin

HEADING = "document.querySelector('h1').textContent"
ANSWERS = {"positives": "Holdet", "winnable": "yes"}
# Safari below 16 and Firefox below 100 lack the first; what follows nobody's browser lacks today.
LACKS = {
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "crypto.subtle": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "fetch": "delete window.fetch",
    "fetch, by a throw": "window.fetch = () => { throw new Error('no') }",
    "String.padStart": "delete String.prototype.padStart",
    "PerformancePaintTiming": "delete window.PerformancePaintTiming",
    "addEventListener, by a throw": "EventTarget.prototype.addEventListener = "
    "() => { throw new Error('no') }",
}


@pytest.mark.parametrize("lacking", LACKS)
def test_an_answer_leaves_whatever_the_browser_lacks(
    survey: Engine, origin: Origin, lacking: str
) -> None:
    """By the script or as a plain form, whose answers are shown first; stored once either way."""
    origin.lacks = LACKS[lacking]
    survey.open(origin.url + SURVEY)
    tick(survey, "winnable", "yes")
    fill(survey, "positives", "Holdet")
    survey.click("#send")
    until(lambda: at(survey, THANKS)() or survey.look(HEADING) == "Se dine svar igennem")
    if not at(survey, THANKS)():
        survey.click("form button[type=submit]")
        until(at(survey, THANKS))
    assert answers(origin) == [ANSWERS]


def test_rows_are_as_tall_without_has(survey: Engine, origin: Origin) -> None:
    """Without `:has()` every option is as tall as a finger, and a list can be cleared."""
    origin.has = False
    survey.open(origin.url + SURVEY)
    heights = survey.look(
        "[...document.querySelectorAll('.list label')].map((label) => label.offsetHeight)"
    )
    assert min(heights) >= 44
    clear = "document.querySelector('[name=winnable][value=\"\"]')"
    assert survey.look(f"getComputedStyle({clear}.parentNode).visibility") == "visible"
