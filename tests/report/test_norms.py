"""Norms over other employers: from what was published, and about no one of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from contract_support import basis
from page_text import text
from report_project import GOLDEN, project

from nejtak.project.model import Client, Project
from nejtak.report import Beside, Pool, from_record, make, to_record
from nejtak.report.tables.norms import Norm, telling
from nejtak.wave import ledger
from nejtak.wave.ledger import Said

PAY = ("decided", ("pay",), "")


def many(folder: Path, sizes: Sequence[int]) -> Project:
    """The report's client, and others with one release each on so many counted answers."""
    found = project()
    own, wave, _ = next(found.waves())
    clients: dict[str, Client] = {own.id: replace(own, waves=(replace(wave, folder=folder),))}
    for number, size in enumerate(sizes):
        name = f"other-{number}"
        (folder / name).mkdir()
        theirs = replace(wave, client=name, folder=folder / name)
        ledger.record(theirs, basis(size), {}, [Said("decided", ("pay",), "", 3, 5)])
        clients[name] = replace(own, id=name, waves=(theirs,))
    return replace(found, clients=clients)


def norms(found: Project) -> dict[tuple[str, tuple[str, ...], str], Norm]:
    """What the report's client is shown."""
    client = found.clients["nordlys"]
    return Pool(found).beside(client, client.waves[0])


def test_five_clients_with_fifty_answers_make_a_norm(tmp_path: Path) -> None:
    """Their published ranges are added up; nothing else of them is read."""
    assert norms(many(tmp_path, [10] * 5)) == {PAY: Norm(15, 25, 50, 5)}


@pytest.mark.parametrize(
    "sizes",
    [[20] * 4, [9] * 5, [40, 15, 15, 15, 14]],
    ids=["four clients", "45 answers", "one has more than 40 %"],
)
def test_too_few_or_one_that_dominates_make_none(tmp_path: Path, sizes: list[int]) -> None:
    """No employer can be seen through a norm."""
    assert norms(many(tmp_path, sizes)) == {}


def test_the_client_itself_is_not_in_its_norm(tmp_path: Path) -> None:
    """It could subtract itself; and it would be compared with itself."""
    found = many(tmp_path, [10] * 5)
    ledger.record(found.clients["nordlys"].waves[0], basis(38), {}, [Said(*PAY, 12, 14)])
    assert norms(found)[PAY].base == 50


@pytest.mark.parametrize("own", [38, 200, 10], ids=["between", "largest", "alike"])
def test_the_clients_own_size_is_nothing_to_its_norm(tmp_path: Path, own: int) -> None:
    """Whether it is larger than the others or like them: it is as if it were not there."""
    found = many(tmp_path, [10] * 5)
    ledger.record(found.clients["nordlys"].waves[0], basis(own), {}, [Said(*PAY, 3, 5)])
    assert norms(found) == {PAY: Norm(15, 25, 50, 5)}


def test_one_reading_serves_every_client(tmp_path: Path) -> None:
    """Reports that are made together stand beside what was out before the first of them."""
    found = many(tmp_path, [10, 11, 12, 13, 14, 15])
    pool = Pool(found)
    together = {c.id: pool.beside(c, c.waves[0]) for c in found.clients.values()}
    assert together == {c.id: Pool(found).beside(c, c.waves[0]) for c in found.clients.values()}
    assert together["nordlys"] == {PAY: Norm(18, 30, 75, 6)}
    assert together["other-5"] == {PAY: Norm(15, 25, 60, 5)}
    ledger.record(found.clients["nordlys"].waves[0], basis(38), {}, [Said(*PAY, 12, 14)])
    own = found.clients["other-5"]
    assert pool.beside(own, own.waves[0]) == together["other-5"]


def test_only_the_last_release_counts_and_other_surveys_do_not(tmp_path: Path) -> None:
    """A client stands in a norm once, and with what the same people were asked."""
    found = many(tmp_path, [10] * 5)
    other = found.clients["other-0"].waves[0]
    ledger.record(other, basis(10), {"da.html": b"more"}, [Said(*PAY, 6, 8)])
    assert norms(found)[PAY] == Norm(18, 28, 50, 5)
    for moved in (replace(other, survey="another"), replace(other, asks="accepted")):
        clients = {**found.clients, "other-0": replace(found.clients["other-0"], waves=(moved,))}
        assert norms(replace(found, clients=clients)) == {}


def test_one_client_with_five_groups_is_one_client(tmp_path: Path) -> None:
    """Groups are no employers: one that is told by five groups makes no norm by itself."""
    found = many(tmp_path, [])
    own = found.clients["nordlys"]
    theirs = replace(own.waves[0], client="other", folder=tmp_path / "other")
    theirs.folder.mkdir()
    groups = [Said("decided", ("pay",), "", 3, 5, group) for group in "abcde"]
    ledger.record(theirs, basis(100), {}, groups)
    other = replace(own, id="other", waves=(theirs,))
    assert norms(replace(found, clients={**found.clients, "other": other})) == {}


