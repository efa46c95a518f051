"""Takes back a wave that was opened by mistake, as long as nobody can have seen it.

Its contract goes and it is a draft again, free to be changed and opened anew. That is safe only if
no stage has had it: a page that was open once may still be sent, and what it sends must fit. A
deployment notes the waves that it is about to put on a stage, and what lies on a stage is listed
there, too (`nejtak.aws.deployed_waves`); answers in the inbox say that somebody has had the page as
well.
"""

from __future__ import annotations

from collections.abc import Collection

from nejtak.base.command import run
from nejtak.base.files import remove_file
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.wave import closed_wave
from nejtak.wave.inbox import Inbox


def refuse(wave: Wave, stages: Collection[str]) -> None:
    """Raise StateError for a wave that is not open, or that one of these stages has had."""
    name = f"{wave.client}/{wave.id}"
    if wave.status == "draft":
        raise StateError(f"{name} is a draft: there is nothing to take back.")
    if wave.status == "closed":
        raise StateError(f"{name} is closed, and nothing opens it again.")
    if wave.within:
        raise StateError(
            f"{name} is counted together with {wave.client}/{wave.within}. "
            f"Take it out of 'together' in that one's file first."
        )
    if stages:
        raise StateError(
            f"{name} has been on {', '.join(sorted(stages))}: somebody may have its page, and what "
            f"that sends must still fit. Close it when it is over, and write a new wave."
        )


def take_back(wave: Wave, stages: Collection[str], inbox: Inbox | None) -> None:
    """Make an open wave a draft again; raise StateError, with nothing changed, if it must not be.

    `stages` have had it; `inbox` is where its answers would be, if there is one.
    """
    refuse(wave, stages)
    with closed_wave.alone(wave):
        if inbox and inbox.count():
            raise StateError(
                f"{wave.client}/{wave.id} has answers in its inbox. Close it instead: "
                f"{run('wave close', wave.client, wave.id)}"
            )
        remove_file(wave.contract_file)
