"""Every kind of question is in the surveys that the tests use, and in the docs of the form."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path

import collector_support
import pytest
import report_project
import sources

from nejtak.project.contract import KINDS

ROOT = Path(__file__).parents[2]
DEMO = (ROOT / "site_src" / "surveys").glob("*/survey.toml")


def _in_files(*texts: str) -> set[str]:
    """The kinds of the questions in texts of `survey.toml`."""
    return {one["kind"] for text in texts for one in tomllib.loads(text)["questions"]}


ASKED = {
    "tests/support/sources.py": _in_files(textwrap.dedent(sources.FILES[sources.SURVEY])),
    "tests/support/collector_support.py": {q["kind"] for q in collector_support.QUESTIONS.values()},
    "tests/support/report_project.py": {question.kind for question in report_project.QUESTIONS},
    "site_src/surveys": _in_files(*(file.read_text(encoding="utf-8") for file in DEMO)),
}


@pytest.mark.parametrize("place", ASKED)
def test_the_surveys_that_tests_use_ask_every_kind(place: str) -> None:
    """So that pages, collector, interview desk and report are tested with each."""
    assert ASKED[place] == set(KINDS)


def test_the_docs_say_how_a_form_sends_every_kind() -> None:
    """The table of architecture.md has each kind once."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| kind \| field \| value \|\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.M)
    kinds = [kind for row in table.splitlines() for kind in row.split("|")[1].strip().split(", ")]
    assert sorted(kinds) == sorted(KINDS)
