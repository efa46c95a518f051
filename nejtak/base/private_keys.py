"""Private age keys: making and reading them, and opening sealed content.

A private key is an age identity file, as `age-keygen` writes it, readable only by its owner. Code
that builds pages or uses AWS must not import this module: see `tests/test_house.py`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity

from nejtak.base import gitignore
from nejtak.base.recipients import Recipient
from nejtak.errors import StateError

PREFIX = "AGE-SECRET-KEY-"
PARTNER, RESERVE = "partner", "reserve"  # the first and the second key, which `init` makes
DEMO = "demo"  # the name of the key that `make preview` makes, for fictional clients only
_NO_MATCH = "No matching keys found"  # pyrage's error for an intact header without a fitting key


class CannotOpenError(Exception):
    """A ciphertext that none of the keys opens, or that is damaged."""


class DamagedError(CannotOpenError):
    """A ciphertext that is cut off or changed."""


def new_key(path: Path) -> str:
    """Write a new private key to `path`, mode 0600, and return its public half."""
    identity = Identity.generate()
    public = str(identity.to_public())
    gitignore.make_folder(path.parent, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StateError(
            f"{path} exists, and a key is never overwritten. Choose another name."
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())  # it may soon be the only key to answers
    return public


def identities(folder: Path) -> tuple[Identity, ...]:
    """Every private key in `folder` (`*.key`), by file name.

    Raises StateError if a file contains no key, or if other users can read it.
    """
    return tuple(identity for path in _key_files(folder) for identity in _identities_in(path))


def _key_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.key"))


def _identities_in(path: Path) -> list[Identity]:
    if path.stat().st_mode & 0o077:
        raise StateError(f"{path} can be read by other users. Fix it: chmod 600 {path}")
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    try:
        keys = [Identity.from_str(line.strip()) for line in lines if line.startswith(PREFIX)]
    except pyrage.IdentityError:  # not chained: the error could quote the file
        keys = []
    if not keys:
        raise StateError(f"{path} contains no age key. Restore it, or move it to another folder.")
    return keys


def public_keys(folder: Path) -> tuple[Recipient, ...]:
    """The public halves of the keys in `folder`, with the names of their files."""
    return tuple(
        Recipient(path.stem, str(identity.to_public()))
        for path in _key_files(folder)
        for identity in _identities_in(path)
    )


def in_order(keys: Sequence[Identity], recipients: Sequence[str]) -> list[Identity]:
    """Keys in recipient order, unknown ones last: age tries the first on each in turn."""
    places = {public: place for place, public in enumerate(recipients)}
    return sorted(keys, key=lambda key: places.get(str(key.to_public()), len(places)))


def unseal(sealed: bytes, keys: Sequence[Identity]) -> bytes:
    """Decrypt with the key that fits; raise CannotOpenError if none does."""
    try:
        plain: bytes = pyrage.decrypt(sealed, list(keys))
    except pyrage.DecryptError as error:
        raise (CannotOpenError if str(error) == _NO_MATCH else DamagedError) from error
    return plain


def unseal_file(
    path: Path, sealed: bytes, keys: Sequence[Identity], recipients: Sequence[str]
) -> bytes:
    """Decrypt the content of a file that was sealed to the recipients.

    Raises StateError with a different message for a damaged file and for a wrong key. age alone
    cannot distinguish them if the damage is in the header's part for the right key.
    """
    try:
        return unseal(sealed, keys)
    except DamagedError:
        why = "is damaged: it is incomplete or was changed."
    except CannotOpenError:
        if not {str(key.to_public()) for key in keys} & set(recipients):
            raise StateError(
                f"None of your keys opens {path}. Fetch the key that the wave was opened with, "
                f"and name its folder with --keys."
            ) from None
        why = "is damaged, or belongs to another wave: your key is right for this one."
    raise StateError(f"{path} {why} Restore it from your backup.")
