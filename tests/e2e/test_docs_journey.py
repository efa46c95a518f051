"""The documents are followed, in a clone and installed: each command is run as it stands."""

from __future__ import annotations

import email.message
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import CLIENT, NOT_RUN, ORDER, TYPED, WAVE, Journey, lines_of
from installed import make_environment, make_wheel
from logo_files import picture
from stage import PATIENCE, ROOT, wait_until


def _client(journey: Journey) -> Path:
    return journey.folder / "sources" / "clients" / CLIENT


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def add_logo(journey: Journey) -> None:
    """Put a PNG into the client's folder, and name it: one line."""
    (_client(journey) / "logo.png").write_bytes(picture(size=(240, 60)))
    line = '# SVG, PNG or WebP, in this folder: logo = "logo.svg"'
    _change(_client(journey) / "client.toml", line, 'logo = "logo.png"')


def fill_in(journey: Journey) -> None:
    """Change a question, and say how many offers there were: three lines."""
    words = journey.folder / "sources" / "surveys" / "offer-declined" / "da.md"
    _change(words, "Hvad afgjorde dit nej?", "Hvad talte mest?")
    wave = _client(journey) / "waves" / f"{journey.wave}.toml"
    _change(wave, "# offers", "offers")
    _change(wave, "# declined", "declined")


def answer_by_form(journey: Journey) -> None:
    """Send the page's form as a browser does without a script."""
    url = json.loads((journey.folder / ".nejtak" / "preview.json").read_text())["url"]
    # The preview follows: the wave was opened, taken back and opened again a moment ago.
    wait_until(lambda: _form_is_taken(url, f"{CLIENT}/{journey.wave}/nb"))


def _form_is_taken(url: str, page_of: str) -> bool:
    said = {"number": "b" * 32, "language": "nb", "website": "", "decided": "pay"}
    try:
        with urllib.request.urlopen(f"{url}/{page_of}/", timeout=PATIENCE) as page:
            text = page.read().decode()
        if "logos/" not in text:
            return False  # still the page of before: commands follow each other faster than builds
        (action,) = set(re.findall(r'action="([^"]+)"', text)) or {""}
        form = urllib.parse.urlencode(said).encode()
        address = urllib.parse.urljoin(f"{url}/", action)
        with urllib.request.urlopen(address, form, timeout=PATIENCE) as thanks:
            return str(thanks.url).endswith(f"/{page_of}/thanks/")
    except urllib.error.HTTPError as refused:
        refused.close()  # no such page yet, or a draft's, which sends nothing
        return False


def receive_mail(journey: Journey) -> None:
    """Save the invitation as a mail tool delivers it that adds nothing."""
    folder = journey.folder / "handouts" / CLIENT / journey.wave / "da"
    mail = email.message.EmailMessage()
    mail["Authentication-Results"] = "mx.candidate.test; dmarc=pass header.from=blue-wave.test"
    mail["From"], mail["Subject"] = "hr@blue-wave.test", "Invitation"
    mail.set_content((folder / "invitation.txt").read_text(encoding="utf-8"))
    (journey.folder / "mail.eml").write_bytes(mail.as_bytes())


def interview(journey: Journey) -> None:
    """Say that the partner also rings: one line."""
    _change(_client(journey) / "client.toml", "[brand]", "interviews = true\n\n[brand]")


def keep_for_no_days(journey: Journey) -> None:
    """Let answers be due at once, instead of waiting for a month."""
    _change(_client(journey) / "client.toml", "[brand]", "retention_days = 0\n\n[brand]")


pytestmark = pytest.mark.usefixtures("chromium")  # which prints the report

BY_HAND = {
    ("start", "nejtak check"): add_logo,
    ("first-wave", "nejtak check"): fill_in,
    ("first-wave", f"nejtak sample {CLIENT} {WAVE} --count 14"): answer_by_form,
    ("invitations", "nejtak verify-handout mail.eml --site https://svar.example.dk"): receive_mail,
    ("interviews", f"nejtak interview guide {CLIENT} {WAVE}"): interview,
    ("done", "nejtak purge --due --dry-run"): keep_for_no_days,
}


@pytest.fixture(scope="module", params=["clone", "installed"])
def journey(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Journey]:
    """A reader with the command of a clone, or of the wheel."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "clone":
        reader = Journey.in_clone(folder, BY_HAND)
    else:
        program = make_environment(folder, make_wheel(tmp_path_factory.mktemp("wheel")))
        reader = Journey(program, folder, BY_HAND, starts=True)
    try:
        yield reader
    finally:
        reader.end()


@pytest.mark.parametrize("document", ORDER)
def test_the_commands_of_a_document_run_as_they_stand(journey: Journey, document: str) -> None:
    """Typed after those of the documents before it, each succeeds."""
    journey.follow(document)


def test_the_documents_lead_from_nothing_to_a_report(journey: Journey) -> None:
    """Name, colour, PNG logo, Danish and Norwegian, a question changed, a form sent: reported."""
    journey.follow("done")
    reports = journey.folder / "reports" / CLIENT / f"{journey.wave}-1"
    made = journey.said[f"nejtak report {CLIENT} {WAVE} --pdf --pptx"].splitlines()
    names = ("da.html", "nb.html", "da.pdf", "nb.pptx", "figures.xlsx")
    assert {f"reports/{CLIENT}/{journey.wave}-1/{name}" for name in names} <= set(made)
    report = (reports / "da.html").read_text(encoding="utf-8")
    assert "Blue Wave" in report
    assert "Hvad talte mest?" in report
    assert f"{CLIENT}/{journey.wave} is purged" in journey.said["nejtak purge --due"]


def test_each_exception_is_in_a_document() -> None:
    """A command that is not run, typed at or prepared by hand, stands in a document."""
    lines = {(document, line) for document in ORDER for line in lines_of(document)}
    known = {line for _, line in lines}
    assert known >= {*NOT_RUN, *TYPED}
    assert lines >= set(BY_HAND)


def test_no_document_is_forgotten() -> None:
    """Every document with commands is followed."""
    found = {
        path.stem
        for path in (ROOT / "docs").glob("*.md")
        if any(line.startswith("nejtak ") for line in lines_of(path.stem))
    }
    assert found == set(ORDER)
