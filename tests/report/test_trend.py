"""The trend in declined offers: the employer's own counts, and never more than chance allows."""

from dataclasses import replace
from datetime import date

import pytest
from report_project import GOLDEN, project

from nejtak.project.model import Wave
from nejtak.report import make
from nejtak.report.page.phrasing import Words
from nejtak.report.page.sections import HEIGHT, WIDTH
from nejtak.report.page.sections import trend as drawn
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


def test_one_wave_is_no_trend() -> None:
    """A single point has nothing to be compared with."""
    client, wave, _ = next(project().waves())
    page = make(project(), client, wave, GOLDEN).files["da.html"].decode()
    assert "Andel nej" not in page
    assert "i forhold til forrige periode" not in page


def test_the_drawing_stays_within_its_frame_and_the_table_says_it_too() -> None:
    """Every point lies inside, and who cannot see the line reads the same in words."""
    words = Words(project().locales["da"], 38)
    chart = drawn([point(4, 80, 2024), point(200, 200, 2025), point(61, 212)], words)
    assert chart is not None
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in chart.dots)
    assert [row["share"].replace("\u2060", "") for row in chart.rows] == [
        "5\xa0%", "100\xa0%", "29\xa0%",
    ]  # fmt: skip
    assert "29\xa0%" in chart.description


def test_a_report_with_earlier_waves_shows_the_change() -> None:
    """Tile, headline and table come from the client's own counts and pass the gate."""
    old = replace(WAVE, id="2025", opens=date(2025, 7, 1), closes=date(2025, 12, 31),
                  offers=200, declined=55)  # fmt: skip
    found = project(waves=(old, WAVE))
    page = make(found, found.clients["nordlys"], WAVE, GOLDEN).files["da.html"].decode()
    assert "+1 point" in page
    assert "Inden for usikkerheden: \u22127 til +10." in page
    assert "Andelen af nej er ikke sikkert ændret siden forrige periode" in page
