"""What an interviewer promises of the notes, held against what is sealed."""

from __future__ import annotations

import json

from chalicelib.contracts import WaveContract
from chalicelib.seal import Entered, Item, seal_answers
from collector_support import Built

SAID = {"worries": "Ventetiden.\n\nLønnen."}
ENTERED = Entered("interview", {"worries": [("pay", "candidate"), ("", "")]})


def notes(contract: WaveContract, number: str = "1" * 32) -> Item:
    """An interview of two points."""
    return seal_answers(contract, number, SAID, suspect=False, entered=ENTERED)


def test_promise_what_is_said_is_stored_without_a_name(
    built: Built, contract: WaveContract
) -> None:
    """`Jeg skriver ned, hvad du siger, men ikke dit navn`: the seal has no place for one."""
    held = json.loads(built.opened(notes(contract).sealed))
    assert held == {
        "answers": SAID,
        "mark": "interview",
        "codes": {"worries": [["pay", "candidate"], ["", ""]]},
    }


def test_promise_a_name_is_not_written_down(built: Built, contract: WaveContract) -> None:
    """`Dit navn bliver ikke skrevet ned`: neither under the seal nor beside it."""
    item = notes(contract)
    assert set(json.loads(built.opened(item.sealed))) == {"answers", "mark", "codes"}
    assert {*item.__slots__} == {"pk", "id", "check", "sealed", "expires"}


def test_promise_notes_are_stored_like_an_answer_from_the_page(
    built: Built, contract: WaveContract
) -> None:
    """`Notatet bliver låst og gemt som et svar fra siden`: same attributes, same size inside."""
    page = seal_answers(contract, "2" * 32, SAID, suspect=False)
    item = notes(contract)
    assert len(built.opened(item.sealed)) == len(built.opened(page.sealed))
    assert (item.expires, item.pk.rpartition("/")[0]) == (page.expires, page.pk.rpartition("/")[0])
    assert len(item.id) == len(page.id) == len(item.check) == len(page.check)


def test_promise_locked_notes_are_not_found_again(contract: WaveContract) -> None:
    """`Når notatet er låst, kan jeg ikke finde det igen`: equal notes have nothing in common."""
    one, other = notes(contract, "3" * 32), notes(contract, "4" * 32)
    assert one.id != other.id
    assert one.check != other.check
    assert one.sealed != other.sealed
    assert b"Ventetiden" not in one.sealed
