"""The contract: the answers that a wave accepts, frozen when it opens. Its type, and its file.

It is the only file format that builder and collector share, and contains no display text. All code
from here to the report uses the typed object; only `parse_contract` handles the raw JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from nejtak.base.command import run
from nejtak.base.ids import is_slug
from nejtak.base.recipients import Recipient, is_public_key
from nejtak.errors import Faults

Kind = Literal["choice", "choices", "scale", "grid", "text"]
Asks = Literal["declined", "accepted"]

FORMAT = 2
KINDS: tuple[Kind, ...] = get_args(Kind)
ASKS: tuple[Asks, ...] = get_args(Asks)
MAX_SHARDS = 32
LATEST = 2**35  # Unix seconds, later than any wave can expire
# The keys of a question of each kind in the file, in addition to `kind`.
KEYS: Mapping[Kind, tuple[str, ...]] = {
    "choice": ("choices", "untold"),
    "choices": ("choices",),
    "scale": ("choices", "untold"),
    "grid": ("rows", "columns", "untold"),
    "text": ("max_length",),
}


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """The answers that one question accepts, retired ids included.

    `choices` are the answers of `choice` and `choices`, the points of `scale` and the columns of
    `grid`; `rows` are the rows of `grid`. `untold` is the choice whose count is not published; the
    kinds `choices` and `text` have none. `max_length` is for `text`, in UTF-16 units.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    untold: str | None = None
    max_length: int = 0


@dataclass(frozen=True, slots=True)
class Contract:
    """The answers that one wave accepts, and how they are sealed and kept.

    `asks` is whom the wave asks: candidates who declined, or who accepted. `status` is "open" in
    the admin's file; the collector's copy has the wave's current status. `expires` (Unix seconds)
    is one constant for the whole wave, since an item's own time could be linked to a person.
    `sections` are the survey's sections that the wave leaves out.
    """

    client: str
    wave: str
    survey: str
    asks: Asks
    status: str
    languages: tuple[str, ...]
    expires: int
    shards: int
    recipients: tuple[Recipient, ...]
    retention_days: int
    sections: tuple[str, ...]
    questions: Mapping[str, FrozenQuestion]

    @property
    def expiry(self) -> date:
        """The day from which the database deletes the wave's remaining items."""
        return datetime.fromtimestamp(self.expires, UTC).date()

    @property
    def public_keys(self) -> tuple[str, ...]:
        """The public keys that answers are sealed to."""
        return tuple(recipient.key for recipient in self.recipients)

    @property
    def texts(self) -> tuple[str, ...]:
        """The ids of the text questions."""
        return tuple(id_ for id_, question in self.questions.items() if question.kind == "text")


