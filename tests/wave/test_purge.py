"""Purging: on its day and not before, all raw answers and no report."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta

import pytest
from close_support import FakeInbox, tree
from contract_support import basis
from purge_support import EXPORTS, LEFT, QUOTES, SECOND, TODAY, Reported
from sources import CLIENT, RELEASES, RESPONSES, SITE

from nejtak.base import private_keys
from nejtak.errors import StateError
from nejtak.site import build
from nejtak.wave import closed_wave, export, ledger, purge

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
