"""What an open wave's days mean today: what is to be said of it, and what to be asked.

A wave that is over goes on taking answers until somebody closes it, so that nobody writes in vain;
so whoever looks after it is told first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from nejtak.base.command import run
from nejtak.project.model import Wave


def remarks(waves: Iterable[Wave], today: date) -> Iterator[str]:
    """Say of each open wave that is over, or whose answers expire, what is to be done."""
    for wave in waves:
        if wave.status == "open" and not wave.within:
            yield from _remarks(wave, today)


def _remarks(wave: Wave, today: date) -> Iterator[str]:
    name, command = f"{wave.client}/{wave.id}", run("wave close", wave.client, wave.id)
    for part in wave.counted:
        if part.contract and part.contract.expiry <= today:
            yield (
                f"{part.client}/{part.id} loses answers: since {part.contract.expiry} "
                f"the database deletes each soon after it comes. Save what is there: {command}. "
                f"If no stage has had the wave: {run('wave take-back', part.client, part.id)}, "
                f"mend its days, and open it anew."
            )
    if wave.closes < today:
        yield (
            f"{name} was to close on {wave.closes} and still takes answers. Close it: {command}. "
            f"Or prolong it: move 'closes' in its file, build and deploy."
        )


def early(wave: Wave, today: date) -> str | None:
    """Why closing an open wave today is too early; None if it is not."""
    name = f"{wave.client}/{wave.id}"
    if wave.status != "open" or wave.within:
        return None
    if today < wave.opens:
        return f"{name} has not begun: it opens on {wave.opens} and closes on {wave.closes}."
    if today < wave.closes:
        return f"{name} is to take answers until {wave.closes}, and today is {today}."
    return None
