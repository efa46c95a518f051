"""The report on those who accepted: its words, what it advises, and the share that it says."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from sources import PUBLIC_KEY, SITE

from nejtak.base.recipients import Recipient
from nejtak.project.model import Project, Wave
from nejtak.report import Release, make
from nejtak.wave import contract, sample
from nejtak.wave.load import find_wave, load_project

# What the report on those who declined says of them, and nothing of the other one.
OF_DECLINES = {
    "da": "nej tak|et nej|andelen af nej|kunne have vundet|havde sagt ja",
    "de": "abgelehnt|Absagen|gewinnen können",
    "en": "declined|declines|noes|said no, thanks|could have won",
    "nb": "takket nei|et nei|andelen nei|kunne ha vunnet",
    "sv": "tackade nej|ett nej|andelen nej|kunde ha vunnit",
}


@cache
def project() -> Project:
    """The demo, with its client in every language."""
    found = load_project(SITE)
    owner = replace(found.clients["nordlys"], languages=tuple(OF_DECLINES))
    return replace(found, clients={**found.clients, "nordlys": owner})


def wave() -> Wave:
    """The wave that asks those who accepted, opened."""
    client, own, survey = find_wave(project(), "nordlys", "2026-h2-accepted")
    return replace(own, contract=contract.freeze(client, own, survey, [Recipient("a", PUBLIC_KEY)]))


@cache
def report(n: int, answers: tuple[tuple[str, str], ...] = ()) -> Release:
    """The report on n made-up answers, or on n that are all the same."""
    own = wave()
    assert own.contract
    said = [
        {id_: answer for id_, answer in one.items() if id_ not in own.contract.texts}
        for one in sample.sample_answers(own.contract, n, 1, ["x"])
    ]
    if answers:
        said = [{id_: [a] if id_ == "doubted" else a for id_, a in answers}] * n
    return make(project(), project().clients["nordlys"], own, said, ())


def words(release: Release, language: str = "da") -> str:
    """The page's text, its marks and joiners taken out."""
    page = re.sub("<style.*?</style>", "", release.files[f"{language}.html"].decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page).replace("\u2060", ""))


def advice(language: str) -> str:
    """The heading from which on the playbook speaks, which is the same for all reports."""
    return project().locales[language].strings["report"]["actions_title"]


def test_a_report_on_those_who_accepted_says_nothing_of_declines() -> None:
    """In every language, with few answers and with many."""
    for n in (5, 12, 38):
        for language, of_declines in OF_DECLINES.items():
            said = words(report(n), language)
            own = project().locales[language].strings["accepted"]
            assert own["report_title"] in said
            assert own["report_rate_title"] in said
            about = said.replace(own["report_won_title"], "").partition(advice(language))[0]
            found = re.findall(f"(?i).{{30}}(?:{of_declines}).{{30}}", about)
            assert not found, (n, language, found)


def test_the_share_is_that_of_acceptances() -> None:
    """147 of 212, and the four who withdrew are in neither share."""
    said = words(report(12))
    assert "Fik et ja 69 % af 212 tilbud" in said
    assert "4 af 212 sagde ja og trak det tilbage inden første dag" in said


def test_what_decided_a_yes_calls_for_no_action_and_doubts_do() -> None:
    """Everybody came for the pay and doubted the process: the advice is on the process."""
    said = words(report(12, (("decided", "pay"), ("doubted", "process"))))
    playbook = project().playbook["da"]
    assert playbook["process"].title in said
    assert playbook["pay"].title not in said
    assert "»Tempo og klarhed i forløbet« gjorde 9–11 af 11 i tvivl" in said


def test_who_was_close_to_a_no_leads_if_there_is_somebody() -> None:
    """The headline says who could have been lost, else what decided it."""
    close = words(report(12, (("decided", "manager"), ("nearly", "yes"))))
    assert "Blandt dem, der svarede, var mindst 9 tæt på at sige nej" in close
    far = words(report(12, (("decided", "manager"), ("nearly", "no"))))
    assert "»Lederen og kollegerne« afgjorde det for mindst 9" in far


def test_every_word_for_those_who_accepted_replaces_one() -> None:
    """Each key stands for a text that is there, with placeholders of the same kind."""
    for locale in project().locales.values():
        for key in locale.strings["accepted"]:
            section, _, name = key.partition("_")
            assert name in locale.strings[section], key
