"""What the collector's tests share: a collector as the build leaves it, an inbox, an engine."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import itertools
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pyrage
import pytest
from chalicelib.seal import Item
from chalicelib.store import Outcome

SOURCE = Path(__file__).resolve().parents[2] / "collector"

QUESTIONS: dict[str, dict[str, Any]] = {
    "weights": {
        "kind": "grid",
        "rows": ["pay", "pace", "other"],
        "columns": ["decisive", "contributed", "no"],
        "untold": "no",
    },
    "deciding": {"kind": "choice", "choices": ["pay", "pace", "other", "retired-one"]},
    "rivals": {"kind": "choices", "choices": ["public", "rival", "start-up"]},
    "rating": {"kind": "scale", "choices": ["1", "2", "3", "4", "5"]},
    "positives": {"kind": "text", "max_length": 40},
    "worries": {"kind": "text", "max_length": 2000},
    "better": {"kind": "text", "max_length": 6000},
}

BROKEN = [{"name": "partner", "key": "age1broken"}]  # recipients that nothing can be sealed to

FORM = """<!doctype html><html lang="da"><title>⟦if:empty⟧Fejl: ⟦end⟧Nej tak</title>
⟦if:empty⟧<p id="empty">Du har ikke svaret på noget.</p>⟦end⟧
⟦if:invalid⟧
<p id="invalid">Noget passer ikke.</p>
⟦end⟧
⟦bad:positives⟧<b>positives: ⟦over:positives⟧</b>⟦end⟧⟦bad:rating⟧<b>rating</b>⟦end⟧
⟦if:busy⟧<p id="busy">Prøv igen.</p>⟦end⟧
<form method="post"><input type="hidden" name="number" value="⟦number⟧">
<input type="radio" name="weights.pay" value="decisive"⟦pick:weights.pay=decisive⟧>
<input type="radio" name="weights.pay" value="no"⟦pick:weights.pay=no⟧>
<input type="radio" name="deciding" value="pay"⟦pick:deciding=pay⟧>
<input type="checkbox" name="rivals" value="public"⟦pick:rivals=public⟧>
<input type="checkbox" name="rivals" value="rival"⟦pick:rivals=rival⟧>
<textarea name="positives">
⟦text:positives⟧</textarea>
<textarea name="worries">
⟦text:worries⟧</textarea></form></html>
"""
CHECK = """<!doctype html><html lang="da"><title>Se dine svar igennem</title>
<form method="post"><input type="hidden" name="number" value="⟦number⟧">
<input type="hidden" name="website" value="⟦text:website⟧">
⟦no:deciding⟧<i>deciding</i>⟦end⟧⟦on:deciding=pay⟧<b>deciding=pay</b>⟦end⟧
⟦no:rivals⟧<i>rivals</i>⟦end⟧⟦on:rivals=rival⟧<b>rivals=rival</b>⟦end⟧
⟦no:worries⟧<i>worries</i>⟦end⟧<input type="hidden" name="worries" value="⟦text:worries⟧">
</form></html>
"""


@dataclass(frozen=True)
class Built:
    """A collector folder with the waves `nordlys/2026-q3` (open) and `nordlys/2026-q2` (closed)."""

    folder: Path
    contract: dict[str, Any]
    identities: tuple[pyrage.x25519.Identity, ...]

    @property
    def waves(self) -> Path:
        """The folder of the contracts."""
        return self.folder / "chalicelib" / "waves"

    def opened(self, sealed: bytes) -> bytes:
        """Open with the private key of the first recipient."""
        return pyrage.decrypt(sealed, list(self.identities[:1]))


def build(folder: Path) -> Built:
    """Copy `collector/` to `folder` and add hand-written contracts and pages."""
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__", "deployments"))
    identities = tuple(pyrage.x25519.Identity.generate() for _ in range(2))
    contract = {
        "format": 2,
        "client": "nordlys",
        "wave": "2026-q3",
        "survey": "offer-declined",
        "status": "open",
        "languages": ["da", "en"],
        "expires": 1822435200,
        "shards": 1,
        "recipients": [
            {"name": f"key-{number}", "key": str(identity.to_public())}
            for number, identity in enumerate(identities)
        ],
        "questions": QUESTIONS,
    }
    one = Built(folder, contract, identities)
    write_wave(one.waves, contract)
    write_wave(one.waves, {**contract, "wave": "2026-q2", "status": "closed"})
    (one.waves / "unknown.html").write_text("<!doctype html><p>Findes ikke</p>", encoding="utf-8")
    return one


def write_wave(waves: Path, contract: dict[str, Any]) -> None:
    """Write a wave's contract and its pages as the build does."""
    folder = waves / contract["client"] / contract["wave"]
    folder.mkdir(parents=True)
    (folder / "contract.json").write_text(json.dumps(contract), encoding="utf-8")
    for language in contract["languages"]:
        page = FORM.replace('lang="da"', f'lang="{language}"')
        (folder / f"form.{language}.html").write_text(page, encoding="utf-8")
        shown = CHECK.replace('lang="da"', f'lang="{language}"')
        (folder / f"check.{language}.html").write_text(shown, encoding="utf-8")
        closed = f'<!doctype html><html lang="{language}"><p>Lukket</p></html>'
        (folder / f"closed.{language}.html").write_text(closed, encoding="utf-8")


