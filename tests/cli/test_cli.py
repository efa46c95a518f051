"""The command line: what each command says and does, on which stream, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Done, Run, as_project
from sources import CLOSED, CONTRACT, FINE, NOTE, SITE, SURVEY, Site, fingerprint

from nejtak.cli.commands import cli
from nejtak.local.preview import PORT

ROOT = Path(__file__).parent.parent.parent
HEAVY = [
    "babel",
    "boto3",
    "botocore",
    "chalice",
    "coloraide",
    "jinja2",
    "markdown",
    "ministack",
    "nh3",
    "pyrage",
    "xlsxwriter",
]


def shell(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `build.py` as a program."""
    return subprocess.run(
        [sys.executable, ROOT / "build.py", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=60,
    )


def test_ctrl_c_while_it_loads_leaves_no_traceback() -> None:
    """The key is pressed when the first library is imported: the process ends by it, silently."""
    code = (
        "import os, runpy, signal, sys\n"
        "class Press:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Press())\n"
        "runpy.run_path('build.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


# Help


@pytest.mark.parametrize("words", [[], ["wave"], ["keys", "new"], ["wave", "close"], ["sample"]])
def test_help_loads_no_library_but_click(words: list[str]) -> None:
    """Whoever asks for help does not wait for what only the commands need."""
    code = (
        "import sys; from nejtak.cli.commands import main\n"
        f"sys.argv = ['build.py', *{words!r}, '--help']\n"
        "try: main()\n"
        "finally: print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    *text, loaded = done.stdout.splitlines()
    assert text[0].startswith("Usage: build.py")
    assert set(loaded.split()) & set(HEAVY) == set()


def test_help_names_the_port_of_the_preview() -> None:
    """As text, since loading the preview for it would take long; it is the one that is used."""
    assert f"  {PORT} if you name none." in shell("preview", "--help").stdout


def test_help_reads_like_a_table_of_contents() -> None:
    """The commands in the order in which one comes to need them, each with one sentence."""
    done = shell("--help")
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout
    places = [text.index(f"\n  {name} ") for name in cli.commands]
    assert places == sorted(places)
    assert list(cli.commands) == [
        "init",
        "demo",
        "client",
        "survey",
        "translate",
        "check",
        "build",
        "preview",
        "keys",
        "wave",
        "sample",
        "handouts",
        "verify-handout",
        "interview",
        "overview",
        "review",
        "report",
        "export",
        "purge",
        "policy",
        "plan",
        "deploy",
        "status",
        "verify",
        "verify-site",
        "field-test",
        "destroy",
    ]
    for command in cli.commands.values():
        assert command.get_short_help_str(200) in " ".join(text.split())
    assert "NEJTAK_SOURCE" in text
    assert "Exit codes: 0 success" in text


# Exit codes and streams


def test_check_prints_counts_and_exits_with_0(site: Site, run: Run) -> None:
    """Nothing on standard output: there is no data to hand on. Nothing is written."""
    before = fingerprint(site.root.parent)
    assert run("check") == Done(0, "", FINE)
    assert fingerprint(site.root.parent) == before


def test_check_of_sources_outside_a_project(site: Site, run: Run) -> None:
    """All that `check` reads is there; keys and exports are a project's."""
    (site.root.parent / "nejtak.toml").unlink()
    assert run("check") == Done(0, "", FINE)


def test_faults_end_with_1_and_their_number(site: Site, run: Run) -> None:
    """The lines of all faults, then how many there are; one is "1 fault"."""
    site.replace(SURVEY, "points = 5", "points = 1")
    line = f"{SURVEY}:questions[4].points: must be from 3 to 11, not 1.\n"
    assert run("check") == Done(1, "", line + "1 fault. Nothing was written.\n")
    site.replace(SURVEY, "minutes = 5", "minutes = 0")
    done = run("check")
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{SURVEY}:minutes: must be from 1 to 60, not 0.",
        line.strip(),
        "2 faults. Nothing was written.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["chek"],
        ["check", "--fast"],
        ["check", "now"],
        ["wave"],
        ["wave", "open", "nordlys"],
        ["wave", "opne", "a", "b"],
        ["preview", "--port", "x"],
        ["sample", "a", "b", "--count", "0"],
        ["--sauce", "x", "check"],
        ["keys", "new", "a", "b"],
    ],
)
def test_usage_errors_exit_with_2(run: Run, words: list[str]) -> None:
    """Usage goes to standard error."""
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: ")


def test_ctrl_c_ends_with_130(site: Site, tmp_path: Path) -> None:
    """Stopped while a database does not answer: one word, no traceback."""
    site.open_wave()
    as_project(site.root)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        program = subprocess.Popen(
            [
                sys.executable,
                ROOT / "build.py",
                "--source",
                site.root,
                "wave",
                "status",
                "nordlys",
                "2026-q3",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={
                **os.environ,
                "NEJTAK_TABLE": "inbox",
                "AWS_REGION": "eu-north-1",
                "AWS_DEFAULT_REGION": "eu-north-1",
                "AWS_ACCESS_KEY_ID": "x",
                "AWS_SECRET_ACCESS_KEY": "x",
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.getsockname()[1]}",
            },
        )
        connection, _ = server.accept()
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=60)
        connection.close()
    assert program.returncode == 130
    assert err.rstrip().endswith("Stopped.")
    assert "Traceback" not in err


