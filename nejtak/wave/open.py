"""Opens a wave: freezes what it accepts, sealed to the keys that will read its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from nejtak.base import seal
from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Client, Survey, Wave
from nejtak.wave import contract


def open_wave(
    client: Client, wave: Wave, survey: Survey, keys: Path, more: Sequence[str], today: date
) -> tuple[str, ...]:
    """Write the contract of a draft, and return the public keys that it names.

    Answers are sealed to every private key in the folder `keys`, and to the public keys in
    `more`. Raises StateError where the wave is no draft, where there is no key, and where it is
    over `today`.
    """
    if wave.status != "draft":
        raise StateError(f"{client.id}/{wave.id} is {wave.status} already.")
    _check_days(client, wave, today)
    for public in more:
        if not seal.is_public_key(public):
            raise StateError(f"{public!r} is no age public key. It begins with 'age1'.")
    recipients = tuple(sorted({*seal.public_keys(keys), *more}))
    if not recipients:
        raise StateError("There is no key to seal to. Make one: build.py keys new")
    frozen = contract.freeze(client, wave, survey, recipients)
    write_file(wave.contract_file, contract.to_bytes(frozen))
    return recipients


def _check_days(client: Client, wave: Wave, today: date) -> None:
    """Refuse a wave that is over, or whose answers would expire before it can be closed.

    What is fictional may be over: nobody is asked, and a demo works in any season.
    """
    name, file = f"{client.id}/{wave.id}", wave.folder / f"{wave.id}.toml"
    expires = contract.expires_on(wave.closes)
    if expires <= today:
        raise StateError(
            f"{name} closes on {wave.closes}, and its answers would be deleted from {expires} on, "
            f"which is over: today is {today}. Mend 'closes' in {file}; is it the year?"
        )
    if wave.closes < today and not client.fictional:
        raise StateError(
            f"{name} closes on {wave.closes}, which is over: today is {today}. "
            f"Mend 'closes' in {file}; is it the year?"
        )
