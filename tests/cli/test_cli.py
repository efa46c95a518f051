"""The command line: what each command says and does, on which stream, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commands import Done, Run, as_project, in_process
from pyrage.x25519 import Identity
from sources import CONTRACT, PUBLIC_KEY, SITE, SURVEY, Site, fingerprint

from nejtak.base import gitignore
from nejtak.cli import cli

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


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small site with a draft wave, ready to be built."""
    return Site(tmp_path / "site")


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with words on the small site, from the folder that it lies in."""
    return in_process(site.root, monkeypatch, capsys)


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


# Help


@pytest.mark.parametrize("words", [[], ["wave"], ["keys", "new"], ["wave", "close"], ["sample"]])
def test_help_loads_no_library_but_click(words: list[str]) -> None:
    """Whoever asks for help does not wait for what only the commands need."""
    code = (
        "import sys; from nejtak.cli import main\n"
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
    assert run("check") == Done(0, "", "1 surveys, 1 clients, 1 waves: no faults.\n")
    assert fingerprint(site.root.parent) == before


def test_faults_end_with_1_and_their_number(site: Site, run: Run) -> None:
    """The lines of all faults, then how many there are; one is "1 fault"."""
    site.replace(SURVEY, "points = 5", "points = 1")
    line = f"{SURVEY}:questions[4].points: must be from 3 to 10, not 1.\n"
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
    assert run("check").err == "1 surveys, 1 clients, 1 waves: no faults.\n"
    assert run("--build-dir", "two", "build").code == 0
    one, two = (fingerprint(site.root.parent / name) for name in ("one", "two"))
    assert one == two != {}


# Which sources


def test_the_sources_may_be_named_by_option_or_variable(site: Site, tmp_path: Path) -> None:
    """The option wins; a missing folder is reported, with the option's name."""
    assert shell("check", NEJTAK_SOURCE=str(site.root)).stderr.startswith("1 surveys, 1 clients")
    both = shell("--source", SITE, "check", NEJTAK_SOURCE=str(site.root))
    assert both.stderr.startswith("2 surveys, 2 clients")
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


# Keys


def test_a_new_key_is_private_and_its_public_half_is_printed(site: Site, run: Run) -> None:
    """Standard output is the public key alone; the file is its owner's alone."""
    done = run("keys", "new")
    path = site.root.parent / ".nejtak/keys/partner.key"
    secret = path.read_text().splitlines()[-1]
    assert done.code == 0
    assert done.out == f"{Identity.from_str(secret).to_public()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert ".nejtak/keys/partner.key" in done.err
    assert secret not in done.out + done.err


def test_a_key_is_never_overwritten(site: Site, run: Run) -> None:
    """The second time it refuses, or with --if-missing does nothing; the key stays."""
    run("keys", "new", "reserve")
    folder = site.root.parent / ".nejtak"
    before = fingerprint(folder)
    assert run("keys", "new", "reserve") == Done(
        1,
        "",
        ".nejtak/keys/reserve.key exists, and a key is never overwritten. Choose another name.\n",
    )
    assert run("keys", "new", "reserve", "--if-missing") == Done(0, "", "")
    assert fingerprint(folder) == before
    assert run("keys", "new", "second", "--if-missing").code == 0
    assert len(fingerprint(folder)) == len(before) + 1


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A", ".hidden", "a b", "x.key"])
def test_a_key_lies_in_its_folder(site: Site, run: Run, name: str) -> None:
    """A name that would lead elsewhere is refused."""
    before = fingerprint(site.root.parent)
    assert run("keys", "new", name) == Done(
        1, "", f"{name!r} cannot name a key. Use a-z, 0-9 and hyphens.\n"
    )
    assert fingerprint(site.root.parent) == before


def test_keys_may_lie_elsewhere(run: Run, tmp_path: Path) -> None:
    """On a stick, say."""
    run("--keys", str(tmp_path / "stick"), "keys", "new", "a")
    assert {path.name for path in (tmp_path / "stick").iterdir()} == {"a.key", ".gitignore"}


def test_a_folder_that_is_there_already_gets_no_rule_for_git(run: Run, tmp_path: Path) -> None:
    """It could be anybody's; one that is made for keys keeps them out of git."""
    run("--keys", str(tmp_path), "keys", "new", "a")
    assert not (tmp_path / ".gitignore").exists()
    run("keys", "new", "b")
    assert (tmp_path / ".nejtak/.gitignore").read_text().splitlines()[1:] == ["*"]


