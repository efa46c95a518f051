"""The sealed file of a closed wave: its content, and how it is written and read.

Nothing in it shows who answered, when, or in which order. Of the collector's marks on suspect
answers, only the number is stored.

The file is first written completely under a temporary name, then its hash is noted
(`closed_note`), then it is renamed. A kill before the note changes nothing. After a kill after the
note, the next command that works on the wave renames the file whose hash is noted.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.base.files import move_into_place, write_beside
from nejtak.base.lock import holding
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.wave import closed_note
from nejtak.wave.envelope import Answers, Code
from nejtak.wave.purge_day import kept_until

FORMAT, OLD_FORMAT = 2, 1


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it was given: boxes joined by BOX_BREAK, and in `codes` one code for each box.

    Texts that were typed on the page have no codes.
    """

    text: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Responses:
    """The content of a closed wave; texts are separated from the other answers.

    `answers` has one mapping per respondent, in random order. `texts` has the texts of each
    question in a random order of its own, those of `words` items included. `aside` are ciphertexts
    that no key opened, whose content did not fit, or that the admin left out as a program's; they
    are kept so that a wrong key or a false alarm loses nothing. `suspects` is the number of
    respondents in `answers` that seem to be programs. `ids` are the random ids of all items in the
    file.
    """

    answers: tuple[Answers, ...] = ()
    texts: Mapping[str, tuple[Written, ...]] | None = None
    aside: tuple[bytes, ...] = ()
    suspects: int = 0
    ids: frozenset[bytes] = frozenset()


def write_responses(
    wave: Wave, responses: Responses, recipients: Sequence[str], keys: Sequence[Identity]
) -> None:
    """Write the sealed file and note its hash: from then on the wave is closed.

    The new file is read back and opened before it replaces an older one, which may be the only
    copy.
    """
    sealed = seal(_encoded(wave, responses), recipients)
    if _opened(wave, sealed, keys) != responses:
        raise StateError(f"{wave.responses_file} would not read back. Nothing was changed.")
    beside = write_beside(wave.responses_file, sealed, 0o600)
    if beside.read_bytes() != sealed:
        beside.unlink()
        raise StateError(f"{wave.responses_file} does not read back. The inbox was left as it is.")
    closed_note.write_note(wave, sealed)
    move_into_place(beside, wave.responses_file)


def note_stored_file(wave: Wave) -> None:
    """Note the hash of a sealed file that an earlier nejtak wrote without a note."""
    closed_note.write_note(wave, wave.responses_file.read_bytes())


def read_responses(wave: Wave, keys: Sequence[Identity]) -> Responses:
    """Open the sealed file of a closed wave; raise StateError if it cannot be opened."""
    if wave.within:
        raise StateError(
            f"The answers to {wave.client}/{wave.id} are counted together with those to "
            f"{wave.client}/{wave.within}: name {wave.within} instead."
        )
    if not wave.responses_file.exists():
        raise StateError(_missing(wave, date.today()))
    sealed = wave.responses_file.read_bytes()
    if closed_note.noted_hash(wave) is not None and not closed_note.is_noted(wave, sealed):
        raise StateError(f"{wave.responses_file} {closed_note.damaged(wave)}")
    return _opened(wave, sealed, keys)


def _missing(wave: Wave, today: date) -> str:
    """Why there is no file: the wave is not closed, or its answers are purged or lost."""
    if not closed_note.is_closed(wave):
        return (
            f"{wave.client}/{wave.id} is not closed. "
            f"Close it with `{run('wave close', wave.client, wave.id)}`."
        )
    until = kept_until(wave)
    if until is None or today < until:
        return f"{wave.responses_file} {not_here(wave, until)}"
    return (
        f"The answers to {wave.client}/{wave.id} are purged: they were kept until {until}, "
        f"{wave.retention_days} days after the first report. Its reports stay; no new one can be "
        f"made."
    )


def second_codes_file(wave: Wave) -> Path:
    """The sealed codes of a second coder of interviews, once there are any."""
    return wave.folder / f"{wave.id}.second.age"


