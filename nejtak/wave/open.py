"""Opens a wave: freezes what it accepts, sealed to the keys that will read its answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nejtak.base import seal
from nejtak.base.files import write_file
from nejtak.base.ids import is_slug
from nejtak.errors import StateError
from nejtak.project.contract import Recipient, to_bytes
from nejtak.project.model import Client, Survey, Wave
from nejtak.wave.contract import freeze


def open_wave(
    client: Client, wave: Wave, survey: Survey, keys: Path, more: Sequence[str]
) -> tuple[str, ...]:
    """Write the contract of a draft, and return the public keys that it names.

    Answers are sealed to every private key in the folder `keys`, and to the public keys in
    `more`. Raises StateError where the wave is no draft, or where there is no key.
    """
    if wave.status != "draft":
        raise StateError(f"{client.id}/{wave.id} is {wave.status} already.")
    for public in more:
        if not seal.is_public_key(public):
            raise StateError(f"{public!r} is no age public key. It begins with 'age1'.")
    recipients = _recipients(keys, more)
    if not recipients:
        raise StateError("There is no key to seal to. Make one: build.py keys new")
    frozen = freeze(client, wave, survey, recipients)
    write_file(wave.contract_file, to_bytes(frozen))
    return frozen.public_keys


def _recipients(keys: Path, more: Sequence[str]) -> list[Recipient]:
    """Each public key once, under the name of its file, or else its own beginning."""
    named: dict[str, str] = {}
    for key, name in (*seal.named_keys(keys), *((key, "") for key in more)):
        fits = is_slug(name) and name not in named.values()
        named.setdefault(key, name if fits else key[:16])
    return [Recipient(name, key) for key, name in named.items()]
