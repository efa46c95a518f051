"""The interview guide: the survey's own words, on A4."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from commands import in_process
from playwright.sync_api import Browser
from scales import with_scales
from sources import copy_demo

from nejtak.base.shipped import SITE
from nejtak.errors import StateError
from nejtak.interview.guide import OPENING, PAGES, guide_files
from nejtak.project.model import LOOKS, Client, Project, Wave
from nejtak.wave.load import find_wave, load_project

LANGUAGES = ("da", "de", "en", "nb", "sv")


@pytest.fixture(scope="module")
def project() -> Project:
    """The demo."""
    return load_project(SITE)


def interviewed(project: Project, **changes: object) -> tuple[Client, Wave]:
    """Nordlys in all languages of nejtak, as a client that interviews, and its wave."""
    client, wave, _ = find_wave(project, "nordlys", "2026-h2")
    return replace(client, **{"interviews": True, "languages": LANGUAGES, **changes}), wave


def pages(project: Project, client: Client, wave: Wave) -> dict[str, str]:
    """The pages by path, without their style sheet."""
    return {
        file.path: re.sub("<style>.*?</style>", "", file.content.decode(), flags=re.S)
        for file in guide_files(project, client, wave)
    }


def said(page: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub("<[^>]+>", "\n", page)).replace("\xa0", " ").split())


def test_guide_and_notes_ask_what_the_survey_asks(project: Project) -> None:
    """Every question of the wave and every choice in use is on both pages, in each language."""
    client, wave = interviewed(project)
    survey, found = project.surveys[wave.survey], pages(project, client, wave)
    assert found.keys() == {f"{code}/{name}.html" for code in LANGUAGES for name in PAGES}
    for code in LANGUAGES:
        words = survey.words[code].questions
        for question in (q for looks in LOOKS for q in survey.asked(looks, wave.left_out)):
            labels = [words[question.id].labels[c.id] for c in question.choices if not c.retired]
            for name in PAGES:
                page = said(found[f"{code}/{name}.html"])
                missing = [w for w in (words[question.id].title, *labels) if w not in page]
                assert missing == [], (code, name)


def test_probes_stand_below_their_question(project: Project) -> None:
    """In the guide each follows its own question, in order."""
    client, wave = interviewed(project)
    words = project.surveys[wave.survey].words["da"]
    page = said(pages(project, client, wave)["da/guide.html"])
    for id_, probes in words.probes.items():
        assert " ".join([words.questions[id_].title, *probes]) in page


def test_promise_nothing_is_sold(project: Project) -> None:
    """`Jeg sælger ikke noget og kommer ikke med et nyt tilbud`: all questions are the survey's.

    The others are asked for leave to begin, an answer on the page, and what is left to say.
    """
    client, wave = interviewed(project)
    words = project.surveys[wave.survey].words["da"]
    page = pages(project, client, wave)["da/guide.html"]
    lines = {unescape(line.strip()) for line in re.sub("<[^>]+>", "\n", page).splitlines()}
    asked = {line for line in lines if line.endswith("?")}
    ours = set(project.locales["da"].strings["interview"].values())
    survey = {words.title, *(q.title for q in words.questions.values())}
    survey |= {probe for probes in words.probes.values() for probe in probes}
    assert asked - survey - ours == set()
    assert len(asked & ours) == 4
    assert not re.search(r"<(a|img|script|form)\b", page)


def test_a_section_that_is_left_out_is_not_asked(project: Project) -> None:
    """The guide follows the wave, not the survey."""
    client, wave = interviewed(project)
    survey = project.surveys[wave.survey]
    cut = [replace(q, section="late") if q.id == "worries" else q for q in survey.questions]
    changed = replace(project, surveys={survey.id: replace(survey, questions=tuple(cut))})
    title = survey.words["da"].questions["worries"].title
    for left_out, there in ((("late",), False), ((), True)):
        page = pages(changed, client, replace(wave, left_out=left_out))["da/guide.html"]
        assert (title in page) == there


def test_grids_and_scales_can_be_confirmed(project: Project) -> None:
    """A grid has a row of boxes for each row; a scale has its points with the words of its ends."""
    scaled = with_scales(project)
    client, wave = interviewed(scaled, languages=("da",))
    survey = scaled.surveys[wave.survey]
    page = pages(scaled, client, wave)["da/notes.html"]
    for question in (q for looks in LOOKS for q in survey.asked(looks, wave.left_out)):
        labels = survey.words["da"].questions[question.id].labels
        if question.kind == "scale":
            assert f"{question.choices[0].id} {labels[question.choices[0].id]}" in said(page)
        if question.kind == "grid":
            rows = "".join(
                f'<tr><th scope="row">{re.escape(labels[c.id])}</th>.*?</tr>' for c in question.rows
            )
            assert re.search(rows.replace("><tr>", r">\s*<tr>"), page, re.S)


def test_the_opening_says_who_rings_for_whom(project: Project) -> None:
    """The partner for the employer, or without one the employer itself."""
    client, wave = interviewed(project)
    page = said(pages(project, client, wave)["da/guide.html"])
    assert "ringer fra Åben Dør. Nordlys A/S har bedt os spørge" in page
    page = said(pages(project, replace(client, partner=None), wave)["da/guide.html"])
    assert "ringer fra Nordlys A/S. Vi spørger dem" in page
    assert len(set(OPENING)) == len(OPENING) == 11


def test_words_of_a_client_are_text_in_the_guide(project: Project) -> None:
    """A name with markup stays a name."""
    client, wave = interviewed(project, legal_name="<script>x</script> & Co")
    for page in pages(project, client, wave).values():
        assert "<script>" not in page
        assert "<script>x</script> & Co" in said(page)


def test_a_guide_needs_pages_that_speak_of_calls(project: Project) -> None:
    """Without `interviews = true` the page promises what a call would break."""
    client, wave = interviewed(project, interviews=False)
    with pytest.raises(StateError, match="interviews = true"):
        list(guide_files(project, client, wave))
    client, wave = interviewed(project)
    with pytest.raises(StateError, match="is closed"):
        list(guide_files(project, client, replace(wave, status="closed")))


def test_the_command_writes_guides_out_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two pages for each of the client's languages, under `interviews/`."""
    root = copy_demo(tmp_path / "site")
    file = root / "clients/nordlys/client.toml"
    run = in_process(root, monkeypatch, capsys)
    assert "interviews = true" in run("interview", "guide", "nordlys", "2026-h2").err
    file.write_text("interviews = true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("interview", "guide", "nordlys", "2026-h2")
    assert done.code == 0, done.err
    written = [Path(line) for line in done.out.splitlines()]
    assert sorted("/".join(path.parts[-2:]) for path in written) == [
        "da/guide.html",
        "da/notes.html",
        "en/guide.html",
        "en/notes.html",
    ]
    assert all((tmp_path / path).is_file() for path in written)
    assert (tmp_path / "interviews/.gitignore").read_text(encoding="utf-8").endswith("*\n")


@pytest.mark.parametrize(("name", "sheets"), [("guide", 2), ("notes", 3)])
def test_guide_and_notes_are_tagged_sheets_of_a4(
    project: Project, browser: Browser, name: str, sheets: int
) -> None:
    """In Danish and English few sheets, black on white, with headings, lists and tables tagged."""
    client, wave = interviewed(project, languages=("da", "en"))
    for file in guide_files(project, client, wave):
        if not file.path.endswith(f"{name}.html"):
            continue
        page = browser.new_page()
        page.set_content(file.content.decode())
        printed = page.pdf(prefer_css_page_size=True, tagged=True)
        page.close()
        assert set(re.findall(rb"#[0-9a-f]{3,6}\b", file.content)) <= {b"#fff", b"#000"}
        with pikepdf.open(io.BytesIO(printed)) as document:
            assert len(document.pages) == sheets
            assert [round(float(x)) for x in document.pages[0].mediabox[2:]] == [595, 842]
            kinds = {str(one.get("/S")) for one in document.objects if is_tag(one)}
        assert {"/H1", "/H2", "/LI" if name == "guide" else "/TH"} <= kinds


def is_tag(one: object) -> bool:
    """Whether an object of a PDF is an element of its structure."""
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
