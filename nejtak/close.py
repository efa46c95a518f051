"""Closes a wave: fetch, open, check, split, shuffle, store as one sealed file, delete the inbox.

It can be interrupted at any point and run again. The order keeps that true: the sealed file is
written whole and read back before anything is deleted; only items that it names are deleted; and
an item that it names is never taken in a second time, so a retry that comes late is no double.
One closing of a wave runs at a time: of two, the slower would find half an inbox and no file yet,
and put that half in the place of the whole.

Answers that come in after the file was written join it five at a time or not at all: a wave that
grows by one would show what that one said. Once a report is out, none join it.
"""

from __future__ import annotations

import base64
import fcntl
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pyrage.x25519 import Identity

from nejtak import contract, ledger, seal
from nejtak.disclosure import MINIMUM
from nejtak.errors import StateError
from nejtak.inbox import Inbox, Item
from nejtak.model import Wave
from nejtak.output import write_file

FORMAT = 1
_shuffle = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Responses:
    """A closed wave. The closed answers of one respondent stand together; texts stand apart.

    `answers` holds one mapping per respondent, in random order; `texts` holds the texts of each
    question, in random order of their own; `aside` holds ciphertexts that no key opened or whose
    content did not fit, kept so that a wrong key loses nothing; `ids` are the random ids of all
    items taken in, sorted.
    """

    answers: tuple[Mapping[str, Any], ...] = ()
    texts: Mapping[str, tuple[str, ...]] | None = None
    aside: tuple[bytes, ...] = ()
    ids: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing did: respondents and items set aside in the file, and late items left."""

    responses: int
    aside: int
    late: int


def close(wave: Wave, inbox: Inbox, keys: Sequence[Identity]) -> Closing:
    """Close the wave, or finish a closing that was interrupted.

    Raises StateError, and changes nothing, where no key fits the wave, where another closing of it
    is running, and where fewer than five answers would be in the file.
    """
    frozen = _contract(wave)
    _check_keys(wave, frozen["recipients"], keys)
    with _alone(wave):
        return _close(wave, frozen, inbox, keys)


def _close(
    wave: Wave, frozen: Mapping[str, Any], inbox: Inbox, keys: Sequence[Identity]
) -> Closing:
    stored = read(wave, keys) if wave.responses_file.exists() else Responses()
    items = inbox.items()
    new = [] if ledger.releases(wave) else [i for i in items if i.id not in stored.ids]
    merged = _merge(stored, new, frozen, keys) if new or not stored.ids else stored
    if merged is not stored:
        if len(merged.answers) < MINIMUM:
            raise StateError(_too_few(wave, merged))
        _write(wave, merged, frozen["recipients"], keys)
    inbox.delete([i for i in items if i.id in merged.ids])
    late = sum(i.id not in merged.ids for i in items)
    return Closing(len(merged.answers), len(merged.aside), late)


def _contract(wave: Wave) -> Mapping[str, Any]:
    if wave.contract is None:
        raise StateError(
            f"{wave.client}/{wave.id} is a draft: nobody has answered it. "
            f"Open it with `build.py wave open {wave.client} {wave.id}`."
        )
    return wave.contract


def _check_keys(wave: Wave, recipients: Sequence[str], keys: Sequence[Identity]) -> None:
    """Refuse keys that open nothing here, before every single answer is set aside for them."""
    if not {str(key.to_public()) for key in keys} & set(recipients):
        raise StateError(
            f"None of your keys opens what {wave.client}/{wave.id} is sealed to. Fetch the key "
            f"that the wave was opened with; nothing was changed."
        )


@contextmanager
def _alone(wave: Wave) -> Iterator[None]:
    """Hold the wave's contract locked, which a kill lets go, and clear what a kill left behind."""
    with wave.contract_file.open("rb+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                f"{wave.client}/{wave.id} is being closed by another program. Wait for it to end."
            ) from error
        for leftover in wave.folder.glob(f".{wave.responses_file.name}-*"):
            leftover.unlink()
        yield


def _too_few(wave: Wave, merged: Responses) -> str:
    aside = f" {len(merged.aside)} more could not be opened or do not fit." if merged.aside else ""
    return (
        f"{wave.client}/{wave.id} has fewer than {MINIMUM} answers that can be opened, so it stays "
        f"open: a report on so few would show who said what.{aside} Prolong it: move 'closes' in "
        f"its file."
    )


