"""The trend in declined offers: the employer's own counts, and never more than chance allows."""

import re
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest
from report_project import GOLDEN, project

from nejtak.base.wilson import wilson
from nejtak.project.model import Wave
from nejtak.report import make
from nejtak.report.page.periods import short
from nejtak.report.page.phrasing import Words
from nejtak.report.tables import trend

WAVE = next(project().waves())[1]


def told(declined: int | None, offers: int | None, year: int = 2026) -> Wave:
    """A wave of that year with these counts."""
    closes = date(year, 12, 31)
    return replace(WAVE, id=str(year), closes=closes, declined=declined, offers=offers)


def point(declined: int, offers: int, year: int = 2026) -> trend.Point:
    """The same as a point that is there."""
    found = trend.point(told(declined, offers, year))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_interval_of_a_change_is_newcombes(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    """Method 10 of Newcombe (1998), with the examples (a), (b) and (g) of his table II."""
    found = trend.difference(point(*before), point(*now))
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_change_is_said_only_where_chance_hardly_explains_it() -> None:
    """Four more of two hundred are within the uncertainty; forty more are not."""
    before = point(55, 200)
    assert trend.move(before, point(61, 212)) == "uncertain"
    assert trend.move(before, point(100, 200)) == "up"
    assert trend.move(before, point(15, 200)) == "down"


def test_waves_without_counts_and_later_ones_are_left_out() -> None:
    """A point needs both counts, and a report knows nothing of what came after its wave."""
    client = next(project().waves())[0]
    waves = (told(40, 200, 2024), told(None, 200, 2025), told(61, 212), told(9, 90, 2027))
    found = trend.points(replace(client, waves=waves), waves[2])
    assert [p.wave.id for p in found] == ["2024", "2026"]


def test_waves_that_ask_others_are_no_points_of_the_same_line() -> None:
    """A share of acceptances is never joined to one of declines, and has its own number."""
    client = next(project().waves())[0]
    split = {"accepted": 147, "withdrawn": 4, "asks": "accepted"}
    waves = (
        told(40, 200, 2024),
        replace(told(55, 200, 2025), accepted=140, withdrawn=5, asks="accepted"),
        replace(told(61, 212), **split),
    )
    found = trend.points(replace(client, waves=waves), waves[2])
    assert [(p.wave.id, p.count, p.offers) for p in found] == [
        ("2025", 140, 200),
        ("2026", 147, 212),
    ]
    assert trend.point(replace(told(61, 212), asks="accepted")) is None


def test_a_withdrawn_yes_is_said_apart() -> None:
    """With its own interval, if the employer counts it; it is in no other share."""
    client, wave, _ = next(project().waves())
    split = replace(wave, offers=212, accepted=147, declined=61, withdrawn=4)
    page, plain = (
        make(project(), client, one, GOLDEN).files["da.html"].decode() for one in (split, wave)
    )
    low, high = (round(100 * share) for share in wilson(4, 212))
    said = f"4 af 212 sagde ja og trak det tilbage inden første dag (usikkerhed: {low}"
    assert said in page.replace("\u2060", "")
    assert f"{high}\xa0%). De er talt for sig." in page
    assert "trak det tilbage" not in plain
    assert "29\xa0%" in page


def test_one_wave_is_no_trend() -> None:
    """A single point has nothing to be compared with, and the page says that it is the first."""
    client, wave, _ = next(project().waves())
    page = make(project(), client, wave, GOLDEN).files["da.html"].decode()
    assert "Første måling." in page
    assert 'class="time' not in page


def test_a_report_with_earlier_waves_shows_the_change() -> None:
    """First page, headline, drawing and table come from the client's own counts."""
    page = with_earlier((200, 55))
    assert "+1 point siden 2. halvår 2025, inden for usikkerheden (−8\xa0til\xa0+10)." in page
    assert "Andelen af nej er ikke sikkert ændret: 28\xa0% før, 29\xa0% nu" in page
    chart = page[page.index('<svg class="time tall"') :].partition("</svg>")[0]
    assert chart.count("<circle") == 2
    places = [float(n) for n in re.findall(r'(?:x1|y1|cx|cy)="([0-9.]+)%"', chart)]
    assert all(0 <= place <= 100 for place in places)
    table = page[page.index('<div class="unseen"') :].partition("</table>")[0].split()
    assert "2025</th><td>55" in table
    assert "Andel af tilbuddene, der fik et nej: 28\xa0% i 2. halvår 2025; 29\xa0% i 2." in page


def test_a_rise_and_a_fall_are_said_as_such() -> None:
    """Only where chance hardly explains them, and with both shares."""
    assert "Andelen af nej er steget fra 5\xa0% til 29\xa0%" in with_earlier((200, 10))
    assert "Andelen af nej er faldet fra 80\xa0% til 29\xa0%" in with_earlier((200, 160))


def test_time_runs_from_right_to_left_where_the_language_does() -> None:
    """The newest period stands where its words stand below the drawing."""
    left, right = (
        re.findall(r'cx="([0-9.]+)%"', with_earlier((200, 55), direction))[:2]
        for direction in ("ltr", "rtl")
    )
    assert left == right[::-1]


def with_earlier(before: tuple[int, int], direction: Literal["ltr", "rtl"] = "ltr") -> str:
    """The Danish page of the golden wave, half a year after one with these offers and declines."""
    offers, declined = before
    old = replace(
        WAVE,
        id="2025",
        opens=date(2025, 7, 1),
        closes=date(2025, 12, 31),
        offers=offers,
        declined=declined,
    )
    found = project(waves=(old, WAVE))
    danish = replace(found.locales["da"], direction=direction)
    found = replace(found, locales={**found.locales, "da": danish})
    return make(found, found.clients["nordlys"], WAVE, GOLDEN).files["da.html"].decode()


@pytest.mark.parametrize(
    ("share", "end", "said"),
    [
        (-0.005, "low", "\u22121"),
        (0.26, "high", "+26"),
        (0.261, "high", "+27"),
        (0.004, "low", "+0,4"),
        (-0.0004, "high", "\u22120,1"),
        (0.0, "low", "0"),
        (0.087, "", "+9"),
        (-0.002, "", "0"),
    ],
)
def test_the_end_of_an_interval_is_never_said_as_zero(
    share: float, end: Literal["low", "high", ""], said: str
) -> None:
    """It is rounded outwards, and what is not zero keeps its sign."""
    assert Words(project().locales["da"], 38).signed(share, end) == said


@pytest.mark.parametrize(
    ("opens", "closes", "danish", "english"),
    [
        (date(2026, 7, 1), date(2026, 12, 31), "2. halvår 2026", "H2 2026"),
        (date(2026, 1, 1), date(2026, 3, 31), "1. kvartal 2026", "Q1 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026", "2026"),
        (
            date(2026, 2, 1),
            date(2026, 7, 31),
            "1. feb. 2026 – 31. jul. 2026",
            "1 Feb 2026 – 31 Jul 2026",
        ),
    ],
)
def test_periods_have_short_names(opens: date, closes: date, danish: str, english: str) -> None:
    """A half or a quarter of a year by its number, else the days; British in English."""
    found = {
        code: short(opens, closes, Words(locale, 38)) for code, locale in project().locales.items()
    }
    assert found == {"da": danish, "en": english}
