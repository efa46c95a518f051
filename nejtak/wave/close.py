"""Closes a wave: fetch, open, check, split, shuffle, store as one sealed file, delete the inbox.

It can be interrupted at any point and run again. The order keeps that true: the sealed file is
written whole, read back and noted (`closed_note`) before anything is deleted; only items that it
names are deleted; and an item that it names is never taken in a second time, so a retry that comes
late is no double. One closing of a wave runs at a time: of two, the slower would find half an inbox
and no file yet, and put that half in the place of the whole.

Waves that are counted together are closed as one: each answer is held against the contract of the
wave that it was sent to, and all go into the last wave's file, since few may not be told alone.

Answers that come in after the file was written join it five at a time or not at all: a wave that
grows by one would show what that one said. Once a report is out, none join it.

The collector marks what seems to be a program's, and here it is judged. The mark may be wrong, so
nothing is dropped for it: a few are kept, and of five or more the admin says whether they are kept
or set aside with what does not fit, sealed as they came. Afterwards only their number is known:
beside a respondent's answers the mark would be one more trait to know them by.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Literal

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.disclosure import MINIMUM, in_fives
from nejtak.errors import StateError
from nejtak.project.contract import Contract
from nejtak.project.model import Wave
from nejtak.project.waves import number_asked
from nejtak.wave import closed_note, closed_wave, envelope, ledger
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.counted import number
from nejtak.wave.envelope import Answers, Sent
from nejtak.wave.inbox import Inbox, Item

Suspects = Literal["keep", "aside"]
_shuffle = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing did: respondents and items set aside in the file, and late items left.

    `suspects` of the respondents seem to be programs. `counted` is how many a report will count;
    None if the wave's file does not say how many were asked. It alone is for people to read.
    """

    responses: int
    aside: int
    late: int
    suspects: int = 0
    counted: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An item as the key shows it: what it held, if that fits the contract."""

    sealed: bytes
    sent: Sent | None = None

    @property
    def counts(self) -> bool:
        """Whether it holds one respondent's answers."""
        return self.sent is not None and self.sent.counts

    @property
    def suspect(self) -> bool:
        """Whether it seems to be a program's."""
        return self.sent is not None and self.sent.suspect


def close(
    wave: Wave, inbox: Inbox, keys: Sequence[Identity], suspects: Suspects | None = None
) -> Closing:
    """Close the wave and those that it counts, or finish a closing that was interrupted.

    `suspects` says what becomes of answers that seem to be a program's. Raises StateError, and
    changes nothing, where a later wave counts it, where no key fits one of the waves, where another
    closing is running, where a report would count fewer than five answers, where the file is purged
    or lost, and where it has to be said what becomes of suspects, or cannot be done.
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
    stored = closed_wave.read(wave, keys) if closed_note.is_closed(wave) else Responses()
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
        closed_wave.write(wave, merged, own.public_keys, keys)
    elif closed_note.noted(wave) is None:
        closed_wave.note(wave)
    inbox.delete([i for i in items if i.id in merged.ids])
    late = sum(i.id not in merged.ids for i in items)
    numbers = len(merged.answers), len(merged.aside), late, merged.suspects
    return Closing(*numbers, _counted(wave, merged))


def _counted(wave: Wave, merged: Responses) -> int | None:
    """How many answers a report would count; None if it is not known how many were asked."""
    return None if number_asked(wave) is None else number(wave, merged.answers)


def _contract(wave: Wave) -> Contract:
    if wave.contract is None:
        raise StateError(
            f"{wave.client}/{wave.id} is a draft: nobody has answered it. "
            f"Open it with `{run('wave open', wave.client, wave.id)}`."
        )
    return wave.contract


def _check_keys(wave: Wave, recipients: Sequence[str], keys: Sequence[Identity]) -> None:
    """Refuse keys that open nothing here, before every single answer is set aside for them."""
    if not {str(key.to_public()) for key in keys} & set(recipients):
        raise StateError(
            f"None of your keys opens what {wave.client}/{wave.id} is sealed to. Fetch the key "
            f"that the wave was opened with; nothing was changed."
        )


def _too_few(wave: Wave, merged: Responses) -> str:
    aside = f" {len(merged.aside)} more could not be opened or do not fit." if merged.aside else ""
    enough = len(merged.answers) >= MINIMUM
    asked = " At most two fewer than were asked are counted." if enough else ""
    together = json.dumps([part.id for part in wave.counted])
    return (
        f"{_named(wave)} has fewer than {MINIMUM} answers that can be counted, so it stays open: a "
        f"report on so few would show who said what.{asked}{aside} Prolong it: move 'closes' in "
        f"its file. Or count it with the next wave: write `together = {together}` in that one's "
        f"file."
    )


def _named(wave: Wave) -> str:
    with_ = f" (with {', '.join(part.id for part in wave.together)})" if wave.together else ""
    return f"{wave.client}/{wave.id}{with_}"


def _judged(wave: Wave, opened: Sequence[_Opened], suspects: Suspects | None) -> Sequence[_Opened]:
    """Take the answers from suspects where they are set aside.

    With them and without them are two sets, which differ by nobody or by five or more.
    """
    marked = sum(one.suspect for one in opened)
    if suspects == "keep" or marked < (1 if suspects else MINIMUM):
        return opened
    if suspects is None:
        raise StateError(_undecided(wave, marked))
    fitting = sum(one.counts for one in opened)
    if marked < MINIMUM or fitting - marked < MINIMUM:
        raise StateError(
            f"Fewer than {MINIMUM} of the answers to {_named(wave)} seem to be a "
            f"program's, or fewer than {MINIMUM} do not. Setting so few apart would show who they "
            f"are. Nothing was changed; close with `--suspects keep`, or prolong the wave: move "
            f"'closes' in its file."
        )
    return [replace(one, sent=None) if one.suspect else one for one in opened]


def _undecided(wave: Wave, marked: int) -> str:
    """Ask what becomes of answers that seem to be a program's."""
    command = run("wave close", wave.client, wave.id, "--suspects")
    return (
        f"{in_fives(marked)} of the answers to {_named(wave)} seem to "
        f"be a program's. Nothing was changed. Say what becomes of them: `{command} keep` counts "
        f"them like the others, `{command} aside` leaves them out of every report and keeps them "
        f"sealed in the file."
    )


def _merge(stored: Responses, opened: Sequence[_Opened], contract: Contract) -> Responses:
    """Add what was opened to what is stored, and shuffle it all."""
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


def _open(item: Item, contract: Contract, keys: Sequence[Identity]) -> _Opened:
    try:
        held = json.loads(private_keys.unseal(item.sealed, keys))
        sent = envelope.opened(contract, held)  # ValueError: half a character
    except (private_keys.CannotOpenError, ValueError, RecursionError):
        sent = None
    return _Opened(item.sealed, sent)


def _closed(sent: Sent, contract: Contract) -> Answers:
    texts = set(contract.texts)
    return {id_: answer for id_, answer in sorted(sent.answers.items()) if id_ not in texts}
