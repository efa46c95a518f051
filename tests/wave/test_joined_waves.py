"""Waves that are counted together: what they are from then on, in every figure and command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from close_support import FakeInbox, tree
from commands import Done, Run, in_process
from contract_support import basis
from report_project import project
from sources import CONTRACT, Site
from sources import WAVE as FILE

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.project.model import Wave
from nejtak.report.tables import trend
from nejtak.site import build
from nejtak.wave import close, ledger, purge
from nejtak.wave.inbox import InboxItem
from nejtak.wave.load import find_wave
from nejtak.wave.open import open_wave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LATER = "clients/nordlys/waves/2026-q4.toml"
TOGETHER = """\
survey = "asked"
opens = 2026-10-01
closes = 2026-12-31
offers = 30
declined = 9
together = ["2026-q3"]
"""


class Two:
    """The small site with a second wave that counts the first; both are open."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "site")
        self.site.write(LATER, TOGETHER.replace('together = ["2026-q3"]\n', ""))
        self.keys = folder / ".nejtak" / "keys"
        private_keys.new_key(self.keys / "partner.key")
        for wave in ("2026-q3", "2026-q4"):
            readers = private_keys.public_keys(self.keys)
            open_wave(*find_wave(self.site.load(), "nordlys", wave), readers, date(2026, 9, 30))
        self.site.write(LATER, TOGETHER)

    def waves(self) -> tuple[Wave, ...]:
        """Both, the earlier one first."""
        return self.site.load().clients["nordlys"].waves

    def items(self, *counts: int) -> list[InboxItem]:
        """So many answers to each."""
        public = [one.key for one in private_keys.public_keys(self.keys)]
        return [
            InboxItem(f"nordlys/{wave.id}/0", bytes([number, at] * 16), seal(ANSWER, public))
            for at, (wave, count) in enumerate(zip(self.waves(), counts, strict=True))
            for number in range(count)
        ]

    def close(self, *counts: int) -> None:
        """Close them with so many answers to each."""
        later = self.waves()[1]
        close.close(later, FakeInbox(self.items(*counts)), private_keys.identities(self.keys))


ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Two open waves on disk."""
    return Two(tmp_path)


def test_they_are_one_period_in_every_figure(two: Two) -> None:
    """First day, last day, and the sums of what the employer knows of both."""
    earlier, later = two.waves()
    assert (later.opens, later.closes) == (date(2026, 7, 1), date(2026, 12, 31))
    assert (later.offers, later.declined) == (70, 21)
    assert [part.id for part in later.together] == ["2026-q3"]
    assert (earlier.within, earlier.together, later.within) == ("2026-q4", (), "")


def test_a_count_missing_in_one_wave_is_missing_in_both(two: Two) -> None:
    """The declines of half the period would be a figure about the small wave, and a wrong one."""
    two.site.edit((LATER, "offers = 30\n", ""), (LATER, "declined = 9\n", ""))
    later = two.waves()[1]
    assert (later.offers, later.declined) == (None, None)


def test_groups_are_those_that_both_waves_tell(tmp_path: Path) -> None:
    """Their declines are sums, and large enough together though neither wave's are."""
    site = Site(tmp_path)
    site.edit(
        (
            "surveys/asked/survey.toml",
            'id = "missed"\nkind = "choices"',
            'id = "missed"\nkind = "choice"\ngroup = true',
        ),
    ).open_wave()
    site.edit(
        (FILE, "declined = 12", "declined = 30\n[groups]\npeople = 20\nplace = 40"),
        (LATER, None, TOGETHER + "[groups]\npeople = 18\n"),
    )
    later = site.load().clients["nordlys"].waves[1]
    assert later.groups == {"people": 38}


def test_the_order_of_choices_is_no_other_question(two: Two) -> None:
    """A survey may be sorted anew between two waves that are counted together."""
    text = two.site.read(CONTRACT)
    turned = json.loads(text)
    turned["questions"]["deciding"]["choices"].reverse()
    assert json.dumps(turned) != json.dumps(json.loads(text))
    two.site.write(CONTRACT, json.dumps(turned))
    assert two.site.problems() == []


