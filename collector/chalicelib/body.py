"""Reads request bodies strictly: anything that nejtak's own pages cannot send is refused.

Both kinds of body become a `Submission`. A form has no structure, so `from_form` gives it the
structure of JSON, by the questions of the contract. Refusals contain a code and ids of the
contract, and never a part of the request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from chalicelib.contracts import ContractQuestion

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LIMIT = 64 * 1024  # bytes of a body

_MEDIA_TYPE = re.compile(r'([a-z/-]+)(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_MOST_FIELDS = 1000
_OUR_OWN = frozenset({"number", "language", "website"})
EDIT = "_edit"  # a field of a form that the candidate wants to edit; no id has an underscore

Fields = Mapping[str, tuple[str, ...]]


class SubmissionError(Exception):
    """A submission that cannot be accepted.

    `code` is `invalid` or `empty`; `fields` are the ids of questions whose answers do not fit.
    """

    def __init__(self, code: str, fields: tuple[str, ...] = ()) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Submission:
    """The unchecked content of a body: the submission's number, its language, and the answers.

    `website` is the honeypot: people do not see it and leave it empty.
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
    """Whether the body is over the limit, without parsing it.

    A form encodes each byte outside ASCII as three. These are counted as one; otherwise six full
    texts in Arabic, which the page allows, would be refused.
    """
    if media == FORM:
        return max(len(raw) - 2 * raw.count(b"%"), len(raw) // 3) > LIMIT
    return len(raw) > LIMIT


def read_json(raw: bytes) -> Submission:
    """Read a JSON body. Raises `SubmissionError`."""
    try:
        data = json.loads(
            raw.decode(),
            object_pairs_hook=_unique,
            parse_int=_no_number,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise SubmissionError("invalid") from None
    if not isinstance(data, dict) or data.keys() - _OUR_OWN - {"answers", "proof"}:
        raise SubmissionError("invalid")
    answers = data.pop("answers", None)
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in data.values()):
        raise SubmissionError("invalid")
    number, language, website = (data.get(name, "") for name in ("number", "language", "website"))
    return Submission(number, language, answers, website)


def read_form(raw: bytes) -> Fields:
    """Read an urlencoded body into its fields, with their values. Raises `SubmissionError`."""
    fields: dict[str, tuple[str, ...]] = {}
    if not raw:
        return fields
    if _BAD_ESCAPE.search(raw):
        raise SubmissionError("invalid")
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise SubmissionError("invalid") from None
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


def from_form(questions: Mapping[str, ContractQuestion], fields: Fields) -> Submission:
    """Give a form's fields the structure of a JSON body.

    Raises `SubmissionError` if a field is repeated that no page repeats.
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
        raise SubmissionError("invalid")
    number, language, website = (
        _one(fields.get(name, ("",))) for name in ("number", "language", "website")
    )
    return Submission(number, language, answers, website)


def _one(values: tuple[str, ...]) -> str:
    if len(values) != 1:
        raise SubmissionError("invalid")
    return values[0]


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("duplicate key")
    return unique


def _no_number(_: str) -> NoReturn:
    """Refuse every number, NaN included: no answer is a number."""
    raise ValueError("number")
