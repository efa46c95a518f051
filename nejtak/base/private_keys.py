"""Private age keys: made, read, and opening what was sealed to their public halves.

A private key is an age identity file, as `age-keygen` writes it, readable by its owner alone. What
builds pages or talks to AWS reaches none of this: see `tests/test_house.py`.
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
DEMO = "demo"  # the name of the key that `make preview` makes, for fictional clients alone
_NO_MATCH = "No matching keys found"  # pyrage: a whole header that none of the keys fits


class CannotOpenError(Exception):
    """A ciphertext that none of the keys opens, or that was altered."""


class DamagedError(CannotOpenError):
    """A ciphertext that was cut off or altered, whichever the keys."""


def new_key(path: Path) -> str:
    """Write a new private key to `path`, mode 0600, and return its public half."""
    identity = Identity.generate()
    public = str(identity.to_public())
    gitignore.make_folder(path.parent, mode=0o700)
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
    return tuple(identity for path in _key_files(folder) for identity in _identities_in(path))


def _key_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.key"))


def _identities_in(path: Path) -> list[Identity]:
    if path.stat().st_mode & 0o077:
        raise StateError(f"{path} can be read by others. Mend it: chmod 600 {path}")
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    try:
        keys = [Identity.from_str(line.strip()) for line in lines if line.startswith(PREFIX)]
    except pyrage.IdentityError:  # not chained: nothing that was in the file gets any further
        keys = []
    if not keys:
        raise StateError(f"{path} holds no age key. Restore it, or move it away.")
    return keys


def public_keys(folder: Path) -> tuple[Recipient, ...]:
    """The public halves of the keys in `folder`, called as their files are."""
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
    """Decrypt with whichever key fits; raise CannotOpenError where none does."""
    try:
        plain: bytes = pyrage.decrypt(sealed, list(keys))
    except pyrage.DecryptError as error:
        raise (CannotOpenError if str(error) == _NO_MATCH else DamagedError) from error
    return plain


def unseal_file(
    path: Path, sealed: bytes, keys: Sequence[Identity], recipients: Sequence[str]
) -> bytes:
    """Decrypt what a file holds that was sealed to the recipients.

    Raises StateError, which tells a damaged file from a wrong key. age says so by itself, but not
    where the damage is in the part of the header that was made for the right key.
    """
    try:
        return unseal(sealed, keys)
    except DamagedError:
        why = "is damaged: its end is missing, or something in it has changed."
    except CannotOpenError:
        if not {str(key.to_public()) for key in keys} & set(recipients):
            raise StateError(
                f"None of your keys opens {path}. Fetch the key that the wave was opened with, "
                f"and name its folder with --keys."
            ) from None
        why = "is damaged, or another wave's: your key is right for this one."
    raise StateError(f"{path} {why} Restore it from your backup.")
