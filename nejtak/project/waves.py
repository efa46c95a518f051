"""Waves: one file each, and next to it the frozen contract once the wave is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nejtak.base.ids import is_slug
from nejtak.base.shipped import FALLBACK
from nejtak.disclosure import ASKED
from nejtak.errors import Faults, guess
from nejtak.project import contract
from nejtak.project.closed_notes import CLOSED, check_closed
from nejtak.project.contract import ASKS, MAX_SHARDS, Asks, Contract
from nejtak.project.groups import parse_groups
from nejtak.project.model import Status, Survey, Wave
from nejtak.project.outcomes import MOST_OFFERS, askable, parse_outcomes, population
from nejtak.project.playbooks import parse_plans
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable, known_of


def parse_wave(
    source: Source,
    client: str,
    id: str,
    languages: Sequence[str],
    surveys: Mapping[str, Survey],
    faults: Faults,
) -> tuple[Wave, Mapping[int, str]]:
    """Read one wave, and the ids of the waves to count together with it."""
    folder = f"clients/{client}/waves"
    file = f"{folder}/{id}.toml"
    table = TomlTable(file, source.tables.get(file) if file not in faults.unread else None, faults)
    if not is_slug(id):
        faults.add(table.file, "", "bad-id", value=id)
    draft = _status(source, folder, id) == "draft"
    survey_id = _known_survey(table, languages, surveys, draft=draft)
    survey = surveys.get(survey_id)
    opens, closes = _days(table)
    counts = parse_outcomes(table)
    group, groups, rivals = parse_groups(table, survey)
    wave = Wave(
        id=id,
        client=client,
        survey=survey_id,
        opens=opens,
        closes=closes,
        offers=counts.offers,
        accepted=counts.accepted,
        declined=counts.declined,
        withdrawn=counts.withdrawn,
        shards=table.integer("shards", 1, MAX_SHARDS) or 1,
        status=_status(source, folder, id),
        folder=source.root / folder,
        contract=_contract(source, folder, client, id, faults),
        actions=parse_plans(table.table("actions"), survey),
        group=group,
        groups=groups,
        rivals=rivals,
        asks=_asks(table, survey),
        asked=table.integer("asked", 0, MOST_OFFERS),
        left_out=_left_out(table, survey),
    )
    _check_asked(table, wave)
    together = table.texts("together")
    check_closed(source, f"{folder}/{id}", together.values(), faults)
    table.old("segments", "Write [groups] instead, with how many were asked in each group.")
    table.done()
    return wave, together


def _days(table: TomlTable) -> tuple[date, date]:
    """The first and the last day; `date.min` for one that is missing or wrong."""
    opens, closes = (table.day(key, example="2026-07-01") for key in ("opens", "closes"))
    if opens and closes and closes < opens:
        table.fault("closes", "dates", closes=closes, opens=opens)
    return opens or date.min, closes or date.min


def _asks(table: TomlTable, survey: Survey | None) -> Asks:
    """Whom the wave asks: those whom its survey is for, if that says so."""
    said: Asks | None = table.one_of("asks", ASKS)
    meant = survey.asks if survey else None
    if survey and said and meant and said != meant:
        table.fault("survey", "asks-survey", value=survey.id, other=meant, own=said)
    return said or meant or "declined"


def _contract(
    source: Source, folder: str, client: str, id_: str, faults: Faults
) -> Contract | None:
    file = f"{folder}/{id_}.contract.json"
    if file not in source.files or file in faults.unread:
        return None
    return contract.parse_contract(file, source.tables[file], client, id_, faults)


def _check_asked(table: TomlTable, wave: Wave) -> None:
    """Report more asked than declined, or accepted."""
    most = askable(wave.asks, wave)
    if wave.asked is not None and most is not None and wave.asked > most:
        table.fault("asked", "asked", asked=wave.asked, most=most, asks=wave.asks)


def _left_out(table: TomlTable, survey: Survey | None) -> tuple[str, ...]:
    """The survey's sections that the wave leaves out."""
    wanted = table.texts("sections")
    known = [section.id for section in survey.sections] if survey else []
    for number, id_ in wanted.items() if survey else ():
        if id_ not in known:
            words = {"known": known_of(known), "guess": guess(id_, known)}
            table.fault(f"sections[{number}]", "bad-value", value=id_, **words)
    if "sections" in table.values:
        return tuple(id_ for id_ in known if id_ not in wanted.values())
    return tuple(section.id for section in survey.sections if not section.asked) if survey else ()


def number_asked(wave: Wave) -> int | None:
    """The number asked; without it, of those who could be; None if the wave's file has neither."""
    most = askable(wave.asks, wave)
    if wave.asked is None:
        return population(wave.asks, wave)
    return wave.asked if most is None else min(wave.asked, most)


def check_groups(waves: Sequence[Wave], faults: Faults) -> None:
    """Report groups that are too small to publish, or larger together than the wave."""
    for wave in (wave for wave in waves if not wave.within):
        file = f"clients/{wave.client}/waves/{wave.id}.toml"
        for id_, asked in wave.groups.items():
            if asked < ASKED:
                faults.add(file, f"groups.{id_}", "group-small", asked=asked, least=ASKED)
        every, most = sum(wave.groups.values()), number_asked(wave)
        if wave.group and most is not None and every > most:
            faults.add(file, "groups", "group-sum", asked=every, most=most)


def _status(source: Source, folder: str, id_: str) -> Status:
    """The status by the wave's files. A noted wave stays closed even if its sealed file is lost.

    Waves that an earlier nejtak closed have no note, but a sealed file or a ledger.
    """
    if any(f"{folder}/{id_}{end}" in source.files for end in CLOSED):
        return "closed"
    return "open" if f"{folder}/{id_}.contract.json" in source.files else "draft"


def _known_survey(
    table: TomlTable, languages: Sequence[str], surveys: Mapping[str, Survey], *, draft: bool
) -> str:
    """The survey's id. A draft may lack words of a language: its pages have the English ones."""
    value = table.text("survey", example='"offer-declined"') or ""
    if f"surveys/{value}" in table.faults.unread:  # a broken link
        return value
    if value and value not in surveys:
        table.fault("survey", "unknown-survey", value=value, guess=guess(value, surveys))
    elif value and not (draft and FALLBACK in surveys[value].words):
        for language in languages:
            if language not in surveys[value].words:
                table.fault("survey", "no-words", survey=value, language=language)
    return value
