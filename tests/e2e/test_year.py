"""A year: two clients, those who said no and those who said yes, from the page to the norms.

Nordlys asks two sections and interviews; Fjord asks none. Four more clients only have releases, so
that there are norms. All figures here were counted by hand.

Nordlys, who said no: 38, of whom 3 were interviewed, and all are counted. 26 pay (24-26), better
there by 23 (21-23) who also tick slow; 12 tasks (12-14), the manager better here, who tick honest.
12 could have been won (12-14). Lost and won beyond chance: 22 against 1, and 13 against 1.
Who said yes: 20, counted 20. 14 tasks (12-14), 6 pay (6-8), all honest (18-20).
Pay, 24-28 of 38 against 6-10 of 20, weighs with a no: z = (0.684 - 0.4 - 0.038) / 0.136 = 1.8.
Tasks, 12-16 of 38 against 12-16 of 20, wins: (0.7 - 0.368 - 0.038) / 0.138 = 2.1. Of two rows both
are named. Fjord, who said no: 14, counted 14. 10 process (9-11), 4 pay (3-5). Who said yes: 9,
counted 8. Norms for Nordlys, of Fjord and four like it, 70 counted: process 45-55, so 64-79 %;
pay 15-25, so 21-36 %. By Wilson's interval pay, 24 of 38 at least, is more here than elsewhere,
and process, 2 at most, is less.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")

import chalicelib.store  # noqa: F401 - while there is a region
import pytest
from collector_support import JSON_TYPE, as_json, proven
from commands import as_project
from interview_support import Interviewer, desk_of
from lambda_host import rest_event
from page_text import text
from sources import SITE

from nejtak.base import private_keys
from nejtak.project.model import Wave
from nejtak.report import Pool, issue
from nejtak.review.queue import Desk
from nejtak.review.redaction import Redactor
from nejtak.wave import closed_wave, ledger
from nejtak.wave.close import Closing, close
from nejtak.wave.closed_wave import Responses
from nejtak.wave.inbox import Inbox
from nejtak.wave.load import find_wave, load_project
from nejtak.wave.open import open_wave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CLIENT = """\
name = "{name}"
languages = ["da"]
contact = "privat@{id}.test"
partner = "Åben Dør"
interviews = {interviews}

[brand]
colour = "#007ea7"
"""
WAVE = """\
survey = "offer-{asks}"
opens = 2026-07-01
closes = 2026-12-31
sections = {sections}
offers = 130
accepted = 70
declined = 56
withdrawn = 4
"""
TEXT = "Lønnen var lavere end det, vi talte om."
NOES = [
    *[{"decided": "pay", "compared": {"pay": "there"}, "image": ["slow"], "worries": TEXT}] * 23,
    *[{"decided": "tasks", "compared": {"manager": "here"}, "image": ["honest"]}] * 12,
]
YESES = [
    *[{"decided": "tasks", "image": ["honest"], "nearly": "no"}] * 14,
    *[{"decided": "pay", "image": ["honest"], "nearly": "no"}] * 6,
]
FEWER_NOES = [*[{"decided": "process"}] * 10, *[{"decided": "pay"}] * 4]
OTHERS = ("alba", "bjerg", "elv", "havn")
Said = Sequence[Mapping[str, Any]]


class Year:
    """The partner's project, its key, and the inbox of all waves."""

    def __init__(self, folder: Path, dynamodb: DynamoDBClient, table: str) -> None:
        self.folder, self.root = folder, folder / "site"
        self.dynamodb, self.table = dynamodb, table
        private_keys.new_key(folder / ".nejtak" / "keys" / "partner.key")
        for survey in ("offer-declined", "offer-accepted"):
            shutil.copytree(SITE / "surveys" / survey, self.root / "surveys" / survey)
        self.client("nordlys", ["beside", "picture"], interviews=True)
        for id_ in ("fjord", *OTHERS):
            self.client(id_, [], interviews=False)
        as_project(self.root)
        self.keys_folder = folder / ".nejtak" / "keys"
        self.keys = private_keys.identities(self.keys_folder)
        readers = private_keys.public_keys(self.keys_folder)
        for found in [*load_project(self.root).waves()]:
            open_wave(*found, readers, date(2026, 12, 1))

    def client(self, id_: str, sections: Sequence[str], *, interviews: bool) -> None:
        """Write a client and its two waves."""
        waves = self.root / "clients" / id_ / "waves"
        waves.mkdir(parents=True)
        said = CLIENT.format(id=id_, name=id_.title(), interviews=str(interviews).lower())
        (waves.parent / "client.toml").write_text(said, encoding="utf-8")
        for asks in ("declined", "accepted"):
            (waves / f"{asks}.toml").write_text(WAVE.format(asks=asks, sections=[*sections]))

    def answer(self, client: str, wave: str, answers: Said) -> None:
        """Answer on the page: through the collector's route."""
        for number, said in enumerate(answers):
            raw = proven(as_json(dict(said), number=f"{number:032x}"), client, wave)
            event = rest_event(client, wave, raw, {"content-type": JSON_TYPE})
            assert sys.modules["app"].app(event, None)["statusCode"] == 201

    def wave(self, client: str, wave: str) -> Wave:
        """The wave as its files have it now."""
        return find_wave(load_project(self.root), client, wave)[1]

    def close(self, client: str, wave: str) -> Closing:
        """Close a wave and delete its inbox."""
        inbox = Inbox(self.dynamodb, self.table, f"{client}/{wave}", 1)
        done = close(self.wave(client, wave), inbox, self.keys)
        assert inbox.items() == []
        return done

    def review(self, client: str, wave: str) -> int:
        """Keep the first text, and withhold the others; how many there were."""
        project, own = load_project(self.root), self.wave(client, wave)
        desk = Desk(own, self.keys, Redactor(project.privacy, ("da",)))
        for place in desk.places:
            found = desk.text(place)
            assert found is not None
            keep = place == desk.places[0]
            desk.save(place, replace(found, decision="keep" if keep else "withhold"))
        return len(desk.places)

    def report(self, client: str, wave: str) -> tuple[str, dict[str, str]]:
        """Make a report: all that a person reads of its page, and the figures by name."""
        project = load_project(self.root)
        owner, own, _ = find_wave(project, client, wave)
        _, made = issue(project, owner, own, self.keys, Pool(project))
        told = csv.DictReader(io.StringIO(made.files["figures.csv"].decode("utf-8-sig")))
        figures = {
            ".".join(filter(None, (row["question"], row["row"], row["column"]))): row
            for row in told
        }
        shown = {
            name: f"{row['low']}-{row['high']} of {row['base']}" for name, row in figures.items()
        }
        return text(made.files["da.html"].decode()), shown

    def close_with(self, client: str, answers: Said) -> None:
        """Let a wave of those who said no be closed with these answers, without an inbox."""
        ids = frozenset(bytes([n]) for n in range(len(answers)))
        held = Responses(tuple(map(dict, answers)), {}, ids=ids)
        public = [one.key for one in private_keys.public_keys(self.keys_folder)]
        closed_wave.write_responses(self.wave(client, "declined"), held, public, self.keys)


