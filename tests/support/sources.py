"""A small valid `site_src` in a temporary folder, for tests to change and to break.

It has every kind of question, two languages, and one wave that is a draft until `open_wave`.
Locales and playbook are nejtak's own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import textwrap
from datetime import date, timedelta
from pathlib import Path

import pytest
from contract_support import PUBLIC_KEY

from nejtak.base import shipped
from nejtak.base.recipients import Recipient
from nejtak.errors import SourceError
from nejtak.project.contract import to_bytes
from nejtak.project.model import Project
from nejtak.wave import contract
from nejtak.wave.load import find_wave, load_project

SITE = Path(__file__).parent.parent.parent / "site_src"

# A closed wave's note, of a sealed file that is not here.
NOTE = json.dumps({"format": 1, "sha256": "0" * 64, "together": []})

# `check` on the small site: no fault, and the colours that its pages change.
FINE = """\
1 survey, 1 client, 1 wave: no faults.
nordlys: #007ea7 -> #007ba4 for links in light mode (words need 4.5:1 on #f6f9fa; it has 4.37:1)
nordlys: #007ea7 -> #2992bb for links in dark mode (words need 4.5:1 on #1b2327; it has 3.45:1)
"""

SURVEY = "surveys/asked/survey.toml"
DA = "surveys/asked/da.md"
EN = "surveys/asked/en.md"
CLIENT = "clients/nordlys/client.toml"
WAVE = "clients/nordlys/waves/2026-q3.toml"
CONTRACT = "clients/nordlys/waves/2026-q3.contract.json"
RESPONSES = "clients/nordlys/waves/2026-q3.responses.age"
CLOSED = "clients/nordlys/waves/2026-q3.closed.json"
RELEASES = "clients/nordlys/waves/2026-q3.releases.json"

FILES = {
    SURVEY: """\
        minutes = 5

        [[reasons]]
        id = "pay"
        family = "offer"
        reach = "control"

        [[reasons]]
        id = "tasks"
        family = "job"
        reach = "influence"

        [[reasons]]
        id = "else"
        family = "other"

        [[questions]]
        id = "weights"
        kind = "grid"
        looks = "back"
        rows = "reasons"
        columns = ["decisive", "contributed", "no"]
        neutral = "no"

        [[questions]]
        id = "deciding"
        kind = "choice"
        looks = "back"
        choices = "reasons"

        [[questions]]
        id = "missed"
        kind = "choices"
        looks = "back"
        choices = ["people", "place", { id = "colour", retired = true }]

        [[questions]]
        id = "rating"
        kind = "scale"
        looks = "forward"
        points = 5

        [[questions]]
        id = "advice"
        kind = "text"
        looks = "forward"
        max_length = 500
        """,
    DA: """\
        # Hvorfor nej tak?

        Tak for din tid.

        ## Grunde {#reasons}

        - Lønnen {#pay}
        - Opgaverne {#tasks}
        - Noget andet {#else}

        ## Se tilbage {#back}

        ### Hvor meget vejede det? {#weights}

        Sæt *ét* kryds i hver linje.

        - Afgørende {#decisive}
        - Spillede ind {#contributed}
        - Nej {#no}

        ### Hvad afgjorde det? {#deciding}

        ### Hvad manglede? {#missed}

        - Kemien {#people}
        - Stedet {#place}

        ## Se frem {#forward}

        ### Ville du søge igen? {#rating}

        - Aldrig {#1}
        - Gerne {#5}

        ### Dit råd? {#advice}

        ## Familier {#families}

        - Tilbuddet {#offer}
        - Jobbet {#job}
        """,
    EN: """\
        # Why no thanks?

        Thank you for your time.

        ## Reasons {#reasons}

        - The salary {#pay}
        - The duties {#tasks}
        - Something else {#else}

        ## Looking back {#back}

        ### How much did it weigh? {#weights}

        - Decisively {#decisive}
        - Somewhat {#contributed}
        - Not at all {#no}

        ### What settled it? {#deciding}

        ### What was lacking? {#missed}

        - Chemistry {#people}
        - Whereabouts {#place}

        ## Looking ahead {#forward}

        ### Would you apply again? {#rating}

        - Never {#1}
        - Gladly {#5}

        ### Your suggestion? {#advice}

        ## Families {#families}

        - The offer {#offer}
        - The job {#job}
        """,
    CLIENT: """\
        name = "Nordlys"
        legal_name = "Nordlys A/S"
        languages = ["da", "en"]
        contact = "privacy@nordlys.test"

        [brand]
        colour = "#007EA7"
        logo = "logo.svg"

        [reach]
        tasks = "outside"
        """,
    "clients/nordlys/logo.svg": """\
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
        <path fill="#0a7fb0" d="M1 1h7v7z"/></svg>
        """,
    "clients/nordlys/da.md": """\
        # Nordlys

        ## Velkommen {#intro}

        Hej fra **Nordlys**.

        ## Sidefod {#footer}

        Nordlys A/S, Havnevej 1.
        """,
    WAVE: """\
        survey = "asked"
        opens = 2026-07-01
        closes = 2026-09-30
        offers = 40
        declined = 12
        """,
}

# Two words long: the pages cannot be built with them, but faults in them are easy to see.
LOCALES = {
    "locales/da.toml": """\
        name = "Dansk"
        direction = "ltr"

        [page]
        send = "Send mine svar"
        until = "Åben til og med {closes} hos {client}"
        """,
    "locales/en.toml": """\
        name = "English"
        direction = "ltr"

        [page]
        send = "Send my answers"
        until = "Open until {closes} at {client}"
        """,
}


class Site:
    """One folder of sources on disk."""

    files = FILES

    def __init__(self, root: Path) -> None:
        self.root = root
        for file, content in self.files.items():
            self.write(file, textwrap.dedent(content))

    def write(self, file: str, content: str | bytes) -> None:
        """Write one file anew."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, file: str) -> str:
        """Read one file."""
        return (self.root / file).read_text(encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.write(file, text.replace(old, new))

    def remove(self, file: str) -> None:
        """Remove a file."""
        (self.root / file).unlink()

    def edit(self, *edits: tuple[str, str | None, str | bytes | None]) -> Site:
        """Make edits: replace (file, old, new), write (file, None, new), remove (…, None, None)."""
        for file, old, new in edits:
            if new is None:
                self.remove(file)
            elif old is None:
                self.write(file, new)
            else:
                assert isinstance(new, str)
                self.replace(file, old, new)
        return self

    def load(self) -> Project:
        """Check all of it, as every command does."""
        return load_project(self.root)

    def open_wave(self) -> Site:
        """Freeze the contract of the one wave."""
        client, wave, survey = find_wave(self.load(), "nordlys", "2026-q3")
        frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
        self.write(CONTRACT, to_bytes(frozen))
        return self

    def prolong(self, days: int = 30) -> Site:
        """Let the one wave close so many days from today."""
        self.replace(WAVE, "closes = 2026-09-30", f"closes = {date.today() + timedelta(days)}")
        return self

    def problems(self) -> list[str]:
        """Every fault that a check finds, as it is printed, in that order."""
        try:
            self.load()
        except SourceError as error:
            return [str(problem) for problem in error.faults]
        return []


class OwnSite(Site):
    """The same as nejtak's own: with locales of its own, and without a playbook."""

    files = FILES | LOCALES

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(root)
        monkeypatch.setattr(shipped, "SITE", root)


def copy_demo(folder: Path) -> Path:
    """Copy the demo's clients and surveys to a folder, with no wave opened."""
    own = shutil.ignore_patterns("2026-h2*.*.*")  # what `make preview` has opened
    for name in ("clients", "surveys"):
        shutil.copytree(SITE / name, folder / name, ignore=own)
    return folder


def own_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy all that comes with nejtak to a folder, and take it from there from now on."""
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    monkeypatch.setattr(shipped, "SITE", folder)
    return folder


def fingerprint(folder: Path) -> dict[str, str]:
    """The files below a folder with hashes of their content: equal where nothing was written."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
