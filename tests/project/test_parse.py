"""From tables and documents to the model: the meaning of sound sources.

The mistakes have their own table in `fault_cases.py`.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from sources import (
    CLIENT,
    CLOSED,
    CONTRACT,
    DA,
    EN,
    NOTE,
    RELEASES,
    RESPONSES,
    SITE,
    SURVEY,
    WAVE,
    OwnSite,
    Site,
)

from nejtak.base.ids import SLUG_LENGTH, is_slug
from nejtak.brand import read_logo
from nejtak.errors import Faults
from nejtak.project.model import Brand, Choice, ClientWords
from nejtak.project.toml_table import TomlTable
from nejtak.wave.load import load_project


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A small valid site."""
    return OwnSite(tmp_path, monkeypatch)


def test_the_demo_has_no_faults() -> None:
    """The surveys and clients that everyone starts from pass the check."""
    project = load_project(SITE)
    assert list(project.surveys) == ["offer-accepted", "offer-declined", "three-questions"]
    assert list(project.clients) == ["harbour", "nordlys"]
    assert all(client.fictional for client in project.clients.values())


def test_a_survey_is_read_as_it_is_written(site: Site) -> None:
    """Questions keep their order; reasons their family and reach; choices whether retired."""
    survey = site.load().surveys["asked"]
    pay = Choice("pay", "offer", "control")
    tasks = Choice("tasks", "job", "influence")
    other = Choice("else", "other", None)
    weights, deciding, missed, rating, advice = survey.questions
    assert [q.id for q in survey.questions] == ["weights", "deciding", "missed", "rating", "advice"]
    assert weights.rows == deciding.choices == weights.reasons == (pay, tasks, other)
    assert [c.id for c in weights.choices] == ["decisive", "contributed", "no"]
    assert weights.untold == "no"
    assert missed.choices[-1] == Choice("colour", retired=True)
    assert missed.reasons == ()
    assert [c.id for c in rating.choices] == ["1", "2", "3", "4", "5"]
    assert (advice.max_length, advice.looks) == (500, "forward")
    assert [q.id for q in survey.asked("forward")] == ["rating", "advice"]
    assert survey.minutes == 5


def test_words_come_with_every_language(site: Site) -> None:
    """Titles and labels are plain texts by id, hints and introductions safe HTML."""
    words = site.load().surveys["asked"].words
    assert sorted(words) == ["da", "en"]
    da = words["da"]
    assert da.title == "Hvorfor nej tak?"
    assert da.intro == "<p>Tak for din tid.</p>"
    assert da.parts == {"back": "Se tilbage", "forward": "Se frem"}
    weights = da.questions["weights"]
    assert weights.title == "Hvor meget vejede det?"
    assert weights.hint == "<p>Sæt <em>ét</em> kryds i hver linje.</p>"
    assert weights.labels == {
        "pay": "Lønnen",
        "tasks": "Opgaverne",
        "else": "Noget andet",
        "decisive": "Afgørende",
        "contributed": "Spillede ind",
        "no": "Nej",
    }
    assert da.questions["rating"].labels == {"1": "Aldrig", "5": "Gerne"}


def test_a_client_is_read_as_it_is_written(site: Site) -> None:
    """Names, languages in their order, brand, reach, own words, and waves."""
    client = site.load().clients["nordlys"]
    assert (client.name, client.legal_name) == ("Nordlys", "Nordlys A/S")
    assert client.languages == ("da", "en")
    assert client.brand == Brand(
        "#007ea7", read_logo(site.root / "clients/nordlys/logo.svg", "logo.svg")
    )
    assert client.reach == {"tasks": "outside"}
    assert client.words["da"] == ClientWords(
        "<p>Hej fra <strong>Nordlys</strong>.</p>", "<p>Nordlys A/S, Havnevej 1.</p>"
    )
    assert (client.fictional, client.partner, client.interviews) == (False, None, False)
    (wave,) = client.waves
    assert (wave.id, wave.client, wave.survey, wave.shards) == ("2026-q3", "nordlys", "asked", 1)
    assert wave.opens == datetime.date(2026, 7, 1)
    assert wave.closes == datetime.date(2026, 9, 30)
    assert (wave.offers, wave.declined) == (40, 12)
    assert wave.contract_file == site.root / CONTRACT


def test_a_client_says_that_candidates_are_interviewed(site: Site) -> None:
    """`interviews = true` in its file: pages, notices and the report's method follow from that."""
    site.edit((CLIENT, "languages", "interviews = true\nlanguages"))
    assert site.load().clients["nordlys"].interviews


