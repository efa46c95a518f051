"""Closes a wave: fetch, open, check, split, shuffle, store as one sealed file, delete the inbox.

Closing can be interrupted at any point and run again, because of its order. The sealed file is
written completely, read back and noted (`closed_note`) before any item is deleted. Only items that
the file lists are deleted. An item that it lists is never added again, so a late retry is not
counted twice. Only one closing of a wave runs at a time: the slower of two would find half an inbox
and no file, and would replace the complete file with its half.

Waves that are counted together are closed together. Each answer is checked against the contract of
the wave it was sent to, and all answers go into the last wave's file, because a wave with few
answers may not be reported on alone.

Answers that arrive after the file was written are added five or more at a time, or not at all: if
the wave grew by one answer, the difference would show that answer. After the first report, none
are added.

The collector marks answers that a program seems to have sent. The mark may be wrong, so no marked
answer is dropped. Fewer than five are kept; for five or more, the admin decides whether they are
kept, or set aside, still sealed, with the answers that do not fit. After closing, only the number
of marked answers is stored: a mark on one respondent's answers would help to recognise them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Literal

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.disclosure import MINIMUM, fives, in_fives
from nejtak.errors import StateError
from nejtak.project.contract import Contract
from nejtak.project.model import Wave
from nejtak.project.waves import number_asked
from nejtak.wave import closed_note, closed_wave, envelope, ledger
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.counted import number_counted
from nejtak.wave.envelope import Answers, Envelope
from nejtak.wave.inbox import Inbox, InboxItem

Suspects = Literal["keep", "aside"]
_shuffle = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Closing:
    """The result of closing: respondents and items set aside in the file, and late items left.

    `suspects` is the number of respondents that seem to be programs. `counted` is the number of
    answers that a report will count; None if the wave's file does not say how many were asked.
    Only `counted` and the remarks may be shown.
    """

    responses: int
    aside: int
    late: int
    suspects: int = 0
    counted: int | None = field(default=None, compare=False)

    def remarks(self) -> Iterator[str]:
        """What may be said of these numbers, for an admin who is not to see a single answer."""
        if self.suspects:
            yield f"{_some(self.suspects)} of the answers seem to come from a program."
        if self.aside:
            aside = f"{_some(self.aside)} answers are set aside in the file"
            yield f"{aside}: not opened, not fitting, or left out by you."
        if fives(self.late):
            yield "Five or more answers came late and stay in the inbox."


def _some(count: int) -> str:
    """A count in steps of five, so that a few answers can neither be recognised nor subtracted."""
    return in_fives(count) if fives(count) else "Some"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A decrypted item; `sent` is None if its content does not fit the contract."""

    sealed: bytes
    sent: Envelope | None = None

    @property
    def counts(self) -> bool:
        """Whether it contains one respondent's answers."""
        return self.sent is not None and self.sent.counts

    @property
    def suspect(self) -> bool:
        """Whether a program seems to have sent it."""
        return self.sent is not None and self.sent.suspect


def close(
    wave: Wave, inbox: Inbox, keys: Sequence[Identity], suspects: Suspects | None = None
) -> Closing:
    """Close the wave and those that it counts, or finish a closing that was interrupted.

    `suspects` is the admin's decision on answers that a program seems to have sent. Raises
    StateError, and changes nothing, if the wave is counted with a later one, if no key opens one of
    the waves, if another closing is running, if a report would count fewer than five answers, if
    the file is purged or lost, or if `suspects` is needed or cannot be applied.
    """
    if wave.within:
        raise StateError(
            f"{wave.client}/{wave.id} is counted together with {wave.client}/{wave.within}. "
            f"Close them as one: `{run('wave close', wave.client, wave.within or '')}`."
        )
    frozen = {f"{part.client}/{part.id}": _contract(part) for part in wave.counted}
    for part in wave.counted:
        _check_keys(part, _contract(part).public_keys, keys)
    with ExitStack() as locks:
        for part in sorted(wave.counted, key=lambda part: part.id):
            locks.enter_context(closed_wave.alone(part))
        return _close(wave, frozen, inbox, keys, suspects)


def _close(
    wave: Wave,
    frozen: Mapping[str, Contract],
    inbox: Inbox,
    keys: Sequence[Identity],
    suspects: Suspects | None,
) -> Closing:
    reported = bool(ledger.releases(wave))
    stored = closed_wave.read_responses(wave, keys) if closed_note.is_closed(wave) else Responses()
    items = inbox.items()
    new = [] if reported else [i for i in items if i.id not in stored.ids]
    own = _contract(wave)
    tried = private_keys.in_order(keys, own.public_keys)
    opened = [_open(item, frozen[item.wave], tried) for item in new]
    merged = stored
    if not stored.ids or sum(one.counts for one in opened) >= MINIMUM:
        taken = _judged(wave, opened, suspects)
        merged = replace(_merge(stored, taken, own), ids=stored.ids | {i.id for i in new})
    if merged is not stored:
        if len(merged.answers) < MINIMUM or _counted(wave, merged) == 0:
            raise StateError(_too_few(wave, merged))
        closed_wave.write_responses(wave, merged, own.public_keys, keys)
    elif closed_note.noted_hash(wave) is None:
        closed_wave.note_stored_file(wave)
    inbox.delete([i for i in items if i.id in merged.ids])
    late = sum(i.id not in merged.ids for i in items)
    numbers = len(merged.answers), len(merged.aside), late, merged.suspects
    return Closing(*numbers, _counted(wave, merged))


