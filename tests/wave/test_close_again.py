"""Closing again: retries, late answers, wrong keys and files, two at once, any order of events."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from close_support import Case, FakeInbox, holds, people, person, said, tree, who
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pyrage.x25519 import Identity

from nejtak.base import files
from nejtak.base.recipients import seal
from nejtak.errors import EngineError, StateError
from nejtak.wave import close, closed_wave
from nejtak.wave.close import Closing
from nejtak.wave.inbox import InboxItem

# --- retries and late answers ---


def test_a_retry_after_the_closing_is_not_doubled(case: Case) -> None:
    """The same id comes again, sealed anew, alone or among late answers: it is deleted unread."""
    first = case.put(*people(*range(5)))
    case.close()
    sealed = case.file.read_bytes()
    again = [
        replace(item, sealed=case.item({"answers": person(at)}).sealed)
        for at, item in enumerate(first)
    ]
    case.inbox.held = again[:3]
    assert case.close() == Closing(responses=5, aside=0, late=0)
    assert case.file.read_bytes() == sealed
    assert case.inbox.items() == []
    case.put(*people(*range(5, 10)))
    case.inbox.held += again
    assert case.close() == Closing(responses=10, aside=0, late=0)
    assert holds(case.read(), *range(10))


def test_retries_do_not_make_five(case: Case) -> None:
    """Four late answers and three retries are four late answers."""
    first = case.put(*people(*range(5)))
    case.close()
    case.put(*people(5, 6, 7, 8))
    case.inbox.held += first[:3]
    assert case.close() == Closing(responses=5, aside=0, late=4)
    assert holds(case.read(), *range(5))


@pytest.mark.parametrize("count", [1, 4])
def test_a_few_late_answers_change_nothing(case: Case, count: int) -> None:
    """Under five, the file is not even written anew, and the late ones stay in the inbox."""
    case.put(*people(*range(5)))
    case.close()
    sealed, stamp = case.file.read_bytes(), case.file.stat().st_mtime_ns
    late = case.put(*people(*range(5, 5 + count)))
    late += [case.raw(b"odd") for _ in range(9)]
    case.inbox.held = list(late)
    assert case.close() == Closing(responses=5, aside=0, late=count + 9)
    assert (case.file.read_bytes(), case.file.stat().st_mtime_ns) == (sealed, stamp)
    assert case.inbox.items() == late


def test_five_late_answers_join(case: Case) -> None:
    """The fifth late one brings them all in, shuffled among the others."""
    case.put(*people(*range(5)))
    case.close()
    case.put(*people(*range(5, 9)))
    case.close()
    case.put(person(9))
    assert case.close() == Closing(responses=10, aside=0, late=0)
    assert holds(case.read(), *range(10))
    assert case.inbox.items() == []


def test_items_set_aside_are_kept_when_late_answers_join(case: Case) -> None:
    """The second closing adds to what the first one set aside, which is in no inbox any more."""
    for first in (0, 5):
        case.put(*people(*range(first, first + 5)))
        case.inbox.held.append(case.raw(b"odd %d" % first))
        case.close()
    assert case.read().aside == (b"odd 0", b"odd 5")


def test_answers_during_closing_stay_in_the_inbox(case: Case) -> None:
    """An answer that arrives between reading and deleting is not deleted."""
    late = case.item({"answers": person(99)})

    class Busy(FakeInbox):
        def items(self) -> list[InboxItem]:
            found = super().items()
            if late not in self.held:
                self.held.append(late)
            return found

    case.inbox = Busy()
    case.put(*people(*range(5)))
    assert case.close().responses == 5
    assert case.inbox.held == [late]
    assert holds(case.read(), *range(5))


# --- wrong keys, wrong files, two at once ---

WRONG = (
    "None of your keys opens the answers to nordlys/2026-h2. Fetch a key that the "
    "wave was opened with, or name its folder with --keys. Nothing was changed."
)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("count", [3, 9])
def test_wrong_keys_change_nothing(case: Case, tmp_path: Path, closed: bool, count: int) -> None:
    """Nothing is read, set aside, counted or deleted, and the message is the same for any number.

    Otherwise it would be a way to count the answers one by one as they come in.
    """
    if closed:
        case.put(*people(*range(100, 105)))
        case.close()
    case.put(*people(*range(count)))
    inbox, files = case.inbox.items(), tree(tmp_path)
    for keys in ([Identity.generate(), Identity.generate()], []):
        with pytest.raises(StateError) as refused:
            close.close(case.wave, case.inbox, keys)
        assert str(refused.value) == WRONG
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)


def closed_file(**changes: object) -> bytes:
    """The wave's file as it would be without an answer, but with these changes."""
    whose = {"format": 2, "wave": "nordlys/2026-h2", "together": []}
    parts = {"answers": [], "texts": {}, "aside": [], "suspects": 0, "ids": []}
    return json.dumps(whose | parts | changes).encode()