def to_bytes(contract: Contract) -> bytes:
    """Return the contract as JSON: the same for the same contract, and readable in a diff."""
    content = {
        "format": FORMAT,
        "client": contract.client,
        "wave": contract.wave,
        "survey": contract.survey,
        "asks": contract.asks,
        "status": contract.status,
        "languages": contract.languages,
        "expires": contract.expires,
        "shards": contract.shards,
        "recipients": [{"name": one.name, "key": one.key} for one in contract.recipients],
        "retention_days": contract.retention_days,
        "sections": contract.sections,
        "questions": {id_: _to_json(question) for id_, question in contract.questions.items()},
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _to_json(question: FrozenQuestion) -> Mapping[str, object]:
    values = {
        "choices": question.choices,
        "columns": question.choices,
        "rows": question.rows,
        "untold": question.untold,
        "max_length": question.max_length,
    }
    return {"kind": question.kind, **{key: values[key] for key in KEYS[question.kind]}}


def parse_contract(
    file: str, values: object, client: str, wave: str, faults: Faults
) -> Contract | None:
    """Read the contract of one wave; add each key that was changed or damaged to `faults`."""
    table: Mapping[str, Any] = values if isinstance(values, dict) else {}
    if type(table.get("format")) is int and table["format"] == 1:
        faults.add(file, "format", "contract-old", command=run("wave open", client, wave))
        return None
    broken = list(_broken(table, {"client": client, "wave": wave}))
    for key in broken:
        faults.add(file, key, "contract-broken")
    return None if broken else _made(table)


def _broken(table: Mapping[str, Any], said: Mapping[str, str]) -> Iterator[str]:
    """Yield the key path of each value that `to_bytes` cannot have written."""
    if not _is_format(table.get("format")):
        yield "format"  # the other keys of an unknown format are unknown too
        return
    for key, fits in _FITS.items():
        if key not in table or not fits(table[key]) or said.get(key, table[key]) != table[key]:
            yield key
        elif key == "questions":
            for id_, question in table[key].items():
                yield from _broken_question(f"{key}.{id_}", question)
    yield from (key for key in table if key not in _FITS)


def _broken_question(place: str, question: object) -> Iterator[str]:
    if not isinstance(question, dict) or question.get("kind") not in KINDS:
        yield f"{place}.kind" if isinstance(question, dict) else place
        return
    keys = KEYS[question["kind"]]
    for key in keys:
        match key:
            case "max_length":
                fine = _between(1, LATEST)(question.get(key))
            case "untold":
                fine = question.get(key) in _untold(question)
            case _:
                fine = _are_ids(question.get(key))
        if not fine:
            yield f"{place}.{key}"
    yield from (f"{place}.{key}" for key in question if key not in {"kind", *keys})


def _untold(question: Mapping[str, Any]) -> list[object]:
    """The choices that may be `untold`: any, except the ends of a scale."""
    known = question.get("columns", question.get("choices"))
    if not _are_ids(known):
        return [question.get("untold")]  # only the choices are reported
    return list(known[1:-1] if question["kind"] == "scale" else known)


def _is_format(value: object) -> bool:
    return type(value) is int and value == FORMAT


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _between(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _are_ids(values: object, least: int = 1) -> bool:
    """Whether this is a list of at least `least` different ids."""
    return (
        isinstance(values, list)
        and all(isinstance(value, str) and is_slug(value) for value in values)
        and least <= len(values) == len(set(values))
    )


def _are_recipients(values: object) -> bool:
    if not isinstance(values, list) or not values:
        return False
    if not all(isinstance(one, dict) and one.keys() == {"name", "key"} for one in values):
        return False
    names, keys = [one["name"] for one in values], [one["key"] for one in values]
    known = all(isinstance(key, str) and is_public_key(key) for key in keys)
    return known and len(keys) == len(set(keys)) and _are_ids(names)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "format": _is_format,
    "client": _is_text,
    "wave": _is_text,
    "survey": _is_text,
    "asks": lambda value: value in ASKS,
    "status": lambda value: value == "open",
    "languages": _are_ids,
    "expires": _between(1, LATEST - 1),
    "shards": _between(1, MAX_SHARDS),
    "recipients": _are_recipients,
    "retention_days": _between(0, LATEST),
    "sections": lambda value: _are_ids(value, least=0),
    "questions": lambda value: isinstance(value, dict) and _are_ids(list(value)),
}


def _made(table: Mapping[str, Any]) -> Contract:
    """Make the object from a mapping without faults."""
    values = {key: table[key] for key in _FITS if key != "format"}
    values |= {key: tuple(values[key]) for key in ("languages", "sections")}
    values["recipients"] = tuple(Recipient(**one) for one in values["recipients"])
    values["questions"] = {id_: _question(one) for id_, one in values["questions"].items()}
    return Contract(**values)


def _question(question: Mapping[str, Any]) -> FrozenQuestion:
    return FrozenQuestion(
        question["kind"],
        tuple(question.get("columns", question.get("choices", ()))),
        tuple(question.get("rows", ())),
        question.get("untold"),
        question.get("max_length", 0),
    )
