"""The wheel in an empty environment and an empty folder does all that the clone does."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from aws_support import ROOT, fetched, wheels
from installed import Installed, make_environment, make_wheel
from stage import PATIENCE, Preview, noted, wait_until

from nejtak.base.version import VERSION

WAVE = ("nordlys", "2026-h2")
ANSWER = {"number": "0" * 31 + "7", "language": "da", "answers": {"decided": "pay"}}
# The folder of the wheel with the data that a clone has next to the package.
PLACES = {
    "site_src": "nejtak/_data/site_src",
    "collector": "nejtak/_data/collector",
    "nejtak": "nejtak",
    "requirements.lock": "nejtak/_data/requirements.lock",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this clone."""
    return make_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel, and with the libraries of this one lent to it."""
    folder = tmp_path_factory.mktemp("installed")
    return Installed(make_environment(folder, wheel), folder)


@contextmanager
def preview(project: Installed) -> Iterator[Preview]:
    """The preview of a project, until the block ends."""
    said = project.folder.parent / "said.txt"
    note = project.folder / ".nejtak" / "preview.json"
    with said.open("w") as file:
        process = subprocess.Popen(
            [project.command, "preview", "--port", "0"],
            cwd=project.folder,
            stderr=file,
            env=project.environment({}),
        )
    try:
        wait_until(lambda: process.poll() is not None or noted(note) == process.pid)
        yield Preview(process, json.loads(note.read_text()), said)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def project(installed: Installed) -> Installed:
    """The command in a project that it made, with one wave opened by the lines that it said."""
    said = installed.run("demo", "demo")
    at_home = Installed(installed.command, installed.folder / "demo")
    lines = [line.strip() for line in said.splitlines() if line.startswith("  nejtak")]
    assert lines[-1] == "nejtak preview"
    for line in lines[:-1]:
        at_home.paste(line)
    return at_home


@pytest.fixture(scope="module")
def for_lambda() -> Path:
    """The wheels for Lambda, fetched while this process can still reach the package index."""
    fetched("arm64")
    return Path(wheels().name)


def test_the_wheel_holds_the_clones_files_and_no_more(wheel: Path) -> None:
    """All that git knows of these folders; nothing that a preview left in them."""
    listed = subprocess.run(
        ["git", "ls-files", *PLACES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    expected = set()
    for path in listed:
        top, slash, rest = path.partition("/")
        expected.add(PLACES[top] + slash + rest)
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert found == expected
    assert "nejtak/py.typed" in found


def test_the_command_says_its_version(installed: Installed, wheel: Path) -> None:
    """The one in the code, the wheel's name and the changelog are the same."""
    assert installed.run("--version") == f"nejtak, version {VERSION}\n"
    assert wheel.name.startswith(f"nejtak-{VERSION}-")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## ([0-9.]+)", changes, re.MULTILINE)[0] == VERSION


def test_the_shell_completes_its_words(installed: Installed) -> None:
    """The line in the docs gives a script, and the script gets the commands."""
    assert "_nejtak_completion" in installed.run(_NEJTAK_COMPLETE="bash_source")
    words = {"COMP_WORDS": "nejtak wave cl", "COMP_CWORD": "2"}
    assert installed.run(_NEJTAK_COMPLETE="bash_complete", **words) == "plain,close\n"


def test_a_demo_is_two_employers_and_a_file(project: Installed) -> None:
    """Clients and surveys are the admin's; all else stays with nejtak."""
    sources = project.folder / "sources"
    assert sorted(path.name for path in sources.iterdir()) == ["clients", "surveys"]
    assert "no faults" in project.run("check")


def test_a_demo_takes_no_folder_that_holds_something(project: Installed) -> None:
    """Nothing is written over."""
    before = sorted(project.folder.rglob("*"))
    assert "exists and is not empty" in project.run("demo", ".", code=1)
    assert sorted(project.folder.rglob("*")) == before


def test_everything_follows_from_the_project(project: Installed) -> None:
    """From a folder deep inside, pages land next to nejtak.toml; outside there is a sentence."""
    deep = Installed(project.command, project.folder / "sources" / "clients" / "nordlys")
    assert deep.run("build").splitlines()[-1] == "../../../build/site"
    assert (project.folder / "build" / "site" / "index.html").is_file()
    outside = Installed(project.command, project.folder.parent)
    assert outside.run("build", code=1).startswith("There is no nejtak.toml in ")
    assert not (outside.folder / "build").exists()


def test_a_demo_goes_from_an_answer_to_a_report(project: Installed) -> None:
    """The preview takes an answer; the lines that it says lead to a report in the project."""
    with preview(project) as shown:
        assert shown.post(WAVE, ANSWER) == 201
        lines = re.findall(r"^  (nejtak .*?)(?:  .*)?$", shown.said, re.MULTILINE)
        assert [line.split()[1] for line in lines] == ["sample", "wave", "report"]
        project.paste(lines[0])
        project.paste(f"{lines[1]} --yes")
        project.paste(lines[2])
    assert sorted(path.name for path in (project.folder / "reports/nordlys").iterdir()) == [
        "2026-h2-1"
    ]


def test_a_stage_is_planned(project: Installed, for_lambda: Path, aws: Mapping[str, str]) -> None:
    """The collector in the wheel is packed with the versions of the lock in the wheel."""
    build = project.folder / "build"
    build.mkdir(exist_ok=True)
    (build / "wheels").symlink_to(for_lambda)
    with (project.folder / "nejtak.toml").open("a") as file:
        file.write('[stages.demo]\nregion = "eu-north-1"\ndemo = true\n')
    said = project.run("plan", "demo", "--out", "plan.json", code=3, **aws)
    assert "Next: nejtak deploy demo --plan plan.json" in said
    assert json.loads((project.folder / "plan.json").read_bytes())