def test_the_file_that_the_next_test_changes_is_read(case: Case) -> None:
    """Else it would be refused for another reason than the change."""
    case.file.write_bytes(seal(closed_file(), case.recipients))
    assert case.read().answers == ()


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b"[" * 100_000,
        closed_file(wave="nordlys/2026-h1"),
        closed_file(format=3),
        closed_file(texts=[]),
        closed_file(answers=5),
        closed_file(ids=["x"]),
    ],
)
def test_a_file_that_is_not_this_waves_is_refused(case: Case, plain: bytes) -> None:
    """Another wave's file, a later format, a broken one: refused, not overwritten, inbox kept."""
    case.file.write_bytes(seal(plain, case.recipients))
    case.put(*people(*range(9)))
    inbox, sealed = case.inbox.items(), case.file.read_bytes()
    for act in (case.close, case.read):
        with pytest.raises(StateError) as refused:
            act()
        assert str(refused.value) == (
            f"{case.file} does not hold the answers of nordlys/2026-h2. Put the right file back."
        )
    assert (case.inbox.items(), case.file.read_bytes()) == (inbox, sealed)


def test_a_damaged_file_is_refused(case: Case) -> None:
    """A file that was cut off is recognised by its hash, and not overwritten."""
    case.put(*people(*range(5)))
    case.close()
    case.file.write_bytes(case.file.read_bytes()[:-1])
    case.put(*people(*range(5, 10)))
    inbox, files = case.inbox.items(), tree(case.wave.folder)
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == (
        f"{case.file} is not the file that 2026-h2.closed.json names: it is damaged or older. "
        "Copy it from the machine that closed the wave, or restore it from your backup."
    )
    assert (case.inbox.items(), tree(case.wave.folder)) == (inbox, files)


def test_two_closings_at_once_do_not_meet(case: Case) -> None:
    """The second is refused while the first runs: it could replace the whole by half an inbox."""
    refused: list[str] = []

    class Meeting(FakeInbox):
        def delete(self, items: Sequence[InboxItem]) -> None:
            half = len(items) // 2
            super().delete(items[:half])
            with pytest.raises(StateError) as second:
                case.close()
            refused.append(str(second.value))
            super().delete(items[half:])

    case.inbox = Meeting()
    case.put(*people(*range(12)))
    case.close()
    assert refused == [
        "nordlys/2026-h2 is being closed, reviewed or reported on by another program. "
        "Wait for it to end, or end it with Ctrl-C."
    ]
    assert holds(case.read(), *range(12))


def test_a_disk_that_lies_deletes_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file does not read back, the inbox is not changed."""

    def half(path: Path, content: bytes, mode: int) -> Path:
        return files.write_beside(path, content[: len(content) // 2], mode)

    monkeypatch.setattr(closed_wave, "write_beside", half)
    case.put(*people(*range(5)))
    inbox = case.inbox.items()
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == (f"{case.file} does not read back. The inbox was left as it is.")
    assert case.inbox.items() == inbox
    assert [path.suffix for path in case.wave.folder.iterdir()] == [".json"]  # the contract


def test_a_file_that_would_lose_an_answer_replaces_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should our own writing ever drop something, the older file is still there, and the inbox."""
    case.put(*people(*range(5)))
    case.close()
    case.put(*people(*range(5, 10)))
    whole = closed_wave._encoded
    monkeypatch.setattr(
        closed_wave, "_encoded", lambda w, r: whole(w, replace(r, answers=r.answers[1:]))
    )
    inbox, files = case.inbox.items(), tree(case.wave.folder)
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == f"{case.file} would not read back. Nothing was changed."
    assert (case.inbox.items(), tree(case.wave.folder)) == (inbox, files)


