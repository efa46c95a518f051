"""Opens a wave: freezes its contract, with the public keys that its answers are sealed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nejtak.base.files import write_file
from nejtak.base.recipients import Recipient
from nejtak.errors import StateError
from nejtak.project.contract import to_bytes
from nejtak.project.model import Client, Survey, Wave
from nejtak.wave.contract import expires_on, freeze


def open_wave(
    client: Client, wave: Wave, survey: Survey, recipients: Sequence[Recipient], today: date
) -> None:
    """Write the contract of a draft, which seals its answers to the recipients.

    Raises StateError if the wave is not a draft or is over `today`, or if the client's contact is
    an example.
    """
    check_openable(client, wave, today)
    write_file(wave.contract_file, to_bytes(freeze(client, wave, survey, recipients)))


def check_openable(client: Client, wave: Wave, today: date) -> None:
    """Raise StateError if the wave has been opened, or cannot be opened `today`."""
    if wave.status != "draft":
        raise StateError(f"{wave.client}/{wave.id} is {wave.status} already.")
    _check_days(client, wave, today)
    _check_contact(client)


def _check_days(client: Client, wave: Wave, today: date) -> None:
    """Refuse a wave that is over, or whose answers would expire before it can be closed.

    A fictional client's wave may be over: nobody is asked, and the demo has to work at any time.
    """
    name, file = f"{client.id}/{wave.id}", wave.folder / f"{wave.id}.toml"
    expires = expires_on(wave.closes)
    if expires <= today:
        raise StateError(
            f"{name} closes on {wave.closes}, so its answers would be deleted from {expires} on, "
            f"which is past: today is {today}. Correct 'closes' in {file}; is it the year?"
        )
    if wave.closes < today and not client.fictional:
        raise StateError(
            f"{name} closes on {wave.closes}, which is past: today is {today}. "
            f"Correct 'closes' in {file}; is it the year?"
        )


def _check_contact(client: Client) -> None:
    """Refuse an address that `init` filled in: no domain ends in .example, so nobody reads it."""
    if client.contact.lower().endswith(".example") and not client.fictional:
        raise StateError(
            f"clients/{client.id}/client.toml:contact: {client.contact} is an example, and "
            f"candidates would write to nobody. Write an address that somebody reads."
        )