def test_a_contract_with_other_questions_is_reported(two: Two) -> None:
    """Also if both are frozen, so that no survey can be changed to fit."""
    later = LATER.replace(".toml", ".contract.json")
    frozen = json.loads(two.site.read(later))
    frozen["questions"]["advice"]["max_length"] = 600
    two.site.write(later, json.dumps(frozen))
    assert two.site.problems() == [
        (
            f"{LATER}:together: '2026-q3' has other questions than this wave, so their answers "
            "cannot be added. Remove it, and extend that wave: write a later 'closes' in "
            "its file."
        )
    ]


def test_one_file_closes_both(two: Two) -> None:
    """The earlier wave is closed because the later one is, and so are its pages."""
    assert [wave.status for wave in two.waves()] == ["open", "open"]
    two.close(2, 7)
    assert [wave.status for wave in two.waves()] == ["closed", "closed"]
    files = {path.name for path in two.waves()[0].folder.iterdir()}
    assert files == {
        "2026-q3.toml",
        "2026-q3.contract.json",
        "2026-q4.toml",
        "2026-q4.contract.json",
        "2026-q4.closed.json",
        "2026-q4.responses.age",
    }
    built = two.site.root.parent / "build"
    build.build(two.site.root, built)
    for wave in ("2026-q3", "2026-q4"):
        contract = built / f"collector/chalicelib/waves/nordlys/{wave}/contract.json"
        assert json.loads(contract.read_bytes())["status"] == "closed"
        assert not (contract.parent / "form.da.html").exists()
        assert not (built / f"site/nordlys/{wave}/da/thanks").exists()


def test_the_trend_has_one_point_for_both() -> None:
    """With the sums; the small wave is no point of its own in this report or in a later one."""
    found = project()
    (wave,) = found.clients["nordlys"].waves
    old = replace(wave, id="2025", opens=date(2025, 1, 1), closes=date(2025, 12, 31))
    small = replace(
        wave, id="2026-h1", opens=date(2026, 1, 1), closes=date(2026, 6, 30), within="2026-h2"
    )
    both = replace(wave, opens=small.opens, offers=424, declined=122, together=(small,))
    after = replace(wave, id="2027", opens=date(2027, 1, 1), closes=date(2027, 12, 31))
    client = replace(found.clients["nordlys"], waves=(old, small, both, after))
    counts = [(p.wave.id, p.count, p.offers) for p in trend.points(client, both)]
    assert counts == [("2025", 61, 212), ("2026-h2", 122, 424)]
    assert [p.wave.id for p in trend.points(client, after)] == ["2025", "2026-h2", "2027"]


def test_a_purge_is_of_both(two: Two, tmp_path: Path) -> None:
    """One file and one ledger, of the later wave: both stay closed when its answers are gone."""
    two.close(2, 7)
    ledger.record(two.waves()[1], basis(9), {"da.html": b"told"})
    day = date.today() + timedelta(30)
    assert list(purge.due(two.waves(), day - timedelta(1), tmp_path)) == []
    (found,) = purge.due(two.waves(), day, tmp_path)
    box = FakeInbox(two.items(1, 1))
    purge.purge(found, box)
    assert [path.name for path in found.files] == ["2026-q4.responses.age"]
    assert (box.held, found.files[0].exists()) == ([], False)
    assert [wave.status for wave in two.waves()] == ["closed", "closed"]


# Messages and remarks


