"""`purge`: lists, asks, removes; and what other commands say of a wave before and after."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from close_support import FakeInbox, tree
from commands import Done, Run, in_process
from purge_support import Reported
from sources import FINE, RELEASES, RESPONSES

from nejtak.base import private_keys
from nejtak.errors import StateError
from nejtak.wave import close, inbox, ledger, purge

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def run(
    reported: Reported, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `build.py` with words on the small site, with something typed."""
    return in_process(reported.site.root, monkeypatch, capsys)


LONG_AGO = date(2026, 1, 5)
LISTED = "nordlys/2026-q3: kept until 2026-02-04.\n"
UNREACHED = (
    "Their inboxes are not purged: no preview is running, and NEJTAK_TABLE is not "
    "set. Late answers expire by themselves, the last on 2027-09-30.\n"
)


def test_a_purge_lists_asks_and_removes(reported: Reported, run: Run) -> None:
    """Paths on standard output; another word than the one asked for removes nothing."""
    reported.release(LONG_AGO)
    before = tree(reported.folder)
    dry = run("purge", "--due", "--dry-run")
    assert (dry.code, dry.err) == (0, LISTED)
    assert dry.out.splitlines()[0] == str(reported.wave.responses_file)
    assert len(dry.out.splitlines()) == 11
    wrong = run("purge", "--due", typed="yes\n")
    assert (wrong.code, wrong.out) == (1, dry.out)
    assert wrong.err.endswith("That is not purge. Nothing was removed.\n")
    assert run("purge", "--due").code == 130  # nobody there to type
    assert tree(reported.folder) == before
    done = run("purge", "--due", typed="purge\n")
    assert (done.code, done.out) == (0, dry.out)
    assert done.err.startswith(LISTED + UNREACHED + "Type purge to remove all of it permanently")
    assert done.err.endswith("nordlys/2026-q3 is purged. Its reports stay.\n")
    assert run("purge", "--due") == Done(0, "", "Nothing is due.\n")


@pytest.mark.parametrize(
    "words",
    [["--all", "1"], ["nordlys", "--all", "1"], ["nordlys", "2026-q3", "--yes"]],
    ids=" ".join,
)
def test_a_purge_without_a_question_names_the_wave_or_how_many(
    reported: Reported, run: Run, words: list[str]
) -> None:
    """All waves or a client's are purged by `--all NUMBER`, one wave by `--yes`."""
    reported.release(LONG_AGO)
    done = run("purge", *words)
    assert (done.code, done.err) == (
        0,
        LISTED + UNREACHED + "nordlys/2026-q3 is purged. Its reports stay.\n",
    )
    assert not reported.wave.responses_file.exists()


@pytest.mark.parametrize("words", [[], ["nordlys"]], ids=["everything", "client"])
def test_yes_alone_purges_nothing(reported: Reported, run: Run, words: list[str]) -> None:
    """A clock that is wrong by years would make all that there is due."""
    reported.release(LONG_AGO)
    before = tree(reported.folder)
    done = run("purge", *words, "--yes")
    assert (done.code, done.out) == (2, "")
    assert "--yes is for one wave. For all that are due: --all NUMBER." in done.err
    assert tree(reported.folder) == before


def test_another_number_than_are_due_purges_nothing(reported: Reported, run: Run) -> None:
    """The list stands above the refusal."""
    reported.release(LONG_AGO)
    before = tree(reported.folder)
    done = run("purge", "--all", "2")
    assert (done.code, done.err) == (1, LISTED + "1 wave is due, not 2. Nothing was removed.\n")
    assert tree(reported.folder) == before


def test_who_is_named_is_answered(reported: Reported, run: Run) -> None:
    """An unknown client, a wave that is not due, and one that is purged."""
    assert run("purge", "nordly") == Done(
        1, "", f"There is no client 'nordly' in {reported.site.root}. Did you mean 'nordlys'?\n"
    )
    wave = ("nordlys", "2026-q3")
    assert run("purge", *wave).err == (
        "Nothing is due.\nnordlys/2026-q3: kept; nothing was reported yet.\n"
    )
    reported.release(date.today())
    until = date.today() + timedelta(30)
    assert run("purge", *wave).err == f"Nothing is due.\nnordlys/2026-q3: kept until {until}.\n"


