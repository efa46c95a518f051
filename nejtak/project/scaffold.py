"""Makes new projects, clients, surveys and waves as files to change; nothing is written over.

Every function returns the files that it wrote, so that a command can list them.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import tomlkit

from nejtak.base.files import File, write_file, write_tree
from nejtak.base.ids import SLUG_LENGTH, is_slug
from nejtak.base.shipped import SITE
from nejtak.base.text import read_text
from nejtak.base.toml_file import toml_text
from nejtak.errors import StateError, guess, message_text
from nejtak.project import folder
from nejtak.project.clients import RESERVED
from nejtak.project.outcomes import PARTS

SOURCES = "sources"
SHORTEST = 60  # days that a first wave is open, at least
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})
# The facts of a wave's own period; a wave copied from it begins without them.
_OF_ITS_TIME = ("offers", *PARTS, "asked", "together")


@dataclass(frozen=True, slots=True)
class NewClient:
    """The text of a new client's `client.toml`; without a partner the employer asks itself."""

    id: str
    name: str
    languages: tuple[str, ...]
    colour: str
    contact: str
    partner: str = ""


def id_from(name: str) -> str:
    """A client's id made from a name, like `blaa-boelge` from "Blå Bølge"; empty if none fits."""
    plain = unicodedata.normalize("NFC", name).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    id_ = "-".join(re.findall(r"[a-z0-9]+", plain))[:SLUG_LENGTH].strip("-")
    return "" if id_ in RESERVED else id_


def new_project(root: Path) -> list[Path]:
    """Make a folder with `nejtak.toml`; raise StateError if there is something in it."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise StateError(f"{root} is there already. Name a new folder.")
    write_tree(root, [File(folder.FILE, _PROJECT.encode()), File("README.md", _README.encode())])
    return [root / folder.FILE, root / "README.md"]


def new_client(sources: Path, client: NewClient) -> list[Path]:
    """Write the `client.toml` of a new client."""
    _check_id(client.id, "client")
    if client.id in RESERVED:
        raise StateError(message_text("reserved-id", value=client.id))
    path = sources / "clients" / client.id / "client.toml"
    _check_new(path.parent)
    partner = f"partner = {toml_text(client.partner)}" if client.partner else _NO_PARTNER
    text = _CLIENT.format(
        name=toml_text(client.name),
        languages=", ".join(map(toml_text, client.languages)),
        contact=toml_text(client.contact),
        partner=partner,
        colour=toml_text(client.colour),
    )
    write_file(path, text.encode())
    return [path]


def new_survey(sources: Path, id_: str, origin: str) -> list[Path]:
    """Copy a survey, the project's own or one that comes with nejtak, under a new id."""
    _check_id(id_, "survey")
    target = sources / "surveys" / id_
    _check_new(target)
    known = surveys(sources)
    if origin not in known:
        listed = ", ".join(known)
        raise StateError(f"There is no survey {origin!r}.{guess(origin, known)} Surveys: {listed}.")
    shutil.copytree(known[origin], target)
    return sorted(target.iterdir())


def surveys(sources: Path) -> Mapping[str, Path]:
    """The folders of all surveys that can be copied, by id; the project's own come first."""
    folders = [
        found
        for root in (sources / "surveys", SITE / "surveys")
        if root.is_dir()
        for found in sorted(root.iterdir())
        if (found / "survey.toml").is_file()
    ]
    return {found.name: found for found in reversed(folders)}


def new_wave(sources: Path, client: str, id_: str, survey: str, days: tuple[date, date]) -> Path:
    """Write a draft; `days` are its first and its last."""
    path = _wave_file(sources, client, id_)
    opens, closes = days
    write_file(path, _WAVE.format(survey=survey, opens=opens, closes=closes).encode())
    return path


def wave_like(sources: Path, client: str, id_: str, like: str, today: date) -> Path:
    """Write a draft like an earlier wave: its survey, sections, groups and length.

    It opens on the day after that one closes, or today if that day is past. The facts of the
    earlier wave's own period, such as its number of offers, are left out.
    """
    path = _wave_file(sources, client, id_)
    document = tomlkit.parse(read_text(path.parent / f"{like}.toml"))
    first, last = (date.fromisoformat(str(document[key])) for key in ("opens", "closes"))
    opens = max(last + timedelta(1), today)
    document["opens"], document["closes"] = opens, opens + (last - first)
    for key in _OF_ITS_TIME:
        document.pop(key, None)
    write_file(path, tomlkit.dumps(document).encode())
    return path


def first_period(today: date) -> tuple[str, tuple[date, date]]:
    """An id and the days of a first wave: to the end of a half-year at least 60 days away."""
    year, half = today.year, 1 if today.month <= 6 else 2
    closes = _end(year, half)
    if (closes - today).days < SHORTEST:
        year, half = (year, 2) if half == 1 else (year + 1, 1)
        closes = _end(year, half)
    return f"{year}-h{half}", (today, closes)


def _end(year: int, half: int) -> date:
    return date(year, 6, 30) if half == 1 else date(year, 12, 31)


def _wave_file(sources: Path, client: str, id_: str) -> Path:
    _check_id(id_, "wave")
    path = sources / "clients" / client / "waves" / f"{id_}.toml"
    _check_new(path)
    return path


def _check_new(path: Path) -> None:
    if path.exists():
        raise StateError(f"{path} is there already. Choose another id.")


def _check_id(id_: str, kind: str) -> None:
    if not is_slug(id_):
        raise StateError(
            f"{id_!r} is no id for a {kind}. Use a-z, 0-9 and single hyphens between, "
            f"1 to {SLUG_LENGTH} characters."
        )


_PROJECT = f"""\
# This folder is a nejtak project: what nejtak builds and keeps lies beside this file.
sources = "{SOURCES}"
"""

_README = """\
# A nejtak project

nejtak asks candidates who turned a job offer down why, anonymously.

- `sources/clients/` has a folder for each employer: name, colour, languages, waves.
- `sources/surveys/` has the questions, and their words in each language.
- `nejtak.toml` names the public keys that answers are sealed to. The private keys lie in
  `.nejtak/keys`. Move one of the two to a safe place that is not this machine.

Keep this folder in a private git repository. Answers, keys and reports stay out of it.

    nejtak preview              the pages on this machine, rebuilt while you write
    nejtak check                every fault in the files, and how to fix it
    nejtak wave open C W        fix what wave W of client C asks, so that its page can go out
    nejtak wave close C W       end it, and read the answers
    nejtak report C W           make the report

`nejtak --help` lists all commands.
"""

_CLIENT = """\
name = {name}
# The name in contracts, if it is another: legal_name = "..."
languages = [{languages}]
# Whom candidates can write to about their data.
contact = {contact}
# Who reads the answers, if an outside partner does. Candidates are told.
{partner}

[brand]
colour = {colour}
# SVG, PNG or WebP, in this folder: logo = "logo.svg"
"""

_NO_PARTNER = '# partner = "..."'

_WAVE = """\
survey = "{survey}"
opens = {opens}
closes = {closes}
# When you know them: the offers of this period, what became of them, and how many were asked.
# Withdrawn are those who said yes, and took it back before their first day.
# offers = 80
# accepted = 58
# declined = 20
# withdrawn = 2
# asked = 20
"""
