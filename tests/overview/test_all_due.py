"""Closing, reporting and purging all at once: what is due, each by itself, and nothing unasked."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from close_support import tree
from commands import Run, in_process
from partner import Partner

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.cli import ending
from nejtak.cli.all_due import run_jobs
from nejtak.cli.base import Folders
from nejtak.cli.commands import cli
from nejtak.errors import StateError
from nejtak.overview import batch
from nejtak.overview.pool import Job
from nejtak.project.model import Wave
from nejtak.wave import closed_wave, ledger
from nejtak.wave.load import load_project

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROOT = Path(__file__).parent.parent.parent
KNOWN = {"offers": 60, "declined": 24, "asked": 24}
ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()
KILLS = 6


@pytest.fixture
def partner(tmp_path: Path) -> Partner:
    """A partner without a client yet, today."""
    return Partner(tmp_path, date.today())


@pytest.fixture
def run(partner: Partner, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Run:
    """Commands on the partner's sources."""
    return in_process(partner.site.root, monkeypatch, capsys)


def closed(partner: Partner, client: str, **more: object) -> Wave:
    """A closed wave that is reviewed."""
    wave = partner.wave(client, "h2", -90, -10, **(KNOWN | more))
    return partner.reviewed(partner.close(wave))


# Reports


def test_every_report_that_is_due_is_made(partner: Partner, run: Run) -> None:
    """What is not reviewed is left out and said, and what is released is no report again."""
    for client in ("alba", "bjerg", "fjordbo"):
        closed(partner, client)
    partner.close(partner.wave("havn", "h2", -90, -10, **KNOWN))
    done = run("report", "--all")
    assert done.code == 0, done.err
    made = {path.parent.parent.name for path in (partner.folder / "reports").rglob("da.html")}
    assert made == {"alba", "bjerg", "fjordbo"}
    assert "havn/h2 is left out: its texts are not all reviewed" in done.err
    assert done.err.endswith("3 of 3 done.\n")
    assert len(done.out.splitlines()) == 3 * 7
    assert "No report is due." in run("report", "--all").err
    assert not (partner.folder / ".nejtak" / batch.NOTE).exists()


def test_a_fault_in_one_report_stops_none_of_the_others(partner: Partner, run: Run) -> None:
    """A damaged file and a wave that is being worked on are said, each with its command."""
    for client in ("alba", "bjerg", "fjordbo"):
        closed(partner, client)
    partner.found("bjerg", "h2").responses_file.write_bytes(b"damaged")
    with closed_wave.alone(partner.found("fjordbo", "h2")):
        done = run("report", "--all")
    assert (done.code, "1 of 3 done." in done.err) == (1, True)
    assert "bjerg/h2 is not done. " in done.err
    assert "fjordbo/h2 is not done. " in done.err
    assert "report bjerg h2\n" in done.err
    again = run("report", "--all")
    assert "1 of 2 done." in again.err
    assert ledger.releases(partner.found("fjordbo", "h2"))


