"""Closing by mistake, and what says that a wave is closed: transcripts of an admin's slips."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from admin import NAME, TODAY, Admin, close, day, git
from close_support import tree
from commands import Done, Run, in_process
from contract_support import basis
from sources import CLOSED, CONTRACT, FINE, RELEASES, RESPONSES, SITE, Site

from benchmarks import earlier
from nejtak.wave import closed_note, ledger, sealed_files
from nejtak.wave.load import find_wave, load_project

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).parent.parent.parent
SUPPORT = ROOT / "tests" / "support"
KEEP = "Keep 2026-q3.closed.json in git: it records that the wave is closed.\n"
NEXT = "Next: nejtak review nordlys 2026-q3, then nejtak report nordlys 2026-q3\n"
NOT_HERE = (
    "nordlys/2026-q3 stays closed; closing, review, report and export need the file. Copy it from "
    "the machine that closed the wave, or restore it from your backup.\n"
)
DAMAGED = (
    "is not the file that 2026-q3.closed.json names: it is damaged or older. Copy "
    "it from the machine that closed the wave, or restore it from your backup."
)
# The commands that need the sealed file, and no others do.
NEED = [["wave", "close"], ["review"], ["report"], ["export", "--raw"]]


def sha256(site: Site) -> str:
    """The hash of the sealed file."""
    return hashlib.sha256((site.root / RESPONSES).read_bytes()).hexdigest()


# Closing too early

EARLY = f"nordlys/2026-q3 accepts answers until {day(30)}, and today is {TODAY}.\n"
STAYS = "nordlys/2026-q3 stays open. Nothing was changed.\n"
QUESTION = "Nobody can answer a closed wave, and it cannot be opened again. Close it now? [y/N]: "


def test_closing_before_the_waves_day_asks(admin: Admin, run: Run) -> None:
    """Whoever says no has changed nothing; whoever says yes has closed it."""
    admin.answer(6)
    before = tree(admin.folder)
    refused = run("wave", "close", *NAME, typed="n\n")
    assert refused == Done(1, "", f"{EARLY}{QUESTION}{STAYS}")
    assert (tree(admin.folder), len(admin.inbox())) == (before, 6)
    done = run("wave", "close", *NAME, typed="y\n")
    assert (done.code, done.out) == (0, f"{admin.site.root / RESPONSES}\n")
    assert done.err == (
        f"{EARLY}{QUESTION}Inbox: {os.environ['NEJTAK_TABLE']}.\n"
        f"nordlys/2026-q3 is closed. 5 answers are counted.\n{KEEP}{NEXT}"
    )
    assert admin.inbox() == []


def test_closing_a_wave_that_has_not_begun_asks(admin: Admin, run: Run) -> None:
    """With the days that its file names."""
    admin.dates(3, 30)
    assert run("wave", "close", *NAME, typed="\n") == Done(
        1,
        "",
        f"nordlys/2026-q3 has not begun: it opens on {day(3)} and closes on {day(30)}.\n"
        f"{QUESTION}{STAYS}",
    )
    assert admin.wave.status == "open"


def test_closing_early_without_a_terminal_is_refused(admin: Admin, run: Run) -> None:
    """A script says --yes; a pipe that says yes is nobody."""
    admin.answer(6)
    assert run("wave", "close", *NAME) == Done(
        1, "", f"{EARLY}There is no terminal to ask on. Use --yes. {STAYS}"
    )
    command = [sys.executable, ROOT / "build.py", "--source", admin.site.root, "wave", "close"]
    piped = subprocess.run(
        [*command, *NAME],
        input="y\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=admin.folder,
    )
    assert (piped.returncode, piped.stderr) == (
        1,
        f"{EARLY}There is no terminal to ask on. Use --yes. {STAYS}",
    )
    assert admin.wave.status == "open"
    close(run)
    assert admin.wave.status == "closed"


def test_a_real_terminal_is_asked_at(admin: Admin) -> None:
    """The question of a program of its own, on a pseudo-terminal, is answered by typing."""
    admin.answer(6)
    ours, theirs = pty.openpty()
    command = [sys.executable, ROOT / "build.py", "--source", admin.site.root, "wave", "close"]
    program = subprocess.Popen(
        [*command, *NAME],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=admin.folder,
    )
    os.write(ours, b"y\n")
    out, err = program.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert (program.returncode, out) == (0, f"{admin.site.root / RESPONSES}\n"), err
    assert "nordlys/2026-q3 is closed. 5 answers are counted.\n" in err


@pytest.mark.parametrize("days", [0, -1])
def test_closing_on_the_waves_day_or_later_asks_nothing(admin: Admin, run: Run, days: int) -> None:
    """After the last day, closing asks nothing."""
    admin.answer(5)
    admin.dates(-30, days)
    done = run("wave", "close", *NAME)
    assert (done.code, done.err.splitlines()[1]) == (
        0,
        "nordlys/2026-q3 is closed. 5 answers are counted.",
    )


def test_closing_again_asks_nothing(admin: Admin, run: Run) -> None:
    """The wave is closed, whatever its day: late answers join without a question."""
    admin.answer(5)
    close(run)
    admin.answer(5)
    done = run("wave", "close", *NAME)
    assert (done.code, done.err.splitlines()[1]) == (
        0,
        "nordlys/2026-q3 is closed. 8 answers are counted.",
    )


# The note


def test_closing_notes_the_hash_and_nothing_that_counts(admin: Admin, run: Run) -> None:
    """A format, the sealed file's SHA-256 and the waves that are counted with it."""
    admin.answer(7)
    close(run)
    note = admin.site.read(CLOSED)
    assert json.loads(note) == {"format": 1, "sha256": sha256(admin.site), "together": []}
    assert note.endswith("}\n")


