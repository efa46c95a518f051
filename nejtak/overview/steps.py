"""The next step for a wave: one sentence, and the command to paste."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nejtak.overview.rows import FIRST, OverviewRow, Step, Todo
from nejtak.project.model import Wave

AHEAD = 30  # a draft becomes a step to take this many days before it opens
# The command of each step; {} is replaced by the client and the wave.
COMMANDS: dict[Step, str] = {
    "open": "wave open {}",
    "mend": "check",
    "close": "wave close {}",
    "prolong": "build",
    "invite": "handouts {}",
    "outcomes": "check",
    "fetch": "check",
    "review": "review {}",
    "report": "report {} --pdf",
    "purge": "purge {}",
    "restore": "wave status {}",
}
WHY: dict[Step, str] = {
    "open": "open it: it is a draft",
    "mend": "a draft that is over: mend its days in {file}",
    "close": "close it",
    "prolong": "too few answers for a report: move 'closes' in {file}, build and deploy",
    "invite": "invite, and note how many were asked (--asked)",
    "outcomes": "ask how many offers were accepted, declined and withdrawn, and write that into "
    "{file}",
    "fetch": "its sealed file is not here: copy it from where the wave was closed",
    "review": "review the free texts",
    "report": "make the report",
    "purge": "delete the answers: the {days} days are over",
    "restore": "{said}",
}
LOST = "close it: the database is deleting its answers"


def todo(row: OverviewRow, wave: Wave, step: Step, today: date, said: str = "") -> OverviewRow:
    """The row with its step and, if the admin can act on it, the command and the reason."""
    if step == "open" and (wave.opens - today).days > AHEAD:
        step = "wait"
    if step not in COMMANDS:
        return replace(row, step=step)
    lost = step == "close" and _loses(wave, today)
    file = f"clients/{wave.client}/waves/{wave.id}.toml"
    why = LOST if lost else WHY[step].format(file=file, days=wave.retention_days, said=said)
    command = COMMANDS[step].format(f"{wave.client} {wave.id}")
    due = _due(row, wave, step, today)
    return replace(row, step=step, todo=Todo(step, due, command, why, step in FIRST or lost))


def _loses(wave: Wave, today: date) -> bool:
    """Whether the database is deleting answers."""
    return any(one.contract and one.contract.expiry <= today for one in wave.counted)


def _due(row: OverviewRow, wave: Wave, step: Step, today: date) -> date:
    """The day of a step, or since when it waits."""
    if step in ("open", "invite"):
        return wave.opens
    if step == "purge":
        return row.kept_until or today
    if step == "restore":
        return today
    return max(wave.closes, today) if step == "outcomes" else wave.closes
