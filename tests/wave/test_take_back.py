"""A wave that was opened by mistake is taken back, as long as no stage has had it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from admin import NAME, Admin, close, day
from close_support import tree
from commands import Done, Run
from sources import CONTRACT, FINE, WAVE

from nejtak.aws import deployed_waves

if TYPE_CHECKING:
    pass

GOES = "2026-q3.contract.json, with the wave's questions and keys, will be removed.\n"
STAYS = "nordlys/2026-q3 stays open. Nothing was changed.\n"
DRAFT = "nordlys/2026-q3 is a draft again. Open it again: nejtak wave open nordlys 2026-q3\n"
DEPLOYED = (
    "nordlys/2026-q3 was deployed to {}: a candidate may have its page open, and those answers "
    "must still fit. Close it when it is over, and add a new wave.\n"
)


def test_a_mistyped_year_can_be_corrected(
    admin: Admin, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without an inbox: taken back, its day corrected, opened again, without a remark."""
    monkeypatch.delenv("NEJTAK_TABLE")
    assert run("wave", "take-back", *NAME, typed="y\n") == Done(
        0,
        "",
        (
            f"No inbox is named, so none is checked for answers.\n{GOES}Take the wave back? "
            f"[y/N]: {DRAFT}"
        ),
    )
    assert admin.wave.status == "draft"
    admin.dates(-30, 60)
    assert run("wave", "open", *NAME, "--one-key").code == 0
    assert run("check").err == FINE


def test_a_day_after_expiry_names_the_fix(admin: Admin, run: Run) -> None:
    """The fault says how to get to that day, and the way that it names can be gone."""
    admin.dates(-30, 500)
    assert "run `nejtak wave take-back nordlys 2026-q3`" in run("check").err
    admin.dates(-30, 30)
    assert run("wave", "take-back", *NAME, "--yes").code == 0
    admin.dates(-30, 500)
    assert run("wave", "open", *NAME, "--one-key").code == 0


def test_taking_back_asks(admin: Admin, run: Run) -> None:
    """No, and no terminal, change nothing."""
    before = tree(admin.folder)
    assert run("wave", "take-back", *NAME, typed="n\n").err.endswith(f"[y/N]: {STAYS}")
    assert run("wave", "take-back", *NAME).err.endswith(
        f"There is no terminal to ask on. Use --yes. {STAYS}"
    )
    assert tree(admin.folder) == before


def test_a_wave_with_answers_is_not_taken_back(admin: Admin, run: Run) -> None:
    """One is enough, and how many there are is not said."""
    admin.answer(1)
    done = run("wave", "take-back", *NAME, "--yes")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith(
        "nordlys/2026-q3 has answers in its inbox. Close it instead: nejtak wave close nordlys "
        "2026-q3\n"
    )
    assert (admin.site.root / CONTRACT).exists()


def test_a_deployed_wave_is_not_taken_back(admin: Admin, run: Run) -> None:
    """The note of a deployment says so, also of a stage that is gone or of another CDN."""
    paths = ["nordlys/2026-q3/da/index.html", "static/a.css", "index.html"]
    deployed_waves.record_waves(admin.folder / ".nejtak", "prod", paths)
    deployed_waves.record_waves(admin.folder / ".nejtak", "prod", ["nordlys/2026-q2/da/index.html"])
    deployed_waves.record_waves(admin.folder / ".nejtak", "test", ["harbour/2026-q3/da/index.html"])
    content = json.loads((admin.folder / ".nejtak" / deployed_waves.NOTE).read_bytes())
    assert content == {
        "format": 1,
        "stages": {"prod": ["nordlys/2026-q2", "nordlys/2026-q3"], "test": ["harbour/2026-q3"]},
    }
    assert run("wave", "take-back", *NAME, "--yes") == Done(1, "", DEPLOYED.format("prod"))


def test_a_stage_that_cannot_be_asked_keeps_a_wave_open(
    admin: Admin, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another machine deployed is known there alone: without an answer nothing is changed."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with (admin.folder / "nejtak.toml").open("a") as file:
        file.write('[stages.prod]\nregion = "eu-north-1"\n')
    done = run("wave", "take-back", *NAME, "--yes")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(
        "Stage 'prod' cannot be asked whether it has had nordlys/2026-q3, so nothing was changed. "
    )
    assert (admin.site.root / CONTRACT).exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 1}', '{"format": 2, "stages": {}}'])
def test_a_note_that_cannot_be_read_keeps_a_wave_open(admin: Admin, run: Run, content: str) -> None:
    """It may name the wave."""
    (admin.folder / ".nejtak" / deployed_waves.NOTE).write_text(content)
    done = run("wave", "take-back", *NAME, "--yes")
    assert (done.code, done.out) == (1, "")
    assert deployed_waves.NOTE in done.err
    assert admin.wave.status == "open"


def test_only_an_open_wave_is_taken_back(admin: Admin, run: Run) -> None:
    """A draft has nothing to take back, a closed wave stays closed, and one counted elsewhere."""
    later = f'survey = "asked"\nopens = {day(-8)}\ncloses = {day(40)}\ntogether = ["2026-q3"]\n'
    file = WAVE.replace("q3", "q4")
    admin.site.write(file, later)
    assert run("wave", "take-back", *NAME).err == (
        "nordlys/2026-q3 is counted together with nordlys/2026-q4. Remove it from "
        "'together' in that wave's file first.\n"
    )
    assert run("wave", "take-back", "nordlys", "2026-q4").err == (
        "nordlys/2026-q4 is a draft: there is nothing to take back.\n"
    )
    admin.site.remove(file)
    admin.answer(5)
    close(run)
    assert run("wave", "take-back", *NAME).err == (
        "nordlys/2026-q3 is closed, and nothing opens it again.\n"
    )
