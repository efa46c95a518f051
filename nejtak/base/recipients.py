"""Who answers are sealed to: public age keys with names, and sealing to them.

The format is age's (https://age-encryption.org/v1), so the independent `age` program opens
everything that is sealed here. Sealing is to several recipients, so that a lost key is not lost
data. Nothing here can open anything: private keys are in `nejtak.base.private_keys`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from pyrage import x25519

from nejtak.errors import StateError


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to seal to: the name they have in the project, and the public half of their key."""

    name: str
    key: str


def is_public_key(text: str) -> bool:
    """Whether `text` is an age recipient that one can seal to."""
    try:
        x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):  # ValueError: bytes that are no text
        return False
    return True


def seal(plain: bytes, public_keys: Sequence[str]) -> bytes:
    """Encrypt to every one of the public keys; raise StateError if one is no public key."""
    if not public_keys or not all(map(is_public_key, public_keys)):
        raise StateError("The recipients in the contract are no age public keys. Restore it.")
    to = [x25519.Recipient.from_str(text) for text in public_keys]
    sealed: bytes = pyrage.encrypt(plain, to)
    return sealed
