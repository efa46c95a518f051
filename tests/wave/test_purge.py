"""Purging: on its day and not before, all raw answers and no report."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from close_support import FakeInbox, tree
from commands import Done, Run, in_process
from contract_support import basis
from dying import dying_at
from sources import CLIENT, FINE, RELEASES, RESPONSES, SITE, Site

from nejtak.base import files, private_keys
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.review import quotes, sealed
from nejtak.site import build
from nejtak.wave import close, closed_wave, export, inbox, ledger, purge
from nejtak.wave.inbox import Inbox, InboxItem
from nejtak.wave.load import find_wave
from nejtak.wave.open import open_wave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OPENED = date(2026, 9, 30)  # the last day on which it may be
TODAY = date(2026, 12, 1)
ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()
QUOTES = "clients/nordlys/waves/2026-q3.quotes.age"
SECOND = "clients/nordlys/waves/2026-q3.second.age"
# Temporary files that a kill leaves.
LEFT = [
    f"clients/nordlys/waves/.2026-q3.{name}.age-x1" for name in ("responses", "quotes", "second")
]
FOUND = "exports/nordlys/2026-q3.raw"
EXPORTS = [f"{FOUND}.jsonl", f"{FOUND}.jsonl.age", f"{FOUND}.csv", f"{FOUND}.csv.age"]


class Reported:
    """The small site in a folder, with one wave that is closed, reviewed, exported and reported."""

    def __init__(self, folder: Path, answers: int = 12) -> None:
        self.folder = folder
        self.site = Site(folder / "site")
        self.keys = folder / ".nejtak" / "keys"
        private_keys.new_key(self.keys / "partner.key")
        readers = private_keys.public_keys(self.keys)
        open_wave(*find_wave(self.site.load(), "nordlys", "2026-q3"), readers, OPENED)
        self.exports = folder / "exports"
        box = FakeInbox(self.items(answers))
        close.close(self.wave, box, private_keys.identities(self.keys))
        sealed.write(self.wave, quotes.Review((quotes.Text("advice", "Ring."),)))
        for name in (SECOND, *LEFT, *EXPORTS, "exports/nordlys/.2026-q3.raw.csv-x1"):
            path = folder / ("site" if name.startswith("clients") else "") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"raw")

    @property
    def wave(self) -> Wave:
        """The wave as its files have it now."""
        (wave,) = self.site.load().clients["nordlys"].waves
        return wave

    def items(self, count: int, first: int = 0) -> list[InboxItem]:
        """So many answers."""
        public = [one.key for one in private_keys.public_keys(self.keys)]
        numbers = range(first, first + count)
        return [
            InboxItem("nordlys/2026-q3/0", bytes([n] * 32), seal(ANSWER, public)) for n in numbers
        ]

    def release(self, *days: date) -> None:
        """Let releases have been made on these days."""
        for number, day in enumerate(days):
            ledger.record(self.wave, basis(12), {"da.html": b"%d" % number})
            entries = json.loads(self.site.read(RELEASES))
            entries["releases"][-1]["released"] = day.isoformat()
            self.site.write(RELEASES, json.dumps(entries))

    def keep(self, days: int, told: int | None = None) -> None:
        """Let the client's file say how long answers are kept; the page promised `told`."""
        text = re.sub(r"retention_days = \d+\n", "", self.site.read(CLIENT))
        self.site.write(CLIENT, f"retention_days = {days}\n{text}")
        frozen = json.loads(self.wave.contract_file.read_bytes())
        frozen["retention_days"] = days if told is None else told
        self.wave.contract_file.write_text(json.dumps(frozen))

    def due(self, today: date = TODAY) -> list[purge.Due]:
        """The waves that are due on a day."""
        return list(purge.due([self.wave], today, self.exports))


@pytest.fixture
def reported(tmp_path: Path) -> Reported:
    """A closed wave that was never reported on yet."""
    return Reported(tmp_path)


# When


@pytest.mark.parametrize(("days", "kept"), [(None, 30), (0, 0), (1, 1), (3650, 3650)])
def test_a_wave_is_due_on_its_day_and_not_the_day_before(
    reported: Reported, days: int | None, kept: int
) -> None:
    """So many days after the release; thirty by default."""
    if days is not None:
        reported.keep(days)
    reported.release(date(2026, 11, 1))
    day = date(2026, 11, 1) + timedelta(kept)
    assert reported.due(day - timedelta(1)) == []
    (found,) = reported.due(day)
    assert (found.wave.id, found.since) == ("2026-q3", day)