# Opening a wave


def test_opening_freezes_the_contract_once(site: Site, run: Run) -> None:
    """Sealed to every key there is; the path on standard output; the second time it refuses."""
    site.prolong()
    keys = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    done = run("wave", "open", "nordlys", "2026-q3")
    assert (done.code, done.out) == (0, f"{site.root / CONTRACT}\n")
    assert done.err == (
        "nordlys/2026-q3 is open. Its answers can be read with 2 key(s):\n"
        f"  partner: {keys[0]}\n  reserve: {keys[1]}\n"
    )
    frozen = site.read(CONTRACT)
    assert recipients(site) == keys
    assert run("check").code == 0
    run("keys", "new", "third")
    assert run("wave", "open", "nordlys", "2026-q3") == Done(
        1, "", "nordlys/2026-q3 is open already.\n"
    )
    assert run("wave", "open", "nordlys", "2026-q3", "--if-draft") == Done(0, "", "")
    assert site.read(CONTRACT) == frozen


def test_opening_needs_public_keys_only(site: Site, run: Run) -> None:
    """Whoever opens need not be able to read: the recipients in nejtak.toml are enough."""
    site.prolong()
    name_recipients(site, reserve=PUBLIC_KEY)
    done = run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert done.code == 0
    (recipient,) = json.loads(site.read(CONTRACT))["recipients"]
    assert recipient == {"name": "reserve", "key": PUBLIC_KEY}
    assert f"\n  reserve: {PUBLIC_KEY}\n" in done.err
    assert "There is only one key: if it is lost, so are the answers." in done.err


def test_a_single_recipient_needs_consent(site: Site, run: Run) -> None:
    """A lost key is lost data, so one key is a decision and not an oversight."""
    site.prolong()
    run("keys", "new")
    done = run("wave", "open", "nordlys", "2026-q3")
    assert (done.code, done.err) == (
        1,
        "'partner' is the only recipient: if its key is lost, so are the answers. Make a second "
        "key, which is kept elsewhere: nejtak keys new reserve. If you want a single key, say "
        "--one-key.\n",
    )
    assert not (site.root / CONTRACT).exists()
    assert run("wave", "open", "nordlys", "2026-q3", "--one-key").code == 0


def test_keys_in_two_places_stay_two_recipients(site: Site, run: Run) -> None:
    """The reserve's private half may lie in a safe: its public half stays in nejtak.toml."""
    site.prolong()
    own = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    (site.root.parent / ".nejtak/keys/reserve.key").unlink()
    assert run("wave", "open", "nordlys", "2026-q3").code == 0
    assert recipients(site) == own
    assert "recipient" not in run("check").err


def test_a_new_key_is_named_in_the_project(site: Site, run: Run) -> None:
    """Comments and other tables stay; the same name again is refused before a key is made."""
    file = site.root.parent / "nejtak.toml"
    file.write_text('# ours\nsources = "site"\n\n[stages.prod] # later\nregion = "eu-north-1"\n')
    own = run("keys", "new").out.strip()
    text = file.read_text()
    assert text.startswith('# ours\nsources = "site"\n\n[stages.prod] # later\n')
    assert tomllib.loads(text)["recipients"] == {"partner": own}
    (site.root.parent / ".nejtak/keys/partner.key").unlink()
    assert run("keys", "new") == Done(
        1, "", "nejtak.toml calls another key 'partner' already. Choose another name.\n"
    )
    assert not [*(site.root.parent / ".nejtak/keys").glob("*.key")]


def test_check_compares_private_keys_with_recipients(site: Site, run: Run) -> None:
    """A key that opens nothing is noticed before a wave is sealed without it."""
    own = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    name_recipients(site, partner=own[1])
    said = run("check").err
    assert ".nejtak/keys/partner.key is not the key that nejtak.toml calls 'partner'" in said
    assert "reserve.key" not in said
    name_recipients(site, partner=own[0])
    said = run("check").err
    assert f'add to [recipients] in nejtak.toml: reserve = "{own[1]}"' in said
    assert "partner.key" not in said


def name_recipients(site: Site, **recipients: str) -> None:
    """Let nejtak.toml name these public keys and no others."""
    lines = [f'{name} = "{key}"' for name, key in recipients.items()]
    text = "\n".join([f'sources = "{site.root.name}"', "[recipients]", *lines, ""])
    (site.root.parent / "nejtak.toml").write_text(text)


