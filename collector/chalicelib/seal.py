"""One submission made into one item of the inbox: five attributes, and nothing that tells who.

`id` and `check` are hashes under the number of this submission, which is random, used once and
kept nowhere. So nobody who holds the table can try out answers against `check`, and two equal
answers from two people look unlike.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

import pyrage

from chalicelib.check import Answer
from chalicelib.contracts import Contract

# Sizes in bytes that an envelope is padded to, so that the ciphertext tells only how much room
# the answers needed. A body holds at most 64 KB, which JSON at worst doubles.
PADS = tuple(1024 * size for size in (1, 4, 16, 64, 256))


@dataclass(frozen=True, slots=True)
class Item:
    """What is stored, attribute by attribute. `expires` is one constant per wave."""

    pk: str
    id: bytes
    check: bytes
    sealed: bytes
    expires: int


def seal(contract: Contract, number: str, answers: Mapping[str, Answer]) -> Item:
    """Seal canonical answers to the wave's public keys. `number` is 32 lower-case hex digits.

    The shard follows from the id, so that a retry meets the item it repeats.
    """
    key = bytes.fromhex(number)
    identity = hmac.digest(key, b"id", "sha256")
    shard = int.from_bytes(identity[:4], "big") % contract.shards
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in contract.recipients]
    return Item(
        pk=f"{contract.client}/{contract.wave}/{shard}",
        id=identity,
        check=hmac.digest(key, b"answers" + _encoded(answers), "sha256"),
        sealed=pyrage.encrypt(_padded(_encoded({"answers": answers})), recipients),
        expires=contract.expires,
    )


def _encoded(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _padded(envelope: bytes) -> bytes:
    """Add spaces, which JSON allows at its end, up to the next size."""
    return envelope.ljust(next(pad for pad in PADS if pad >= len(envelope)))