def test_late_answers_renew_the_hash(admin: Admin, run: Run) -> None:
    """Five late ones make another file and another note; four change neither."""
    admin.answer(5)
    close(run)
    first = admin.site.read(CLOSED)
    admin.answer(4)
    close(run)
    assert admin.site.read(CLOSED) == first
    admin.answer(1)
    close(run)
    assert admin.site.read(CLOSED) != first
    assert json.loads(admin.site.read(CLOSED))["sha256"] == sha256(admin.site)
    assert run("check") == Done(0, "", FINE)


def test_a_deleted_sealed_file_opens_nothing_again(admin: Admin, run: Run) -> None:
    """A remark of `check`; page and collector stay closed; what needs the file refuses."""
    admin.answer(5)
    close(run)
    admin.site.remove(RESPONSES)
    assert run("check") == Done(0, "", f"{FINE}{RESPONSES} is not here. {NOT_HERE}")
    admin.answer(9)
    status = run("wave", "status", *NAME)
    assert status.out == (
        f"nordlys/2026-q3: closed, {day(-30)} to {day(30)}\n"
        "declined: 12 of 40 offers\n"
        "raw answers: not here: copy 2026-q3.responses.age from the machine that closed the wave, "
        "or restore it from your backup\n"
        "late answers in the inbox: 5 or more\n"
    )
    assert run("build").code == 0
    contract = admin.folder / "build/collector/chalicelib/waves/nordlys/2026-q3/contract.json"
    assert json.loads(contract.read_bytes())["status"] == "closed"
    assert run("wave", "open", *NAME) == Done(1, "", "nordlys/2026-q3 is closed already.\n")
    assert run("wave", "take-back", *NAME, "--yes") == Done(
        1, "", "nordlys/2026-q3 is closed, and nothing opens it again.\n"
    )
    before = tree(admin.folder)
    for words in NEED:
        done = run(*words, *NAME)
        assert (done.code, done.out) == (1, "")
        assert done.err.endswith(f"{admin.site.root / RESPONSES} is not here. {NOT_HERE}")
    assert (tree(admin.folder), len(admin.inbox())) == (before, 9)


