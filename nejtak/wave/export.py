"""Raw answers of a closed wave, for a key holder who must work on them in another program.

They are personal data: somebody who knows the candidates may recognise one of twelve. So they are
sealed to the wave's recipients unless the key holder asks for plain text. They keep the random
order of the closed file: the answers of one respondent together, and the texts of each question
separate from them. Ids that could link an answer to an item of the inbox are left out.
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
    "These are the raw answers, one respondent at a time, and every text as it was written. They "
    "are personal data: somebody who knows a candidate may recognise them. They are for the wave's "
    "key holders only, never for the employer. Do not pass on what one person answered, and delete "
    "the file as soon as the work is done: `purge` only looks in the folder exports/."
)


def export(wave: Wave, responses: Responses, form: Form, *, plain: bool) -> tuple[str, bytes]:
    """Return a file's name and content: JSON Lines or CSV, sealed unless `plain`.

    JSON Lines has `{"answers": {question: answer}}` for each respondent, then
    `{"question": ..., "text": ...}` for each text. CSV has a row for each choice, with a number for
    its respondent that is used in this file only; texts have no number. Raises StateError if the
    contract's recipients are not public keys.
    """
    if wave.contract is None:
        raise StateError(f"{wave.client}/{wave.id} is a draft: nobody has answered it.")
    content = _jsonl(responses) if form == "jsonl" else to_csv([HEAD, *_rows(responses)])
    name = f"{wave.id}.raw.{form}"
    if plain:
        return name, content
    return f"{name}.age", seal(content, wave.contract.public_keys)


def export_files(wave: Wave, folder: Path) -> tuple[Path, ...]:
    """Every path that an export of the wave may have in the folder of all exports."""
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
    """Row and choice of each pick; the row is empty except in grids."""
    if isinstance(answer, Mapping):
        yield from sorted(answer.items())
    else:
        yield from (("", choice) for choice in ([answer] if isinstance(answer, str) else answer))
