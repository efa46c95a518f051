"""The overview: what to do first, how far everything is, and nothing that needs a key."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from commands import Run, in_process
from partner import Partner, six
from playwright.sync_api import Browser
from sources import NOTE

from nejtak.overview import Overview, OverviewRow, overview
from nejtak.overview.page import render_overview
from nejtak.overview.text import text, to_json
from nejtak.wave import review_flag

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TODAY = date(2026, 11, 30)
KNOWN = {"offers": 60, "declined": 24, "asked": 24}
NOTHING_TOLD = "Answers in inboxes are not counted: no table is named, or none can be reached."


@pytest.fixture
def partner(tmp_path: Path) -> Partner:
    """Six clients in six states."""
    return six(tmp_path, TODAY)


def found(partner: Partner, counts: Mapping[tuple[str, str], int] | None = None) -> Overview:
    """The overview of a partner's day."""
    return overview(partner.site.load(), TODAY, partner.folder / "exports", counts)


def row_of(
    partner: Partner, client: str, wave: str = "h2", count: int | None = None
) -> OverviewRow:
    """One wave's row."""
    counts = {} if count is None else {(client, wave): count}
    rows = {(row.client, row.wave): row for row in found(partner, counts).rows}
    return rows[client, wave]


TO_DO = """\
TO DO
 ! today         bjerg h1  delete the answers: the 30 days are over
                 nejtak purge bjerg h1
 ! 3 days late   nordlys h2  close it
                 nejtak wave close nordlys h2
   3 days left   linde h2
                 too few answers for a report: move 'closes' in
                 clients/linde/waves/h2.toml, build and deploy
                 nejtak build
   since 18 Nov  fjordbo h2  make the report
                 nejtak report fjordbo h2 --pdf
   since 20 Nov  havn h2  review the free texts
                 nejtak review havn h2
   by 31 Dec     kastel h2
                 ask how many offers were accepted, declined and withdrawn, and
                 write that into clients/kastel/waves/h2.toml
                 nejtak check
"""
COUNTS = {("linde", "h2"): 3, ("nordlys", "h2"): 12, ("kastel", "h2"): 36}


def test_what_has_to_be_done_stands_in_the_order_of_its_deadlines(partner: Partner) -> None:
    """A purge first, then what is late, then what is near, what has no deadline, what is far."""
    one = found(partner, COUNTS)
    said = text(one, counts=True).replace(one.program, "nejtak")
    first = said.splitlines()[0]
    assert first == f"{'Monday 30 November 2026':<62}6 clients, 9 waves"
    assert f"\n{TO_DO}\nALL WAVES\n" in said


def test_the_list_of_all_waves_says_how_far_each_is(partner: Partner) -> None:
    """State, answers, outcome, days, next step and deletion, in one line each."""
    said = text(found(partner, COUNTS), counts=True)
    table = said[said.index("ALL WAVES") :].splitlines()[2:-2]
    assert [" ".join(line.split()) for line in table] == [
        "! bjerg h1 reported 11 no 24/60 31 Oct purge today",
        "! nordlys h2 ended 10-14 no 24/60 3d late close -",
        "linde h2 open 0-4 no 24/60 3 left prolong -",
        "fjordbo h2 reviewed - no 24/60 18 Nov report -",
        "havn h2 closed - no 24/60 20 Nov review -",
        "kastel h2 open 35-39 no ? 31 left ask -",
        "kastel h1 reported 11 no 24/60 16 Nov wait 16 Dec",
        "linde next draft - no ? Jan 2027 wait -",
        "nordlys h1 purged 11 no 24/60 1 Sep - deleted",
    ]