@pytest.mark.parametrize(("days", "kept"), [(90, 30), (31, 30), (7, 7)])
def test_answers_are_kept_no_longer_than_promised(reported: Reported, days: int, kept: int) -> None:
    """More days in the client's file count for waves that open afterwards, fewer for all."""
    reported.keep(days, told=30)
    reported.release(date(2026, 11, 1))
    assert reported.due(date(2026, 11, 1) + timedelta(kept - 1)) == []
    assert reported.due(date(2026, 11, 1) + timedelta(kept)) != []


def test_the_clock_starts_at_the_first_release(reported: Reported) -> None:
    """A later report does not extend the promised time."""
    reported.release(date(2026, 10, 2), date(2026, 11, 30))
    assert reported.due(date(2026, 10, 31)) == []
    assert reported.due(date(2026, 11, 1)) != []


def test_a_wave_without_a_report_is_never_due(reported: Reported) -> None:
    """It lies there until somebody makes its report, and `wave status` says so."""
    assert reported.due(date(2999, 12, 31)) == []
    assert purge.standing(reported.wave, TODAY) == "kept; nothing was reported yet"


@pytest.mark.parametrize("days", [-1, 3651])
def test_the_days_are_within_reason(reported: Reported, days: int) -> None:
    """Ten years at most, and never a day before the report."""
    text = reported.site.read(CLIENT)
    reported.site.write(CLIENT, f"retention_days = {days}\n{text}")
    assert reported.site.problems() == [
        f"{CLIENT}:retention_days: must be from 0 to 3650, not {days}."
    ]


def test_a_ledger_without_days_is_reported_with_a_fix(reported: Reported) -> None:
    """It is not taken for damaged, and not for one that was released today."""
    reported.release(date(2026, 10, 2))
    entries = json.loads(reported.site.read(RELEASES))
    del entries["releases"][0]["released"]
    reported.site.write(RELEASES, json.dumps(entries))
    with pytest.raises(StateError) as told:
        reported.due()
    assert str(told.value) == (
        f"{reported.wave.ledger_file} does not say when 2026-q3-1 was released. Add the day to "
        'each after its name, like "released": "2026-10-31".'
    )


def test_a_release_bears_the_day_on_which_it_was_made(reported: Reported) -> None:
    """In the ledger, as a day without a time; the same files again do not make it younger."""
    reported.release(date(2026, 10, 2))
    assert ledger.record(reported.wave, basis(12), {"da.html": b"0"}).released == date(2026, 10, 2)
    before = date.today()
    new = ledger.record(reported.wave, basis(12), {"da.html": b"new"}).released
    assert before <= new <= date.today()
    said = json.loads(reported.site.read(RELEASES))
    assert [entry["released"] for entry in said["releases"]] == ["2026-10-02", new.isoformat()]
    assert ledger.releases(reported.wave)[1].released == new


# What


def test_all_that_was_answered_goes_and_nothing_else(reported: Reported) -> None:
    """Sealed file, review, exports, what kills left, late answers; all other files are the same."""
    reported.release(date(2026, 10, 2))
    others = [
        "exports/nordlys/2026-q30.raw.csv",
        "exports/harbour/2026-q3.raw.csv",
        "exports/nordlys/notes.txt",
        "reports/nordlys/2026-q3-1/da.html",
        "site/clients/nordlys/waves/.2026-q30.responses.age-x1",
    ]
    for name in others:
        path = reported.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"other")
    before = tree(reported.folder)
    box = FakeInbox(reported.items(3, first=50))
    (found,) = reported.due()
    purge.purge(found, box)
    gone = {"site/" + name for name in (RESPONSES, QUOTES, SECOND, *LEFT)}
    gone |= {*EXPORTS, "exports/nordlys/.2026-q3.raw.csv-x1"}
    after = tree(reported.folder)
    assert before.keys() - after.keys() == {f"{reported.folder}/{name}" for name in gone}
    assert all(before[name] == content for name, content in after.items())
    assert box.held == []
    assert reported.due() == []