def test_a_fault_of_our_own_quotes_no_answer(
    partner: Partner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its kind is said, and not its text, which could be somebody's."""

    def fail(client: str, wave: str) -> None:
        raise ValueError(f"{client}, {wave}: Ring 3.")

    closed(partner, "alba")
    words = [click.Argument(["client"]), click.Argument(["wave"])]
    monkeypatch.setitem(cli.commands, "fail", click.Command("fail", callback=fail, params=words))
    with pytest.raises(StateError, match="fail alba h2"):
        run_jobs(Folders(partner.site.root, None, None, None), [[Job(("fail",), "alba", "h2")]])
    said = capsys.readouterr()
    assert said.err == ("alba/h2 is not done. A fault of nejtak's own: ValueError.\n0 of 1 done.\n")
    assert said.out == ""


def test_a_report_that_was_recorded_and_not_written_is_written(partner: Partner, run: Run) -> None:
    """As the ledger has it, to the byte."""
    closed(partner, "alba")
    assert run("report", "--all").code == 0
    before = tree(partner.folder / "reports")
    shutil.rmtree(partner.folder / "reports" / "alba")
    assert run("report", "--all").code == 0
    assert tree(partner.folder / "reports") == before
    assert len(ledger.releases(partner.found("alba", "h2"))) == 1


def test_slides_of_all_reports_are_made(partner: Partner, run: Run) -> None:
    """Of those that are due, and later of those that were made without."""
    closed(partner, "alba")
    assert run("report", "--all").code == 0
    closed(partner, "bjerg")
    done = run("report", "--all", "--pptx")
    assert done.code == 0, done.err
    made = {path.parent.parent.name for path in (partner.folder / "reports").rglob("da.pptx")}
    assert made == {"alba", "bjerg"}
    assert len(ledger.releases(partner.found("alba", "h2"))) == 1
    assert "No report is due." in run("report", "--all", "--pptx").err


def test_norms_of_a_batch_hang_on_no_order(partner: Partner) -> None:
    """Reports of one batch are no part of each other's norms; a killed batch keeps its own."""
    for client in ("alba", "bjerg"):
        closed(partner, client)
    project = load_project(partner.site.root)
    left = batch.without(project, ["alba/h2"])
    assert [wave.client for _, wave, _ in left.waves()] == ["bjerg"]
    state = partner.folder / ".nejtak"
    assert batch.begin_batch(state, ["alba/h2"]) == ("alba/h2",)
    assert batch.begin_batch(state, ["bjerg/h2"]) == ("alba/h2", "bjerg/h2")
    batch.end_batch(state)
    assert batch.begin_batch(state, ["bjerg/h2"]) == ("bjerg/h2",)


def test_one_run_makes_reports_that_show_each_other(partner: Partner, run: Run) -> None:
    """Those who said yes come before those who said no, and earlier periods before later ones."""
    yes = {"asks": "accepted", "offers": 60, "accepted": 30, "declined": 24, "withdrawn": 6}
    partner.reviewed(partner.close(partner.wave("alba", "h2-yes", -90, -9, **yes)))
    closed(partner, "alba")
    partner.reviewed(partner.close(partner.wave("alba", "h1", -180, -91, **KNOWN)))
    done = run("report", "--all")
    assert done.code == 0, done.err
    assert done.err.endswith("3 of 3 done.\n")
    (made,) = ledger.releases(partner.found("alba", "h2"))
    assert made.beside == ("h1-1", "h2-yes-1")
    page = (partner.folder / "reports" / "alba" / made.name / "en.html").read_text()
    assert "Beside those who said yes" in page


def test_a_batch_that_a_kill_left_ends_with_the_next_run(partner: Partner, run: Run) -> None:
    """If it was killed after its last report, nothing is due any more; its note goes too."""
    closed(partner, "alba")
    run("report", "--all")
    state = partner.folder / ".nejtak"
    batch.begin_batch(state, ["alba/h2"])
    assert run("report", "--all").err.endswith("No report is due.\n")
    assert batch.begin_batch(state, ["bjerg/h2"]) == ("bjerg/h2",)


class Killed:
    """`report --all` on a copy of a project, killed at a moment, run again until it is through."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, in a group of processes of its own."""
        command = [sys.executable, ROOT / "build.py", "report", "--all"]
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=kept,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, after: float, *, group: bool) -> bool:
        """Kill it after so many seconds, alone or with its workers; whether it still ran."""
        process = self.start()
        time.sleep(after)
        ran = process.poll() is None
        if ran and group:
            os.killpg(process.pid, signal.SIGKILL)
        elif ran:
            process.kill()
        process.wait()
        return ran

    def finish(self) -> float:
        """Run it to its end; return the seconds that it took."""
        began = time.monotonic()
        process = self.start()
        assert process.wait(300) == 0
        return time.monotonic() - began

    def files(self) -> dict[str, bytes]:
        """Every file of it, by its path in it."""
        return {
            name.removeprefix(f"{self.folder}/"): content
            for name, content in tree(self.folder).items()
            if not name.endswith(".lock")
        }


