"""Probes: what an interviewer may ask further, written below a survey's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources import DA, OwnSite, Site

from nejtak.base.shipped import SITE
from nejtak.wave.load import load_project

PROBES = "\n## Spørg ind {#probes}\n\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A small project."""
    return OwnSite(tmp_path, monkeypatch)


def test_probes_are_sentences_by_question(site: Site) -> None:
    """One item for each question, cut into its sentences; questions without probes have none."""
    site.write(DA, site.read(DA) + PROBES + "- Hvad mere? Hvor så du det? {#advice}\n")
    words = site.load().surveys["asked"].words
    assert words["da"].probes == {"advice": ("Hvad mere?", "Hvor så du det?")}
    assert words["en"].probes == {}
    assert "probes" not in words["da"].questions


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("- Hvad mere? {#goods}", "{#goods} is not a choice of 'probes'"),
        ("- Hvad mere?", "no page shows these words"),
        ("- {#advice}", "has an id but no words"),
    ],
)
def test_a_probe_of_no_question_is_a_fault(site: Site, line: str, says: str) -> None:
    """A wrong id, no id and no words are each named with their line."""
    site.write(DA, site.read(DA) + PROBES + line + "\n")
    (fault,) = site.problems()
    assert says in fault


def test_every_text_question_of_nejtaks_own_surveys_has_probes() -> None:
    """In each language, one or more sentences for each question that is answered in words."""
    for survey in load_project(SITE).surveys.values():
        texts = {q.id for q in survey.questions if q.kind == "text" and not q.section}
        for language, words in survey.words.items():
            assert texts <= words.probes.keys(), (survey.id, language)
            assert all(said.strip() for each in words.probes.values() for said in each)
