"""Waves that are counted together: closed and reported on as one, never one of them alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import contract_support
import pytest
from close_support import Case, FakeInbox, age, holds, people, person, tree
from close_worker import EARLIER, WAVE
from commands import Done, Run, in_process
from contract_support import basis
from report_project import project
from sources import CONTRACT, Site
from sources import WAVE as FILE

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.contract import Recipient
from nejtak.project.model import Wave
from nejtak.report.tables import trend
from nejtak.site import build
from nejtak.wave import close, closed_wave, ledger, purge
from nejtak.wave.close import Closing
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


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Two open waves that are counted together and that nobody has answered."""
    return Case(tmp_path, together=True)


def sent_to(case: Case) -> dict[str, int]:
    """How many items each wave has."""
    waves = [item.wave for item in case.inbox.held]
    return {wave.id: waves.count(f"nordlys/{wave.id}") for wave in case.wave.counted}


# Closing


def test_two_small_waves_are_closed_as_one(case: Case) -> None:
    """Nine answers, few to either: one file of nine, both inboxes empty, no trace of which."""
    case.put(*people(*range(9)))
    before = sent_to(case)
    assert set(before) == {WAVE, EARLIER}
    assert min(before.values()) in range(1, 5)
    assert case.close() == Closing(responses=9, aside=0, late=0)
    assert holds(case.read(), *range(9))
    assert case.inbox.items() == []
    plain = json.loads(age(case.keys_folder / "partner.key", case.file).stdout)
    assert (plain["wave"], plain["together"]) == (f"nordlys/{WAVE}", [EARLIER])
    del plain["together"]
    assert EARLIER not in json.dumps(plain)


def test_fewer_than_five_together_stay_open(case: Case, tmp_path: Path) -> None:
    """Two and two are four: nothing is changed, and the message has both ways to go on."""
    case.put(*people(*range(4)))
    inbox, files = case.inbox.items(), tree(tmp_path)
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == (
        "nordlys/2026-h2 (with 2026-h1) has fewer than 5 answers that can be counted, "
        "so it stays open: a report on so few would show who said what. Extend it: "
        "write a later 'closes' in its file. Or count it with the next wave: write "
        '`together = ["2026-h1", "2026-h2"]` in that wave\'s file.'
    )
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)


def test_the_earlier_wave_is_not_closed_alone(case: Case, tmp_path: Path) -> None:
    """However many it has; the message names the command that closes both."""
    case.put(*people(*range(40)))
    files = tree(tmp_path)
    with pytest.raises(StateError) as refused:
        close.close(case.wave.together[0], case.inbox, case.keys)
    assert str(refused.value) == (
        "nordlys/2026-h1 is counted together with nordlys/2026-h2. Close them as one: "
        "`nejtak wave close nordlys 2026-h2`."
    )
    assert len(case.inbox.held) == 40
    assert tree(tmp_path) == files


def test_a_key_for_each_wave_is_needed(case: Case, tmp_path: Path) -> None:
    """Answers to the wave whose key is not here would all be set aside: refused before."""
    spare = tmp_path / "safe" / "spare.key"
    public = private_keys.new_key(spare)
    (earlier,) = case.wave.together
    assert earlier.contract
    recipients = (Recipient("spare", public),)
    other = replace(earlier, contract=replace(earlier.contract, recipients=recipients))
    case.wave = replace(case.wave, together=(other,))
    for number in range(9):
        (item,) = case.put(person(number))
        if item.wave.endswith(EARLIER):
            plain = json.dumps({"answers": person(number)}).encode()
            case.inbox.held[-1] = replace(item, sealed=seal(plain, [public]))
    with pytest.raises(StateError, match="None of your keys opens the answers to nordlys/2026-h1"):
        case.close()
    assert not case.file.exists()
    both = [*case.keys, *private_keys.identities(spare.parent)]
    closed = close.close(case.wave, case.inbox, both)
    assert closed == Closing(responses=9, aside=0, late=0)
    assert holds(case.read(), *range(9))


