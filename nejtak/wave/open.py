"""Opens a wave: freezes its contract, with the public keys that its answers are sealed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.base.files import write_file
from nejtak.base.ids import is_slug
from nejtak.base.recipients import Recipient, named
from nejtak.errors import StateError
from nejtak.project.contract import to_bytes
from nejtak.project.model import Client, Survey, Wave
from nejtak.wave.contract import expires_on, freeze


def open_wave(
    client: Client, wave: Wave, survey: Survey, keys: Path, more: Sequence[str], today: date
) -> tuple[Recipient, ...]:
    """Write the contract of a draft, and return the public keys that it names.

    Answers are sealed to the public half of every key in the folder `keys`, and to the public keys
    in `more`, each written `NAME=age1...`; to the demo's key only if the client is fictional.
    Raises StateError if the wave is not a draft, if it is over `today`, or if there is no key.
    """
    if wave.status != "draft":
        raise StateError(f"{client.id}/{wave.id} is {wave.status} already.")
    _check_days(client, wave, today)
    recipients = _recipients(client, [*map(named, more), *private_keys.public_keys(keys)])
    frozen = freeze(client, wave, survey, recipients)
    write_file(wave.contract_file, to_bytes(frozen))
    return recipients


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


def _recipients(client: Client, offered: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """Each key once, sorted by name. The demo's key is in many folders: no real wave uses it."""
    demo = private_keys.DEMO
    unfit = set() if client.fictional else {one.key for one in offered if one.name == demo}
    by_key = {one.key: one for one in reversed(offered) if one.key not in unfit}
    if not by_key:
        but = " except the demo's, which is for fictional clients only" if unfit else ""
        raise StateError(f"There is no key to seal to{but}. Make one: {run('keys new')}")
    by_name = {one.name: one for one in by_key.values()}
    for one in by_key.values():
        if not is_slug(one.name) or by_name[one.name] != one:
            raise StateError(
                f"{one.name!r} cannot name a key, or names two. Give each key's file a name of its "
                f"own: a-z, 0-9 and single hyphens between, 1 to 40 characters."
            )
    return tuple(by_name[name] for name in sorted(by_name))
