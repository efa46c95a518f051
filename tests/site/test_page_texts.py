"""The texts of pages: every one is there, used, filled, and in the language of its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from demo_pages import DEMO, SURVEY, opened, own, texts
from made import collector_files, site_files
from sources import own_site

from nejtak import handouts
from nejtak.errors import SourceError
from nejtak.interview.guide import guide_files
from nejtak.project.model import TONES, Locale, Project
from nejtak.site.values import PageTexts, page_values
from nejtak.wave.load import load_project

# Sections of the locales that other parts than the pages use.
ELSEWHERE = {"report", "families", "reach", "entry"}


@pytest.fixture(scope="module")
def project() -> Project:
    """The real sources, with every wave open."""
    return opened(load_project(DEMO))


def copied(folder: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str) -> Project:
    """The project from a copy of nejtak's files in which one is changed after the check."""
    own_site(folder, monkeypatch)
    project = opened(load_project(folder))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return project


def test_a_missing_word_fails_the_build_with_its_key(project: Project) -> None:
    """No page is written with a hole in it."""
    danish = project.locales["da"]
    form = {key: text for key, text in danish.strings["form"].items() if key != "send"}
    broken = replace(danish, strings={**danish.strings, "form": form})
    with pytest.raises(SourceError) as error:
        site_files(replace(project, locales={**project.locales, "da": broken}))
    assert (
        str(error.value)
        == "locales/da.toml:form.send: is missing. Add it; a page or report shows it."
    )


def test_a_misspelt_placeholder_fails_the_build_with_a_guess(project: Project) -> None:
    """A translator hears which placeholder was meant."""
    danish = project.locales["da"]
    page = {**danish.strings["page"], "demo": "{clinet} er et opdigtet firma."}
    broken = replace(danish, strings={**danish.strings, "page": page})
    with pytest.raises(SourceError, match=r"locales/da\.toml:page\.demo: .*mean '?.?client"):
        site_files(replace(project, locales={**project.locales, "da": broken}))


def test_a_name_that_a_template_does_not_know_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file and the name that is wrong."""
    broken = copied(
        tmp_path / "1", monkeypatch, "templates/thanks.html", "thanks.bye", "thanks.goodbye"
    )
    with pytest.raises(SourceError, match=r"locales/..\.toml:thanks\.goodbye: is missing"):
        site_files(broken)
    broken = copied(
        tmp_path / "2", monkeypatch, "templates/thanks.html", 't("thanks.next")', "clinet.name"
    )
    with pytest.raises(SourceError, match=r"templates/thanks\.html: 'clinet' is undefined"):
        site_files(broken)


def test_every_word_is_used(project: Project) -> None:
    """Translators are asked for nothing that nobody reads."""
    used: set[str] = set()

    class Recorded(dict[str, str]):
        def __init__(self, section: str, strings: Mapping[str, str]) -> None:
            super().__init__(strings)
            self.section = section

        def get(self, key: str, default: object = None) -> object:
            if key in self:
                used.add(f"{self.section}.{key}")
            return super().get(key, default)

    danish = project.locales["da"]
    strings = {section: Recorded(section, said) for section, said in danish.strings.items()}
    recorded = replace(project, locales={**project.locales, "da": replace(danish, strings=strings)})
    warm, formal = TONES
    for tone, partner, rings in ((warm, "X", False), (formal, None, True), (warm, "X", True)):
        brand = replace(project.clients["nordlys"].brand, tone=tone)
        changed = own(recorded, brand=brand, partner=partner, interviews=rings)
        site_files(changed)
        collector_files(changed)
        for client, wave, _ in changed.waves():
            list(handouts.handout_files(changed, client, wave, "https://svar.example"))
            if client.interviews and wave.status != "closed":
                list(guide_files(changed, client, wave))
    ours = {s: said for s, said in danish.strings.items() if s not in ELSEWHERE}
    keys = {f"{section}.{key}" for section, said in ours.items() for key in said}
    assert used == {key for key in keys if not key.startswith(("accepted.report_", "accepted.fam"))}


def test_values_are_filled_once(project: Project) -> None:
    """A client whose name looks like a placeholder is shown by that name."""
    client, wave, survey = next(project.waves())
    values = page_values(replace(client, name="{wave}"), wave, survey, project.locales["da"])
    assert PageTexts(project.locales["da"], values)("page.demo").startswith("Demo: {wave} er")


def test_languages_link_to_the_same_page_in_their_own_language(project: Project) -> None:
    """A reader of English gets from each Danish page to the same English one."""
    site = texts(site_files(project))
    for place in ("", "thanks/", "changed/", "closed/", "privacy/"):
        tab = "" if place else ' target="_blank" rel="noopener"'
        link = f'<a href="/nordlys/2026-h2/en/{place}"{tab} lang="en" dir="ltr">English</a>'
        assert link in site[f"nordlys/2026-h2/da/{place}index.html"]
    assert "<nav" not in site["harbour/2026-h2/en/index.html"]


def test_a_right_to_left_language_needs_only_words(project: Project) -> None:
    """Arabic is a locale and a document; dates and numbers are written its way."""
    arabic = Locale("ar", "العربية", "rtl", project.locales["en"].strings)
    three = replace(
        own(project, languages=("da", "en", "ar")),
        surveys={
            id_: replace(survey, words={**survey.words, "ar": survey.words["en"]})
            for id_, survey in project.surveys.items()
        },
        locales={**project.locales, "ar": arabic},
    )
    text = texts(site_files(three))["nordlys/2026-h2/ar/index.html"]
    assert '<html lang="ar" dir="rtl">' in text
    assert re.search('<span class="n">(١٠|10) </span>', text)
    assert "ديسمبر" in text


def test_dates_are_written_in_the_language_of_the_page(project: Project) -> None:
    """The day is read at a glance, not decoded."""
    site = texts(site_files(project))
    assert "Åben til og med 31. december 2026" in site[SURVEY]
    assert "Open until 31 December 2026" in site["nordlys/2026-h2/en/index.html"]
    assert "<dt>31. december 2027</dt>" in site[SURVEY]
