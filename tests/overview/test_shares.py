"""The offers of all clients together: added up only if all count the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sources import SITE

from nejtak.base.wilson import whole_percent, wilson
from nejtak.overview.shares import Share, over_clients
from nejtak.overview.words import shares_words
from nejtak.project.model import Client, Project, Wave
from nejtak.wave.load import load_project

EXACT = {"offers": 40, "accepted": 25, "declined": 12, "withdrawn": 3}
HALF = {"offers": 1000, "accepted": None, "declined": 900, "withdrawn": None}


def project() -> Project:
    """The demo."""
    return load_project(SITE)


def client(*waves: Wave) -> Client:
    """A client with these waves."""
    return replace(project().clients["nordlys"], waves=waves)


def wave(closes: int = 2026, **counts: Any) -> Wave:
    """A wave that closed in a year."""
    own = project().clients["nordlys"].waves[-1]
    return replace(own, id=str(closes), closes=date(closes, 12, 31), within="", **counts)


def test_clients_that_count_the_same_way_are_added_up() -> None:
    """Every outcome is a sum of theirs, with Wilson's interval; the parts make up the whole."""
    found = over_clients([client(wave(**EXACT)), client(wave(**EXACT))])
    assert found
    assert (found.clients, found.offers, found.apart) == (2, 80, 0)
    assert [(part.outcome, part.count) for part in found.parts] == [
        ("accepted", 50),
        ("declined", 24),
        ("withdrawn", 6),
    ]
    low, high = wilson(24, 80)
    assert found.parts[1] == Share("declined", 24, 30, round(100 * low), round(100 * high))
    assert shares_words(found) == (
        "The last 80 offers of 2 clients: accepted 63% (52-72), declined 30% (21-41), withdrawn "
        "8% (3-15)."
    )


def test_a_client_that_counts_otherwise_is_left_out() -> None:
    """Where a withdrawn yes is counted is not known of it; the overview says that it is missing."""
    found = over_clients([client(wave(**EXACT)), client(wave(**EXACT)), client(wave(**HALF))])
    assert found
    assert (found.offers, found.apart) == (80, 1)
    assert shares_words(found).endswith("Left out, since not all three are known: 1 client.")


def test_each_client_counts_once_with_its_last_period() -> None:
    """An earlier period is not added, nor the same one that two waves ask about."""
    twice = client(wave(2025, **HALF), wave(**EXACT), replace(wave(**EXACT), id="accepted"))
    found = over_clients([twice, client(wave(**EXACT))])
    assert found
    assert (found.offers, found.apart) == (80, 0)


def test_one_client_is_no_total() -> None:
    """Nor is none."""
    assert over_clients([client(wave(**EXACT)), client(wave(**HALF))]) is None
    assert over_clients([]) is None


def test_halves_are_rounded_upwards_as_in_a_report() -> None:
    """57 of 200 is 28.5 %: 29 here and there, though 0.285 is a little less in binary."""
    found = over_clients([client(wave(accepted=143, declined=57, withdrawn=0, offers=200))] * 2)
    assert found
    assert {part.outcome: part.percent for part in found.parts}["declined"] == 29
    assert [whole_percent(share / 200) for share in (1, 57, 113)] == [1, 29, 57]
