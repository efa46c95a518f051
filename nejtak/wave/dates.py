"""Compares an open wave's dates with today: reminders for the admin, and whether closing is early.

A wave goes on accepting answers after its last day until the admin closes it, so that no candidate
writes in vain. So the admin has to be reminded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from nejtak.base.command import run
from nejtak.project.model import Wave


def date_remarks(waves: Iterable[Wave], today: date) -> Iterator[str]:
    """Remind the admin of each open wave that is over, or whose answers expire."""
    for wave in waves:
        if wave.status == "open" and not wave.within:
            yield from _remarks(wave, today)


def _remarks(wave: Wave, today: date) -> Iterator[str]:
    name, command = f"{wave.client}/{wave.id}", run("wave close", wave.client, wave.id)
    for part in wave.counted:
        if part.contract and part.contract.expiry <= today:
            yield (
                f"{part.client}/{part.id} loses answers: since {part.contract.expiry} "
                f"the database deletes each soon after it arrives. Save the rest: {command}. "
                f"If the wave was never deployed: {run('wave take-back', part.client, part.id)}, "
                f"correct its dates, and open it again."
            )
    if wave.closes < today:
        yield (
            f"{name} was to close on {wave.closes} and still accepts answers. Close it: {command}. "
            f"Or extend it: write a later 'closes' in its file, build and deploy."
        )


def early(wave: Wave, today: date) -> str | None:
    """Why closing an open wave today is too early; None if it is not."""
    name = f"{wave.client}/{wave.id}"
    if wave.status != "open" or wave.within:
        return None
    if today < wave.opens:
        return f"{name} has not begun: it opens on {wave.opens} and closes on {wave.closes}."
    if today < wave.closes:
        return f"{name} accepts answers until {wave.closes}, and today is {today}."
    return None
