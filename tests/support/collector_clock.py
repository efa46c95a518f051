"""The same answers written by a clock that stands and by one that runs, and what came of them.

The tests do it in short, `make soak` with 10,000 answers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import contract_support
import pytest
from chalicelib.receive import receive
from chalicelib.seal import Item
from close_support import Case, spearman
from close_worker import CLIENT, SHARDS, WAVE, wave_at
from collector_support import FORM_TYPE, Inbox, as_form, write_wave

from nejtak.base import private_keys
from nejtak.project.contract import to_bytes
from nejtak.wave.inbox import InboxItem as Stored

BITS = [f"b{bit}" for bit in range(17)]
CLOCKS = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
HOUR = 3600


def correlation(folder: Path, writes: int) -> float:
    """Write so many answers by each clock; the worst rank correlation with the order of writing.

    Of two orders: the inbox's own, and the closed wave's (the mean of both clocks, so that its
    standard deviation is 0.7 / sqrt(writes)). Raises AssertionError where two items of the same
    answers differ in more than the seal's random bytes.
    """
    case = _case(folder)
    frozen, moving = (_written(folder / "collector", writes, hours) for hours in (0, 1))
    assert len(frozen) == writes
    for one, two in zip(frozen, moving, strict=True):
        assert (one.pk, one.id, one.check, one.expires) == (two.pk, two.id, two.check, two.expires)
        assert private_keys.unseal(one.sealed, case.keys) == private_keys.unseal(
            two.sealed, case.keys
        )
        assert one.sealed != two.sealed
    order = range(1, writes + 1)
    found = [[spearman(order, got) for got in _exported(case, i)] for i in (frozen, moving)]
    return max(abs(sum(same) / 2) for same in zip(*found, strict=True))


def _case(folder: Path) -> Case:
    """An open wave in which each respondent can be told by what was ticked, and its collector."""
    case = Case(folder)
    questions = {"bits": {"kind": "choices", "choices": BITS}}
    made = contract_support.contract(questions, case.recipients, shards=SHARDS)
    (case.wave.folder / f"{WAVE}.contract.json").write_bytes(to_bytes(made))
    case.wave = wave_at(case.wave.folder)
    write_wave(folder / "collector", json.loads(to_bytes(made)))
    return case


def _written(waves: Path, writes: int, hours: int) -> list[Item]:
    """The items of so many people, one after the other, each `hours` later by every clock."""
    now = 1_800_000_000
    inbox = Inbox()
    dice = Random(1)
    with pytest.MonkeyPatch.context() as patch:
        for name in CLOCKS:
            unit = 10**9 if name.endswith("_ns") else 1
            patch.setattr(time, name, lambda unit=unit: now * unit)
        for person in range(1, writes + 1):
            ticked = [("bits", bit) for at, bit in enumerate(BITS) if person >> at & 1]
            raw = as_form(ticked, f"{dice.getrandbits(128):032x}")
            assert receive(CLIENT, WAVE, FORM_TYPE, raw, inbox.put, waves).status == 303
            now += hours * HOUR
    return list(inbox.items.values())


def _person(answers: dict[str, list[str]]) -> int:
    """Who ticked that."""
    return sum(1 << BITS.index(bit) for bit in answers["bits"])


def _exported(case: Case, items: list[Item]) -> Iterator[list[int]]:
    """The people in the order in which the inbox gives them, and in that of the closed wave."""
    kept = sorted(items, key=lambda item: (item.pk, item.id))
    opened = (json.loads(private_keys.unseal(item.sealed, case.keys)) for item in kept)
    yield [_person(envelope["answers"]) for envelope in opened]
    case.inbox.held = [Stored(item.pk, item.id, item.sealed) for item in items]
    case.close()
    yield [_person(dict(answers)) for answers in case.read().answers]
    case.empty()
