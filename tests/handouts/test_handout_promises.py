"""What letters and mails promise besides the promise box: of the page, and of whoever sends.

What the sender promises, no program can keep. So the check list has a step for each of it.
"""

from __future__ import annotations

import re
import tomllib

import pytest
from made import site_files
from sources import SITE

from nejtak.handouts.words import SENDER, TEXTS
from nejtak.project.model import Project
from nejtak.wave.load import load_project

STEPS = tomllib.loads((SITE / "locales/da.toml").read_text(encoding="utf-8"))["sender"]


@pytest.fixture(scope="module")
def project() -> Project:
    """The demo, with drafts shown."""
    return load_project(SITE)


def survey_pages(project: Project) -> list[str]:
    """Every survey page, without its script."""
    pages = [
        re.sub(r"<script>.*?</script>", "", file.content.decode(), flags=re.S)
        for file in site_files(project, drafts=True)
        if file.path.count("/") == 3 and b"<form" in file.content
    ]
    assert pages
    return pages


def test_promise_no_login_no_mitid_no_cpr_number(project: Project) -> None:
    """`Vi beder ikke om login, MitID eller CPR-nummer`: no page has a field or a link for one."""
    for page in survey_pages(project):
        kinds = re.findall(r'<input(?=[^>]* type="([a-z]+)")?', page)
        assert {"radio", "hidden"} <= {*kinds} <= {"hidden", "radio", "checkbox", "text", ""}
        assert not re.search(r'autocomplete="(username|current-password|email|name|tel)', page)
        asked = " ".join(re.findall(r"<legend.*?</legend>|<label.*?</label>", page, re.S)).lower()
        assert not re.search(r"mitid|log ?ind?\b|cpr|password|adgangskode", asked)


def test_promise_answering_is_voluntary(project: Project) -> None:
    """`Det er frivilligt at svare`: no question is required."""
    for page in survey_pages(project):
        assert not re.search(r"<[a-z]+ [^>]*\b(aria-)?required\b", page)


def test_promise_the_page_does_not_ask_who_you_are(project: Project) -> None:
    """`Siden spørger ikke, hvem du er`: no field is for a name, an address or a number."""
    for page in survey_pages(project):
        fields = set(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', page))
        known = {"language", "number", "website"}
        known |= {q.id for survey in project.surveys.values() for q in survey.questions}
        assert {name.split(".")[0] for name in fields} <= known


def test_promise_one_reminder() -> None:
    """`én påmindelse`: there is one text for it, and one step."""
    assert [name for name in TEXTS if "remind" in name] == ["reminder"]
    assert "Send påmindelsen én gang til alle" in STEPS["reminder"]


def test_promise_everyone_is_reminded_once() -> None:
    """`Derfor får alle denne ene påmindelse, og der kommer ikke flere`: the step says the same."""
    assert SENDER.count("reminder") == 1
    assert "én gang til alle" in STEPS["reminder"]


def test_promise_one_reminder_also_for_those_who_answered() -> None:
    """`Derfor kan du få én påmindelse, også selv om du har svaret`: nobody is taken out for it."""
    assert "til alle" in STEPS["reminder"]


def test_promise_the_list_is_deleted() -> None:
    """`Så bliver listen slettet`: the step stands behind the reminder's."""
    assert "Slet listen, når påmindelsen er sendt" in STEPS["delete"]
    assert SENDER.index("delete") > SENDER.index("reminder")
