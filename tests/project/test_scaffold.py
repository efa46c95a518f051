"""New projects, clients, surveys and waves: complete, valid, and never written over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources import Site

from nejtak.errors import StateError
from nejtak.project import scaffold
from nejtak.project.scaffold import NewClient, first_period, id_from
from nejtak.wave.load import load_project

TODAY = date(2027, 2, 1)
CLIENT = NewClient("blaa", 'Blå "B" \\ Bølge', ("da",), "#005f73", "privacy@blaa.example")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Blå Bølge", "blaa-boelge"),
        ("Łódź & Søn A/S", "odz-soen-a-s"),
        ("  Émile  ", "emile"),
        ("株式会社", ""),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_an_id_follows_from_a_name(name: str, id_: str) -> None:
    """Readable for Danes; empty if no letter of the name can stand in a path."""
    assert id_from(name) == id_


@pytest.mark.parametrize(
    ("today", "id_", "closes"),
    [
        (date(2027, 1, 1), "2027-h1", date(2027, 6, 30)),
        (date(2027, 5, 1), "2027-h1", date(2027, 6, 30)),
        (date(2027, 5, 2), "2027-h2", date(2027, 12, 31)),
        (date(2027, 11, 28), "2028-h1", date(2028, 6, 30)),
    ],
)
def test_a_first_wave_is_open_for_two_months(today: date, id_: str, closes: date) -> None:
    """To the end of a half-year, but never one that is about to end."""
    assert first_period(today) == (id_, (today, closes))


def test_what_is_made_has_no_faults(tmp_path: Path) -> None:
    """A project with a client, a survey and a draft, whatever characters the name has."""
    root = tmp_path / "own"
    scaffold.new_project(root)
    sources = root / scaffold.SOURCES
    scaffold.new_client(sources, CLIENT)
    scaffold.new_survey(sources, "short", "three-questions")
    wave, days = first_period(TODAY)
    scaffold.new_wave(sources, "blaa", wave, "short", days)
    project = load_project(sources)
    client = project.clients["blaa"]
    assert (client.name, client.partner, client.languages) == (CLIENT.name, None, ("da",))
    (found,) = client.waves
    assert (found.status, found.survey, found.closes) == ("draft", "short", days[1])


def test_a_wave_like_the_last_begins_after_it(tmp_path: Path) -> None:
    """Same survey, groups and length; the numbers of the earlier period are left out."""
    site = Site(tmp_path)
    waves = site.root / "clients" / "nordlys" / "waves"
    path = scaffold.wave_like(site.root, "nordlys", "2026-q4", "2026-q3", date(2026, 9, 1))
    assert path == waves / "2026-q4.toml"
    before, after = sorted(site.load().clients["nordlys"].waves, key=lambda one: one.id)
    assert (after.survey, after.opens) == (before.survey, date(2026, 10, 1))
    assert after.closes - after.opens == before.closes - before.opens
    assert (after.offers, after.declined, after.asked) == (None, None, None)
    scaffold.wave_like(site.root, "nordlys", "2027-q1", "2026-q3", TODAY)
    assert site.load().clients["nordlys"].waves[2].opens == TODAY


def test_a_copy_of_a_survey_is_the_projects_first(tmp_path: Path) -> None:
    """If the project has changed a survey of nejtak's, its own is the one that is copied."""
    site = Site(tmp_path)
    own = site.root / "surveys" / "three-questions"
    scaffold.new_survey(site.root, "three-questions", "three-questions")
    (own / "survey.toml").write_text("# ours\n" + (own / "survey.toml").read_text())
    scaffold.new_survey(site.root, "again", "three-questions")
    copied = site.root / "surveys" / "again" / "survey.toml"
    assert copied.read_text().startswith("# ours\n")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Each function refuses what is there, an id that is none, and a survey that nobody has."""
    site = Site(tmp_path)
    before = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    days = (TODAY, TODAY)
    for make, message in (
        (lambda: scaffold.new_project(site.root), "is there already"),
        (lambda: scaffold.new_client(site.root, NewClient("nordlys", *["x"] * 4)), "already"),
        (lambda: scaffold.new_client(site.root, NewClient("Nord", *["x"] * 4)), "is no id"),
        (lambda: scaffold.new_survey(site.root, "asked", "offer-declined"), "already"),
        (lambda: scaffold.new_survey(site.root, "b", "offer-declind"), "mean 'offer-declined'"),
        (lambda: scaffold.new_wave(site.root, "nordlys", "2026-q3", "asked", days), "already"),
        (lambda: scaffold.new_wave(site.root, "nordlys", "Q3", "asked", days), "is no id"),
    ):
        with pytest.raises(StateError, match=message):
            make()
    after = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    assert after == before