def test_an_error_of_the_disk_is_one_line(run: Run, tmp_path: Path) -> None:
    """If a folder cannot be made, the message names it; no traceback."""
    (tmp_path / "file").write_text("x")
    done = run("--build-dir", "file/build", "build")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"{tmp_path}/file/build: Not a directory.\n"


# Building


@pytest.mark.parametrize("words", [[], ["build"]], ids=["bare", "build"])
def test_build_writes_the_site_and_prints_where(site: Site, run: Run, words: list[str]) -> None:
    """Standard output is the path alone; what a person should know goes to standard error."""
    site.open_wave()
    done = run(*words)
    assert (done.code, done.out) == (0, "build/site\n")
    built = site.root.parent / "build"
    assert (built / "site/nordlys/2026-q3/da/index.html").is_file()
    assert (built / "collector/app.py").is_file()
    contract = built / "collector/chalicelib/waves/nordlys/2026-q3/contract.json"
    assert contract.read_text() == site.read(CONTRACT)
    headers = json.loads((built / "headers.json").read_text())
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "files of the site" in done.err


def test_a_draft_has_no_page_and_that_is_said(site: Site, run: Run) -> None:
    """With the command that opens it."""
    done = run("build")
    assert (done.code, done.out) == (0, "build/site\n")
    assert not (site.root.parent / "build/site/nordlys").exists()
    assert (
        "nordlys/2026-q3 is a draft and has no page yet. "
        "Open it: nejtak wave open nordlys 2026-q3\n"
    ) in done.err


def test_a_colour_that_had_to_change_is_said(site: Site, run: Run) -> None:
    """A brand's colour too pale to be read is replaced, and not in silence."""
    site.replace("clients/nordlys/client.toml", "#007EA7", "#FFD600")
    assert "nordlys: " in run("build").err


def test_a_failed_build_leaves_the_last_one(site: Site, run: Run) -> None:
    """If any file has a fault, the last build stays unchanged."""
    site.open_wave()
    run("build")
    before = fingerprint(site.root.parent / "build")
    assert before
    site.replace(SURVEY, "points = 5", 'points = "five"')
    assert run("build").code == 1
    assert fingerprint(site.root.parent / "build") == before


def test_two_builds_are_the_same_to_the_byte(site: Site, run: Run) -> None:
    """From the same sources, whenever and wherever."""
    site.open_wave()
    run("--build-dir", "one", "build")
    run("--build-dir", "two", "build")
    one, two = (fingerprint(site.root.parent / name) for name in ("one", "two"))
    assert one == two != {}


def test_the_demo_builds(tmp_path: Path) -> None:
    """The sources that come with nejtak build as they are, from any folder."""
    done = shell("--build-dir", tmp_path / "out", "build")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/out/site\n")
    assert (tmp_path / "out/site/index.html").is_file()


@pytest.mark.parametrize(
    "folder",
    ["clients", "clients/nordlys", "clients/nordlys/waves", "surveys/asked", "."],
)
def test_a_folder_behind_a_link_is_built_like_any_other(
    site: Site, run: Run, folder: str, tmp_path: Path
) -> None:
    """No page is missing, so that no deployment would take it away."""
    site.prolong().open_wave()
    assert run("--build-dir", "one", "build").code == 0
    (site.root / folder).rename(tmp_path / "aside")
    (site.root / folder).symlink_to(tmp_path / "aside")
    assert run("check").err == FINE
    assert run("--build-dir", "two", "build").code == 0
    one, two = (fingerprint(site.root.parent / name) for name in ("one", "two"))
    assert one == two != {}