def test_each_answer_is_held_against_its_own_waves_contract(case: Case) -> None:
    """What the earlier wave did not take is set aside, though the later one would take it."""
    (earlier,) = case.wave.together
    assert earlier.contract
    rating = contract_support.question("scale", choices=["1", "2"])
    asked = {**earlier.contract.questions, "rating": rating}
    narrow = replace(earlier, contract=replace(earlier.contract, questions=asked))
    case.wave = replace(case.wave, together=(narrow,))
    while min(sent_to(case).values()) < 5:
        case.put({"rating": "3"})
    counts = sent_to(case)
    assert case.close() == Closing(responses=counts[WAVE], aside=counts[EARLIER], late=0)


@pytest.mark.parametrize("held", [WAVE, EARLIER])
def test_both_waves_are_held_while_they_are_closed(case: Case, held: str) -> None:
    """Whoever closes or reviews either keeps others from both, whichever it is."""
    case.put(*people(*range(9)))
    (wave,) = [one for one in case.wave.counted if one.id == held]
    with (
        closed_wave.alone(wave),
        pytest.raises(StateError, match=f"nordlys/{held} is being closed, "),
    ):
        case.close()
    assert len(case.inbox.held) == 9
    assert case.close().responses == 9


def test_late_answers_to_either_join_by_five(case: Case) -> None:
    """Four late ones change nothing, wherever they were sent; the fifth brings them all in."""
    case.put(*people(*range(5)))
    case.close()
    case.put(*people(*range(5, 9)))
    assert case.close() == Closing(responses=5, aside=0, late=4)
    case.put(*people(9))
    assert case.close() == Closing(responses=10, aside=0, late=0)
    assert holds(case.read(), *range(10))


def test_suspects_are_judged_over_all(case: Case) -> None:
    """Five marked ones of both waves are asked about, though neither has five."""
    case.put(*people(*range(6)))
    case.suspect(*people(*range(6, 11)))
    with pytest.raises(StateError, match=r"5 or more of the answers to nordlys/2026-h2 \(with"):
        case.close()
    assert case.close("aside") == Closing(responses=6, aside=5, late=0)


@pytest.mark.parametrize("first", [True, False], ids=["then alone", "then together"])
def test_which_waves_are_counted_is_settled_at_closing(case: Case, first: bool) -> None:
    """Whoever changes the file afterwards gets no report: few would be seen to come or to go."""
    both, alone = case.wave, replace(case.wave, together=())
    case.wave = both if first else alone
    case.inbox.held = [i for i in case.put(*people(*range(30))) if first or i.wave.endswith(WAVE)]
    case.close()
    files = tree(case.wave.folder)
    case.wave = alone if first else both
    case.put(*people(*range(30, 40)))
    inbox = case.inbox.items()
    was = (
        ("together with 2026-h1", 'together = ["2026-h1"]')
        if first
        else ("by itself", "no 'together'")
    )
    for act in (case.read, case.close):
        with pytest.raises(StateError) as refused:
            act()
        assert str(refused.value) == (
            f"nordlys/2026-h2 was closed {was[0]}, and its file now says otherwise. Write {was[1]} "
            "there, as it was then. Which waves are counted together is settled when they are "
            "closed."
        )
    assert (case.inbox.items(), tree(case.wave.folder)) == (inbox, files)


def test_the_order_in_which_waves_are_named_says_nothing(case: Case) -> None:
    """Whoever sorts the line anew after the closing still gets the report."""
    (earlier,) = case.wave.together
    third = replace(earlier, id="2025-h2")
    third.contract_file.touch()
    case.wave = replace(case.wave, together=(earlier, third))
    case.put(*people(*range(9)))
    case.close()
    case.wave = replace(case.wave, together=(third, earlier))
    assert holds(case.read(), *range(9))


# What the two are from then on


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
