"""How many were asked, written into the wave's file; and how few may be asked at once.

Whoever asks three people in a week knows whose answers come in that week. So invitations go out in
batches of BATCH or more: fewer wait for the next month's.
"""

from __future__ import annotations

import tomllib

from nejtak.base.command import run
from nejtak.base.text import read_text
from nejtak.base.toml_file import set_key
from nejtak.errors import StateError, message_text
from nejtak.project.model import Wave
from nejtak.project.outcomes import PARTS, Outcomes, askable

BATCH = 7


def note_asked(wave: Wave, number: int) -> int:
    """Write that so many were asked in all; return how many of them are new.

    The rest of the file stays as it is. Raises StateError, with nothing written, if the new ones
    are fewer than BATCH, if all are more than there were to ask, and if more had been asked before.
    """
    file = wave.folder / f"{wave.id}.toml"
    name = f"clients/{wave.client}/waves/{file.name}:asked"
    own = tomllib.loads(read_text(file))  # `wave` may have a sum of waves
    before: int = own.get("asked", 0)
    counts = Outcomes(**{key: own.get(key) for key in ("offers", *PARTS)})
    most = askable(wave.asks, counts)
    if number == before:
        return 0
    if number < before:
        raise StateError(
            f"{name}: {before} were asked before, and --asked takes all that were asked so far. "
            f"If {before} is a slip, mend it in the file."
        )
    if most is not None and number > most:
        says = message_text("asked", asked=number, most=most, asks=wave.asks)
        raise StateError(f"{name}: {says}")
    if number - before < BATCH:
        raise StateError(_too_few(wave, number, before))
    set_key(file, "asked", value=number)
    return number - before


def _too_few(wave: Wave, number: int, before: int) -> str:
    more = f"{number - before} more than the {before} before" if before else str(number)
    return (
        f"{more} is too few to ask at once: whose answers then come in could be guessed. Wait "
        f"until {BATCH} or more can be asked in one hour. Nothing was written. Have they been "
        f"asked already? Then wait with the reminder until the next are asked, and say so then: "
        f"{run('handouts', wave.client, wave.id)} --asked NUMBER"
    )
