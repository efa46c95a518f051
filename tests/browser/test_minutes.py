"""The minutes that a survey promises follow from a simulation; no candidate was timed."""

from __future__ import annotations

from playwright.sync_api import Browser

from benchmarks.respondents import BEFORE, NOW, respondents, simulate, wrongly_promised


def test_minutes_follow_from_the_simulation(browser: Browser) -> None:
    """Three of four simulated respondents are done in the minutes that the survey promises."""
    found = simulate(browser, NOW)
    assert len(found) == len(NOW) == 15
    assert wrongly_promised(found) == []


def test_the_closed_part_takes_half_the_taps(browser: Browser) -> None:
    """The same people, before and after the grid of reasons was taken out."""
    before, now = simulate(browser, [(BEFORE, "da"), ("offer-declined", "da")])
    assert now.taps_median <= before.taps_median / 2
    assert now.minutes_median < before.minutes_median


def test_respondents_are_the_same_in_every_run() -> None:
    """A fixed seed: what is promised does not change by itself."""
    assert respondents() == respondents()
    assert len(respondents()) == 200
