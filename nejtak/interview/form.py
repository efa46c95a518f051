"""The form of one interview: from its fields to an entry for the collector, or to what is wrong.

A text is several short boxes, each with the reason that it is about and who chose that. Of somebody
who has answered on the page already, only texts are taken, which nothing counts.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nejtak.interview.entering import Entry
from nejtak.project.model import Question
from nejtak.review.clean import clean_text
from nejtak.wave.envelope import BOX_BREAK, CHOOSERS, Answer, Code

MOST_BOXES = 8  # of one question
_NUMBER = re.compile(r"[0-9a-f]{32}")

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something to mend: the id of a field, the question it belongs to, and a text of `[entry]`.

    `left` is the number, or the name of an error, in that text; `box` the note's number, from 1.
    """

    field: str
    question: str
    text: str
    left: int | str = ""
    box: int = 0


@dataclass(frozen=True, slots=True)
class NoteBox:
    """One note, the reason it is about, and who chose that; empty if not given."""

    note: str = ""
    reason: str = ""
    by: str = ""

    @property
    def code(self) -> Code:
        """Its code under the seal."""
        by = next((one for one in CHOOSERS if one == self.by), None)
        return Code(self.reason, by) if self.reason and by else Code("", "")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds.

    `number` is the entry's own, so that a form that is sent twice is one entry. `again` is None if
    the form is to be stored; else it is shown again, with one more box for the question it names.
    """

    number: str = field(default_factory=lambda: secrets.token_hex(16))
    already: str = ""  # whether the candidate has answered on the page: "yes", "no", not asked yet
    boxes: Mapping[str, tuple[NoteBox, ...]] = field(default_factory=dict)
    figures: Mapping[str, Answer] = field(default_factory=dict)
    again: str | None = None
    warned: frozenset[str] = frozenset()  # the finds that the page has shown already

    @property
    def noted(self) -> dict[str, tuple[NoteBox, ...]]:
        """The boxes with a note, as they are stored: without blank lines inside."""
        kept = {
            id_: tuple(
                NoteBox(note, box.reason, box.by) for box in boxes if (note := _line(box.note))
            )
            for id_, boxes in self.boxes.items()
        }
        return {id_: boxes for id_, boxes in kept.items() if boxes}

    @property
    def texts(self) -> dict[str, str]:
        """The text of each question."""
        noted = self.noted.items()
        return {id_: BOX_BREAK.join(box.note for box in boxes) for id_, boxes in noted}


def read_notes(questions: Sequence[Question], fields: Fields) -> Filled:
    """Read a form of ours; whatever else it holds is left out."""
    number = _one(fields, "number")
    action, _, more = _one(fields, "action").partition(":")
    again = more if action == "show" else None
    return Filled(
        number=number if _NUMBER.fullmatch(number) else secrets.token_hex(16),
        already=_one(fields, "already"),
        boxes={q.id: tuple(_boxes(q.id, fields, again)) for q in questions if q.kind == "text"},
        figures={q.id: _figure(q, fields) for q in questions if q.kind != "text"},
        again=again,
        warned=frozenset(fields.get("warned", ())),
    )


def problems(typed: Filled) -> Iterator[Mistake]:
    """What has to be mended before an entry can be stored."""
    if typed.already not in ("yes", "no"):
        yield Mistake("already", "", "ask_first")
    for id_, boxes in typed.boxes.items():
        for place, box in enumerate(boxes):
            if box.reason and not _line(box.note):
                yield Mistake(f"note.{id_}.{place}", id_, "note_first", box=place + 1)
            elif box.reason and box.by not in CHOOSERS:
                yield Mistake(f"by.{id_}.{place}", id_, "by_first", box=place + 1)


def entry(typed: Filled, language: str) -> Entry:
    """The entry of a form without problems."""
    words = typed.already == "yes"
    figures = {} if words else {id_: answer for id_, answer in typed.figures.items() if answer}
    return Entry(
        number=typed.number,
        language=language,
        answers={**figures, **typed.texts},
        codes={id_: tuple(box.code for box in boxes) for id_, boxes in typed.noted.items()},
        mark="words" if words else "interview",
    )


def _boxes(question: str, fields: Fields, again: str | None) -> Iterator[NoteBox]:
    """The boxes that the form had, one at least; and one more where that was asked for."""
    place = 0
    while place == 0 or f"note.{question}.{place}" in fields:
        yield NoteBox(
            *(_one(fields, f"{name}.{question}.{place}") for name in ("note", "code", "by"))
        )
        place += 1
        if place == MOST_BOXES:
            return
    if again == question:
        yield NoteBox()


def _figure(question: Question, fields: Fields) -> Answer:
    name = f"answer.{question.id}"
    match question.kind:
        case "choices":
            return [*dict.fromkeys(value for value in fields.get(name, ()) if value)]
        case "grid":
            rows = {row.id: _one(fields, f"{name}.{row.id}") for row in question.rows}
            return {row: column for row, column in rows.items() if column}
        case "choice" | "scale" | "text":
            return _one(fields, name)


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _line(note: str) -> str:
    """A note without blank lines, which stand between boxes."""
    lines = map(str.strip, clean_text(note).split("\n"))
    return "\n".join(filter(None, lines))
