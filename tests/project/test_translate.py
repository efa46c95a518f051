"""A language that nejtak lacks: English until translated, counted, and whole when a wave opens."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sources import CLIENT, SITE, WAVE, Site

from nejtak.base.shipped import FALLBACK
from nejtak.errors import SourceError, StateError
from nejtak.project.model import Client, Project, Survey
from nejtak.project.translate import check_translated, translation_remarks, write_translation

CODE = "fr"  # nejtak has no French
FILE = f"locales/{CODE}.toml"
ENGLISH = tomllib.loads((SITE / "locales" / f"{FALLBACK}.toml").read_text(encoding="utf-8"))
TOTAL = sum(len(texts) for texts in ENGLISH.values() if isinstance(texts, dict))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The small site, with a client whose page is to be in French too."""
    made = Site(tmp_path)
    write_translation(made.root, CODE)
    made.replace(CLIENT, '"en"]', f'"en", "{CODE}"]')
    return made


def _found(project: Project) -> tuple[Client, Survey]:
    client = project.clients["nordlys"]
    return client, project.surveys[client.waves[0].survey]


def test_what_is_missing_is_english_and_counted(site: Site) -> None:
    """A draft's pages can be looked at from the first text on; `check` says how much is left."""
    site.replace(FILE, '# languages = "Languages"', 'languages = "Langues"')
    project = site.load()
    french = project.locales[CODE]
    assert (french.name, french.direction) == ("français", "ltr")
    assert french.strings["page"]["languages"] == "Langues"
    assert french.strings["page"]["until"] == ENGLISH["page"]["until"]
    assert len(french.missing) == TOTAL - 1
    assert [*translation_remarks(project)] == [
        f"fr: {TOTAL - 1} of {TOTAL} texts to translate: nejtak translate fr",
        "fr: the survey's words to translate: copy en.md to surveys/asked/fr.md",
    ]
    assert project.playbook[CODE] == project.playbook[FALLBACK]


def test_a_wave_opens_in_whole_languages_only(site: Site) -> None:
    """No candidate meets a page in two languages; what is missing is named at once."""
    project = site.load()
    with pytest.raises(StateError) as caught:
        check_translated(project, *_found(project))
    assert len(str(caught.value).splitlines()) == 3
    site.replace(CLIENT, f', "{CODE}"', "")
    check_translated(project := site.load(), *_found(project))
    assert [*translation_remarks(project)] == []


def test_an_open_wave_needs_the_surveys_words(site: Site) -> None:
    """English is lent to drafts alone."""
    site.open_wave()
    assert site.problems() == [
        f"{WAVE}:survey: the survey 'asked' has no fr.md, which this wave needs. "
        "Translate it, or remove 'fr' from the client's languages."
    ]


def test_writing_again_keeps_what_is_translated(site: Site) -> None:
    """After an upgrade the new texts are added, and none is lost, whatever characters it has."""
    text = 'Langues "à" \\\\ choisir'
    site.replace(FILE, '# languages = "Languages"', f"languages = '{text}'")
    path, left = write_translation(site.root, CODE)
    assert left == TOTAL - 1
    assert tomllib.loads(path.read_text(encoding="utf-8"))["page"] == {"languages": text}
    again, _ = write_translation(site.root, CODE)
    assert again.read_bytes() == path.read_bytes()


def test_each_text_has_its_english(site: Site) -> None:
    """Every text of the reference stands there, commented out, below the English."""
    lines = site.read(FILE).splitlines()
    kept = (line.removeprefix("# ") for line in lines if " = " in line or "[" in line)
    sections = {key: texts for key, texts in ENGLISH.items() if isinstance(texts, dict)}
    found = tomllib.loads("\n".join(kept))
    assert {key: found[key] for key in sections} == sections


@pytest.mark.parametrize(
    ("code", "message"),
    [("da", "nejtak has 'da' itself"), ("xx", "is no language"), ("../fr", "is no language")],
)
def test_only_a_language_that_nejtak_lacks_is_written(
    tmp_path: Path, code: str, message: str
) -> None:
    """Over nejtak's own words only single texts are laid."""
    with pytest.raises(StateError, match=message):
        write_translation(tmp_path, code)
    assert [*tmp_path.rglob("*")] == []


def test_a_text_under_a_mistyped_name_is_not_lost(site: Site) -> None:
    """It stays, and `check` says how the name is spelt."""
    site.replace(FILE, '# languages = "Languages"', 'langages = "Langues"')
    faults = site.problems()
    assert "Did you mean 'languages'?" in faults[0]
    write_translation(site.root, CODE)
    assert 'langages = "Langues"\n' in site.read(FILE)
    assert site.problems() == faults


def test_a_broken_file_is_a_fault_and_stays(site: Site) -> None:
    """With the line, as `check` says it."""
    site.replace(FILE, 'direction = "ltr"', "direction = ltr")
    before = site.read(FILE)
    with pytest.raises(SourceError) as caught:
        write_translation(site.root, CODE)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"{CODE}.toml:")
    assert site.read(FILE) == before