def _counted(wave: Wave, merged: Responses) -> int | None:
    """The number of answers a report would count; None if the number asked is unknown."""
    return None if number_asked(wave) is None else number_counted(wave, merged.answers)


def _contract(wave: Wave) -> Contract:
    if wave.contract is None:
        raise StateError(
            f"{wave.client}/{wave.id} is a draft: nobody has answered it. "
            f"Open it with `{run('wave open', wave.client, wave.id)}`."
        )
    return wave.contract


def _check_keys(wave: Wave, recipients: Sequence[str], keys: Sequence[Identity]) -> None:
    """Refuse keys that open no answer; otherwise every answer would be set aside as unreadable."""
    if not {str(key.to_public()) for key in keys} & set(recipients):
        raise StateError(
            f"None of your keys opens the answers to {wave.client}/{wave.id}. Fetch a key that the "
            f"wave was opened with, or name its folder with --keys. Nothing was changed."
        )


def _too_few(wave: Wave, merged: Responses) -> str:
    aside = " Others could not be opened or do not fit." if merged.aside else ""
    enough = len(merged.answers) >= MINIMUM
    asked = " At most two fewer than were asked are counted." if enough else ""
    together = json.dumps([part.id for part in wave.counted])
    return (
        f"{_named(wave)} has fewer than {MINIMUM} answers that can be counted, so it stays open: a "
        f"report on so few would show who said what.{asked}{aside} Extend it: write a later "
        f"'closes' in its file. Or count it with the next wave: write `together = {together}` in "
        f"that wave's file."
    )


def _named(wave: Wave) -> str:
    with_ = f" (with {', '.join(part.id for part in wave.together)})" if wave.together else ""
    return f"{wave.client}/{wave.id}{with_}"


def _judged(wave: Wave, opened: Sequence[_Opened], suspects: Suspects | None) -> Sequence[_Opened]:
    """Remove the content of suspects that are set aside.

    The sets of answers with and without suspects differ by none, or by five or more.
    """
    marked = sum(one.suspect for one in opened)
    if suspects == "keep" or marked < (1 if suspects else MINIMUM):
        return opened
    if suspects is None:
        raise StateError(_undecided(wave, marked))
    fitting = sum(one.counts for one in opened)
    if marked < MINIMUM or fitting - marked < MINIMUM:
        raise StateError(
            f"Suspects cannot be set aside: fewer than {MINIMUM} answers to {_named(wave)} seem to "
            f"come from a program, or fewer than {MINIMUM} from people, and so few could be "
            f"recognised. Nothing was changed. Close with `--suspects keep`, or extend the wave: "
            f"write a later 'closes' in its file."
        )
    return [replace(one, sent=None) if one.suspect else one for one in opened]


def _undecided(wave: Wave, marked: int) -> str:
    """Ask the admin to decide on answers that a program seems to have sent."""
    command = run("wave close", wave.client, wave.id, "--suspects")
    return (
        f"{in_fives(marked)} of the answers to {_named(wave)} seem to "
        f"come from a program. Nothing was changed. Decide: `{command} keep` counts them like the "
        f"others; `{command} aside` leaves them out of every report and keeps them sealed in the "
        f"file."
    )


def _merge(stored: Responses, opened: Sequence[_Opened], contract: Contract) -> Responses:
    """Add the opened answers to the stored ones, and shuffle them all."""
    new = [one.sent for one in opened if one.sent is not None]
    counted = [sent for sent in new if sent.counts]
    answers = [*stored.answers, *(_closed(sent, contract) for sent in counted)]
    texts: dict[str, list[Written]] = {id_: [] for id_ in contract.texts}
    texts |= {id_: [*said] for id_, said in (stored.texts or {}).items()}
    for sent in new:
        for id_, text in sent.texts(contract).items():
            texts[id_].append(Written(text, sent.codes.get(id_, ())))
    _shuffle(answers)
    for said in texts.values():
        _shuffle(said)
    aside = {one.sealed for one in opened if one.sent is None}
    return replace(
        stored,
        answers=tuple(answers),
        texts={id_: tuple(said) for id_, said in texts.items()},
        aside=tuple(sorted({*stored.aside, *aside})),
        suspects=stored.suspects + sum(sent.suspect for sent in counted),
    )


def _open(item: InboxItem, contract: Contract, keys: Sequence[Identity]) -> _Opened:
    try:
        held = json.loads(private_keys.unseal(item.sealed, keys))
        sent = envelope.open_envelope(contract, held)  # ValueError: half a character
    except (private_keys.CannotOpenError, ValueError, RecursionError):
        sent = None
    return _Opened(item.sealed, sent)


def _closed(sent: Envelope, contract: Contract) -> Answers:
    texts = set(contract.texts)
    return {id_: answer for id_, answer in sorted(sent.answers.items()) if id_ not in texts}
