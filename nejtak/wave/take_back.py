"""Takes back a wave that was opened by mistake, as long as no candidate can have seen it.

Its contract is removed and it is a draft again, which can be changed and opened again. That is safe
only if it was never deployed: a page that a candidate has open may still be sent, and its answers
must fit. Each deployment notes its waves before it starts, and each stage lists the waves on it
(`nejtak.aws.deployed_waves`). Answers in the inbox are another sign that the page was out.
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
    """Raise StateError if the wave is not open, or was deployed to one of these stages."""
    name = f"{wave.client}/{wave.id}"
    if wave.status == "draft":
        raise StateError(f"{name} is a draft: there is nothing to take back.")
    if wave.status == "closed":
        raise StateError(f"{name} is closed, and nothing opens it again.")
    if wave.within:
        raise StateError(
            f"{name} is counted together with {wave.client}/{wave.within}. "
            f"Remove it from 'together' in that wave's file first."
        )
    if stages:
        raise StateError(
            f"{name} was deployed to {', '.join(sorted(stages))}: a candidate may have its page "
            f"open, and those answers must still fit. Close it when it is over, and add a new wave."
        )


def take_back(wave: Wave, stages: Collection[str], inbox: Inbox | None) -> None:
    """Make an open wave a draft again; raise StateError, with nothing changed, if that is unsafe.

    `stages` are those it was deployed to; `inbox` is its inbox, if there is one.
    """
    refuse(wave, stages)
    with closed_wave.alone(wave):
        if inbox and inbox.count():
            raise StateError(
                f"{wave.client}/{wave.id} has answers in its inbox. Close it instead: "
                f"{run('wave close', wave.client, wave.id)}"
            )
        remove_file(wave.contract_file)
