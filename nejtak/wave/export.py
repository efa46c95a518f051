"""A closed wave's answers as they are, for who holds the key and must work on them elsewhere.

They are personal data: few people know who of twelve chose what, but someone may. So they are
sealed to the wave's recipients unless it is asked otherwise, in the order of the closed file, which
is random: the closed answers of one respondent together, and the texts of each question apart from
them. What would tie an answer to an item of the inbox is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from nejtak.base.csv_safe import to_csv
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.wave.closed_wave import Responses
from nejtak.wave.envelope import Answer

Form = Literal["jsonl", "csv"]
HEAD = ("respondent", "question", "row", "answer")
WARNING = (
    "These are the answers themselves, one respondent at a time, and every text as it was written. "
    "They are personal data: who knows a candidate may recognise them. They are for those alone "
    "who hold the wave's key, never for the employer. Tell nobody what one person answered, "
    "and delete the file as soon as the work is done: `purge` looks into the folder exports/ alone."
)


def export(wave: Wave, responses: Responses, form: Form, *, plain: bool) -> tuple[str, bytes]:
    """Return a file's name and content: JSON Lines or CSV, sealed unless it is to be plain.

    JSON Lines holds `{"answers": {question: answer}}` for each respondent, then
    `{"question": ..., "text": ...}` for each text. CSV holds a row for each pick, with a number for
    its respondent that is of this file alone, and texts with none. Raises StateError where the
    contract's recipients are no keys.
    """
    if wave.contract is None:
        raise StateError(f"{wave.client}/{wave.id} is a draft: nobody has answered it.")
    content = _jsonl(responses) if form == "jsonl" else to_csv([HEAD, *_rows(responses)])
    name = f"{wave.id}.raw.{form}"
    if plain:
        return name, content
    return f"{name}.age", seal(content, wave.contract.public_keys)


def files(wave: Wave, folder: Path) -> tuple[Path, ...]:
    """Every name that an export of the wave may have below the folder of all exports."""
    names = [f"{wave.id}.raw.{form}" for form in get_args(Form)]
    return tuple(folder / wave.client / f"{name}{end}" for name in names for end in ("", ".age"))


def _jsonl(responses: Responses) -> bytes:
    lines: list[Mapping[str, object]] = [{"answers": answers} for answers in responses.answers]
    lines += [{"question": question, "text": text} for question, text in _texts(responses)]
    said = (json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines)
    return "".join(f"{line}\n" for line in said).encode()


def _texts(responses: Responses) -> Iterator[tuple[str, str]]:
    for question, texts in sorted((responses.texts or {}).items()):
        yield from ((question, written.text) for written in texts)


def _rows(responses: Responses) -> Iterator[tuple[str | int, ...]]:
    for number, answers in enumerate(responses.answers, 1):
        for question, answer in sorted(answers.items()):
            yield from ((number, question, *pick) for pick in _picks(answer))
    yield from (("", question, "", text) for question, text in _texts(responses))


def _picks(answer: Answer) -> Iterator[tuple[str, str]]:
    """Row and choice of each pick; the row is empty but in grids."""
    if isinstance(answer, Mapping):
        yield from sorted(answer.items())
    else:
        yield from (("", choice) for choice in ([answer] if isinstance(answer, str) else answer))