@pytest.fixture
def run(two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with words on the two waves."""
    return in_process(two.site.root, monkeypatch, capsys)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_earlier_waves_status_has_no_count(two: Two, run: Run, closed: bool) -> None:
    """Neither its answers, nor its declines, nor whether any came late: no inbox is looked at."""
    if closed:
        two.close(2, 7)
    assert run("wave", "status", "nordlys", "2026-q3") == Done(
        0,
        f"nordlys/2026-q3: {'closed' if closed else 'open'}, 2026-07-01 to 2026-09-30\n"
        "counted together with nordlys/2026-q4\n",
        "",
    )


def test_the_later_waves_status_has_sums_of_both(run: Run) -> None:
    """Period and declines are sums; for the count it needs an inbox, and says so."""
    assert run("wave", "status", "nordlys", "2026-q4") == Done(
        1,
        "nordlys/2026-q4: open, 2026-07-01 to 2026-12-31\n"
        "counted with it: 2026-q3\n"
        "declined: 21 of 70 offers\n",
        (
            "Inbox: none.\nThere is no inbox: no preview is running, and NEJTAK_TABLE is "
            "not set. Start `nejtak preview` in another terminal, or set NEJTAK_TABLE and "
            "the AWS variables.\n"
        ),
    )


def test_both_inboxes_are_counted_and_closed(
    two: Two,
    run: Run,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> None:
    """In a real table: three and three are "5 or more", and one command closes them all.

    Late answers are shown in steps too, so that no single one is seen to arrive.
    """
    for item in two.items(3, 3):
        key: Any = {"pk": {"S": item.pk}, "id": {"B": item.id}, "sealed": {"B": item.sealed}}
        dynamodb.put_item(TableName=inbox_table, Item=key)
    status = run("wave", "status", "nordlys", "2026-q4")
    assert status.out.endswith("answers in the inbox: 5 or more\n")
    done = run("wave", "close", "nordlys", "2026-q4", "--yes")
    assert done.out == f"{two.waves()[1].responses_file}\n"
    assert done.err == (
        f"Inbox: {inbox_table}.\nnordlys/2026-q4 is closed, together with 2026-q3. 5 answers are "
        "counted.\nKeep 2026-q4.closed.json in git: it records that the wave is "
        "closed.\nNext: nejtak review nordlys 2026-q4, then nejtak report nordlys 2026-q4\n"
    )
    for late, told in enumerate(["fewer than 5"] * 5 + ["5 or more"]):
        status = run("wave", "status", "nordlys", "2026-q4")
        assert status.out.endswith(f"late answers in the inbox: {told}\n")
        key = {"pk": {"S": "nordlys/2026-q4/0"}, "id": {"B": bytes([late]) * 32}}
        dynamodb.put_item(TableName=inbox_table, Item=key)


@pytest.mark.parametrize("words", [["report"], ["review"], ["export", "--raw"]], ids=" ".join)
def test_the_earlier_wave_refers_to_the_later_one(two: Two, run: Run, words: list[str]) -> None:
    """No report, review or export of it, before the closing or after; nothing is written."""
    message = (
        "The answers to nordlys/2026-q3 are counted together with those to "
        "nordlys/2026-q4: name 2026-q4 instead.\n"
    )
    assert run(*words, "nordlys", "2026-q3") == Done(1, "", message)
    two.close(2, 7)
    before = tree(two.site.root.parent)
    assert run(*words, "nordlys", "2026-q3") == Done(1, "", message)
    assert tree(two.site.root.parent) == before


def test_the_earlier_wave_is_not_purged_alone(two: Two, run: Run) -> None:
    """The message names the one that it is purged with."""
    two.close(2, 7)
    assert run("purge", "nordlys", "2026-q3") == Done(
        1,
        "",
        "nordlys/2026-q3 is counted together with nordlys/2026-q4, and purged with it: nejtak "
        "purge nordlys 2026-q4\n",
    )


def test_the_report_is_on_both(two: Two, run: Run) -> None:
    """Period, base and rate are of both waves; the small one is not named."""
    two.close(2, 7)
    done = run("report", "nordlys", "2026-q4")
    assert done.code == 0, done.err
    folder = two.site.root.parent / "reports/nordlys/2026-q4-1"
    page = (folder / "en.html").read_text(encoding="utf-8")
    assert "1 July 2026 \N{EN DASH} 31 December 2026" in page
    assert "8 of 21 who were asked" in page
    assert '30% <span class="of">of 70 offers</span>' in page
    book = json.loads((folder / "figures.json").read_bytes())
    assert "2026-q3" not in json.dumps(book) + page


def test_the_export_is_of_both(two: Two, run: Run) -> None:
    """All nine in random order, and nothing that tells to which wave they were sent."""
    two.close(2, 7)
    done = run("export", "nordlys", "2026-q4", "--raw")
    assert done.code == 0, done.err
    sealed = (two.site.root.parent / "exports/nordlys/2026-q4.raw.jsonl.age").read_bytes()
    lines = private_keys.unseal(sealed, private_keys.identities(two.keys)).splitlines()
    assert lines.count(b'{"answers": {"deciding": "pay"}}') == 9
    assert len(lines) == 18
