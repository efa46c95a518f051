"""Chooses who can read a wave's answers: the recipients that `nejtak.toml` names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nejtak.base import private_keys
from nejtak.base.command import run
from nejtak.base.recipients import Recipient
from nejtak.errors import StateError
from nejtak.project.model import Client

DEMO = private_keys.DEMO


def recipients_for(
    client: Client, named: Sequence[Recipient], keys: Path, *, one_key: bool
) -> tuple[Recipient, ...]:
    """The recipients of a wave of this client, by name.

    For a fictional client every key at hand is a recipient too, the demo's among them. A real
    client's answers are sealed to named recipients only and never to the demo's key, of which
    there are copies in many folders. Raises StateError if there is no recipient, or a single one
    without `one_key`: if that key is lost, so are the answers.
    """
    if client.fictional:
        found = _unique([*named, *private_keys.public_keys(keys)])
    else:
        found = _unique([one for one in named if not is_demo_key(one, keys)])
    if not found:
        raise StateError(_no_recipient(bool(named), keys))
    if len(found) == 1 and not one_key and not client.fictional:
        raise StateError(
            f"{found[0].name!r} is the only recipient: if its key is lost, so are the answers. "
            f"Make a second key, which is kept elsewhere: {run('keys new', private_keys.RESERVE)}. "
            f"If you want a single key, say --one-key."
        )
    return found


def is_demo_key(one: Recipient, keys: Path) -> bool:
    """Whether a recipient is the key that `make preview` makes, under whatever name."""
    demo = {public.key for public in private_keys.public_keys(keys) if public.name == DEMO}
    return one.name == DEMO or one.key in demo


def recipient_remarks(named: Sequence[Recipient], keys: Path) -> Iterator[str]:
    """Say which private keys at hand do not belong to a recipient, and how to mend it."""
    by_name = {one.name: one.key for one in named}
    for one in private_keys.public_keys(keys):
        path = keys / f"{one.name}.key"
        if one.name == DEMO or one.key in by_name.values():
            continue
        if one.name in by_name:
            yield (
                f"{path} is not the key that nejtak.toml calls {one.name!r}: it opens no wave "
                f"that is sealed to {one.name!r}. Restore the right key, or name the new one."
            )
        else:
            yield (
                f"{path} is not a recipient, so waves are not sealed to it. To change that, add "
                f'to [recipients] in nejtak.toml: {one.name} = "{one.key}"'
            )


def _unique(found: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """Each key once, in the order of names; of two keys with one name, the first."""
    by_key = {one.key: one for one in reversed(found)}
    by_name: dict[str, Recipient] = {}
    for one in found:
        if by_key[one.key] is one:
            by_name.setdefault(one.name, one)
    return tuple(by_name[name] for name in sorted(by_name))


def _no_recipient(named: bool, keys: Path) -> str:
    only = " but the demo's key, which is for fictional clients" if named else ""
    fault = f"nejtak.toml names no recipient{only}."
    if here := [one for one in private_keys.public_keys(keys) if not is_demo_key(one, keys)]:
        lines = "\n".join(f'{one.name} = "{one.key}"' for one in here)
        return f"{fault} Name the keys in {keys}:\n\n[recipients]\n{lines}"
    return f"{fault} Make a key, which adds it there: {run('keys new')}"
