"""One submission made into one item of the inbox: five attributes, and nothing that tells who.

`id` and `check` are hashes under the number of this submission, which is random, used once and
kept nowhere. So nobody who holds the table can try out answers against `check`, and two equal
answers from two people look unlike.

The mark of what seems to be a program's stands under the same seal, where it is one. Neither hash
knows of it, so a retry stays a retry; nor does the length, which leaves room for it always.
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

_FRAME = b'{"answers":}'
_MARK = b',"suspect":true'


@dataclass(frozen=True, slots=True)
class Item:
    """What is stored, attribute by attribute. `expires` is one constant per wave."""

    pk: str
    id: bytes
    check: bytes
    sealed: bytes
    expires: int


def seal(contract: Contract, number: str, answers: Mapping[str, Answer], *, suspect: bool) -> Item:
    """Seal canonical answers to the wave's public keys. `number` is 32 lower-case hex digits.

    The shard follows from the id, so that a retry meets the item it repeats.
    """
    said = _encoded(answers)
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in contract.recipients]
    key = bytes.fromhex(number)
    identity = hmac.digest(key, b"id", "sha256")
    shard = int.from_bytes(identity[:4], "big") % contract.shards
    return Item(
        pk=f"{contract.client}/{contract.wave}/{shard}",
        id=identity,
        check=hmac.digest(key, b"answers" + said, "sha256"),
        sealed=pyrage.encrypt(_envelope(said, suspect), recipients),
        expires=contract.expires,
    )


def _encoded(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _envelope(said: bytes, suspect: bool) -> bytes:
    """Frame the answers as JSON, and add spaces, which JSON allows at its end, up to a size.

    The size is the one that holds them with the mark, also where there is none.
    """
    envelope = _FRAME[:-1] + said + (_MARK if suspect else b"") + _FRAME[-1:]
    needed = len(_FRAME) + len(said) + len(_MARK)
    return envelope.ljust(next(pad for pad in PADS if pad >= needed))