def test_every_export_is_known_by_its_name(reported: Reported) -> None:
    """Whatever `export` writes, a purge finds."""
    held = closed_wave.read_responses(reported.wave, private_keys.identities(reported.keys))
    made = {
        export.export(reported.wave, held, form, plain=plain)[0]
        for form in ("jsonl", "csv")
        for plain in (True, False)
    }
    assert {path.name for path in export.export_files(reported.wave, reported.exports)} == made


def test_a_wave_that_is_reviewed_is_left_alone(reported: Reported) -> None:
    """Nothing is removed, from the inbox neither, while somebody else is at work on it."""
    reported.release(date(2026, 10, 2))
    before = tree(reported.folder)
    box = FakeInbox(reported.items(3))
    (found,) = reported.due()
    with closed_wave.alone(reported.wave):
        with pytest.raises(StateError, match="is being closed, reviewed or reported on"):
            purge.purge(found, box)
        assert len(box.held) == 3
        assert tree(reported.folder).keys() == before.keys() - {
            # Locking the wave removes temporary files that a kill left.
            str(reported.folder / "site" / left)
            for left in LEFT
        }


class Folder(Inbox):
    """An inbox on disk, a file for each item, which a killed process leaves as it was then."""

    def __init__(self, folder: Path, items: Sequence[InboxItem]) -> None:
        self.folder = folder
        folder.mkdir()
        for item in items:
            (folder / item.id.hex()).touch()

    def items(self) -> list[InboxItem]:
        """Every item."""
        names = sorted(path.name for path in self.folder.iterdir())
        return [InboxItem("nordlys/2026-q3/0", bytes.fromhex(name), b"") for name in names]

    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items, one by one."""
        for item in items:
            (self.folder / item.id.hex()).unlink(missing_ok=True)


ACTING = {
    function.__code__
    for function in (purge.purge, files.remove_file, files._sync_folder, Folder.delete)
}


def killed_at(line: int, act: Callable[[], None]) -> bool:
    """Act in a process of its own that dies by SIGKILL before so many lines; whether it died."""
    child = os.fork()
    if child == 0:
        try:
            sys.settrace(dying_at(line, ACTING))
            act()
            os._exit(0)
        finally:
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def test_a_kill_at_any_line_leaves_a_purge_to_finish(tmp_path: Path) -> None:
    """SIGKILL before each line that acts, one after the other: run again, and all of it is gone."""
    line, states = 0, set()
    while True:
        line += 1
        reported = Reported(tmp_path / str(line))
        reported.release(date(2026, 10, 2))
        box = Folder(tmp_path / f"{line}-inbox", reported.items(3))
        (found,) = reported.due()
        died = killed_at(line, lambda found=found, box=box: purge.purge(found, box))
        left = reported.due()
        states.add((len(box.items()), len(left[0].files) if left else 0))
        for again in left:
            assert again.since == found.since
            purge.purge(again, box)
        assert (reported.due(), box.items()) == ([], [])
        assert purge.standing(reported.wave, TODAY) == "purged; they were kept until 2026-11-01"
        if not died:
            break
    assert states >= {(3, 11), (2, 8), (0, 8), (0, 1), (0, 0)}
    assert line > 40


# Messages before and after


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


# The promise to candidates


def sentence(language: str) -> str:
    """What the privacy page says of the closed wave's file."""
    locale = tomllib.loads((SITE / f"locales/{language}.toml").read_text(encoding="utf-8"))
    return str(locale["privacy"]["long_server"]).partition(". ")[2]


@pytest.mark.parametrize(("days", "says"), [(None, "30 dage"), (1, "1 dag"), (400, "400 dage")])
def test_promise_the_locked_file_is_deleted_so_long_after_the_first_report(
    reported: Reported, days: int | None, says: str
) -> None:
    """`{runner} sletter den låste fil {kept} efter den første rapport`: a purge on that day does.

    The page names the client's own days.
    """
    quoted = "{runner} sletter den låste fil {kept} efter den første rapport."
    assert sentence("da") == quoted
    if days is not None:
        reported.keep(days)
    build.build(reported.site.root, reported.folder / "build")
    page = reported.folder / "build/site/nordlys/2026-q3/da/privacy/index.html"
    said = f"Nordlys A/S sletter den låste fil {says} efter den første rapport."
    assert said in page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    reported.release(TODAY)
    (found,) = reported.due(TODAY + timedelta(days or 30))
    purge.purge(found, None)
    assert not reported.wave.responses_file.exists()
