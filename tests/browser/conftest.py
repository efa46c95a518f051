"""What the tests of pages share: the built pages on a server, and a tab that notes what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from arabic import with_arabic
from made import site_files
from pages_server import serving
from playwright.sync_api import Browser, BrowserContext, Page

from nejtak.project.model import Project
from nejtak.site.headers import page_headers
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent.parent / "site_src"
LONG_WORD = "Ansættelsesforløbskvalitetssikringsudvalg"


@pytest.fixture(scope="session")
def project() -> Project:
    """The real sources, and beside Danish and English a right-to-left language."""
    return with_arabic(load_project(ROOT), "nordlys")


@pytest.fixture(scope="session")
def long_words(project: Project) -> Project:
    """The same project, with every label one word of 41 letters."""
    survey = project.surveys["offer-declined"]
    words = {
        code: replace(
            said,
            title=LONG_WORD,
            questions={
                id_: replace(q, title=LONG_WORD, labels=dict.fromkeys(q.labels, LONG_WORD))
                for id_, q in said.questions.items()
            },
        )
        for code, said in survey.words.items()
    }
    return replace(project, surveys={**project.surveys, survey.id: replace(survey, words=words)})


def served(project: Project) -> Iterator[str]:
    """Serve a project's pages with their headers."""
    files = {file.path: file.content for file in site_files(project, drafts=True)}
    with serving(files, page_headers(project)) as origin:
        yield origin


@pytest.fixture(scope="session")
def site(project: Project) -> Iterator[str]:
    """The origin that serves the project's pages."""
    yield from served(project)


@pytest.fixture(scope="session")
def long_site(long_words: Project) -> Iterator[str]:
    """The origin that serves the pages with long words."""
    yield from served(long_words)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone's browser, new for each test."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def survey(phone: BrowserContext, site: str) -> Page:
    """The Danish survey, just opened; it fails the test when the page does."""
    page = phone.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(f"{site}/nordlys/2026-h2/da/")
    return page
