"""Opens a wave: freezes what it accepts, sealed to the keys that will read its answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nejtak.base import seal
from nejtak.base.command import run
from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Client, Survey, Wave
from nejtak.wave import contract


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
    recipients = tuple(sorted({*seal.public_keys(keys), *more}))
    if not recipients:
        raise StateError(f"There is no key to seal to. Make one: {run('keys new')}")
    frozen = contract.freeze(client, wave, survey, recipients)
    write_file(wave.contract_file, contract.to_bytes(frozen))
    return recipients
