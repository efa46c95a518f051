"""Closing judges the collector's marks: nothing is dropped for one, and nobody picked out by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from close_support import Case, age, holds, people, tree

from nejtak.base import private_keys
from nejtak.errors import StateError
from nejtak.wave.close import Closing, Suspects


def test_a_few_suspects_are_kept_without_a_question(case: Case) -> None:
    """A false alarm costs no answer: four marked ones are counted like the others."""
    case.put(*people(*range(3)))
    case.suspect(*people(*range(3, 7)))
    assert case.close() == Closing(responses=7, aside=0, late=0, suspects=4)
    assert holds(case.read(), *range(7))


def test_five_suspects_wait_for_the_admin(case: Case, tmp_path: Path) -> None:
    """What cannot be undone is asked first, in steps of five, and nothing is changed."""
    case.put(*people(*range(5)))
    case.suspect(*people(*range(5, 13)))
    inbox, files = case.inbox.items(), tree(tmp_path)
    with pytest.raises(StateError) as asked:
        case.close()
    assert str(asked.value) == (
        "5 or more of the answers to nordlys/2026-h2 seem to come from a program. Nothing was "
        "changed. Decide: `nejtak wave close nordlys 2026-h2 --suspects keep` counts them like the "
        "others; `nejtak wave close nordlys 2026-h2 --suspects aside` leaves them out of every "
        "report and keeps them sealed in the file."
    )
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)
    assert case.close("keep") == Closing(responses=13, aside=0, late=0, suspects=8)
    assert holds(case.read(), *range(13))


def test_suspects_set_aside_are_not_lost(case: Case) -> None:
    """They are in no figure, leave the inbox, and the key still opens each of them."""
    case.put(*people(*range(5)))
    marked = case.suspect(*people(*range(5, 10)))
    assert case.close("aside") == Closing(responses=5, aside=5, late=0)
    stored = case.read()
    assert holds(stored, *range(5))
    assert stored.aside == tuple(sorted(item.sealed for item in marked))
    opened = [json.loads(private_keys.unseal(sealed, case.keys)) for sealed in stored.aside]
    assert {one["answers"]["who"] for one in opened} == {f"p{n}" for n in range(5, 10)}
    assert case.inbox.items() == []
    assert case.close() == Closing(responses=5, aside=5, late=0)


@pytest.mark.parametrize(("unmarked", "marked"), [(9, 1), (9, 4), (4, 9), (0, 5)])
def test_few_are_never_set_apart(case: Case, tmp_path: Path, unmarked: int, marked: int) -> None:
    """With and without suspects are two sets, which differ by nobody or by five or more."""
    case.put(*people(*range(unmarked)))
    case.suspect(*people(*range(unmarked, unmarked + marked)))
    inbox, files = case.inbox.items(), tree(tmp_path)
    with pytest.raises(StateError, match="Suspects cannot be set aside"):
        case.close("aside")
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)


@pytest.mark.parametrize("suspects", [None, "keep", "aside"])
def test_without_suspects_nothing_is_asked(case: Case, suspects: Suspects | None) -> None:
    """Without suspects every way of closing is the same."""
    case.put(*people(*range(6)))
    assert case.close(suspects) == Closing(responses=6, aside=0, late=0)


def test_late_suspects_are_judged_like_the_first(case: Case) -> None:
    """Those that join a closed wave are asked about among themselves, and the counts add up."""
    case.put(*people(*range(5)))
    case.suspect(*people(5))
    case.close()
    case.suspect(*people(*range(6, 11)))
    with pytest.raises(StateError, match="5 or more of the answers"):
        case.close()
    assert holds(case.read(), *range(6))
    case.put(*people(*range(11, 16)))
    assert case.close("aside") == Closing(responses=11, aside=5, late=0, suspects=1)
    assert holds(case.read(), *range(6), *range(11, 16))


def test_only_the_number_of_marks_is_kept(case: Case) -> None:
    """In the file no answer is marked: it would be one more trait to know somebody by."""
    case.put(*people(*range(5)))
    case.suspect(*people(5, 6))
    case.close()
    plain = json.loads(age(case.keys_folder / "partner.key", case.file).stdout)
    assert plain.pop("suspects") == 2
    assert "suspect" not in json.dumps(plain)


@pytest.mark.parametrize("mark", ["true", 1, ["x"], {"a": 1}, None, False])
def test_no_other_mark_is_one(case: Case, mark: object) -> None:
    """What somebody else wrote into the table is no verdict of the collector's."""
    case.put(*people(*range(4)))
    case.inbox.held.append(case.item({"answers": people(4)[0], "suspect": mark}))
    assert case.close() == Closing(responses=5, aside=0, late=0)