def recipients(site: Site) -> list[str]:
    """The public keys in the contract, in the order of their names."""
    return [one["key"] for one in json.loads(site.read(CONTRACT))["recipients"]]


@pytest.fixture
def demo(run: Run) -> str:
    """The public half of the demo's key, as `make preview` makes it."""
    return run("keys", "new", "demo").out.strip()


NOT_DEMO = "The demo's key is not among them: it is for fictional clients only.\n"
NO_RECIPIENT = (
    "nejtak.toml names no recipient{but}. Make a key, which adds it there: nejtak keys new\n"
)
ONLY_DEMO = NO_RECIPIENT.format(but=" but the demo's key, which is for fictional clients")


def test_the_demos_key_never_seals_a_real_client(site: Site, run: Run, demo: str) -> None:
    """Left out and said so, under its own name and under another; alone it opens no wave."""
    site.prolong()
    assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", NO_RECIPIENT.format(but=""))
    for named in ({"other": demo}, {"demo": PUBLIC_KEY}):
        name_recipients(site, **named)
        assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", ONLY_DEMO)
    assert not (site.root / CONTRACT).exists()
    own = run("keys", "new", "partner").out.strip()
    done = run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert (done.code, done.err.count(NOT_DEMO), demo in done.err) == (0, 1, False)
    assert recipients(site) == [own]


def test_the_demos_key_seals_a_fictional_client(site: Site, run: Run, demo: str) -> None:
    """With every other key that there is."""
    site.prolong()
    site.replace("clients/nordlys/client.toml", "[brand]", "fictional = true\n\n[brand]")
    own = run("keys", "new", "partner").out.strip()
    done = run("wave", "open", "nordlys", "2026-q3")
    assert f"  demo: {demo}\n  partner: {own}\n" in done.err
    assert NOT_DEMO not in done.err
    assert recipients(site) == [demo, own]


def test_opening_a_wave_keeps_its_answers_out_of_git(site: Site, run: Run) -> None:
    """A `.gitignore` in the project names them; what stood in one stays, and stands once."""
    site.prolong()
    run("keys", "new")
    rules = site.root.parent / ".gitignore"
    rules.write_text("*.swp\n*.age")
    run("wave", "open", "nordlys", "2026-q3", "--one-key")
    lines = rules.read_text().splitlines()
    assert lines[:2] == ["*.swp", "*.age"]
    assert [lines.count(line) for line in gitignore.LINES] == [1] * len(gitignore.LINES)
    before = rules.read_text()
    site.remove(CONTRACT)
    run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert rules.read_text() == before


def test_waves_behind_a_link_get_their_own_gitignore(
    site: Site, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The rules of git end at links: without one of their own, another repository took them."""
    elsewhere = tmp_path_factory.mktemp("other") / "elsewhere"
    site.prolong()
    (site.root / "clients").rename(elsewhere)
    (site.root / "clients").symlink_to(elsewhere)
    run("keys", "new")
    assert run("wave", "open", "nordlys", "2026-q3", "--one-key").code == 0
    rule = elsewhere / "nordlys/waves/.gitignore"
    assert rule.read_text().splitlines()[1:] == list(gitignore.LINES)


def test_a_wave_is_not_opened_without_a_key(site: Site, run: Run) -> None:
    """Answers that nobody can read would be lost from the start."""
    site.prolong()
    assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", NO_RECIPIENT.format(but=""))
    assert not (site.root / CONTRACT).exists()


def test_a_key_that_others_can_read_is_refused(site: Site, run: Run) -> None:
    """The message has the command that fixes it."""
    site.prolong()
    run("keys", "new")
    path = site.root.parent / ".nejtak/keys/partner.key"
    path.chmod(0o644)
    assert run("check") == Done(
        1,
        "",
        "1 surveys, 1 clients, 1 waves: no faults.\n"
        ".nejtak/keys/partner.key can be read by other users. "
        "Fix it: chmod 600 .nejtak/keys/partner.key\n",
    )


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
    """No preview, no samples: not to a draft, and not to whatever the AWS variables name."""
    assert run("sample", "nordlys", "2026-q3") == Done(
        1, "", "nordlys/2026-q3 is draft. Only an open wave takes answers.\n"
    )
    site.open_wave()
    refused = Done(
        1, "", "No preview is running. Start one: made-up answers are sent only there.\n"
    )
    assert run("sample", "nordlys", "2026-q3") == refused
    monkeypatch.setenv("NEJTAK_TABLE", "inbox")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert run("sample", "nordlys", "2026-q3") == refused


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
