"""Published shares stand beside the client's own share of the same offers, and nowhere else."""

import tomllib
from dataclasses import replace

from babel import Locale
from page_text import text
from report_project import GOLDEN, SITE, project
from test_report import report

from nejtak.report.tables.published import published_shares

TITLE = "Beside published figures"


def test_each_published_share_has_a_source_a_year_and_a_country() -> None:
    """Of offers declined or accepted, and of no other kind."""
    content = tomllib.loads((SITE / "published.toml").read_text(encoding="utf-8"))
    assert content.keys() <= {"declined", "accepted"}
    for shares in content.values():
        for one in shares:
            assert one.keys() == {"of", "percent", "country", "year", "source"}
            assert 0 < one["percent"] < 100
            assert one["country"] in Locale("en").territories
            assert one["source"].strip()


def test_the_own_share_comes_first_and_others_say_who_published_them() -> None:
    """61 of 212 offers are 29 percent."""
    shown = text(report(project(), GOLDEN, "en"))
    assert (
        "Offers Declined Source With you 29% H2 2026 "
        "All offers 17.3% Glassdoor · United States 2020 "
        "Professional and technical work 19.4% Glassdoor · United States 2020"
    ) in shown


def test_without_the_employers_counts_nothing_is_compared() -> None:
    """A published share of offers says nothing beside a number of answers."""
    shown = text(report(project(), GOLDEN, "en", offers=None, asked=61))
    assert TITLE not in shown
    assert "Glassdoor" not in shown


def test_a_wave_of_those_who_said_yes_is_compared_with_shares_accepted() -> None:
    """A share declined says nothing about a share accepted where some are withdrawn."""
    found = project()
    client, own, _ = next(found.waves())
    own = replace(own, asks="accepted", accepted=140, declined=61)
    found = replace(found, clients={client.id: replace(client, waves=(own,))})
    shown = text(report(found, GOLDEN, "en"))
    assert "Graduates 69% NACE · United States 2023" in shown
    assert "Glassdoor" not in shown
    assert {one.source for one in published_shares("declined")} == {"Glassdoor"}