def test_the_list_fits_a_terminal_of_80_columns(tmp_path: Path) -> None:
    """Also with names of forty letters; commands alone are longer, since they are pasted."""
    partner = Partner(tmp_path, TODAY)
    long = "a" + "-bc" * 13
    partner.wave(long, long, -90, -3)
    partner.wave("x", "y", -90, 3, offers=100_000, declined=10_000, asked=9_999)
    partner.close(partner.wave("x", long, -900, -700, **KNOWN))
    for one in (found(partner), found(partner, {("x", "y"): 12_345})):
        for line in text(one, counts=True).splitlines():
            assert len(line) <= 80 or line.strip().startswith(one.program), line
        assert f"wave close {long} {long}" in text(one, counts=True)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0-4"), (4, "0-4"), (5, "5-9"), (9, "5-9"), (37, "35-39")]
)
def test_inboxes_are_counted_in_steps_of_five(partner: Partner, count: int, told: str) -> None:
    """Text, JSON and page tell the same step, and nothing else of the number."""
    one = found(partner, {("kastel", "h2"): count})
    (line,) = re.findall("^  kastel +h2 .*", text(one, counts=True), re.M)
    assert f" {told} " in line
    waves = {(w["client"], w["wave"]): w for w in json.loads(to_json(one))["waves"]}
    assert waves["kastel", "h2"]["answers"] == {"least": count // 5 * 5, "most": count // 5 * 5 + 4}
    assert told.replace("-", "–") in render_overview(one).decode()
    same = found(partner, {("kastel", "h2"): count // 5 * 5})
    assert (to_json(same), render_overview(same)) == (to_json(one), render_overview(one))


def test_no_key_is_needed_and_no_sealed_file_is_opened(partner: Partner) -> None:
    """Without keys, and with other bytes in the sealed files, the overview is the same."""
    before = to_json(found(partner))
    shutil.rmtree(partner.keys)
    sealed = list(partner.folder.rglob("*.age"))
    assert sealed
    for file in sealed:
        file.write_bytes(b"damaged")
    assert to_json(found(partner)) == before


def test_the_review_is_not_begun_begun_or_done(partner: Partner) -> None:
    """A flag beside the sealed file says when it is done; it holds a hash and no count."""
    assert row_of(partner, "havn").review == "none"
    wave = partner.found("havn", "h2")
    partner.review(wave, done=False)
    assert (row_of(partner, "havn").review, row_of(partner, "havn").state) == ("begun", "reviewing")
    partner.review(wave, done=True)
    row = row_of(partner, "havn")
    assert (row.review, row.state, row.step) == ("done", "reviewed", "report")
    assert len(review_flag.flag_file(wave).read_text().strip()) == 64
    partner.close(wave, answers=17)  # others have joined, whose texts nobody has read
    assert row_of(partner, "havn").review == "begun"
    review_flag.mark(wave, done=False)
    assert not review_flag.flag_file(wave).exists()


def test_a_survey_without_texts_needs_no_review(tmp_path: Path) -> None:
    """Nobody wrote anything: the report is next."""
    partner = Partner(tmp_path, TODAY)
    text = partner.site.read("surveys/asked/survey.toml")
    text = text.replace('kind = "text"', 'kind = "scale"')
    text = text.replace("max_length = 500", "points = 5")
    partner.site.write("surveys/asked/survey.toml", text)
    for language in ("da", "en"):
        said = partner.site.read(f"surveys/asked/{language}.md").splitlines()
        place = next(n for n, line in enumerate(said) if line.endswith("{#advice}"))
        said[place + 1 : place + 1] = ["", "- A {#1}", "- B {#5}"]
        partner.site.write(f"surveys/asked/{language}.md", "\n".join(said) + "\n")
    wave = partner.wave("few", "h2", -90, -10, **KNOWN)
    wave.closed_file.write_text(NOTE)
    wave.responses_file.write_bytes(b"sealed")
    assert (row_of(partner, "few").review, row_of(partner, "few").step) == (None, "report")


def test_steps_of_open_waves(tmp_path: Path) -> None:
    """Invite, then ask for outcomes, then wait; prolong if few answered and few days are left."""
    partner = Partner(tmp_path, TODAY)
    partner.wave("a", "h2", -9, 31)
    assert row_of(partner, "a").step == "invite"
    partner.wave("a", "h2", -9, 31, asked=24, opened=False)
    assert row_of(partner, "a").step == "outcomes"
    partner.wave("a", "h2", -9, 31, opened=False, **KNOWN)
    assert row_of(partner, "a").step == "wait"
    partner.wave("a", "h2", -9, 7, opened=False, **KNOWN)
    steps = [row_of(partner, "a", count=n).step for n in (None, 4, 5)]
    assert steps == ["wait", "prolong", "wait"]
    partner.wave("a", "h2", 9, 31, opened=False, **KNOWN)
    assert row_of(partner, "a").step == "wait"
    partner.wave("a", "h2", -9, -1, opened=False, **KNOWN)
    assert (row_of(partner, "a").state, row_of(partner, "a").step) == ("ended", "close")


def test_steps_of_drafts(tmp_path: Path) -> None:
    """To be opened within a month; one that is over has wrong days."""
    partner = Partner(tmp_path, TODAY)
    days = {(31, 60): "wait", (30, 60): "open", (-5, 60): "open", (-60, -5): "mend"}
    for (opens, closes), step in days.items():
        partner.wave("a", "h2", opens, closes, opened=False)
        assert row_of(partner, "a").step == step


def test_a_wave_that_loses_answers_comes_first(partner: Partner) -> None:
    """The database deletes what comes: nothing is more urgent."""
    wave = partner.wave("late", "h2", -500, -400, **KNOWN)
    contract = json.loads(wave.contract_file.read_bytes())
    assert contract["expires"]
    row, todo = found(partner).todo[0]
    assert (row.client, todo.step, todo.first) == ("late", "close", True)
    assert "deleting" in todo.why


def test_a_sealed_file_that_lies_elsewhere_is_to_be_fetched(partner: Partner) -> None:
    """A colleague's checkout has none; a purged wave needs none."""
    partner.found("havn", "h2").responses_file.unlink()
    assert (row_of(partner, "havn").state, row_of(partner, "havn").step) == ("away", "fetch")
    assert row_of(partner, "nordlys", "h1").state == "purged"


def test_a_ledger_that_is_not_understood_stops_no_other_row(partner: Partner) -> None:
    """It is the first thing to say of that wave; all others are there."""
    partner.found("kastel", "h1").ledger_file.write_text('{"format": 9, "releases": []}')
    row = row_of(partner, "kastel", "h1")
    assert (row.state, row.step) == ("damaged", "restore")
    assert row.todo
    assert "was written by another version" in row.todo.why
    assert "that wrote it.</p>" in render_overview(found(partner)).decode()
    assert len(found(partner).rows) == 9


def test_a_wave_that_is_counted_with_a_later_one_tells_nothing_of_its_own(tmp_path: Path) -> None:
    """Neither a count nor a step: both are the later wave's."""
    partner = Partner(tmp_path, TODAY)
    partner.wave("a", "q1", -90, -40, **KNOWN)
    partner.wave("a", "q2", -30, 30, together=["q1"], **KNOWN)
    row = row_of(partner, "a", "q1", count=3)
    assert (row.state, row.within, row.step, row.todo) == ("joined", "q2", "wait", None)
    assert row.answers is None
    assert "with q2" in text(found(partner), counts=True)


def test_the_page_asks_nothing_of_anybody(partner: Partner, browser: Browser) -> None:
    """One file, no script, no request; readable on a phone without moving sideways."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(render_overview(found(partner, COUNTS)).decode())
    assert asked == []
    assert page.locator("li code").count() == 6
    assert page.locator("tbody tr").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").inner_text() == "6 things to do: 2 due today or late"
    page.close()


def test_names_on_the_page_are_text(tmp_path: Path) -> None:
    """A client's name is escaped like everything else."""
    partner = Partner(tmp_path, TODAY)
    partner.wave("a", "h2", -9, 31)
    partner.site.replace("clients/a/client.toml", 'name = "A"', 'name = "A & B <Co>"')
    assert "A &amp; B &lt;Co&gt;" in render_overview(found(partner)).decode()


# The command


@pytest.fixture
def run(partner: Partner, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Run:
    """Commands on the partner's sources."""
    return in_process(partner.site.root, monkeypatch, capsys)


def test_without_a_table_it_says_so_and_goes_on(run: Run) -> None:
    """Everything but the counts."""
    done = run("overview")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f"\n{NOTHING_TOLD}\n")
    assert "nordlys" in done.out
    assert json.loads(run("overview", "--json").out)["clients"] == 6


def test_without_an_open_wave_there_is_nothing_to_count(run: Run, partner: Partner) -> None:
    """So no table has to be named."""
    for client in ("nordlys", "linde", "kastel"):
        partner.found(client, "h2").contract_file.unlink()
    assert "not counted" not in run("overview").out


def test_a_table_that_gives_no_answer_is_said_and_no_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line on standard error, and the overview without counts."""
    variables = {
        "NEJTAK_TABLE": "inbox",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = run("overview")
    assert done.code == 0
    assert done.err.startswith("Answers are not counted: DynamoDB cannot be reached")
    assert done.out.endswith(f"\n{NOTHING_TOLD}\n")
    assert "nordlys" in done.out


def test_a_table_gives_the_counts(
    run: Run,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> None:
    """Of each open wave, in steps of five."""
    for number in range(7):
        key: Any = {"pk": {"S": "kastel/h2/0"}, "id": {"B": bytes([number])}, "sealed": {"B": b"x"}}
        dynamodb.put_item(TableName=inbox_table, Item=key)
    waves = {
        (w["client"], w["wave"]): w for w in json.loads(run("overview", "--json").out)["waves"]
    }
    assert waves["kastel", "h2"]["answers"] == {"least": 5, "most": 9}
    assert waves["nordlys", "h2"]["answers"] == {"least": 0, "most": 4}
    assert waves["havn", "h2"]["answers"] is None


def test_the_page_is_written_where_it_is_asked_for(run: Run, partner: Partner) -> None:
    """Its path on standard output."""
    done = run("overview", "--html", "waves.html")
    assert (done.code, done.out) == (0, "waves.html\n")
    assert b"All waves" in (partner.folder / "waves.html").read_bytes()