def test_a_client_told_by_groups_counts_with_all_its_respondents_once(tmp_path: Path) -> None:
    """Its groups are added up, and its base is theirs together."""
    found = many(tmp_path, [10] * 4)
    own = found.clients["nordlys"]
    theirs = replace(own.waves[0], client="other", folder=tmp_path / "other")
    theirs.folder.mkdir()
    groups = [Said("decided", ("pay",), "", 3, 5, group) for group in ("it", "none")]
    ledger.record(theirs, basis(20), {}, groups)
    other = replace(own, id="other", waves=(theirs,))
    assert norms(replace(found, clients={**found.clients, "other": other})) == {
        PAY: Norm(18, 30, 60, 5)
    }


def test_two_norms_differ_by_nobody_or_by_five(tmp_path: Path) -> None:
    """Who has two reports cannot take one from the other and be left with one employer."""
    found = many(tmp_path, [10] * 9)
    own = found.clients["nordlys"]

    def among(count: int) -> Project:
        others = {f"other-{number}" for number in range(count)}
        clients = {id_: c for id_, c in found.clients.items() if id_ in {"nordlys", *others}}
        return replace(found, clients=clients)

    first = norms(among(5))
    ledger.record(own.waves[0], basis(38), {"da.html": b"1"}, [], to_record(first))
    for count in (6, 9):
        assert norms(among(count)) == first
    for number in range(5):
        theirs = found.clients[f"other-{number}"].waves[0]
        ledger.record(theirs, basis(10), {"da.html": b"more"}, [Said(*PAY, 6, 8)])
        assert (norms(among(5)) == first) == (number < 4)
    assert norms(among(5)) == {PAY: Norm(30, 40, 50, 5)}


def test_the_ledger_keeps_norms_as_they_were_shown(tmp_path: Path) -> None:
    """A release can be made again after others have gone on."""
    shown = norms(many(tmp_path, [10] * 5))
    assert from_record(to_record(shown)) == shown


def shown(**norms: tuple[int, int]) -> str:
    """The golden report beside these norms of 214 answers to 7 others."""
    found = project()
    client, wave, _ = next(found.waves())
    pooled = {("decided", (id_,), ""): Norm(*ends, 214, 7) for id_, ends in norms.items()}
    return make(found, client, wave, GOLDEN, (), Beside(norms=pooled)).files["da.html"].decode()


def test_a_reason_is_called_more_common_only_beyond_chance() -> None:
    """13 of 38 against 14 to 25 % of 214 may be chance; against 2 % it is not."""
    title = "Sammenlignet med andre arbejdsgivere"
    assert title in shown(pay=(31, 52), process=(1, 4))
    assert "Oftere hos jer" not in shown(pay=(31, 52), process=(60, 80))
    assert "Afgør det oftere hos jer end hos andre: Løn og goder." in shown(
        pay=(1, 4), process=(60, 80)
    )
    assert "Sjældnere hos jer" in shown(pay=(190, 200), process=(1, 4))


def test_a_count_beside_a_share_says_of_how_many() -> None:
    """12-14 beside 14-25 % would read as the smaller of two percentages."""
    assert "12–14 af 38 Hos andre14–25 %" in text(shown(pay=(31, 52), process=(1, 4)))


def test_norms_are_shown_only_if_they_tell_reasons_apart() -> None:
    """What overlaps with all others teaches nothing, and nor does what may count nobody."""
    title = "Sammenlignet med andre arbejdsgivere"
    assert title not in shown(pay=(31, 52), process=(40, 60))
    assert title not in shown(pay=(0, 40), process=(0, 60))
    page = shown(pay=(31, 52), process=(60, 80), chemistry=(0, 20), location=(45, 65))
    rows = page[page.index('<table class="norm"') :].partition("</table>")[0]
    assert [name in rows for name in ("Løn", "Rekruttering", "Kemien", "Beliggenhed")] == [
        True,
        True,
        False,
        True,
    ]
    assert telling({}) == {}


def test_releases_under_an_earlier_rule_are_in_no_norm(tmp_path: Path) -> None:
    """Their figures were cut in another way."""
    found = many(tmp_path, [10] * 5)
    old = [
        {
            "name": "2026-h2-1",
            "responses": 10,
            "files": {},
            "figures": [["decided", ["pay"], "", 3, 5, ""]],
            "norms": {},
            "released": "2026-01-31",
        }
    ]
    theirs = found.clients["other-0"].waves[0]
    theirs.ledger_file.write_text(json.dumps(old), encoding="utf-8")
    assert norms(found) == {}
