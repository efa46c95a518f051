"""Second coding: another person codes the notes of interviews by reason, blind to the first codes.

A note is one box of an interview that has a reason; the first code is what candidate or interviewer
chose when it was entered. Texts from the page have no code, so there is nothing to compare them
with. The first codes are shown only after all notes are coded and the coder asks to compare; what
was shown then is fixed, since it is blind no more. The agreement is the partner's alone: no report
and no export reads this module.

`waves/<wave>.second.age` has the second codes, sealed to the wave's keys. Notes with the same words
below the same question share one code.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.review.redaction import Redactor
from nejtak.wave import closed_wave
from nejtak.wave.envelope import BOX_BREAK, Code

FORMAT = 1
NO_REASON = "-"  # the second coder finds none of the reasons in a note

Key = tuple[str, str]  # question, and note as it is shown


@dataclass(frozen=True, slots=True)
class Note:
    """One box of an interview after automatic redaction, and its first code."""

    question: str
    text: str
    first: Code

    @property
    def key(self) -> Key:
        """What its second code is stored by."""
        return self.question, self.text


@dataclass(frozen=True, slots=True)
class SecondCodes:
    """The second codes, and the notes whose first code was shown."""

    codes: Mapping[Key, str] = field(default_factory=dict)
    shown: frozenset[Key] = frozenset()


class SecondDesk:
    """One second coding under way."""

    def __init__(self, wave: Wave, keys: Sequence[Identity], redactor: Redactor) -> None:
        """Read the notes of a closed wave, in an order of its own, and the codes so far.

        Raises StateError if the wave is not closed, no key opens it, or no note has a reason.
        """
        self._wave = wave
        notes = [*_notes(closed_wave.read_responses(wave, keys), redactor)]
        if not notes:
            raise StateError(
                f"No note of {wave.client}/{wave.id} has a reason, so there is nothing to code a "
                f"second time. Only interviews have reasons."
            )
        secrets.SystemRandom().shuffle(notes)
        asked = [*wave.contract.questions] if wave.contract else []
        self.notes = tuple(sorted(notes, key=lambda note: asked.index(note.question)))
        self.stored = _read(wave, keys)

    @property
    def left(self) -> int:
        """How many notes have no second code."""
        return sum(note.key not in self.stored.codes for note in self.notes)

    @property
    def compared(self) -> bool:
        """Whether the first codes of all notes were shown."""
        return all(note.key in self.stored.shown for note in self.notes)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """First and second code of each note; to be shown after `compare` only."""
        return [(note.first.reason, self.stored.codes[note.key]) for note in self.notes]

    def save(self, codes: Mapping[Key, str]) -> None:
        """Store codes, but not of notes whose first code was shown; sealed when this returns."""
        new = {key: code for key, code in codes.items() if key not in self.stored.shown}
        self._write(replace(self.stored, codes={**self.stored.codes, **new}))

    def compare(self) -> bool:
        """From now on the first codes may be shown; False if notes are left."""
        if self.left:
            return False
        self._write(replace(self.stored, shown=frozenset(note.key for note in self.notes)))
        return True

    def _write(self, stored: SecondCodes) -> None:
        listed = [
            {"question": key[0], "note": key[1], "code": code, "shown": key in stored.shown}
            for key, code in sorted(stored.codes.items())
        ]
        name = f"{self._wave.client}/{self._wave.id}"
        content = {"format": FORMAT, "wave": name, "codes": listed}
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        recipients = self._wave.contract.public_keys if self._wave.contract else ()
        path = closed_wave.second_codes_file(self._wave)
        write_file(path, seal(plain, recipients), mode=0o600)
        self.stored = stored


def _notes(responses: closed_wave.Responses, redactor: Redactor) -> Iterator[Note]:
    """The boxes with a reason, as they may be read."""
    for question, texts in (responses.texts or {}).items():
        for written in texts:
            if written.codes:
                boxes = zip(written.text.split(BOX_BREAK), written.codes, strict=True)
                for box, code in boxes:
                    if code.reason:
                        yield Note(question, redactor.redact(box).text, code)


def _read(wave: Wave, keys: Sequence[Identity]) -> SecondCodes:
    """The stored codes; none if nobody has begun. Raises StateError if they cannot be read."""
    path = closed_wave.second_codes_file(wave)
    if not path.exists():
        return SecondCodes()
    recipients = wave.contract.public_keys if wave.contract else ()
    opened = private_keys.unseal_file(path, path.read_bytes(), keys, recipients)
    try:
        plain = json.loads(opened)
        if (plain["format"], plain["wave"]) == (FORMAT, f"{wave.client}/{wave.id}"):
            entries = [((one["question"], one["note"]), one) for one in plain["codes"]]
            codes = {key: str(one["code"]) for key, one in entries}
            return SecondCodes(codes, frozenset(key for key, one in entries if one["shown"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # not chained: the error could quote a note
    raise StateError(
        f"{path} does not hold the second codes of {wave.client}/{wave.id}. "
        f"Put the right file back from your backup."
    )