@pytest.fixture
def year(tmp_path: Path, dynamodb: DynamoDBClient, inbox_table: str) -> Year:
    """The year with its four waves answered: on the page, and by Nordlys in three interviews."""
    made = Year(tmp_path, dynamodb, inbox_table)
    project = load_project(made.root)
    client, wave, _ = find_wave(project, "nordlys", "declined")
    with desk_of(project, client, wave, tmp_path / "state") as desk:
        made.answer("nordlys", "declined", [{**one, "winnable": _won(one)} for one in NOES])
        made.answer("nordlys", "accepted", YESES)
        made.answer("fjord", "declined", FEWER_NOES)
        made.answer("fjord", "accepted", [{"decided": "tasks"}] * 9)
        interviewer = Interviewer(desk.url).sit_down()
        for _ in range(3):
            interviewer.fresh()
            assert interviewer.give({"already": "no", "answer.decided": "pay"})[0] == 303
    return made


def _won(one: Mapping[str, Any]) -> str:
    return "yes" if one["decided"] == "tasks" else "perhaps"


def test_a_year_of_two_clients_comes_out_as_counted_by_hand(year: Year) -> None:
    """Closed, reviewed, reported, set beside those who said yes, and beside other employers."""
    assert year.close("nordlys", "accepted") == Closing(20, 0, 0, 0)
    assert year.close("nordlys", "declined") == Closing(38, 0, 0, 0)
    assert year.close("fjord", "accepted").counted == 8
    assert year.close("fjord", "declined").counted == 14

    page, figures = year.report("fjord", "declined")
    assert {name: figures[name] for name in ("decided.process", "decided.pay")} == {
        "decided.process": "9-11 of 14",
        "decided.pay": "3-5 of 14",
    }
    assert not any(name.startswith(("compared", "image")) for name in figures)
    assert "Ved siden af dem, der sagde ja" not in page
    assert year.report("fjord", "accepted")[1]["decided.tasks"] == "6-8 of 8"
    for client in OTHERS:
        year.close_with(client, FEWER_NOES)
        year.report(client, "declined")

    assert year.report("nordlys", "accepted")[1]["image.honest"] == "18-20 of 20"
    assert year.review("nordlys", "declined") == 23
    page, figures = year.report("nordlys", "declined")
    assert {name: figures[name] for name in EXPECTED} == EXPECTED
    for said in SENTENCES:
        assert said in page
    assert page.count(TEXT) == 1
    (release,) = ledger.releases(year.wave("nordlys", "declined"))
    assert release.beside == ("accepted-1",)
    assert len(release.norms["of"]) == 5


EXPECTED = {
    "decided.pay": "24-26 of 38",
    "decided.tasks": "12-14 of 38",
    "winnable.yes": "12-14 of 38",
    "compared.pay.there": "21-23 of 38",
    "compared.pay.here": "0-2 of 38",
    "compared.manager.here": "12-14 of 38",
    "image.slow": "21-23 of 38",
    "image.honest": "12-14 of 38",
}
SENTENCES = (
    "I taber på Løn. I vinder på Leder.",
    "Vejer mest hos dem, der sagde nej: Løn, pension og goder. "
    "I vinder på: Opgaver, ansvar og udvikling.",
    "De, der sagde nej, ser jer som: Langsomme. De, der sagde ja, ser jer som: Ærlige.",
    "Afgør det oftere hos jer end hos andre: Løn, pension og goder.",
    "Afgør det sjældnere hos jer end hos andre: Et langsomt eller uklart forløb.",
    "Hvad der afgjorde det hos mindst 5 andre arbejdsgivere med 70 svar i alt.",
)