def test_optional_keys_can_be_left_out(site: Site) -> None:
    """Counts, legal name, logo, reach, own words, minutes and the text's limit are optional."""
    site.edit(
        (WAVE, "offers = 40\ndeclined = 12\n", ""),
        (CLIENT, 'legal_name = "Nordlys A/S"\n', ""),
        (CLIENT, 'logo = "logo.svg"\n', ""),
        (CLIENT, '[reach]\ntasks = "outside"\n', ""),
        ("clients/nordlys/da.md", None, None),
        (SURVEY, "minutes = 5\n", ""),
        (SURVEY, "max_length = 500\n", ""),
    )
    project = site.load()
    client = project.clients["nordlys"]
    assert (client.legal_name, client.brand.logo, client.reach) == ("Nordlys", None, {})
    assert (client.waves[0].offers, client.waves[0].declined) == (None, None)
    assert project.surveys["asked"].minutes == 5
    assert project.surveys["asked"].questions[-1].max_length == 1000


def test_the_edges_of_a_wave_are_fine(site: Site) -> None:
    """It may open and close on one day, and everybody may have declined, or nobody."""
    site.edit((WAVE, "2026-09-30", "2026-07-01"), (WAVE, "declined = 12", "declined = 40"))
    assert site.problems() == []
    site.edit((WAVE, "declined = 40", "declined = 0"), (WAVE, "offers = 40", "offers = 0"))
    assert site.problems() == []


def test_a_wave_is_draft_open_or_closed_by_its_files(site: Site) -> None:
    """No contract: draft. A contract: open. A note: closed, also without answers."""

    def status() -> str:
        return site.load().clients["nordlys"].waves[0].status

    assert status() == "draft"
    site.open_wave()
    assert status() == "open"
    site.write(CLOSED, NOTE)
    assert status() == "closed"


@pytest.mark.parametrize("file", [RESPONSES, RELEASES])
def test_a_wave_that_was_closed_before_there_were_notes_is_closed(site: Site, file: str) -> None:
    """Its sealed file says so, or its ledger, if the answers are purged."""
    site.open_wave().write(file, "[]")
    assert site.load().clients["nordlys"].waves[0].status == "closed"


def test_the_model_cannot_be_changed(site: Site) -> None:
    """The model cannot be changed after the check."""
    project = site.load()
    with pytest.raises(FrozenInstanceError):
        project.surveys["asked"].minutes = 1


def test_retired_questions_and_choices_need_no_words_and_are_not_asked(site: Site) -> None:
    """A retired question may be removed from the documents but not from the survey."""
    site.edit(
        (SURVEY, 'id = "advice"', 'id = "advice"\nretired = true'),
        (SURVEY, 'id = "pay"', 'id = "pay"\nretired = true'),
        (DA, "### Dit råd? {#advice}\n", ""),
        (DA, "- Lønnen {#pay}\n", ""),
    )
    survey = site.load().surveys["asked"]
    assert [q.id for q in survey.questions][-1] == "advice"
    assert [q.id for q in survey.asked("forward")] == ["rating"]
    assert survey.questions[1].choices[0] == Choice("pay", "offer", "control", retired=True)


def test_texts_together_fit_in_one_submission(site: Site) -> None:
    """7000 characters in all, retired questions included, are the most and are fine."""
    site.edit(
        (
            SURVEY,
            "max_length = 500",
            'max_length = 6000\n[[questions]]\nid = "old"\n'
            'kind = "text"\nlooks = "back"\nretired = true',
        ),
    )
    assert sum(q.max_length or 0 for q in site.load().surveys["asked"].questions) == 7000


def test_a_list_of_reasons_that_are_all_but_one_retired_is_too_short(site: Site) -> None:
    """A question that asks about reasons needs two, like any other choice."""
    site.edit(
        (SURVEY, 'id = "pay"', 'id = "pay"\nretired = true'),
        (SURVEY, 'id = "tasks"', 'id = "tasks"\nretired = true'),
    )
    assert site.problems() == [
        f"{SURVEY}:questions[2].choices: needs at least 2 that are not retired."
    ]


