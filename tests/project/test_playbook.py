"""The playbook and a wave's plans, and the rules for nejtak's own playbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from fault_cases import PLAY_DA, PLAY_EN, PLAYBOOK
from sources import CLIENT, SITE, WAVE, OwnSite, Site

from nejtak.project.action import Action, ActionPlan
from nejtak.project.model import FAMILIES, OTHER, REACHES
from nejtak.wave.load import load_project

TITLE = 50  # characters: two lines on a phone
WORDS = range(60, 111)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A small valid site."""
    return OwnSite(tmp_path, monkeypatch)


def test_actions_are_read_by_language_and_id(site: Site) -> None:
    """A plain title and safe HTML; the sections of any family and of each reach have a meaning."""
    text = "## \\<Løn> {#family-process}\n\nSig *det*:\n\n- nu\n- [her](https://a.example)\n"
    site.edit(*PLAYBOOK)
    for file in (PLAY_DA, PLAY_EN):
        site.write(file, f"{site.read(file)}\n{text}")
    playbook = site.load().playbook
    assert sorted(playbook) == ["da", "en"]
    assert list(playbook["da"]) == [
        "pay",
        "reach-control",
        "reach-influence",
        "reach-outside",
        "family-process",
    ]
    assert playbook["da"]["pay"].title == "Say the pay"
    assert playbook["da"]["pay"].text == "<p>Say it in the ad.</p>"
    assert playbook["en"]["family-process"].title == "<Løn>"
    assert playbook["en"]["family-process"].text == (
        "<p>Sig <em>det</em>:</p>\n<ul>\n<li>nu</li>\n"
        '<li><a href="https://a.example" rel="noopener noreferrer">her</a></li>\n</ul>'
    )


def test_a_playbook_is_needed_in_no_language_that_no_client_has(site: Site) -> None:
    """Without a playbook all is well; with one, only the clients' languages are asked for."""
    assert site.load().playbook == {}
    site.edit(*PLAYBOOK, (PLAY_EN, None, None), (CLIENT, '["da", "en"]', '["da"]'))
    assert list(site.load().playbook) == ["da"]


def test_a_wave_names_owners_and_targets(site: Site) -> None:
    """Owner and target by reason or reach, each optional, of any white space one space."""
    plans = """
        [actions.pay]
        owner = "Rekruttering"
        target = '''Lønspænd i alle
        opslag'''

        [actions.reach-control]
        owner = "HR\\u00a0& løn"
        """
    assert site.load().clients["nordlys"].waves[0].actions == {}
    site.write(WAVE, site.read(WAVE) + plans)
    assert site.load().clients["nordlys"].waves[0].actions == {
        "pay": ActionPlan("Rekruttering", "Lønspænd i alle opslag"),
        "reach-control": ActionPlan("HR & løn"),
    }


PARTS = {
    "da": ("De næste 30 dage", "Spørg og mål", "Undgå"),
    "de": ("Die nächsten 30 Tage", "Fragen und messen", "Lieber nicht"),
    "en": ("Next 30 days", "Ask and measure", "Avoid"),
    "nb": ("De neste 30 dagene", "Spør og mål", "Unngå"),
    "sv": ("De närmaste 30 dagarna", "Fråga och mät", "Undvik"),
}
LANGUAGES = tuple(PARTS)


@cache
def ours(language: str) -> Mapping[str, Action]:
    """The playbook that everyone starts from."""
    return load_project(SITE).playbook[language]


def test_every_reason_family_and_reach_has_an_action_in_each_language() -> None:
    """No reason of the long survey is left without advice of its own, and no other without any."""
    survey = load_project(SITE).surveys["offer-declined"]
    reasons = {c.id for q in survey.questions for c in q.reasons if c.family != OTHER}
    families = {f"family-{family}" for family in FAMILIES if family != OTHER}
    expected = reasons | families | {f"reach-{reach}" for reach in REACHES}
    for language in LANGUAGES:
        assert set(ours(language)) == expected, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_advice_is_short_and_has_three_parts(language: str) -> None:
    """What to do in 30 days, what to ask and measure, what to avoid: 60 to 110 words in all."""
    first = PARTS[language]
    for id_, action in ours(language).items():
        plain = re.sub("<[^>]+>", "", action.text)
        assert len(re.findall(r"[\w'-]+", plain)) in WORDS, id_
        assert len(action.title) <= TITLE, id_
        assert tuple(re.findall(r"<p><strong>(.+?):</strong> ", action.text)) == first, id_
        assert action.text.count("<p>") == len(first), id_


def test_no_two_actions_of_ours_are_the_same() -> None:
    """Copy and paste would show: no title and no sentence stands twice in a language."""
    for actions in map(ours, LANGUAGES):
        sentences = [
            sentence
            for action in actions.values()
            for sentence in re.split(r"(?<=[.?:])\s+", re.sub("<[^>]+>", "", action.text))
            if len(sentence.split()) > 4
        ]
        titles = [action.title for action in actions.values()]
        assert len(set(titles)) == len(titles)
        assert [s for s in sentences if sentences.count(s) > 1] == []