def test_late_answers_in_a_real_inbox_go_too(
    reported: Reported,
    run: Run,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> None:
    """Those of the wave and no other's; they could join no more since the report."""
    for pk in ("nordlys/2026-q3/0", "nordlys/2026-q30/0"):
        key: Any = {"pk": {"S": pk}, "id": {"B": b"x"}, "sealed": {"B": b"x"}}
        dynamodb.put_item(TableName=inbox_table, Item=key)
    reported.release(LONG_AGO)
    done = run("purge", "--all", "1")
    assert done.err == (
        f"{LISTED}Late answers in their inboxes are removed too: {inbox_table}.\n"
        "nordlys/2026-q3 is purged. Its reports stay.\n"
    )
    assert inbox.connect("nordlys", "2026-q3", 1).count() == 0
    assert inbox.connect("nordlys", "2026-q30", 1).count() == 1


def test_overdue_answers_are_remarked(reported: Reported, run: Run) -> None:
    """By `check`, which still ends with 0, and by `wave status`; neither before its day."""
    reported.release(date.today())
    assert run("check") == Done(0, "", FINE)
    until = date.today() + timedelta(30)
    assert f"\nraw answers: kept until {until}\n" in run("wave", "status", *WAVE).out
    reported.site.remove(RELEASES)
    reported.release(LONG_AGO)
    assert run("check") == Done(
        0,
        "",
        f"{FINE}nordlys/2026-q3: raw answers due since 2026-02-04: nejtak purge nordlys 2026-q3\n",
    )
    assert (
        "\nraw answers: due for purging since 2026-02-04: nejtak purge nordlys 2026-q3\n"
    ) in run("wave", "status", *WAVE).out


WAVE = ("nordlys", "2026-q3")
AFTER = [["report"], ["report", "--again", "2026-q3-1"], ["review"], ["export", "--raw"]]


@pytest.mark.parametrize("words", AFTER, ids=" ".join)
def test_a_purged_wave_says_when_and_why(reported: Reported, run: Run, words: list[str]) -> None:
    """No report, old or new, no review and no export: one sentence, and nothing is written."""
    reported.release(LONG_AGO)
    run("purge", "--all", "1")
    before = tree(reported.folder)
    assert run(*words, *WAVE) == Done(
        1,
        "",
        (
            "The answers to nordlys/2026-q3 are purged: they were kept until 2026-02-04, "
            "30 days after the first report. Its reports stay; no new one can be made.\n"
        ),
    )
    assert tree(reported.folder) == before


@pytest.mark.parametrize("words", AFTER, ids=" ".join)
def test_a_lost_file_is_not_taken_for_a_purged_one(
    reported: Reported, run: Run, words: list[str]
) -> None:
    """Before the day, the message about a missing file says to restore it."""
    reported.release(date.today())
    reported.site.remove(RESPONSES)
    until = date.today() + timedelta(30)
    assert run(*words, *WAVE) == Done(
        1,
        "",
        f"{reported.wave.responses_file} is not here. It is kept until {until}. nordlys/2026-q3 "
        "stays closed; closing, review, report and export need the file. Copy it from the machine "
        "that closed the wave, or restore it from your backup.\n",
    )
    assert run("purge", *WAVE).err == (
        "Nothing is due.\nnordlys/2026-q3: not here: copy 2026-q3.responses.age from the machine "
        f"that closed the wave, or restore it from your backup; it is kept until {until}.\n"
    )


@pytest.mark.parametrize("day", [LONG_AGO, date.today()], ids=["purged", "lost"])
def test_a_wave_without_its_file_is_not_closed_anew(reported: Reported, day: date) -> None:
    """Whatever came late to it, no second file is made of that: reports would differ."""
    reported.release(day)
    for found in reported.due(date(2026, 2, 4)):
        purge.purge(found, None)
    reported.wave.responses_file.unlink(missing_ok=True)
    box = FakeInbox(reported.items(20))
    with pytest.raises(StateError, match=r"purged|is not here"):
        close.close(reported.wave, box, private_keys.identities(reported.keys))
    assert len(box.held) == 20
    assert not reported.wave.responses_file.exists()


def test_a_purged_wave_stays_closed(reported: Reported, run: Run) -> None:
    """Its address says that it has closed, and the collector takes no answers."""
    reported.release(LONG_AGO)
    run("purge", "--all", "1")
    assert reported.wave.status == "closed"
    assert reported.wave.closed_file.exists()
    assert run("build").code == 0
    contract = reported.folder / "build/collector/chalicelib/waves/nordlys/2026-q3/contract.json"
    assert json.loads(contract.read_bytes())["status"] == "closed"
    assert not (contract.parent / "form.da.html").exists()
    assert run("wave", "open", *WAVE).err == "nordlys/2026-q3 is closed already.\n"


def test_a_real_report_outlives_the_answers(reported: Reported, run: Run) -> None:
    """Released, purged: ledger and reports are the same to the byte, and norms still have them."""
    assert run("report", *WAVE).code == 0
    kept = tree(reported.folder / "reports")
    entries = json.loads(reported.site.read(RELEASES))
    entries["releases"][0]["released"] = LONG_AGO.isoformat()
    reported.site.write(RELEASES, json.dumps(entries))
    text = reported.site.read(RELEASES)
    assert run("purge", "--all", "1").code == 0
    assert tree(reported.folder / "reports") == kept != {}
    assert reported.site.read(RELEASES) == text
    assert ledger.releases(reported.wave)[0].figures