def _merge(
    stored: Responses, items: Sequence[Item], frozen: Mapping[str, Any], keys: Sequence[Identity]
) -> Responses:
    """Add items to what is stored; the same object where they are too few to be added."""
    opened = [_open(item, frozen, keys) for item in items]
    new = [answers for answers in opened if answers is not None]
    if stored.ids and len(new) < MINIMUM:
        return stored
    answers = [*stored.answers, *(_closed(a, frozen) for a in new)]
    texts: dict[str, list[str]] = {id_: [] for id_ in _text_ids(frozen)}
    texts |= {id_: [*said] for id_, said in (stored.texts or {}).items()}
    for response in new:
        for id_ in texts.keys() & response.keys():
            texts[id_].append(response[id_])
    _shuffle(answers)
    for said in texts.values():
        _shuffle(said)
    aside = [i.sealed for i, answers in zip(items, opened, strict=True) if answers is None]
    return replace(
        stored,
        answers=tuple(answers),
        texts={id_: tuple(said) for id_, said in texts.items()},
        aside=tuple(sorted({*stored.aside, *aside})),
        ids=stored.ids | {i.id for i in items},
    )


def _open(
    item: Item, frozen: Mapping[str, Any], keys: Sequence[Identity]
) -> Mapping[str, Any] | None:
    try:
        envelope = json.loads(seal.unseal(item.sealed, keys))
        answers = envelope.get("answers") if isinstance(envelope, dict) else None
        fits = contract.fits(frozen, answers)  # ValueError: a text with half a character
    except (seal.CannotOpenError, ValueError, RecursionError):
        return None
    return answers if fits else None


def _text_ids(frozen: Mapping[str, Any]) -> Iterable[str]:
    return [id_ for id_, question in frozen["questions"].items() if question["kind"] == "text"]


def _closed(answers: Mapping[str, Any], frozen: Mapping[str, Any]) -> dict[str, Any]:
    texts = set(_text_ids(frozen))
    return {id_: answer for id_, answer in sorted(answers.items()) if id_ not in texts}


def _write(
    wave: Wave, responses: Responses, recipients: Sequence[str], keys: Sequence[Identity]
) -> None:
    """Write the sealed file, and make sure that it opens to the same before anyone relies on it.

    It is opened once before it takes the place of an older one, which may be the only copy.
    """
    sealed = seal.seal(_encoded(wave, responses), recipients)
    if _opened(wave, sealed, keys) != responses:
        raise StateError(f"{wave.responses_file} would not read back. Nothing was changed.")
    write_file(wave.responses_file, sealed, mode=0o600)
    if wave.responses_file.read_bytes() != sealed:
        raise StateError(f"{wave.responses_file} does not read back. The inbox was left as it is.")


def read(wave: Wave, keys: Sequence[Identity]) -> Responses:
    """Open the sealed file of a closed wave; raise StateError where that cannot be done."""
    if not wave.responses_file.exists():
        raise StateError(
            f"{wave.client}/{wave.id} is not closed. "
            f"Close it with `build.py wave close {wave.client} {wave.id}`."
        )
    return _opened(wave, wave.responses_file.read_bytes(), keys)


def _encoded(wave: Wave, responses: Responses) -> bytes:
    """The file's plain content. Keys are sorted: the order they came in is no one's business."""
    content = {
        "format": FORMAT,
        "wave": f"{wave.client}/{wave.id}",
        "answers": responses.answers,
        "texts": responses.texts,
        "aside": [base64.b64encode(sealed).decode() for sealed in responses.aside],
        "ids": sorted(id_.hex() for id_ in responses.ids),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _opened(wave: Wave, sealed: bytes, keys: Sequence[Identity]) -> Responses:
    """Open what `_encoded` wrote; refuse another wave's, which a copied file would mix in here."""
    try:
        plain = json.loads(seal.unseal(sealed, keys))
        whose = (plain["format"], plain["wave"])
        responses = Responses(
            tuple(plain["answers"]),
            {id_: tuple(said) for id_, said in plain["texts"].items()},
            tuple(base64.b64decode(ciphertext) for ciphertext in plain["aside"]),
            frozenset(bytes.fromhex(id_) for id_ in plain["ids"]),
        )
    except seal.CannotOpenError as error:
        raise StateError(f"None of your keys opens {wave.responses_file}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whose = None
    if whose != (FORMAT, f"{wave.client}/{wave.id}"):
        raise StateError(
            f"{wave.responses_file} does not hold the answers of {wave.client}/{wave.id}. "
            f"Put the right file back."
        )
    return responses