def test_a_damaged_sealed_file_is_a_fault(admin: Admin, run: Run) -> None:
    """`check` ends with 1, without a key; only what needs the file refuses."""
    admin.answer(5)
    close(run)
    file = admin.site.root / RESPONSES
    file.write_bytes(file.read_bytes()[:-1])
    assert run("check") == Done(1, "", f"{RESPONSES}: {DAMAGED}\n1 fault. Nothing was written.\n")
    status = run("wave", "status", *NAME)
    assert f"\nraw answers: damaged: 2026-q3.responses.age {DAMAGED}\n" in status.out
    assert run("build").code == 0
    before = tree(admin.folder)
    for words in NEED:
        done = run(*words, *NAME)
        assert (done.code, done.out) == (1, "")
        assert done.err.endswith(f"{file} {DAMAGED}\n")
    assert tree(admin.folder) == before


def test_an_older_copy_is_not_taken_for_the_sealed_file(admin: Admin, run: Run) -> None:
    """A backup from before late answers joined opens and is whole, and is another file."""
    admin.answer(5)
    close(run)
    old = (admin.site.root / RESPONSES).read_bytes()
    admin.answer(5)
    close(run)
    new = (admin.site.root / RESPONSES).read_bytes()
    admin.site.write(RESPONSES, old)
    assert run("report", *NAME).err == f"{admin.site.root / RESPONSES} {DAMAGED}\n"
    admin.site.write(RESPONSES, new)
    assert run("report", *NAME).code == 0


# A colleague's checkout


