"""Handing a report out: from the sealed file to the ledger, and once more as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pyrage.x25519 import Identity
from report_project import GOLDEN, project

from nejtak.base import private_keys
from nejtak.errors import StateError
from nejtak.project.model import Client, Project, Wave
from nejtak.report import Pool, Release, issue
from nejtak.wave import closed_wave, ledger
from nejtak.wave.closed_wave import Responses
from nejtak.wave.ledger import Basis, Said


class Closed:
    """A closed wave with the golden answers, and five other clients with a release each."""

    def __init__(self, folder: Path) -> None:
        found = project()
        own, wave, _ = next(found.waves())
        self.wave: Wave = replace(wave, folder=folder)
        self.own: Client = replace(own, waves=(self.wave,))
        public = private_keys.new_key(folder / "keys" / "partner.key")
        self.keys: Sequence[Identity] = private_keys.identities(folder / "keys")
        closed_wave.write_responses(self.wave, Responses(tuple(GOLDEN), {}), [public], self.keys)
        others = [replace(own, id=f"other-{n}", waves=(self._other(n),)) for n in range(5)]
        clients = {client.id: client for client in (self.own, *others)}
        self.project: Project = replace(found, clients=clients)

    def _other(self, number: int) -> Wave:
        wave = replace(self.wave, client=f"other-{number}", folder=self.wave.folder / str(number))
        self.tell(wave, 3)
        return wave

    def tell(self, wave: Wave, low: int) -> None:
        """Record a release of another client."""
        said = [
            Said("decided", (reason,), "", least, least + 2)
            for reason, least in (("pay", low), ("process", 15))
        ]
        ledger.record(wave, Basis({"": 20}, 61, {}, {}, {}), {"low": str(low).encode()}, said)

    def issue(self, again: str | None = None) -> tuple[str, Release]:
        """Hand the report out."""
        return issue(self.project, self.own, self.wave, self.keys, Pool(self.project), again)


@pytest.fixture
def closed(tmp_path: Path) -> Closed:
    """A wave to report on."""
    return Closed(tmp_path)


def test_a_report_is_in_the_ledger_when_it_is_handed_out(closed: Closed) -> None:
    """With its files and figures, under its name; made once more it is the same release."""
    name, made = closed.issue()
    (recorded,) = ledger.releases(closed.wave)
    assert (name, made.basis) == (recorded.name, recorded.basis)
    assert (name, made.basis.counted) == ("2026-h2-1", {"": 38})
    assert (made.figures, ledger.digests(made.files)) == (recorded.figures, recorded.files)
    assert closed.issue() == (name, made)
    assert ledger.releases(closed.wave) == (recorded,)


def test_a_release_is_made_again_as_it_was(closed: Closed) -> None:
    """Also when other employers have said more since, which makes the next report another one."""
    name, made = closed.issue()
    for number in range(5):
        closed.tell(closed.project.clients[f"other-{number}"].waves[0], 9)
    assert closed.issue() != (name, made)
    assert [release.name for release in ledger.releases(closed.wave)] == ["2026-h2-1", "2026-h2-2"]
    assert closed.issue(again=name) == (name, made)
    assert len(ledger.releases(closed.wave)) == 2


def test_a_release_notes_which_others_it_showed(closed: Closed, tmp_path: Path) -> None:
    """So it is made again as it was, also after those who said yes have a later release.

    Norms leave out what belongs to the same batch; the client's own other releases are shown.
    """
    alone = closed.issue()[1]
    yes = replace(closed.wave, id="yes", asks="accepted", folder=tmp_path / "yes")
    told = [Said("decided", ("pay",), "", 0, 2), Said("also", ("pay",), "", 0, 2)]
    ledger.record(yes, Basis({"": 20}, 61, {}, {}, {}), {"a": b"1"}, told)
    batch = closed.project
    closed.own = replace(closed.own, waves=(yes, closed.wave))
    closed.project = replace(batch, clients={**batch.clients, "nordlys": closed.own})
    name, made = closed.issue()
    assert made != alone
    assert ledger.releases(closed.wave)[-1].beside == ("yes-1",)
    told = [Said("decided", ("pay",), "", 15, 17), Said("also", ("pay",), "", 0, 2)]
    ledger.record(yes, Basis({"": 20}, 61, {}, {}, {}), {"a": b"2"}, told)
    assert closed.issue()[1] != made
    assert closed.issue(again=name) == (name, made)
    same_batch = issue(batch, closed.own, closed.wave, closed.keys, Pool(batch))
    assert same_batch == closed.issue()


def test_what_is_no_release_is_not_made_again(closed: Closed) -> None:
    """The message names those that there are."""
    for names in ("none", "2026-h2-1"):
        with pytest.raises(StateError) as refused:
            closed.issue(again="2026-h2-7")
        assert str(refused.value) == f"There is no release '2026-h2-7'. Releases: {names}."
        closed.issue()


def test_what_has_changed_is_not_given_out_under_an_old_name(closed: Closed) -> None:
    """A partner that goes by another name since: the pages would not be the release's."""
    name, _ = closed.issue()
    closed.own = replace(closed.own, partner="Another")
    with pytest.raises(StateError) as refused:
        closed.issue(again=name)
    assert str(refused.value) == (
        "2026-h2-1 would not be the same: certificate.json, da.html, en.html differs. Sources, "
        "quotes or nejtak itself have changed since; go back to what they were then."
    )


def test_a_wave_released_under_an_earlier_rule_is_not_released_again(closed: Closed) -> None:
    """Its report stays as it is: bands and blocks of the same answers could be laid together."""
    old = [
        {
            "name": "2026-h2-1",
            "responses": 38,
            "files": {},
            "figures": [],
            "norms": {},
            "released": "2026-11-01",
        }
    ]
    closed.wave.ledger_file.write_text(json.dumps(old), encoding="utf-8")
    for again in (None, "2026-h2-1"):
        with pytest.raises(StateError, match="2026-h2-1 was made under an earlier rule"):
            closed.issue(again)
    assert json.loads(closed.wave.ledger_file.read_bytes()) == old


def test_a_release_freezes_what_it_rests_on(closed: Closed) -> None:
    """Another number asked is refused by name, and nothing is recorded."""
    closed.issue()
    closed.wave = replace(closed.wave, declined=59)
    with pytest.raises(StateError) as refused:
        closed.issue()
    assert str(refused.value) == (
        "Another report of nordlys/2026-h2 could be subtracted from 2026-h2-1: how many were asked "
        "must be as they were then."
    )
    assert len(ledger.releases(closed.wave)) == 1
