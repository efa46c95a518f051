"""How heavy the survey page is: HTML, style and script, gzipped; the logo comes besides."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest
from demo_pages import DEMO, SURVEY, opened, own
from made import site_files

from nejtak.project.model import Project
from nejtak.wave.load import load_project

ACCEPTED = "nordlys/2026-h2-accepted/da/index.html"
SECTIONS = ("beside", "picture", "sources", "again")
THANKS = SURVEY.replace("index", "thanks/index")


@pytest.fixture(scope="module")
def project() -> Project:
    """The real sources, with every wave open."""
    return opened(load_project(DEMO))


def with_sections(project: Project, *asked: str) -> Project:
    """The project whose waves ask these sections and no others."""
    left_out = tuple(section for section in SECTIONS if section not in asked)
    waves = project.clients["nordlys"].waves
    return own(project, waves=tuple(replace(wave, left_out=left_out) for wave in waves))


def parts(project: Project, path: str) -> tuple[str, str]:
    """A page and its style sheet; it has one, and a browser asks for nothing else but the logo."""
    site = {file.path: file.content.decode() for file in site_files(project)}
    asked = re.findall(r'<(?:img|link|script|iframe)[^>]* (?:src|href)="/([^"]+)"', site[path])
    sheet, logo = asked
    assert logo.startswith("logos/")
    return site[path], site[sheet]


def weight(project: Project, path: str) -> int:
    """The bytes that are sent."""
    return sum(len(gzip.compress(part.encode(), 9, mtime=0)) for part in parts(project, path))


def test_danish_survey_is_at_most_10_kb_in_two_requests(project: Project) -> None:
    """The survey with style and script arrives in one round trip."""
    assert weight(project, SURVEY) <= 10240


@pytest.mark.parametrize("path", [SURVEY, ACCEPTED])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_keeps_the_survey_within_11_kb(project: Project, section: str, path: str) -> None:
    """Whichever section a wave asks, of those who said no and of those who said yes."""
    assert weight(with_sections(project, section), path) <= 11264


@pytest.mark.parametrize(
    ("sections", "grid", "scale"),
    [((), False, False), (("beside",), True, False), (("again",), False, True)],
)
def test_a_style_sheet_has_the_rules_of_its_survey(
    project: Project, sections: tuple[str, ...], grid: bool, scale: bool
) -> None:
    """Rules of grids and scales are sent to nobody else; all pages of a wave have one sheet."""
    asked = with_sections(project, *sections)
    _, sheet = parts(asked, SURVEY)
    assert (".row" in sheet, ".scale" in sheet) == (grid, scale)
    assert parts(asked, THANKS)[1] == sheet
