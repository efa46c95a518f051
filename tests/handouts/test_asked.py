"""The number asked: written into the wave's file, in batches that hide a single person."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from commands import Done, Run
from open_demo import WAVE

from nejtak.wave.load import find_wave, load_project


def asked(run: Run, number: int, wave: str = "2026-h2") -> Done:
    """Note that so many were asked."""
    return run("handouts", "nordlys", wave, "--asked", str(number))


def test_the_number_asked_is_written_and_the_rest_stays(run: Run, site: Path) -> None:
    """Comments, order and tables of the wave's file are as they were."""
    file = site / WAVE
    text = "# Ours\n" + file.read_text(encoding="utf-8") + '\n[actions.tasks]\nowner = "HR"  # x\n'
    file.write_text(text, encoding="utf-8")
    assert asked(run, 24).code == 0
    after = file.read_text(encoding="utf-8")
    assert tomllib.loads(after) == tomllib.loads(text) | {"asked": 24}
    assert [line for line in after.splitlines() if line not in text.splitlines()] == ["asked = 24"]
    assert find_wave(load_project(site), "nordlys", "2026-h2")[1].asked == 24
    assert asked(run, 31).code == 0
    assert tomllib.loads(file.read_text(encoding="utf-8"))["asked"] == 31


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_file_from_another_editor_keeps_its_make(run: Run, site: Path, line_end: str) -> None:
    """Line ends and the mark at the beginning stay."""
    file = site / WAVE
    text = file.read_text(encoding="utf-8").replace("\n", line_end)
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert asked(run, 24).code == 0
    after = file.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(line_end.encode()) == after.count(b"\n")
    assert (b"\r\n" in after) == (line_end == "\r\n")
    assert find_wave(load_project(site), "nordlys", "2026-h2")[1].asked == 24


@pytest.mark.parametrize(
    ("before", "number", "says"),
    [
        (0, 6, "too few to ask at once"),
        (10, 16, "6 more than the 10 before"),
        (10, 9, "10 were asked before"),
        (0, 62, "62 were asked, but only 61 declined"),
    ],
)
def test_a_batch_of_fewer_than_seven_is_refused(
    run: Run, site: Path, before: int, number: int, says: str
) -> None:
    """So are fewer than before, and more than declined; nothing is written."""
    file = site / WAVE
    if before:
        file.write_text(f"asked = {before}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    text = file.read_bytes()
    done = asked(run, number)
    assert (done.code, file.read_bytes()) == (1, text)
    assert says in done.err


def test_of_those_who_accepted_as_many_may_be_asked(run: Run, site: Path) -> None:
    """The most is who accepted, those who later withdrew too, and not who declined."""
    file = site / WAVE.replace("h2", "h2-accepted")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    most = told["accepted"] + told["withdrawn"]
    assert told["declined"] < most < told["offers"]
    assert f"only {most} accepted" in asked(run, most + 1, "2026-h2-accepted").err
    assert asked(run, most, "2026-h2-accepted").code == 0


def test_of_waves_counted_together_each_file_has_its_own_number(run: Run, site: Path) -> None:
    """The number in an earlier wave's file is not counted as asked in the later one."""
    file = site / WAVE
    folder = file.parent
    earlier = file.read_text(encoding="utf-8").replace("opens = 2026-07-01", "opens = 2026-06-01")
    (folder / "early.toml").write_text("asked = 20\n" + earlier, encoding="utf-8")
    frozen = (site / WAVE.replace(".toml", ".contract.json")).read_text(encoding="utf-8")
    (folder / "early.contract.json").write_text(
        frozen.replace('"2026-h2"', '"early"'), encoding="utf-8"
    )
    file.write_text('together = ["early"]\n' + earlier.replace("06-01", "07-01"), encoding="utf-8")
    assert "9 of them now" in asked(run, 9).err
    assert find_wave(load_project(site), "nordlys", "2026-h2")[1].asked == 29


def test_seven_are_a_batch(run: Run) -> None:
    """Seven, then seven more; the same number again changes nothing."""
    assert "7 of them now" in asked(run, 7).err
    assert "7 of them now" in asked(run, 14).err
    assert "0 of them now" in asked(run, 14).err


def test_a_text_for_the_number_asked_is_a_fault_of_its_key(run: Run, site: Path) -> None:
    """File and key are named, and nothing is written."""
    file = site / WAVE
    file.write_text('asked = "ten"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    text = file.read_bytes()
    done = asked(run, 24)
    assert (done.code, file.read_bytes()) == (1, text)
    assert done.err.startswith(f"{WAVE}:asked: ")