def test_a_file_of_an_earlier_version_is_refused_in_words(case: Case) -> None:
    """Its texts are of another shape; nothing is guessed, and the sentence says what to do."""
    plain = b'{"format": 1, "wave": "nordlys/2026-h2", "texts": {"positives": ["x"]}}'
    case.file.write_bytes(seal(plain, case.recipients))
    with pytest.raises(StateError) as refused:
        case.read()
    assert str(refused.value) == (
        f"{case.file} has format 1, which is not read any more. Report on nordlys/2026-h2 with the "
        f"version that closed it."
    )


def test_an_edited_contract_drops_no_text(case: Case) -> None:
    """If a question is missing from the contract, its answers stay in the file."""
    case.put(*people(*range(5)))
    case.close()
    assert case.wave.contract
    questions = {id_: q for id_, q in case.wave.contract.questions.items() if id_ != "worries"}
    case.wave = replace(case.wave, contract=replace(case.wave.contract, questions=questions))
    case.put(*({"who": f"p{n}", "positives": f"godt-{n:04}-æøå"} for n in range(5, 10)))
    case.close()
    assert sorted(said(case.read(), "worries")) == list(range(5))
    assert sorted(said(case.read(), "positives")) == list(range(10))


# --- every order of events ---


class AnyOrder(RuleBasedStateMachine):
    """A wave to which anything happens in any order, with a line that may go in the middle."""

    together = False

    @initialize()
    def begin(self) -> None:
        """An open wave."""
        self.folder = tempfile.TemporaryDirectory()
        self.case = Case(Path(self.folder.name), together=self.together)
        self.sent: dict[bytes, int] = {}
        self.odd = 0

    @rule(count=st.integers(1, 6))
    def answer(self, count: int) -> None:
        """New people answer."""
        for _ in range(count):
            number = len(self.sent)
            (item,) = self.case.put(person(number))
            self.sent[item.id] = number

    @rule()
    def garbage(self) -> None:
        """Something comes that is no answer."""
        self.case.inbox.held.append(self.case.raw(os.urandom(50)))
        self.odd += 1

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """A browser retries an answer that was stored before, and perhaps deleted since."""
        id_ = data.draw(st.sampled_from(sorted(self.sent)))
        held = self.case.inbox.held
        if all(item.id != id_ for item in held):
            number = self.sent[id_]
            again = self.case.item({"answers": person(number)})
            held.append(replace(again, id=id_, pk=self.case.place(id_)))

    @rule(stamina=st.none() | st.integers(0, 12))
    def close(self, stamina: int | None) -> None:
        """The admin closes, and perhaps the line goes after some deletions."""
        self.case.inbox.stamina = stamina
        with contextlib.suppress(StateError, EngineError):
            self.case.close()

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """File and inbox together hold everybody, the file nobody twice, and no group under 5."""
        closed: list[int] = []
        aside = 0
        if self.case.file.exists():
            responses = self.case.read()
            closed, aside = who(responses), len(responses.aside)
            assert holds(responses, *closed)
            assert len(closed) >= 5
        waiting = {self.sent[i.id] for i in self.case.inbox.held if i.id in self.sent}
        assert len(closed) == len(set(closed))
        assert {*closed, *waiting} == set(self.sent.values())
        odd = sum(i.id not in self.sent for i in self.case.inbox.held)
        assert self.odd <= aside + odd

    def teardown(self) -> None:
        """Close once more, undisturbed: the inbox keeps fewer than five answers."""
        self.close(None)
        self.nothing_is_lost_or_doubled()
        ids = self.case.read().ids if self.case.file.exists() else frozenset()
        assert not any(item.id in ids for item in self.case.inbox.held)
        assert sum(item.id in self.sent for item in self.case.inbox.held) < 5
        self.folder.cleanup()


class AnyOrderTogether(AnyOrder):
    """The same with two waves that are counted together."""

    together = True


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(deadline=None, max_examples=40, stateful_step_count=12)
TestAnyOrderTogether = AnyOrderTogether.TestCase
TestAnyOrderTogether.settings = TestAnyOrder.settings
