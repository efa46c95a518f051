"""Closing waves that are counted together: as one, never one of them alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import contract_support
import pytest
from close_support import Case, age, holds, people, person, tree
from close_worker import EARLIER, WAVE

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.contract import Recipient
from nejtak.wave import close, closed_wave
from nejtak.wave.close import Closing


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Two open waves that are counted together and that nobody has answered."""
    return Case(tmp_path, together=True)


def sent_to(case: Case) -> dict[str, int]:
    """How many items each wave has."""
    waves = [item.wave for item in case.inbox.held]
    return {wave.id: waves.count(f"nordlys/{wave.id}") for wave in case.wave.counted}


def test_two_small_waves_are_closed_as_one(case: Case) -> None:
    """Nine answers, few to either: one file of nine, both inboxes empty, no trace of which."""
    case.put(*people(*range(9)))
    before = sent_to(case)
    assert set(before) == {WAVE, EARLIER}
    assert min(before.values()) in range(1, 5)
    assert case.close() == Closing(responses=9, aside=0, late=0)
    assert holds(case.read(), *range(9))
    assert case.inbox.items() == []
    plain = json.loads(age(case.keys_folder / "partner.key", case.file).stdout)
    assert (plain["wave"], plain["together"]) == (f"nordlys/{WAVE}", [EARLIER])
    del plain["together"]
    assert EARLIER not in json.dumps(plain)


def test_fewer_than_five_together_stay_open(case: Case, tmp_path: Path) -> None:
    """Two and two are four: nothing is changed, and the message has both ways to go on."""
    case.put(*people(*range(4)))
    inbox, files = case.inbox.items(), tree(tmp_path)
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == (
        "nordlys/2026-h2 (with 2026-h1) has fewer than 5 answers that can be counted, "
        "so it stays open: a report on so few would show who said what. Extend it: "
        "write a later 'closes' in its file. Or count it with the next wave: write "
        '`together = ["2026-h1", "2026-h2"]` in that wave\'s file.'
    )
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)


def test_the_earlier_wave_is_not_closed_alone(case: Case, tmp_path: Path) -> None:
    """However many it has; the message names the command that closes both."""
    case.put(*people(*range(40)))
    files = tree(tmp_path)
    with pytest.raises(StateError) as refused:
        close.close(case.wave.together[0], case.inbox, case.keys)
    assert str(refused.value) == (
        "nordlys/2026-h1 is counted together with nordlys/2026-h2. Close them as one: "
        "`nejtak wave close nordlys 2026-h2`."
    )
    assert len(case.inbox.held) == 40
    assert tree(tmp_path) == files


def test_a_key_for_each_wave_is_needed(case: Case, tmp_path: Path) -> None:
    """Answers to the wave whose key is not here would all be set aside: refused before."""
    spare = tmp_path / "safe" / "spare.key"
    public = private_keys.new_key(spare)
    (earlier,) = case.wave.together
    assert earlier.contract
    recipients = (Recipient("spare", public),)
    other = replace(earlier, contract=replace(earlier.contract, recipients=recipients))
    case.wave = replace(case.wave, together=(other,))
    for number in range(9):
        (item,) = case.put(person(number))
        if item.wave.endswith(EARLIER):
            plain = json.dumps({"answers": person(number)}).encode()
            case.inbox.held[-1] = replace(item, sealed=seal(plain, [public]))
    with pytest.raises(StateError, match="None of your keys opens the answers to nordlys/2026-h1"):
        case.close()
    assert not case.file.exists()
    both = [*case.keys, *private_keys.identities(spare.parent)]
    closed = close.close(case.wave, case.inbox, both)
    assert closed == Closing(responses=9, aside=0, late=0)
    assert holds(case.read(), *range(9))


def test_each_answer_is_held_against_its_own_waves_contract(case: Case) -> None:
    """What the earlier wave did not take is set aside, though the later one would take it."""
    (earlier,) = case.wave.together
    assert earlier.contract
    rating = contract_support.question("scale", choices=["1", "2"])
    asked = {**earlier.contract.questions, "rating": rating}
    narrow = replace(earlier, contract=replace(earlier.contract, questions=asked))
    case.wave = replace(case.wave, together=(narrow,))
    while min(sent_to(case).values()) < 5:
        case.put({"rating": "3"})
    counts = sent_to(case)
    assert case.close() == Closing(responses=counts[WAVE], aside=counts[EARLIER], late=0)


@pytest.mark.parametrize("held", [WAVE, EARLIER])
def test_both_waves_are_held_while_they_are_closed(case: Case, held: str) -> None:
    """Whoever closes or reviews either keeps others from both, whichever it is."""
    case.put(*people(*range(9)))
    (wave,) = [one for one in case.wave.counted if one.id == held]
    with (
        closed_wave.alone(wave),
        pytest.raises(StateError, match=f"nordlys/{held} is being closed, "),
    ):
        case.close()
    assert len(case.inbox.held) == 9
    assert case.close().responses == 9


def test_late_answers_to_either_join_by_five(case: Case) -> None:
    """Four late ones change nothing, wherever they were sent; the fifth brings them all in."""
    case.put(*people(*range(5)))
    case.close()
    case.put(*people(*range(5, 9)))
    assert case.close() == Closing(responses=5, aside=0, late=4)
    case.put(*people(9))
    assert case.close() == Closing(responses=10, aside=0, late=0)
    assert holds(case.read(), *range(10))


def test_suspects_are_judged_over_all(case: Case) -> None:
    """Five marked ones of both waves are asked about, though neither has five."""
    case.put(*people(*range(6)))
    case.suspect(*people(*range(6, 11)))
    with pytest.raises(StateError, match=r"5 or more of the answers to nordlys/2026-h2 \(with"):
        case.close()
    assert case.close("aside") == Closing(responses=6, aside=5, late=0)


@pytest.mark.parametrize("first", [True, False], ids=["then alone", "then together"])
def test_which_waves_are_counted_is_settled_at_closing(case: Case, first: bool) -> None:
    """Whoever changes the file afterwards gets no report: few would be seen to come or to go."""
    both, alone = case.wave, replace(case.wave, together=())
    case.wave = both if first else alone
    case.inbox.held = [i for i in case.put(*people(*range(30))) if first or i.wave.endswith(WAVE)]
    case.close()
    files = tree(case.wave.folder)
    case.wave = alone if first else both
    case.put(*people(*range(30, 40)))
    inbox = case.inbox.items()
    was = (
        ("together with 2026-h1", 'together = ["2026-h1"]')
        if first
        else ("by itself", "no 'together'")
    )
    for act in (case.read, case.close):
        with pytest.raises(StateError) as refused:
            act()
        assert str(refused.value) == (
            f"nordlys/2026-h2 was closed {was[0]}, and its file now says otherwise. Write {was[1]} "
            "there, as it was then. Which waves are counted together is settled when they are "
            "closed."
        )
    assert (case.inbox.items(), tree(case.wave.folder)) == (inbox, files)


def test_the_order_in_which_waves_are_named_says_nothing(case: Case) -> None:
    """Whoever sorts the line anew after the closing still gets the report."""
    (earlier,) = case.wave.together
    third = replace(earlier, id="2025-h2")
    third.contract_file.touch()
    case.wave = replace(case.wave, together=(earlier, third))
    case.put(*people(*range(9)))
    case.close()
    case.wave = replace(case.wave, together=(third, earlier))
    assert holds(case.read(), *range(9))
