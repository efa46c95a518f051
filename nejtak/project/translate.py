"""Writes a file for a translator: nejtak's texts in one language, with the English of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import babel

from nejtak.base.command import run
from nejtak.base.files import write_file
from nejtak.base.shipped import FALLBACK, SITE
from nejtak.base.toml_file import toml_text
from nejtak.errors import Faults, StateError
from nejtak.project.i18n import language_guess
from nejtak.project.locales import FOLDER
from nejtak.project.model import Client, Project, Survey
from nejtak.project.source import read_table

_HEAD = """\
# {language}: nejtak's own words. Above each text stands the English one. Translate a text, and take
# the # away in front of it; as long as it is there, the page shows the English. `nejtak translate`
# writes this file anew, keeps your texts, and adds those that are new.
"""


def write_translation(sources: Path, code: str) -> tuple[Path, int]:
    """Write `locales/CODE.toml`; return its path and how many texts are still to translate.

    Translated texts are kept; the rest of the file is written anew. Raises StateError if Babel does
    not know the language, or if it is one of nejtak's own, and SourceError if the file is broken.
    """
    language = _language(code)
    path = sources / FOLDER / f"{code}.toml"
    faults = Faults()
    own = read_table(path, faults) or {}
    english = read_table(SITE / FOLDER / f"{FALLBACK}.toml", faults) or {}
    faults.raise_if_any()
    name = str(own.get("name", language.get_display_name() or code))
    direction = str(own.get("direction", language.text_direction))
    lines = [
        _HEAD.format(language=name),
        f"name = {toml_text(name)}",
        f"direction = {toml_text(direction)}",
    ]
    left = 0
    for section, texts in english.items():
        if isinstance(texts, dict):
            have = _dict(own.get(section))
            lines += [f"\n[{section}]", *_lines(texts, have)]
            left += len(texts.keys() - have.keys())
    write_file(path, "\n".join([*lines, ""]).encode())
    return path, left


def _language(code: str) -> babel.Locale:
    """A language that somebody may translate to; StateError for any other code."""
    shipped = sorted(path.stem for path in (SITE / FOLDER).glob("*.toml"))
    if code in shipped:
        raise StateError(f"nejtak has {code!r} itself. Write only the texts that should differ.")
    try:
        return babel.Locale.parse(code, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        hint = language_guess(code, shipped)
        raise StateError(f"{code!r} is no language. Write a code, like 'fr'.{hint}") from None


def translation_remarks(project: Project) -> Iterator[str]:
    """Report the texts of the clients' languages that are still in English, each once."""
    said = {
        remark: None
        for client, wave, survey in project.waves()
        if wave.status != "closed"
        for remark in _remarks(project, client, survey)
    }
    yield from said


def check_translated(project: Project, client: Client, survey: Survey) -> None:
    """Raise StateError if a page of the client's would be in two languages."""
    remarks = [*_remarks(project, client, survey)]
    if remarks:
        raise StateError("\n".join([*remarks, "A wave is opened when all of that is translated."]))


def _remarks(project: Project, client: Client, survey: Survey) -> Iterator[str]:
    for code in client.languages:
        locale = project.locales[code]
        if locale.missing:
            total = sum(map(len, locale.strings.values()))
            way = run("translate", code)
            yield f"{code}: {len(locale.missing)} of {total} texts to translate: {way}"
        if code in survey.missing:
            file = f"surveys/{survey.id}/{code}.md"
            yield f"{code}: the survey's words to translate: copy {FALLBACK}.md to {file}"


def _lines(english: Mapping[str, str], own: Mapping[str, object]) -> Iterator[str]:
    for key, text in english.items():
        done = key in own
        yield f"# {toml_text(text)}"
        yield f"{key} = {toml_text(str(own[key]))}" if done else f"# {key} = {toml_text(text)}"
    for key in sorted(own.keys() - english.keys()):  # mistyped: `check` says so
        yield f"{key} = {toml_text(str(own[key]))}"


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
