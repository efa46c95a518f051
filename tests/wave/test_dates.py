"""Dates that lose answers: refused at opening, and said first of a wave that is open already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from admin import NAME, TODAY, day
from commands import Done, Run, in_process
from sources import CLIENT, CONTRACT, FINE, WAVE, Site

from nejtak.base import private_keys


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small site with a draft wave, and a key."""
    private_keys.new_key(tmp_path / ".nejtak" / "keys" / "partner.key")
    return Site(tmp_path / "site")


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with words on the small site."""
    return in_process(site.root, monkeypatch, capsys)


def dated(site: Site, opens: int, closes: int) -> Site:
    """Let the wave's file name these days, counted from today."""
    site.replace(WAVE, "opens = 2026-07-01", f"opens = {day(opens)}")
    site.replace(WAVE, "closes = 2026-09-30", f"closes = {day(closes)}")
    return site


def opened_by_mistake(site: Site, days: int) -> Site:
    """An open wave that was to close so many days ago, with a contract that fits."""
    return dated(site, -days - 28, -days).open_wave()


# Opening


def test_opening_a_wave_whose_answers_would_expire_is_refused(site: Site, run: Run) -> None:
    """A year that was mistyped: the database would delete each answer as it comes."""
    dated(site, -543, -516)
    assert run("wave", "open", *NAME) == Done(
        1,
        "",
        (
            f"nordlys/2026-q3 closes on {day(-516)}, so its answers would be deleted from "
            f"{day(-151)} on, which is past: today is {TODAY}. "
            f"Correct 'closes' in {site.root / WAVE}; is it the year?\n"
        ),
    )
    assert not (site.root / CONTRACT).exists()


@pytest.mark.parametrize("days", [1, 364])
def test_opening_a_wave_that_is_over_is_refused(site: Site, run: Run, days: int) -> None:
    """Nobody would see a page in time; the message says which day to correct, and in which file."""
    dated(site, -400, -days)
    assert run("wave", "open", *NAME) == Done(
        1,
        "",
        f"nordlys/2026-q3 closes on {day(-days)}, which is past: today is {TODAY}. "
        f"Correct 'closes' in {site.root / WAVE}; is it the year?\n",
    )
    assert not (site.root / CONTRACT).exists()


@pytest.mark.parametrize("days", [0, 1])
def test_a_wave_opens_up_to_its_last_day(site: Site, run: Run, days: int) -> None:
    """The last day is one on which people answer."""
    dated(site, -30, days)
    assert run("wave", "open", *NAME, "--one-key").code == 0


def test_fictional_waves_open_at_any_time(site: Site, run: Run) -> None:
    """A demo is over one day and is to be tried all the same; its answers must still last."""
    site.replace(CLIENT, 'contact = "', 'fictional = true\ncontact = "')
    dated(site, -400, -364)
    assert run("wave", "open", *NAME, "--one-key").code == 0
    site.remove(CONTRACT)
    site.replace(WAVE, f"closes = {day(-364)}", f"closes = {day(-365)}")
    assert "would be deleted from" in run("wave", "open", *NAME).err


# Waves that are open already

LATE = (
    "nordlys/2026-q3 was to close on {} and still accepts answers. Close it: "
    "nejtak wave close nordlys 2026-q3. Or extend it: write a later 'closes' in "
    "its file, build and deploy.\n"
)
LOST = (
    "nordlys/2026-q3 loses answers: since {} the database deletes each soon after "
    "it arrives. Save the rest: nejtak wave close nordlys 2026-q3. If the wave was "
    "never deployed: nejtak wave take-back nordlys 2026-q3, correct its dates, and "
    "open it again.\n"
)


def test_check_says_that_an_open_waves_answers_expire(site: Site, run: Run) -> None:
    """As for a wave that is to be opened: before anything else, and with the ways out."""
    opened_by_mistake(site, 516)
    said = LOST.format(day(-151)) + LATE.format(day(-516))
    assert run("check") == Done(0, "", said + FINE)


def test_check_says_first_that_a_wave_is_past_its_day(site: Site, run: Run) -> None:
    """One day over is enough; on its last day nothing is said."""
    opened_by_mistake(site, 1)
    assert run("check") == Done(0, "", LATE.format(day(-1)) + FINE)
    site.replace(WAVE, f"closes = {day(-1)}", f"closes = {TODAY}")
    assert run("check") == Done(0, "", FINE)


def test_wave_status_says_first_that_a_wave_is_past_its_day(site: Site, run: Run) -> None:
    """Before it looks for an inbox."""
    opened_by_mistake(site, 9)
    done = run("wave", "status", *NAME)
    assert done.out.splitlines()[0] == f"nordlys/2026-q3: open, {day(-37)} to {day(-9)}"
    assert done.err.startswith(LATE.format(day(-9)) + "Inbox: none.\n")


@pytest.mark.parametrize("words", [[], ["--site-only", "--bucket", "cdn"]], ids=["aws", "site"])
def test_deploy_says_first_that_a_wave_is_past_its_day(
    site: Site, run: Run, words: list[str]
) -> None:
    """Before anything is built, sent or refused."""
    opened_by_mistake(site, 9)
    site.replace(CLIENT, 'contact = "', 'fictional = true\ncontact = "')
    with (site.root.parent / "nejtak.toml").open("a") as file:
        file.write('[stages.prod]\nregion = "eu-north-1"\n')
    done = run("deploy", "prod", *words)
    assert done.code == 1
    assert done.err.startswith(LATE.format(day(-9)) + "nordlys: fictional, and 'prod' is no demo.")


def test_an_open_wave_past_its_day_takes_answers(site: Site, run: Run) -> None:
    """Nobody writes in vain: the page stays, and in the collector's contract the wave is open."""
    opened_by_mistake(site, 9)
    assert run("build").code == 0
    built = site.root.parent / "build"
    waves = built / "collector/chalicelib/waves/nordlys/2026-q3"
    assert json.loads((waves / "contract.json").read_bytes())["status"] == "open"
    assert (waves / "form.da.html").is_file()
    assert 'id="send"' in (built / "site/nordlys/2026-q3/da/index.html").read_text("utf-8")


def test_drafts_and_joined_waves_get_no_remark(site: Site, run: Run) -> None:
    """A draft takes no answers; of waves counted together the last one's day counts."""
    dated(site, -60, -9)
    assert run("check").err == FINE
    later = f'survey = "asked"\nopens = {day(-8)}\ncloses = {day(20)}\ntogether = ["2026-q3"]\n'
    site.open_wave().write("clients/nordlys/waves/2026-q4.toml", later)
    assert run("check").err == FINE.replace("1 wave:", "2 waves:")
