"""Waves: one file each, with its frozen contract beside it once the wave is open."""

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
from nejtak.project.model import Status, Survey, Wave
from nejtak.project.playbooks import parse_plans
from nejtak.project.source import Source
from nejtak.project.toml_table import Table, known_of

MOST_OFFERS = 1_000_000


def parse_wave(
    source: Source,
    client: str,
    id: str,
    languages: Sequence[str],
    surveys: Mapping[str, Survey],
    faults: Faults,
) -> tuple[Wave, Mapping[int, str]]:
    """Read one wave, and which ones it is to be counted together with."""
    folder = f"clients/{client}/waves"
    file = f"{folder}/{id}.toml"
    table = Table(file, source.tables.get(file) if file not in faults.unread else None, faults)
    if not is_slug(id):
        faults.add(table.file, "", "bad-id", value=id)
    draft = _status(source, folder, id) == "draft"
    survey = _known_survey(table, languages, surveys, draft=draft)
    opens, closes = (table.day(key, example="2026-07-01") for key in ("opens", "closes"))
    if opens and closes and closes < opens:
        table.fault("closes", "dates", closes=closes, opens=opens)
    offers = table.integer("offers", 0, MOST_OFFERS)
    declined = table.integer("declined", 0, MOST_OFFERS)
    if offers is not None and declined is not None and declined > offers:
        table.fault("declined", "declined", declined=declined, offers=offers)
    asks: Asks = table.one_of("asks", ASKS) or "declined"
    asked = _asked(table, asks, offers, declined)
    shards = table.integer("shards", 1, MAX_SHARDS) or 1
    actions = parse_plans(table.table("actions"), surveys.get(survey))
    groups = _groups(table, surveys.get(survey))
    left_out = _left_out(table, surveys.get(survey))
    together = table.texts("together")
    check_closed(source, f"{folder}/{id}", together.values(), faults)
    table.old("segments", "Write [groups] instead, with how many were asked in each group.")
    table.done()
    wave = Wave(
        id, client, survey, opens or date.min, closes or date.min, offers, declined, shards,
        _status(source, folder, id), source.root / folder,
        _contract(source, folder, client, id, faults), actions, groups, _group(surveys.get(survey)),
        asks, asked, left_out,
    )  # fmt: skip
    return wave, together


def _contract(
    source: Source, folder: str, client: str, id_: str, faults: Faults
) -> Contract | None:
    file = f"{folder}/{id_}.contract.json"
    if file not in source.files or file in faults.unread:
        return None
    return contract.read(file, source.tables[file], client, id_, faults)


def _asked(table: Table, asks: Asks, offers: int | None, declined: int | None) -> int | None:
    """How many were asked to answer: no more than there are of those whom the wave asks."""
    asked = table.integer("asked", 0, MOST_OFFERS)
    most = declined
    if asks == "accepted":
        most = None if offers is None or declined is None else offers - declined
    if asked is not None and most is not None and asked > max(0, most):
        table.fault("asked", "asked", asked=asked, most=max(0, most), asks=asks)
    return asked


def _left_out(table: Table, survey: Survey | None) -> tuple[str, ...]:
    """The survey's sections that the wave does not ask."""
    wanted = table.texts("sections")
    known = [section.id for section in survey.sections] if survey else []
    for number, id_ in wanted.items() if survey else ():
        if id_ not in known:
            words = {"known": known_of(known), "guess": guess(id_, known)}
            table.fault(f"sections[{number}]", "bad-value", value=id_, **words)
    if "sections" in table.values:
        return tuple(id_ for id_ in known if id_ not in wanted.values())
    return tuple(section.id for section in survey.sections if not section.asked) if survey else ()


def _groups(table: Table, survey: Survey | None) -> dict[str, int]:
    """How many were asked in each group."""
    groups = table.table("groups")
    question = survey.group if survey else None
    if survey and groups.values and question is None:
        table.fault("groups", "group-none", survey=survey.id)
    known = [choice.id for choice in question.choices] if question else []
    found = {}
    for id_ in groups.values:
        asked = groups.integer(id_, 0, MOST_OFFERS)
        if question and id_ not in known:
            words = {"known": known_of(known), "guess": guess(id_, known)}
            groups.fault(id_, "bad-value", value=id_, **words)
        elif asked is not None:
            found[id_] = asked
    return found


def _group(survey: Survey | None) -> str:
    """The id of the question that divides respondents, if there is one."""
    return survey.group.id if survey and survey.group else ""


def number_asked(wave: Wave) -> int | None:
    """How many could have answered: the smaller number that the wave's file has, if any."""
    concerned = wave.declined
    if wave.asks == "accepted":
        both = wave.offers is not None and wave.declined is not None
        concerned = (wave.offers or 0) - (wave.declined or 0) if both else None
    return min((n for n in (wave.asked, concerned) if n is not None), default=None)


def check_groups(waves: Sequence[Wave], faults: Faults) -> None:
    """Report groups that are too small, since they could be recognised, and too large together."""
    for wave in (wave for wave in waves if not wave.within):
        file = f"clients/{wave.client}/waves/{wave.id}.toml"
        for id_, asked in wave.groups.items():
            if asked < ASKED:
                faults.add(file, f"groups.{id_}", "group-small", asked=asked, least=ASKED)
        every, most = sum(wave.groups.values()), number_asked(wave)
        if wave.group and most is not None and every > most:
            faults.add(file, "groups", "group-sum", asked=every, most=most)


def _status(source: Source, folder: str, id_: str) -> Status:
    """A wave is closed for good once that is noted, whatever becomes of its sealed file.

    A sealed file or a ledger says so too: waves that were closed earlier have no note.
    """
    if any(f"{folder}/{id_}{end}" in source.files for end in CLOSED):
        return "closed"
    return "open" if f"{folder}/{id_}.contract.json" in source.files else "draft"


def _known_survey(
    table: Table, languages: Sequence[str], surveys: Mapping[str, Survey], *, draft: bool
) -> str:
    """The survey's id. A draft may lack words of a language: its pages have the English ones."""
    value = table.text("survey", example='"offer-declined"') or ""
    if f"surveys/{value}" in table.faults.unread:  # a link that leads nowhere
        return value
    if value and value not in surveys:
        table.fault("survey", "unknown-survey", value=value, guess=guess(value, surveys))
    elif value and not (draft and FALLBACK in surveys[value].words):
        for language in languages:
            if language not in surveys[value].words:
                table.fault("survey", "no-words", survey=value, language=language)
    return value
