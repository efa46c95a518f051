"""The sealed file of a closed wave: what it holds, how it is written, and how it is read.

Nothing in it tells who answered, when, or in which order; a mark that the collector put beside
somebody's answers is only counted.

The file waits beside its place, whole, until its hash is noted (`closed_note`), and then takes
it. A kill before the note has changed nothing; after one behind it, the next command that works on
the wave moves the file whose hash is noted.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.base.files import put, write_beside
from nejtak.base.lock import holding
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.wave import closed_note, ledger
from nejtak.wave.envelope import Answers, Code

FORMAT, OLD_FORMAT = 2, 1


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it was given. Its boxes are joined by BOX_BREAK, and `codes` has one code for each.

    What was typed on the page has no codes.
    """

    text: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Responses:
    """A closed wave. The closed answers of one respondent stand together; texts stand apart.

    `answers` holds one mapping per respondent, in random order; `texts` holds the texts of each
    question, in random order of their own, with those of `words` among them;
    `aside` holds ciphertexts that no key opened, whose content did not fit, or that were left out
    as a program's, kept so that a wrong key or a false alarm loses nothing; `suspects` is how many
    in `answers` seem to be a program's; `ids` are the random ids of all items taken in, sorted.
    """

    answers: tuple[Answers, ...] = ()
    texts: Mapping[str, tuple[Written, ...]] | None = None
    aside: tuple[bytes, ...] = ()
    suspects: int = 0
    ids: frozenset[bytes] = frozenset()


def write(
    wave: Wave, responses: Responses, recipients: Sequence[str], keys: Sequence[Identity]
) -> None:
    """Write the sealed file and note its hash: from then on the wave is closed.

    It is opened, and read back, before it takes the place of an older one, which may be the only
    copy.
    """
    sealed = seal(_encoded(wave, responses), recipients)
    if _opened(wave, sealed, keys) != responses:
        raise StateError(f"{wave.responses_file} would not read back. Nothing was changed.")
    beside = write_beside(wave.responses_file, sealed, 0o600)
    if beside.read_bytes() != sealed:
        beside.unlink()
        raise StateError(f"{wave.responses_file} does not read back. The inbox was left as it is.")
    closed_note.note(wave, sealed)
    put(beside, wave.responses_file)


def note(wave: Wave) -> None:
    """Note the hash of a sealed file that was written before there were notes."""
    closed_note.note(wave, wave.responses_file.read_bytes())


def read(wave: Wave, keys: Sequence[Identity]) -> Responses:
    """Open the sealed file of a closed wave; raise StateError where that cannot be done."""
    if wave.within:
        raise StateError(
            f"The answers to {wave.client}/{wave.id} are counted together with those to "
            f"{wave.client}/{wave.within}, and told there alone: name {wave.within} instead."
        )
    if not wave.responses_file.exists():
        raise StateError(_missing(wave, date.today()))
    sealed = wave.responses_file.read_bytes()
    if closed_note.noted(wave) is not None and not closed_note.is_noted(wave, sealed):
        raise StateError(f"{wave.responses_file} {closed_note.damaged(wave)}")
    return _opened(wave, sealed, keys)


def _missing(wave: Wave, today: date) -> str:
    """Why there is no file: the wave is not closed, or its answers are purged, or lost."""
    if not closed_note.is_closed(wave):
        return (
            f"{wave.client}/{wave.id} is not closed. "
            f"Close it with `{run('wave close', wave.client, wave.id)}`."
        )
    until = ledger.kept_until(wave)
    if until is None or today < until:
        return f"{wave.responses_file} {not_here(wave, until)}"
    return (
        f"The answers to {wave.client}/{wave.id} are purged: they were to be kept until {until}, "
        f"{wave.retention_days} days after the first report. The reports stay as they are, and no "
        f"other can be made."
    )


def not_here(wave: Wave, until: date | None) -> str:
    """What follows from a sealed file that is not here and not purged, and how to get it."""
    kept = f"It is kept until {until}. " if until else ""
    return (
        f"is not here. {kept}{wave.client}/{wave.id} stays closed; closing, review, report and "
        f"export need the file. Copy it from the machine that closed the wave, or restore it from "
        f"your backup."
    )


@contextmanager
def alone(wave: Wave) -> Iterator[None]:
    """Hold the wave for one closing, review, report or purge, until the end or a kill.

    So no answers join in the middle of another. What a kill left beside its files takes its place
    if it is the noted sealed file, and is cleared if not.
    Raises StateError where the wave is a draft, or held by another program.
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
                put(path, wave.responses_file)
        for written in (
            wave.closed_file,
            wave.responses_file,
            wave.quotes_file,
            wave.ledger_file,
        ):
            for leftover in wave.folder.glob(f".{written.name}-*"):
                leftover.unlink()
        yield


def _encoded(wave: Wave, responses: Responses) -> bytes:
    """The file's plain content. Keys are sorted: the order they came in is no one's business."""
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
    """Open what `_encoded` wrote; refuse another wave's, which a copied file would mix in here."""
    whose, responses, together = None, None, []
    recipients = wave.contract.public_keys if wave.contract else ()
    opened = private_keys.unseal_file(wave.responses_file, sealed, keys, recipients)
    try:
        plain = json.loads(opened)
        whose = (plain["format"], plain["wave"])
        together = list(map(str, plain["together"]))
        responses = Responses(
            tuple(plain["answers"]),
            {id_: tuple(map(_written, texts)) for id_, texts in plain["texts"].items()},
            tuple(base64.b64decode(ciphertext) for ciphertext in plain["aside"]),
            int(plain["suspects"]),
            frozenset(bytes.fromhex(id_) for id_ in plain["ids"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # not chained: the error could quote what it stumbled over
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


def _written(stored: Mapping[str, Any]) -> Written:
    codes = tuple(Code(one["reason"], one["by"]) for one in stored["codes"])
    return Written(stored["text"], codes)


def _together(wave: Wave) -> list[str]:
    return sorted(part.id for part in wave.together)


def _other_waves(wave: Wave, together: Sequence[str]) -> str:
    """Say what the file must say: a wave that joined or left by that line could be subtracted."""
    was = f"together = {json.dumps(together)}" if together else "no 'together'"
    return (
        f"{wave.client}/{wave.id} was closed {'together with ' if together else 'by itself'}"
        f"{', '.join(together)}, and its file now says otherwise. Write {was} there, as it was "
        f"then. Which waves are counted together is settled when they are closed."
    )
