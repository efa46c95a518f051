"""A partner's month: six clients in six states, looked after by what `overview` says alone.

Each command is run as it is printed. What a person does besides is done as its sentence asks: a
number that the employer told is written into the wave's file, days are moved, texts are read.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from commands import Run, in_process
from partner import Partner

from nejtak.base import private_keys
from nejtak.base.recipients import seal

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient

KNOWN = {"offers": 60, "declined": 24, "asked": 24}
ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()
STAGE = """
[stages.prod]
region = "eu-north-1"
domain = "svar.partner.example"
certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0-1"
"""
# The first morning, as it is printed: of each client the step and the command.
MORNING = [
    ("bjerg", "purge", "nejtak purge bjerg h2"),
    ("nordlys", "close", "nejtak wave close nordlys h2"),
    ("linde", "prolong", "nejtak build"),
    ("fjordbo", "report", "nejtak report fjordbo h2 --pdf"),
    ("havn", "review", "nejtak review havn h2"),
    ("kastel", "invite", "nejtak handouts kastel h2"),
]


@pytest.fixture
def partner(
    tmp_path: Path,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> Iterator[Partner]:
    """Six clients, and a table in which the answers of the two that are open lie."""
    partner = Partner(tmp_path, date.today())
    partner.release(partner.close(partner.wave("bjerg", "h2", -90, -51, **KNOWN)), partner.day(-30))
    partner.wave("nordlys", "h2", -90, -3, **KNOWN)
    partner.wave("linde", "h2", -90, 3, **KNOWN)
    partner.reviewed(partner.close(partner.wave("fjordbo", "h2", -90, -12, **KNOWN)))
    partner.close(partner.wave("havn", "h2", -90, -10, **KNOWN))
    partner.wave("kastel", "h2", -5, 90)
    public = [one.key for one in private_keys.public_keys(partner.keys)]
    keys = []
    for client, count in (("nordlys", 12), ("linde", 3)):
        for number in range(count):
            key: Any = {"pk": {"S": f"{client}/h2/0"}, "id": {"B": bytes([number] * 32)}}
            item = {**key, "sealed": {"B": seal(ANSWER, public)}}
            dynamodb.put_item(TableName=inbox_table, Item=item)
            keys.append(key)
    yield partner
    for key in keys:
        dynamodb.delete_item(TableName=inbox_table, Key=key)


@pytest.fixture
def run(partner: Partner, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Run:
    """Commands on the partner's sources, from a project with a stage."""
    found = in_process(partner.site.root, monkeypatch, capsys)
    file = partner.folder / "nejtak.toml"
    file.write_text(file.read_text(encoding="utf-8") + STAGE, encoding="utf-8")
    return found


def to_do(run: Run) -> list[tuple[str, str, str]]:
    """Of each client its step and command, in the order in which they stand."""
    waves = json.loads(run("overview", "--json").out)["waves"]
    return [(w["client"], w["step"], w["todo"]["command"]) for w in waves if w["todo"]]


def write(partner: Partner, client: str, **lines: object) -> None:
    """Write lines into a wave's file, in the place of those that name the same."""
    file = f"clients/{client}/waves/h2.toml"
    kept = [x for x in partner.site.read(file).splitlines() if x.split(" = ")[0] not in lines]
    said = [f"{key} = {value}" for key, value in lines.items()]
    partner.site.write(file, "\n".join([*kept, *said, ""]))


def test_a_month_of_six_clients_by_the_overview_alone(partner: Partner, run: Run) -> None:
    """Step by step until nothing is left to do but wait."""
    assert to_do(run) == MORNING
    done: list[str] = []
    for _ in range(12):
        left = to_do(run)
        if not left:
            break
        client, step, command = left[0]
        words = shlex.split(command)[1:]
        typed = {"purge": "purge\n", "close": "y\n"}.get(step, "")
        if step == "prolong":
            write(partner, client, closes=partner.day(40))
        if step == "outcomes":
            write(partner, client, offers=60, declined=24)
        if step == "review":  # a person reads every text, in a browser; none is left
            partner.reviewed(partner.found(client, "h2"))
        else:
            ended = run(*words, typed=typed)
            assert ended.code == 0, (command, ended.err)
        if step == "invite":
            assert run(*words, "--asked", "24").code == 0
        done.append(f"{step} {client}")
    assert to_do(run) == []
    assert done == [
        "purge bjerg",
        "close nordlys",
        "prolong linde",
        "report fjordbo",
        "review havn",
        "report havn",
        "invite kastel",
        "review nordlys",
        "report nordlys",
        "outcomes kastel",
    ]
    said = run("overview").out
    assert "TO DO\n Nothing.\n" in said
    states = {w["client"]: w["state"] for w in json.loads(run("overview", "--json").out)["waves"]}
    assert states == {
        "bjerg": "purged",
        "nordlys": "reported",
        "linde": "open",
        "fjordbo": "reported",
        "havn": "reported",
        "kastel": "open",
    }