def test_a_logo_fault_is_reported_with_the_others(site: Site) -> None:
    """With its line."""
    logo = "clients/nordlys/logo.svg"
    site.write(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<g></svg>\n')
    site.replace(WAVE, "declined = 12", "declined = 41")
    assert (
        site.problems()[0]
        == f"{logo}:2: cannot be read as an SVG: mismatched tag. Export it again."
    )
    assert len(site.problems()) == 2


def test_a_logo_may_have_another_one_for_dark_pages(site: Site) -> None:
    """Beside it, and not instead of it."""
    site.write("clients/nordlys/night.svg", site.read("clients/nordlys/logo.svg"))
    site.replace(CLIENT, 'logo = "logo.svg"', 'logo = "logo.svg"\nlogo_dark = "night.svg"')
    brand = site.load().clients["nordlys"].brand
    assert brand.logo == brand.logo_dark


def test_every_document_has_the_same_rule(site: Site) -> None:
    """A survey's introduction and hint, a client's own words and an action are rendered alike."""
    said = "Husk\\:\n• *ét*\n  - to &amp; tre\\\n    fire\n\n2024. Godt \\<år\\>."
    html = (
        "<p>Husk:</p>\n<ul>\n<li><em>ét</em><ul>\n<li>to &amp; tre<br>\nfire</li>\n</ul>\n</li>\n"
        "</ul>\n<p>2024. Godt &lt;år&gt;.</p>"
    )
    site.replace(DA, "Tak for din tid.", said)
    site.replace(DA, "Sæt *ét* kryds i hver linje.", said)
    site.replace("clients/nordlys/da.md", "Hej fra **Nordlys**.", said)
    site.write("playbook/da.md", f"# T\n\n## *Løn* &amp; mad {{#reach-control}}\n\n{said}\n")
    for reach in ("influence", "outside"):
        text = site.read("playbook/da.md")
        site.write("playbook/da.md", f"{text}\n## T {{#reach-{reach}}}\n\n{said}\n")
    site.write("playbook/en.md", site.read("playbook/da.md"))
    project = site.load()
    survey = project.surveys["asked"].words["da"]
    action = project.playbook["da"]["reach-control"]
    assert action.title == "Løn & mad"
    assert {
        survey.intro,
        survey.questions["weights"].hint,
        project.clients["nordlys"].words["da"].intro,
        action.text,
    } == {html}


def test_own_reach_needs_a_reason_that_is_asked(site: Site) -> None:
    """A client without a wave may name the reasons of any survey, and no others."""
    site.edit((WAVE, None, None))
    assert site.problems() == []
    site.replace(CLIENT, "tasks =", "food =")
    assert site.problems() == [
        f"{CLIENT}:reach.food: no survey of this client has the reason 'food'."
    ]


@pytest.mark.parametrize(
    "file", ["locales/ar.toml", "surveys/asked/ar.md", CLIENT], ids=["locale", "words", "client"]
)
def test_a_new_language_needs_files_only(site: Site, file: str) -> None:
    """A locale, the survey's words, and the client's list: a missing one is a fault."""
    arabic = site.read("locales/en.toml").replace("English", "العربية").replace("ltr", "rtl")
    edits = {
        "locales/ar.toml": ("locales/ar.toml", None, arabic),
        "surveys/asked/ar.md": ("surveys/asked/ar.md", None, site.read(EN)),
        CLIENT: (CLIENT, '"en"]', '"en", "ar"]'),
    }
    site.edit(*edits.values())
    project = site.load()
    assert project.locales["ar"].direction == "rtl"
    assert project.clients["nordlys"].languages == ("da", "en", "ar")
    if file == CLIENT:
        site.replace(CLIENT, ', "ar"', "")
        assert site.problems() == []
    else:
        site.open_wave().remove(file)
        assert any("'ar'" in problem or "ar.md" in problem for problem in site.problems())


@pytest.mark.parametrize(
    "name", [".git/HEAD.md", "surveys/.asked.md.swp", "clients/.DS_Store", ".draft/survey.toml"]
)
def test_hidden_files_have_no_meaning(site: Site, name: str) -> None:
    """An agency's git folder and an editor's leftovers are passed over."""
    site.write(name, b"\xff\xfe not = [ text")
    assert site.problems() == []


BAD_IDS = [*HOSTILE["bad_ids"], "a" * (SLUG_LENGTH + 1)]


@pytest.mark.parametrize("slug", BAD_IDS)
def test_hostile_ids_are_refused(site: Site, slug: str) -> None:
    """Nothing but small letters, digits and single hyphens becomes a part of a path or page."""
    assert not is_slug(slug)
    site.replace(SURVEY, 'id = "advice"', f"id = {json.dumps(slug)}".replace("\\u0000", "\\u0001"))
    (problem,) = site.problems()
    assert problem.startswith(f"{SURVEY}:questions[5].id: ")
    assert "is not an id" in problem or "must not be empty" in problem


@given(st.text(max_size=60))
def test_an_id_is_safe_in_paths_pages_and_patterns(text: str) -> None:
    """Whatever passes as an id needs no quoting anywhere."""
    if is_slug(text):
        assert text.isascii()
        assert set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert 1 <= len(text) <= SLUG_LENGTH
        assert "--" not in text
        assert text.strip("-") == text


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True).filter(lambda s: len(s) <= 40))
def test_every_plain_id_is_taken(text: str) -> None:
    """Small letters, digits and single hyphens, 1 to 40 characters, are always fine."""
    assert is_slug(text)


@pytest.mark.parametrize("name", ["R&D; HR", "M&A; Tax"])
def test_ampersand_before_one_letter_is_no_entity(name: str) -> None:
    """A name may have one: no entity of HTML has one letter."""
    faults = Faults()
    assert TomlTable("client.toml", {"name": name}, faults).words("name") == name
    assert faults.collected == []