def not_here(wave: Wave, until: date | None) -> str:
    """The error if a wave's sealed file is missing and was not purged, with how to restore it."""
    kept = f"It is kept until {until}. " if until else ""
    return (
        f"is not here. {kept}{wave.client}/{wave.id} stays closed; closing, review, report and "
        f"export need the file. Copy it from the machine that closed the wave, or restore it from "
        f"your backup."
    )


@contextmanager
def alone(wave: Wave) -> Iterator[None]:
    """Lock the wave for one closing, review, report or purge, until that ends or is killed.

    The lock keeps answers from being added while another command works. Temporary files that a
    kill left are renamed if they are the noted sealed file, and removed if not. Raises StateError
    if the wave is a draft, or locked by another program.
    """
    if not wave.contract_file.exists():
        raise StateError(f"{wave.client}/{wave.id} is a draft: nobody has answered it.")
    refusal = StateError(
        f"{wave.client}/{wave.id} is being closed, reviewed or reported on by another "
        f"program. Wait for it to end, or end it with Ctrl-C."
    )
    with holding(wave.contract_file, refusal):
        for path in closed_note.waiting(wave):
            if closed_note.is_noted(wave, path.read_bytes()):
                move_into_place(path, wave.responses_file)
        for written in (
            wave.closed_file,
            wave.responses_file,
            wave.quotes_file,
            second_codes_file(wave),
            wave.ledger_file,
        ):
            for leftover in wave.folder.glob(f".{written.name}-*"):
                leftover.unlink()
        yield


def _encoded(wave: Wave, responses: Responses) -> bytes:
    """The file's plain content, with sorted keys, so that no order of arrival shows."""
    content = {
        "format": FORMAT,
        "wave": f"{wave.client}/{wave.id}",
        "together": _together(wave),
        "answers": responses.answers,
        "texts": {id_: list(map(asdict, texts)) for id_, texts in (responses.texts or {}).items()},
        "aside": [base64.b64encode(sealed).decode() for sealed in responses.aside],
        "suspects": responses.suspects,
        "ids": sorted(id_.hex() for id_ in responses.ids),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _opened(wave: Wave, sealed: bytes, keys: Sequence[Identity]) -> Responses:
    """Open a file that `_encoded` wrote; refuse another wave's, which may have been copied here."""
    whose, responses, together = None, None, []
    recipients = wave.contract.public_keys if wave.contract else ()
    opened = private_keys.unseal_file(wave.responses_file, sealed, keys, recipients)
    try:
        plain = json.loads(opened)
        whose = (plain["format"], plain["wave"])
        together = list(map(str, plain["together"]))
        responses = _responses(plain)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # not chained: the error could quote an answer
    if whose == (OLD_FORMAT, f"{wave.client}/{wave.id}"):
        raise StateError(
            f"{wave.responses_file} has format {OLD_FORMAT}, which is not read any more. Report on "
            f"{wave.client}/{wave.id} with the version that closed it."
        )
    if responses is None or whose != (FORMAT, f"{wave.client}/{wave.id}"):
        raise StateError(
            f"{wave.responses_file} does not hold the answers of {wave.client}/{wave.id}. "
            f"Put the right file back."
        )
    if together != _together(wave):
        raise StateError(_other_waves(wave, together))
    return responses


def _responses(plain: Mapping[str, Any]) -> Responses:
    return Responses(
        tuple(plain["answers"]),
        {id_: tuple(map(_written, texts)) for id_, texts in plain["texts"].items()},
        tuple(base64.b64decode(ciphertext) for ciphertext in plain["aside"]),
        int(plain["suspects"]),
        frozenset(bytes.fromhex(id_) for id_ in plain["ids"]),
    )


def _written(stored: Mapping[str, Any]) -> Written:
    codes = tuple(Code(one["reason"], one["by"]) for one in stored["codes"])
    return Written(stored["text"], codes)


def _together(wave: Wave) -> list[str]:
    return sorted(part.id for part in wave.together)


def _other_waves(wave: Wave, together: Sequence[str]) -> str:
    """Say which waves the file must name: reports with and without one could be subtracted."""
    was = f"together = {json.dumps(together)}" if together else "no 'together'"
    return (
        f"{wave.client}/{wave.id} was closed {'together with ' if together else 'by itself'}"
        f"{', '.join(together)}, and its file now says otherwise. Write {was} there, as it was "
        f"then. Which waves are counted together is settled when they are closed."
    )
