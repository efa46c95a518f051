"""A survey's words come back from other programs as they were, or with faults that say why not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nejtak.errors import Faults
from nejtak.project.model import SurveyWords
from nejtak.project.source import read_sources
from nejtak.project.surveys import parse_survey

WORDS = Path(__file__).parent.parent / "support" / "words"
FILE = "surveys/every-kind/da.md"
# The words of `every-kind` as a Word document, made Markdown again: see benchmarks/documents.py.
BACK = {path.stem: path for path in sorted((WORDS / "back").glob("*.md"))}
# Pandoc writes these dialects with plain quotes and dots, unless it is told `-smart`.
SMART = str.maketrans({"“": '"', "”": '"', "…": "..."})
# This program writes neither a backslash before "2024." nor one before "<navn>".
LOST = {
    "markitdown-0.1.9": [
        f"{FILE}:12: the numbers of this list do not follow each other. Number it 1, 2, 3, or "
        "write each number with a backslash, like '3\\.'.",
        f"{FILE}:39: choices have no numbers on the page. Begin the line with '-', not '1.'.",
        f"{FILE}:50: <navn> is not allowed. Use plain Markdown: paragraphs, lists, *emphasis*, "
        "**strong** and links.",
    ]
}


def read(text: str | None = None) -> tuple[SurveyWords, list[str]]:
    """The words of the survey, from another document if there is one, and its faults."""
    source = read_sources(WORDS)
    if text is not None:
        source = replace(source, documents={FILE: text})
    faults = Faults(source.faults)
    words = parse_survey(source, "every-kind", faults).words["da"]
    return words, sorted(str(fault) for fault in faults.collected)


def flat(words: SurveyWords) -> str:
    """All words, with single blanks."""
    return re.sub(r"\s+", " ", repr(words).replace(r"\n", " "))


@pytest.mark.parametrize("name", BACK)
def test_words_come_back_from_other_programs(name: str) -> None:
    """Titles, questions, choices, lists, links and line breaks; wrapped or escaped."""
    before, faults = read()
    assert faults == []
    after, faults = read(BACK[name].read_text(encoding="utf-8"))
    assert faults == LOST.get(name, [])
    if not faults:
        smart = SMART if flat(after) != flat(before) else {}
        assert flat(after) == flat(before).translate(smart)
        assert bool(smart) == name.endswith(("-markdown", "commonmark_x"))
