"""Contracts for tests: made of questions in the file's own shape, and read back from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nejtak.base.recipients import Recipient
from nejtak.errors import Faults
from nejtak.project.contract import Contract, FrozenQuestion, parse_contract, to_bytes
from nejtak.project.model import Wave
from nejtak.wave.ledger import Basis

# The public half of a key made for these tests; nothing is ever sealed to it.
PUBLIC_KEY = "age1n5jdyehmz7ukjl3k4jfmhvns8jknjtz0pmqq4dy8fqjuhstshcpqwhpwh6"


def question(kind: str, **values: Any) -> FrozenQuestion:
    """One question; without `untold` the last choice is, or the middle of a scale."""
    choices = tuple(values.get("columns", values.get("choices", ())))
    untold: str | None = None
    if kind in {"choice", "grid"}:
        untold = choices[-1]
    elif kind == "scale":
        untold = choices[len(choices) // 2]
    return FrozenQuestion(
        kind,  # type: ignore[arg-type]  # what the type cannot hold, `read` refuses
        choices,
        tuple(values.get("rows", ())),
        values.get("untold", untold),
        values.get("max_length", 0),
    )


def questions(found: Mapping[str, Mapping[str, Any]]) -> dict[str, FrozenQuestion]:
    """Questions by id."""
    return {id_: question(**values) for id_, values in found.items()}


BASE = Contract(
    client="nordlys",
    wave="2026-h2",
    survey="why",
    asks="declined",
    status="open",
    languages=("da",),
    expires=1822435200,
    shards=1,
    recipients=(Recipient("partner", PUBLIC_KEY),),
    retention_days=30,
    sections=(),
    questions={},
)


def contract(
    found: Mapping[str, Mapping[str, Any]], public: Sequence[str] = (PUBLIC_KEY,), **changes: Any
) -> Contract:
    """A contract of these questions, sealed to these keys."""
    named = tuple(Recipient(f"key-{number}", key) for number, key in enumerate(public))
    return replace(BASE, questions=questions(found), recipients=named, **changes)


def basis(counted: int) -> Basis:
    """What a release on so many counted answers rests on."""
    return Basis({"": counted}, 400, {}, {}, {})


def at(path: Path, client: str, wave: str) -> Contract:
    """The contract in a file, which must be whole."""
    faults = Faults()
    found = parse_contract(path.name, json.loads(path.read_bytes()), client, wave, faults)
    assert found, faults.collected
    return found


def asked(wave: Wave) -> Mapping[str, FrozenQuestion]:
    """The questions of a wave that has a contract."""
    assert wave.contract
    return wave.contract.questions


def raw(wave: Wave) -> dict[str, Any]:
    """The same questions as the contract's file has them, for code that shares none with ours."""
    assert wave.contract
    found: dict[str, Any] = json.loads(to_bytes(wave.contract))["questions"]
    return found
