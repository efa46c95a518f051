"""Recipients of answers: named public age keys, and sealing to them.

The format is age's (https://age-encryption.org/v1), so the independent `age` program opens every
sealed file. Content is sealed to several recipients, so that a lost key does not mean lost answers.
This module cannot open anything: private keys are in `nejtak.base.private_keys`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from pyrage import x25519

from nejtak.errors import StateError


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key to seal to, and its name in the project."""

    name: str
    key: str


def is_public_key(text: str) -> bool:
    """Whether `text` is an age public key."""
    try:
        x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):  # ValueError: a lone surrogate
        return False
    return True


def seal(plain: bytes, public_keys: Sequence[str]) -> bytes:
    """Encrypt to all of the public keys; raise StateError if one is not a public key."""
    if not public_keys or not all(map(is_public_key, public_keys)):
        raise StateError("The recipients in the contract are not age public keys. Restore it.")
    to = [x25519.Recipient.from_str(text) for text in public_keys]
    sealed: bytes = pyrage.encrypt(plain, to)
    return sealed
