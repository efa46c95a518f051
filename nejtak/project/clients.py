"""Clients, their own words, and their waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nejtak.base.ids import is_slug
from nejtak.errors import Faults, guess
from nejtak.project.addresses import check_address
from nejtak.project.brands import parse_brand
from nejtak.project.closed_notes import CLOSED
from nejtak.project.i18n import language_guess
from nejtak.project.joined_waves import join
from nejtak.project.markdown import MarkdownDocument, section_html, split_document
from nejtak.project.model import (
    OTHER,
    REACHES,
    RETENTION_DAYS,
    Client,
    ClientWords,
    Locale,
    Reach,
    Survey,
    Wave,
)
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable
from nejtak.project.waves import check_groups, parse_wave

OWN_SECTIONS = ("intro", "footer")
# No client's id: paths of the site that belong to the collector, or are shared by all pages.
RESERVED = ("api", "logos", "static")
MOST_DAYS = 3650  # for which answers can be kept after a report
LONGEST_ADDRESS = 160  # characters: two lines of the paper form


def parse_client(
    source: Source,
    id: str,
    surveys: Mapping[str, Survey],
    locales: Mapping[str, Locale],
    faults: Faults,
) -> Client:
    """Read one client with its waves."""
    folder = f"clients/{id}"
    table = _client_table(source, id, faults)
    name = table.words("name", example='"Nordlys"') or id
    languages = _languages(table, locales)
    known = [code for code in languages if code in locales]
    waves = _waves(source, id, known, surveys, table)
    _check_strays(source, folder, faults)
    client = Client(
        id=id,
        name=name,
        legal_name=table.words("legal_name") or name,
        languages=languages,
        contact=_contact(table),
        fictional=table.flag("fictional"),
        partner=table.words("partner"),
        brand=parse_brand(source, folder, table.table("brand", example="")),
        reach=_reach(table.table("reach"), waves, surveys),
        words=_own_words(source, folder, locales, faults),
        waves=waves,
        return_address=table.line("return_address", LONGEST_ADDRESS),
        interviews=table.flag("interviews"),
    )
    table.done()
    return client


def _client_table(source: Source, id_: str, faults: Faults) -> TomlTable:
    """The client's file, and faults of its folder's name."""
    folder = f"clients/{id_}"
    file = f"{folder}/client.toml"
    if not is_slug(id_):
        faults.add(folder, "", "bad-id", value=id_)
    if id_ in RESERVED:
        faults.add(folder, "", "reserved-id", value=id_)
    if file not in source.files:
        faults.add(file, "", "missing-file", fix="Every client has one.")
    return TomlTable(file, source.tables.get(file) if file not in faults.unread else None, faults)


def _contact(table: TomlTable) -> str:
    contact = table.text("contact", example='"privacy@firm.example"') or ""
    check_address(table, "contact", contact)
    return contact


def _waves(
    source: Source,
    client: str,
    languages: Sequence[str],
    surveys: Mapping[str, Survey],
    table: TomlTable,
) -> tuple[Wave, ...]:
    """The client's waves, with those joined that are counted together."""
    names = source.names(f"clients/{client}/waves", ".toml")
    read = [parse_wave(source, client, id_, languages, surveys, table.faults) for id_ in names]
    days = table.integer("retention_days", 0, MOST_DAYS)
    kept = RETENTION_DAYS if days is None else days
    waves = join(
        [replace(wave, retention_days=_kept(wave, kept)) for wave, _ in read],
        {wave.id: named for wave, named in read},
        table.faults,
    )
    check_groups(waves, table.faults)
    return waves


def _kept(wave: Wave, days: int) -> int:
    """How many days the wave's answers are kept: no more than its page promised candidates."""
    return min(days, wave.contract.retention_days) if wave.contract else days


def _languages(table: TomlTable, locales: Mapping[str, Locale]) -> tuple[str, ...]:
    languages = table.texts("languages", example='["da", "en"]')
    if table.values.get("languages") == []:
        table.fault("languages", "empty")
    seen: set[str] = set()
    for number, language in languages.items():
        if language in seen:
            table.fault(f"languages[{number}]", "duplicate-id", value=language)
        elif language not in locales:
            table.fault(
                f"languages[{number}]",
                "no-locale",
                language=language,
                guess=language_guess(language, locales),
            )
        seen.add(language)
    return tuple(languages.values())


def _reach(
    table: TomlTable, waves: tuple[Wave, ...], surveys: Mapping[str, Survey]
) -> dict[str, Reach]:
    # A client without waves may override reasons of any survey.
    asked = {wave.survey for wave in waves} or surveys.keys()
    unsure = any(
        id_ not in surveys or f"surveys/{id_}/survey.toml" in table.faults.unread for id_ in asked
    )
    questions = [q for id_ in asked & surveys.keys() for q in surveys[id_].questions]
    reasons = {reason.id: reason for q in questions for reason in q.reasons}
    overrides: dict[str, Reach] = {}
    for key in table.values:
        reach = table.one_of(key, REACHES)
        if reach is not None:
            overrides[key] = reach
        if unsure:
            continue
        if key not in reasons:
            table.fault(key, "unknown-reason", value=key, guess=guess(key, reasons))
        elif reasons[key].family == OTHER:
            table.fault(key, "reach-on-other")
    return overrides


def _own_words(
    source: Source, folder: str, locales: Mapping[str, Locale], faults: Faults
) -> dict[str, ClientWords]:
    words = {}
    for language in source.names(folder, ".md"):
        file = f"{folder}/{language}.md"
        if language not in locales:
            hint = language_guess(language, locales)
            faults.add(file, "", "no-locale", language=language, guess=hint)
        if file in faults.unread:
            continue
        document = split_document(file, source.documents[file], faults)
        for id_, section in document.sections.items():
            if id_ not in OWN_SECTIONS:
                faults.add(
                    file,
                    section.line,
                    "unknown-client-section",
                    id=id_,
                    guess=guess(id_, OWN_SECTIONS),
                    known=", ".join(OWN_SECTIONS),
                )
        _check_stray(document, faults)
        words[language] = ClientWords(*(_section(document, name, faults) for name in OWN_SECTIONS))
    return words


def _check_stray(document: MarkdownDocument, faults: Faults) -> None:
    """Report words that no page would show: words below the title, and items with ids."""
    lines = [line for section in document.sections.values() for line, *_ in section.items]
    if document.title is not None:
        lines.append(document.title.stray(items=True) or 0)
    for line in filter(None, lines):
        faults.add(document.file, line, "stray-words", place="{#intro} or {#footer}")


def _section(document: MarkdownDocument, name: str, faults: Faults) -> str:
    section = document.sections.get(name)
    return section_html(document.file, section, faults) if section else ""


def _check_strays(source: Source, folder: str, faults: Faults) -> None:
    """Report contracts without a wave: somebody renamed or removed a file, and ids are for ever."""
    waves = set(source.names(f"{folder}/waves", ".toml"))
    for suffix in (".contract.json", *CLOSED):
        for name in source.names(f"{folder}/waves", suffix):
            contract = f"{folder}/waves/{name}.contract.json"
            if name not in waves:
                faults.add(
                    f"{folder}/waves/{name}{suffix}", "", "stray-contract", wave=f"{name}.toml"
                )
            elif contract not in source.files:
                fix = "Restore it: the wave's answers cannot be read without it."
                faults.add(contract, "", "missing-file", fix=fix)