def test_killed_anywhere_and_run_again_reports_end_the_same(
    partner: Partner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Reports and ledgers are the same to the byte as without a kill, and nothing lies beside."""
    for client in ("alba", "bjerg", "fjordbo", "havn"):
        closed(partner, client)
    copies = [tmp_path_factory.mktemp("copy") / "project" for _ in range(2)]
    for copy in copies:
        shutil.copytree(partner.folder, copy)
    whole, killed = map(Killed, copies)
    took = whole.finish()
    dice = random.Random(1)
    moments = [dice.uniform(0.1, 0.9) * took for _ in range(KILLS)]
    kills = [killed.kill(moment, group=bool(n % 2)) for n, moment in enumerate(moments)]
    wait_for_workers(killed)
    assert any(kills)
    assert killed.files() == whole.files()


def wait_for_workers(killed: Killed) -> None:
    """Run it again until no worker of a killed one holds a wave any more, and it is through."""
    for _ in range(20):
        if killed.start().wait(300) == 0:
            return
        time.sleep(0.2)
    pytest.fail("it never got through")


# Closing


@pytest.fixture
def inbox(inbox_table: str, dynamodb: DynamoDBClient) -> Iterator[Any]:
    """The engine's table, and a way to put answers into it; empty afterwards."""
    keys = []

    def put(partner: Partner, client: str, count: int) -> None:
        public = [one.key for one in private_keys.public_keys(partner.keys)]
        for number in range(count):
            key: Any = {"pk": {"S": f"{client}/h2/0"}, "id": {"B": bytes([number] * 32)}}
            keys.append(key)
            item = {**key, "sealed": {"B": seal(ANSWER, public)}}
            dynamodb.put_item(TableName=inbox_table, Item=item)

    yield put
    for key in keys:
        dynamodb.delete_item(TableName=inbox_table, Key=key)


def test_every_wave_that_is_over_is_closed_after_one_question(
    partner: Partner, run: Run, inbox: Any
) -> None:
    """Those that run on stay open, and so does one with too few answers, which is said."""
    for client, closes, answers in (("a", -3, 12), ("b", -1, 12), ("c", -2, 3), ("d", 0, 12)):
        partner.wave(client, "h2", -90, closes, **KNOWN)
        inbox(partner, client, answers)
    unasked = run("wave", "close", "--all-due")
    assert (unasked.code, "--yes" in unasked.err) == (1, True)
    assert run("wave", "close", "--all-due", typed="n\n").err.endswith("Nothing was changed.\n")
    assert [w.status for _, w, _ in partner.site.load().waves()] == ["open"] * 4
    done = run("wave", "close", "--all-due", typed="y\n")
    assert (done.code, "2 of 3 done." in done.err) == (1, True)
    assert "c/h2 is not done. c/h2 has fewer than 5 answers" in done.err
    status = {w.client: w.status for _, w, _ in partner.site.load().waves()}
    assert status == {"a": "closed", "b": "closed", "c": "open", "d": "open"}
    again = run("wave", "close", "--all-due", "--yes")
    assert "c/h2 was to close on" in again.err
    assert "0 of 1 done." in again.err


def test_a_wave_that_is_prolonged_before_its_turn_stays_open(
    partner: Partner, run: Run, inbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague does it while the question stands: closing cannot be undone, so it reads anew."""
    for client in ("a", "b"):
        partner.wave(client, "h2", -90, -3, **KNOWN)
        inbox(partner, client, 12)
    prolong = partial(partner.wave, "a", "h2", -90, 20, opened=False, **KNOWN)
    monkeypatch.setattr(ending, "confirm", lambda *_, **__: prolong())
    done = run("wave", "close", "--all-due")
    assert "a/h2 is not done. a/h2 accepts answers until" in done.err
    status = {w.client: w.status for _, w, _ in partner.site.load().waves()}
    assert status == {"a": "open", "b": "closed"}


def test_what_is_not_due_is_not_closed(partner: Partner, run: Run) -> None:
    """Nothing is over: nothing is asked."""
    partner.wave("a", "h2", -90, 0, **KNOWN)
    assert run("wave", "close", "--all-due").err == "No wave is over.\n"


# Purging


def test_every_wave_that_is_due_is_purged_after_one_word(partner: Partner, run: Run) -> None:
    """One that is being worked on stops none of the others, and is due again."""
    for client in ("a", "b", "c"):
        partner.release(closed(partner, client), partner.day(-40))
    partner.release(closed(partner, "d"), partner.day(-4))
    assert run("purge", "--due").code == 130  # nobody there to type
    with closed_wave.alone(partner.found("b", "h2")):
        done = run("purge", "--due", typed="purge\n")
    assert (done.code, "2 of 3 done." in done.err) == (1, True)
    left = [w.client for _, w, _ in partner.site.load().waves() if w.responses_file.exists()]
    assert left == ["b", "d"]
    assert run("purge", "--due", typed="purge\n").code == 0
    assert run("purge", "--due").err == "Nothing is due.\n"


@pytest.mark.parametrize(
    "words",
    [
        "report",
        "report a",
        "report a h2 --all",
        "report --all --again h2-1",
        "wave close",
        "wave close a",
        "wave close a h2 --all-due",
        "wave close --all-due --suspects aside",
        "purge",
        "purge a --due",
    ],
)
def test_a_command_says_one_wave_or_all(partner: Partner, run: Run, words: str) -> None:
    """Half a name, or a name and all, is not understood, and nothing is done."""
    closed(partner, "a")
    before = tree(partner.folder)
    assert run(*words.split()).code == 2
    assert tree(partner.folder) == before