@dataclass(frozen=True)
class Table:
    """The inbox's table in a real engine, and the variables that lead to it."""

    environment: Mapping[str, str]
    client: Any

    def items(self) -> list[dict[str, Any]]:
        """Everything that is stored, as DynamoDB tells it."""
        pages = self.client.get_paginator("scan").paginate(TableName=self._name)
        return [item for page in pages for item in page["Items"]]

    def clear(self) -> None:
        """Delete every item."""
        for item in self.items():
            key = {"pk": item["pk"], "id": item["id"]}
            self.client.delete_item(TableName=self._name, Key=key)

    @property
    def _name(self) -> str:
        return self.environment["NEJTAK_TABLE"]


@contextlib.contextmanager
def loaded(folder: Path, environment: Mapping[str, str]) -> Iterator[ModuleType]:
    """Import `app` afresh from a folder, under an environment, and put everything back after."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _collector_modules():
            patch.delitem(sys.modules, name)
        for key, value in environment.items():
            patch.setenv(key, value)
        patch.syspath_prepend(folder)
        try:
            yield importlib.import_module("app")
        finally:
            for name in _collector_modules():
                del sys.modules[name]


def _collector_modules() -> list[str]:
    return [name for name in sys.modules if name.split(".")[0] in ("app", "chalicelib")]


@dataclass
class Inbox:
    """An inbox in memory that keeps DynamoDB's condition, or always says `outcome`."""

    outcome: Outcome | None = None
    items: dict[tuple[str, bytes], Item] = field(default_factory=dict)

    def put(self, item: Item) -> Outcome:
        """Do as `store.put` does."""
        if self.outcome:
            return self.outcome
        kept = self.items.setdefault((item.pk, item.id), item)
        if kept.check != item.check:
            return "changed"
        self.items[item.pk, item.id] = item
        return "stored"

    @property
    def only(self) -> Item:
        """The one item that there is."""
        (item,) = self.items.values()
        return item


JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
NUMBER = "0123456789abcdef0123456789abcdef"


def as_json(answers: dict[str, Any], number: str = NUMBER, **more: Any) -> bytes:
    """Return the body that the page's script sends."""
    return json.dumps({"number": number, "language": "da", "answers": answers, **more}).encode()


def proven(raw: bytes, client: str = "nordlys", wave: str = "2026-q3") -> bytes:
    """Return a JSON body with the proof of work of `docs/architecture.md`, worked out apart."""
    seed = hashlib.sha256(f"/api/responses/{client}/{wave}".encode() + raw).digest()
    start = ",".join(str(byte) for byte in seed)
    for number in itertools.count():
        if hashlib.sha256(f"{start}{number}".encode()).hexdigest().startswith("000"):
            return raw[:-1] + f',"proof":"{number}"}}'.encode()
    raise AssertionError


def as_form(answers: list[tuple[str, str]], number: str = "") -> bytes:
    """Return the body that a browser without scripts sends."""
    own = [("language", "da"), ("number", number), ("website", "")]
    return urlencode([*own, *answers]).encode()


def opened(built: Built, item: Item) -> Any:
    """Return the answers that an item holds."""
    return json.loads(built.opened(item.sealed))["answers"]


def is_suspect(built: Built, item: Item) -> bool:
    """Whether an item is marked as a program's; there is no other key besides the answers."""
    envelope = json.loads(built.opened(item.sealed))
    assert envelope == {"answers": envelope["answers"]} | (
        {"suspect": True} if "suspect" in envelope else {}
    )
    return "suspect" in envelope
