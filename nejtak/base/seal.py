"""age key pairs, and sealing to them: the partner's half of the encryption.

A private key is an age identity file, as `age-keygen` writes it, readable by its owner alone.
The format is age's (https://age-encryption.org/v1), so the independent `age` program opens
everything that is sealed here. Sealing is to several recipients, so that a lost key is not lost
data.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from nejtak.errors import StateError

KEY_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PREFIX = "AGE-SECRET-KEY-"


class CannotOpenError(Exception):
    """A ciphertext that none of the keys opens, or that was altered."""


def new_key(path: Path) -> str:
    """Write a new private key to `path`, mode 0600, and return its public half."""
    identity = Identity.generate()
    public = str(identity.to_public())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StateError(
            f"{path} exists. A key is never overwritten: choose another name."
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())  # answers may soon be sealed to it, and to nothing else
    return public


def identities(folder: Path) -> tuple[Identity, ...]:
    """Every private key in `folder` (`*.key`), by file name.

    Raises StateError where a file holds no key, or where others can read it.
    """
    return tuple(key for _, key in _identities(folder))


def _identities(folder: Path) -> Iterator[tuple[str, Identity]]:
    for path in sorted(folder.glob("*.key")):
        if path.stat().st_mode & 0o077:
            raise StateError(f"{path} can be read by others. Mend it: chmod 600 {path}")
        yield from ((path.stem, key) for key in _identities_in(path))


def _identities_in(path: Path) -> list[Identity]:
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    try:
        keys = [Identity.from_str(line.strip()) for line in lines if line.startswith(PREFIX)]
    except pyrage.IdentityError:  # not chained: nothing that was in the file gets any further
        keys = []
    if not keys:
        raise StateError(f"{path} holds no age key. Restore it, or move it away.")
    return keys


def public_keys(folder: Path) -> tuple[str, ...]:
    """The public halves of the keys in `folder`."""
    return tuple(public for public, _ in named_keys(folder))


def named_keys(folder: Path) -> tuple[tuple[str, str], ...]:
    """The public halves of the keys in `folder`, each with the name of its file."""
    return tuple((str(key.to_public()), name) for name, key in _identities(folder))


def is_public_key(text: str) -> bool:
    """Whether `text` is an age recipient that one can seal to."""
    try:
        Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):  # ValueError: bytes that are no text
        return False
    return True


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt to every one of the recipients; raise StateError where one is no public key."""
    if not recipients or not all(map(is_public_key, recipients)):
        raise StateError("The recipients in the contract are no age public keys. Restore it.")
    sealed: bytes = pyrage.encrypt(plain, [Recipient.from_str(text) for text in recipients])
    return sealed


def in_order(keys: Sequence[Identity], recipients: Sequence[str]) -> list[Identity]:
    """The keys as the recipients stand, strangers last: age tries the first on each in turn."""
    places = {public: place for place, public in enumerate(recipients)}
    return sorted(keys, key=lambda key: places.get(str(key.to_public()), len(places)))


def unseal(sealed: bytes, keys: Sequence[Identity]) -> bytes:
    """Decrypt with whichever key fits; raise CannotOpenError where none does."""
    try:
        plain: bytes = pyrage.decrypt(sealed, list(keys))
    except pyrage.DecryptError as error:
        raise CannotOpenError from error
    return plain
