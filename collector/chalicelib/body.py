"""Bodies, read strictly: anything that our own pages could not have sent is refused.

Both kinds of body end as `Sent`. A form has no structure, so `from_form` gives it the structure
that JSON has, question by question of the contract. Refusals carry a code and ids of the
contract, never anything that arrived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from chalicelib.contracts import Question

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LIMIT = 64 * 1024  # bytes of a body

_MEDIA_TYPE = re.compile(r'([a-z/-]+)(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_MOST_FIELDS = 1000
_OUR_OWN = frozenset({"number", "language", "website"})
EDIT = "_edit"  # of a form that is to come back; no id has an underscore

Fields = Mapping[str, tuple[str, ...]]


class RefusedError(Exception):
    """A submission that cannot be taken.

    `code` is `invalid` or `empty`; `fields` are the ids of questions whose answers do not fit.
    """

    def __init__(self, code: str, fields: tuple[str, ...] = ()) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a body says, unchecked: the number of this submission, the language, the answers.

    `website` is the field that people do not see and leave empty.
    """

    number: str
    language: str
    answers: Mapping[str, object]
    website: str


def media_type(header: str) -> str | None:
    """Return `FORM` or `JSON`, or None for every other type and for charsets but UTF-8."""
    match = _MEDIA_TYPE.fullmatch(header.strip())
    name = match[1].lower() if match else ""
    return name if name in (FORM, JSON) else None


def is_large(media: str, raw: bytes) -> bool:
    """Whether the body is over the limit, told without parsing it.

    A form spends three bytes on each byte outside ASCII. It is measured as it was before that,
    or six full texts in Arabic, which the browser let through, would be refused.
    """
    if media == FORM:
        return max(len(raw) - 2 * raw.count(b"%"), len(raw) // 3) > LIMIT
    return len(raw) > LIMIT


def read_json(raw: bytes) -> Sent:
    """Read a JSON body. Raises `RefusedError`."""
    try:
        data = json.loads(
            raw.decode(),
            object_pairs_hook=_unique,
            parse_int=_no_number,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise RefusedError("invalid") from None
    if not isinstance(data, dict) or data.keys() - _OUR_OWN - {"answers", "proof"}:
        raise RefusedError("invalid")
    answers = data.pop("answers", None)
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in data.values()):
        raise RefusedError("invalid")
    number, language, website = (data.get(name, "") for name in ("number", "language", "website"))
    return Sent(number, language, answers, website)


def read_form(raw: bytes) -> Fields:
    """Read an urlencoded body into its fields and their values, in order. Raises `RefusedError`."""
    fields: dict[str, tuple[str, ...]] = {}
    if not raw:
        return fields
    if _BAD_ESCAPE.search(raw):
        raise RefusedError("invalid")
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise RefusedError("invalid") from None
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


def from_form(questions: Mapping[str, Question], fields: Fields) -> Sent:
    """Give a form's fields the structure of a JSON body.

    Raises `RefusedError` where a field is repeated that no page repeats.
    """
    rest = {name: values for name, values in fields.items() if name not in {*_OUR_OWN, EDIT}}
    answers: dict[str, object] = {}
    for name, question in questions.items():
        if question.kind == "grid":
            cells = {row: rest.pop(f"{name}.{row}", ("",)) for row in question.rows}
            answers[name] = {row: _one(values) for row, values in cells.items()}
        elif question.kind == "choices":
            answers[name] = [value for value in rest.pop(name, ()) if value]
        else:
            answers[name] = _one(rest.pop(name, ("",)))
    if rest:
        raise RefusedError("invalid")
    number, language, website = (
        _one(fields.get(name, ("",))) for name in ("number", "language", "website")
    )
    return Sent(number, language, answers, website)


def _one(values: tuple[str, ...]) -> str:
    if len(values) != 1:
        raise RefusedError("invalid")
    return values[0]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_number(_: str) -> NoReturn:
    """No answer is a number, so a number, however huge or not a number at all, is refused."""
    raise ValueError("number")