def test_a_colleagues_checkout_knows_that_a_wave_is_closed(
    admin: Admin, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cloned without the sealed file: a remark, a closed page, and a sentence on what to copy."""
    admin.answer(5)
    close(run)
    source = admin.site.root
    git(source, "init", "-q")
    git(source, "add", "--", *(p for p in source.iterdir() if p.name != ".git"))
    git(source, "rm", "-q", "--cached", RESPONSES)
    git(source, "commit", "-qm", "Closed")
    theirs = admin.folder / "theirs"
    theirs.mkdir()
    git(theirs, "clone", "-q", source, "site")
    there = in_process(theirs / "site", monkeypatch, capsys)
    assert there("check") == Done(0, "", f"{FINE}{RESPONSES} is not here. {NOT_HERE}")
    assert there("wave", "status", *NAME).out.startswith("nordlys/2026-q3: closed, ")
    assert there("build").code == 0
    contract = theirs / "build/collector/chalicelib/waves/nordlys/2026-q3/contract.json"
    assert json.loads(contract.read_bytes())["status"] == "closed"
    said = f"{theirs / 'site' / RESPONSES} is not here. {NOT_HERE}"
    assert there("report", *NAME) == Done(1, "", said)
    assert there("--keys", str(admin.keys), "wave", "close", *NAME).err.endswith(said)
    (theirs / "site" / RESPONSES).write_bytes((source / RESPONSES).read_bytes())
    assert there("check") == Done(0, "", FINE)
    assert there("--keys", str(admin.keys), "report", *NAME).code == 0


# A kill between the two files


def killed(admin: Admin) -> None:
    """Close the wave in a program that dies once the closing is noted."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{SUPPORT}"}
    died = subprocess.run(
        [
            sys.executable,
            SUPPORT / "dying_command.py",
            "--source",
            admin.site.root,
            "wave",
            "close",
            *NAME,
            "--yes",
        ],
        cwd=admin.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr


def waiting(admin: Admin) -> list[str]:
    """The wave's hidden temporary files."""
    return [path.name for path in admin.wave.folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("words", NEED, ids=" ".join)
def test_a_kill_between_the_two_files_heals(admin: Admin, run: Run, words: list[str]) -> None:
    """The note is there and the sealed file waits: the next command that needs it has it."""
    admin.answer(5)
    killed(admin)
    assert admin.wave.status == "closed"
    assert not (admin.site.root / RESPONSES).exists()
    assert len(waiting(admin)) == 1
    assert len(admin.inbox()) == 5
    assert run("check") == Done(0, "", FINE)
    if words == ["review"]:  # it would serve until Ctrl-C; a port that is taken ends it before
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            assert run("review", *NAME, "--port", port).code == 1
    else:
        done = run(*words, *NAME)
        assert done.code == 0, done.err
    assert waiting(admin) == []
    assert json.loads(admin.site.read(CLOSED))["sha256"] == sha256(admin.site)
    close(run)
    assert admin.inbox() == []


def test_a_kill_between_the_two_files_loses_no_late_answer(admin: Admin, run: Run) -> None:
    """With a new note, the old file and a new temporary one, the new file is the wave's."""
    admin.answer(5)
    close(run)
    admin.answer(5)
    killed(admin)
    assert json.loads(admin.site.read(CLOSED))["sha256"] != sha256(admin.site)
    assert run("check") == Done(0, "", FINE)
    done = run("wave", "close", *NAME)
    assert done.err.splitlines()[1] == "nordlys/2026-q3 is closed. 8 answers are counted."
    assert json.loads(admin.site.read(CLOSED))["sha256"] == sha256(admin.site)
    assert (waiting(admin), admin.inbox()) == ([], [])


# Waves that were closed before there was a note, and purged ones


def test_a_wave_that_was_closed_earlier_is_noted_by_closing_again(admin: Admin, run: Run) -> None:
    """It is closed, `check` says what to do, and that does it without a new sealed file."""
    admin.answer(5)
    close(run)
    sealed, note = sha256(admin.site), admin.site.read(CLOSED)
    admin.site.remove(CLOSED)
    assert admin.wave.status == "closed"
    assert run("check") == Done(
        0,
        "",
        (
            f"{FINE}nordlys/2026-q3 was closed by an earlier nejtak, without a note for git. "
            "Write it: nejtak wave close nordlys 2026-q3\n"
        ),
    )
    assert run("wave", "close", *NAME).code == 0
    assert (sha256(admin.site), admin.site.read(CLOSED)) == (sealed, note)
    assert run("check") == Done(0, "", FINE)


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "closed earlier"])
def test_a_purged_wave_is_no_remark(admin: Admin, run: Run, noted: bool) -> None:
    """Its note stays, its sealed file is meant to be gone, and it is closed either way."""
    admin.answer(5)
    close(run)
    ledger.record(admin.wave, basis(5), {"da.html": b"told"})
    admin.site.replace(RELEASES, TODAY.isoformat(), day(-30).isoformat())
    assert run("purge", *NAME, "--yes").code == 0
    assert admin.site.root.joinpath(CLOSED).exists()
    if not noted:
        admin.site.remove(CLOSED)
    assert run("check") == Done(0, "", FINE)
    assert admin.wave.status == "closed"
    assert (admin.site.root / CONTRACT).exists()


def test_the_demos_earlier_wave_is_as_closing_leaves_it(tmp_path: Path) -> None:
    """Its frozen files can be made anew by one command, and those that lie there are such."""
    waves = SITE / "clients" / "nordlys" / "waves"
    for name, content in earlier.made(tmp_path).items():
        now = json.loads((waves / name).read_bytes())
        assert _kinds(json.loads(content)) == _kinds(now), name
    project = load_project(SITE)
    wave = find_wave(project, "nordlys", "2026-h1")[1]
    assert (wave.status, closed_note.sealed_file_state(wave)) == ("closed", "missing")
    assert not any("2026-h1" in remark for remark in sealed_files.file_remarks(project, TODAY))


def _kinds(content: dict[str, object] | list[dict[str, object]]) -> object:
    """The keys of a frozen file."""
    return [*content[0]] if isinstance(content, list) else [*content]
