"""The commands of a stage, as an admin types them, against the emulated account."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from emulator import Site

from nejtak.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with the desk's folders; returns exit code, stdout and stderr."""

    def command(*words: str) -> tuple[int, str, str]:
        folders = [f"--source={site.desk.source}", f"--build-dir={site.desk.root / 'build'}"]
        monkeypatch.setattr(sys, "argv", ["build.py", *folders, *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_a_saved_plan_is_deployed_and_then_nothing_is_left_to_do(
    site: Site, run: Run, tmp_path: Path
) -> None:
    """`plan` shows a changed text and ends with 3; `deploy` does it; then `plan` ends with 0."""
    site.desk.edit("surveys/offer-declined/en.md", "A few words are enough.", "Be brief.")
    saved = tmp_path / "plan.json"
    code, out, err = run("plan", "demo", "--out", str(saved))
    assert code == 3
    assert "~ nordlys/2026-h2/en/index.html" in out
    assert "/da/index.html" not in out
    assert f"Next: build.py deploy demo --plan {saved}" in err

    code, out, _ = run("deploy", "demo", "--plan", str(saved))
    assert (code, out) == (0, f"{site.deployed.url}\n")
    assert "Be brief." in site.desk.request(site.host, "GET", "/nordlys/2026-h2/en/")[2]

    code, out, _ = run("plan", "demo")
    assert code == 0
    assert "Nothing to do: stack and site are as they were built." in out

    code, out, _ = run("status", "demo")
    assert code == 0
    assert f"url: {site.deployed.url}" in out
    assert "to finish" not in out


def test_a_stage_goes_only_by_its_name(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else is typed, nothing is taken down; with the name, the inbox stays and is told."""
    inbox = next(
        line.split()[1] for line in run("status", "demo")[1].splitlines() if "inbox" in line
    )
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "yes")
    code, _, err = run("destroy", "demo")
    assert code == 1
    assert "Nothing was taken down: the name is 'demo'." in err
    assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 200

    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "demo")
    code, _, err = run("destroy", "demo")
    assert code == 0
    assert f"The inbox {inbox} stays" in err


def test_a_stage_that_is_not_there_is_told(run: Run) -> None:
    """A stage's name with a slip in it gets one line and exit code 1."""
    code, out, err = run("plan", "dmeo")
    assert (code, out) == (1, "")
    assert "'dmeo'" in err
