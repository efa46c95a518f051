"""Reads how far each wave is: from the sources, the ledger, and the files next to them.

No key is needed, and no sealed file is opened or hashed, so that hundreds of clients take a moment;
`check` looks at the files themselves. Counts come from outside, if there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from nejtak.base.command import run
from nejtak.errors import StateError
from nejtak.overview.rows import Overview, OverviewRow, State, Step
from nejtak.overview.shares import over_clients
from nejtak.overview.steps import todo
from nejtak.project.model import Client, Project, Wave
from nejtak.project.waves import number_asked
from nejtak.wave import closed_note, ledger, review_flag
from nejtak.wave.ledger import LedgerEntry
from nejtak.wave.purge import raw_files
from nejtak.wave.purge_day import kept_until
from nejtak.wave.status import inbox_range

Counts = Mapping[tuple[str, str], int]


def overview(
    project: Project, today: date, exports: Path, counts: Counts | None = None
) -> Overview:
    """Every wave with its next step; `counts` are the answers in the inboxes of open waves."""
    rows = (_row(c, w, today, exports, counts or {}) for c, w, _ in project.waves())
    shares = over_clients([*project.clients.values()])
    return Overview(run(), today, len(project.clients), tuple(rows), shares)


def _row(client: Client, wave: Wave, today: date, exports: Path, counts: Counts) -> OverviewRow:
    row = OverviewRow(
        wave.client,
        client.name,
        wave.id,
        "draft",
        wave.opens,
        wave.closes,
        wave.offers,
        wave.declined,
        wave.asked,
        wave.asks,
        wave.accepted,
        wave.withdrawn,
        within=wave.within,
    )
    if wave.within:
        return replace(row, state="joined", step="wait")
    if wave.status == "closed":
        return _closed(row, wave, today, exports)
    if wave.status == "draft":
        return todo(row, wave, "mend" if wave.closes < today else "open", today)
    count = counts.get((wave.client, wave.id))
    row = replace(
        row,
        state="ended" if wave.closes < today else "open",
        answers=None if count is None else inbox_range(count),
    )
    return todo(row, wave, _open_step(row, wave, today), today)


def _open_step(row: OverviewRow, wave: Wave, today: date) -> Step:
    """The first step that an open wave needs."""
    if row.state == "ended":  # answers never expire before: no check lets a wave run so long
        return "close"
    if today < wave.opens:
        return "wait"
    if row.answers and row.answers[0] == 0 and (wave.closes - today).days <= 7:
        return "prolong"
    if wave.asked is None:
        return "invite"
    return "wait" if row.share_known else "outcomes"


def _closed(row: OverviewRow, wave: Wave, today: date, exports: Path) -> OverviewRow:
    try:
        releases = ledger.releases(wave)
        reviewed = None if releases else review_flag.review(wave)
    except StateError as error:
        said = str(error).removesuffix(".")
        return todo(replace(row, state="damaged"), wave, "restore", today, said)
    if releases:
        return _reported(row, wave, releases, today, exports)
    row = replace(row, review=reviewed if _has_texts(wave) else None)
    if not _here(wave):
        return todo(replace(row, state="away"), wave, "fetch", today)
    states: Mapping[str, State] = {"begun": "reviewing", "done": "reviewed"}
    row = replace(row, state=states.get(row.review or "", "closed"))
    if number_asked(wave) is None:
        return todo(row, wave, "outcomes", today)
    needs = row.review in ("none", "begun")
    return todo(row, wave, "review" if needs else "report", today)


def _reported(
    row: OverviewRow, wave: Wave, releases: tuple[LedgerEntry, ...], today: date, exports: Path
) -> OverviewRow:
    until = kept_until(wave, releases)
    basis = releases[-1].basis
    row = replace(
        row,
        state="reported",
        reported=releases[-1].released,
        kept_until=until,
        counted=basis.number if basis else None,
    )
    if until is None or today < until:
        if _here(wave):
            return replace(row, step="wait")
        return todo(replace(row, state="away"), wave, "fetch", today)
    if raw_files(wave, exports):
        return todo(row, wave, "purge", today)
    return replace(row, state="purged")


def _here(wave: Wave) -> bool:
    """Whether the sealed file is in its place, or waits next to it."""
    return wave.responses_file.exists() or any(closed_note.waiting(wave))


def _has_texts(wave: Wave) -> bool:
    """Whether the wave asked for words, which somebody has to read before a report has any."""
    return bool(wave.contract and wave.contract.texts)