# Which sources


def test_the_sources_may_be_named_by_option_or_variable(site: Site, tmp_path: Path) -> None:
    """The option wins; a missing folder is reported, with the option's name."""
    assert shell("check", NEJTAK_SOURCE=str(site.root)).stderr.startswith("1 survey, 1 client, ")
    both = shell("--source", SITE, "check", NEJTAK_SOURCE=str(site.root))
    assert both.stderr.startswith("3 surveys, 2 clients")
    done = shell("--source", tmp_path / "none", "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"There is no folder {tmp_path}/none. Correct 'sources' in nejtak.toml, or use --source.\n"
    )


WAVE_COMMANDS = [
    ["wave", "open"],
    ["wave", "status"],
    ["wave", "close"],
    ["wave", "take-back"],
    ["report"],
    ["sample"],
]


@pytest.mark.parametrize("command", WAVE_COMMANDS, ids=" ".join)
def test_an_unknown_client_or_wave_gets_a_guess(site: Site, run: Run, command: list[str]) -> None:
    """One line, exit code 1, nothing written."""
    before = fingerprint(site.root.parent)
    assert run(*command, "nordly", "2026-q3") == Done(
        1, "", f"There is no client 'nordly' in {site.root}. Did you mean 'nordlys'?\n"
    )
    assert run(*command, "zzz", "2026-q3") == Done(
        1, "", f"There is no client 'zzz' in {site.root}.\n"
    )
    assert run(*command, "nordlys", "2026-q4") == Done(
        1, "", "nordlys has no wave '2026-q4'. Did you mean '2026-q3'?\n"
    )
    assert fingerprint(site.root.parent) == before


@pytest.mark.parametrize("command", WAVE_COMMANDS, ids=" ".join)
def test_no_command_works_on_faulty_sources(site: Site, run: Run, command: list[str]) -> None:
    """All of them check everything first."""
    site.replace(SURVEY, "points = 5", "points = 50")
    done = run(*command, "nordlys", "2026-q3")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("1 fault. Nothing was written.\n")


# What does not fit the state that things are in


def test_the_status_of_a_draft_needs_no_database(run: Run) -> None:
    """What its file says, and no more."""
    done = run("wave", "status", "nordlys", "2026-q3")
    assert done == Done(
        0,
        "nordlys/2026-q3: draft, 2026-07-01 to 2026-09-30\ndeclined: 12 of 40 offers\n",
        "",
    )


def test_made_up_answers_go_only_to_the_preview(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No preview, no samples: not to whatever the AWS variables name."""
    site.open_wave()
    refused = Done(
        1, "", "No preview is running. Start one: made-up answers are sent only there.\n"
    )
    assert run("sample", "nordlys", "2026-q3") == refused
    monkeypatch.setenv("NEJTAK_TABLE", "inbox")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert run("sample", "nordlys", "2026-q3") == refused


def test_a_draft_takes_no_made_up_answers(site: Site, run: Run) -> None:
    """The message has the command that opens it; a closed wave cannot be opened again."""
    draft = run("sample", "nordlys", "2026-q3")
    assert draft == Done(
        1,
        "",
        "nordlys/2026-q3 is draft. Only an open wave takes answers. "
        "Open it: nejtak wave open nordlys 2026-q3\n",
    )
    site.open_wave().write(CLOSED, NOTE)
    closed = run("sample", "nordlys", "2026-q3")
    assert closed == Done(1, "", "nordlys/2026-q3 is closed. Only an open wave takes answers.\n")


def test_closing_needs_a_private_key(site: Site, run: Run) -> None:
    """The message says where it looked."""
    site.open_wave()
    assert run("wave", "close", "nordlys", "2026-q3") == Done(
        1, "", "There is no private key in .nejtak/keys. Name its folder with --keys.\n"
    )


def test_a_wave_that_is_not_closed_has_no_report(site: Site, run: Run) -> None:
    """With the command that closes it."""
    site.open_wave()
    done = run("report", "nordlys", "2026-q3")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "nordlys/2026-q3 is not closed. Close it with `nejtak wave close nordlys 2026-q3`.\n"
    )
    assert not (site.root.parent / "reports").exists()


# Platforms


def test_windows_gets_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks and signals are those of Linux; nobody gets a traceback for it."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert run("check") == Done(
        1, "", "nejtak runs on Linux and macOS. On Windows, install it in WSL: wsl --install\n"
    )
