"""Handing a report out: from the sealed file of a closed wave to a release in its ledger."""

from __future__ import annotations

from collections.abc import Sequence

from pyrage.x25519 import Identity

from nejtak.errors import StateError
from nejtak.project.model import Client, Project, Wave
from nejtak.report.approved import from_review
from nejtak.report.page.page import Beside
from nejtak.report.release import Release, make
from nejtak.report.tables.norms import Pool, from_record, to_record
from nejtak.report.tables.released import others
from nejtak.review import sealed
from nejtak.wave import closed_wave, ledger
from nejtak.wave.counted import number_counted


def issue(
    project: Project,
    client: Client,
    wave: Wave,
    keys: Sequence[Identity],
    pool: Pool,
    again: str | None = None,
    *,
    with_slides: bool = False,
) -> tuple[str, Release]:
    """Make a closed wave's report and record it, or make the release `again` as the ledger has it.

    Returns the name under which it is recorded too. Raises StateError if the wave is not closed, if
    there is no such release, and if it would not be the same.
    """
    answers = closed_wave.read_responses(wave, keys).answers
    before = list(ledger.releases(wave))
    if again:
        before = before[: _number(before, again) + 1]
    recorded = before[-1] if again else None
    norms = from_record(recorded.norms) if recorded else pool.beside(client, wave)
    shown = others(client, wave, recorded.beside if recorded else None)
    texts = from_review(sealed.published(wave, keys, number_counted(wave, answers)))
    beside = Beside(texts, norms, shown)
    made = make(project, client, wave, answers, before, beside, with_slides=with_slides)
    release = recorded or ledger.record(
        wave, made.basis, made.files, made.figures, to_record(norms), shown.names
    )
    _check_same(release, ledger.digests(made.files))
    return release.name, made


def _number(before: list[ledger.LedgerEntry], name: str) -> int:
    """Which of the releases has this name."""
    names = [release.name for release in before]
    if name not in names:
        raise StateError(f"There is no release {name!r}. Releases: {', '.join(names) or 'none'}.")
    return names.index(name)


def _check_same(release: ledger.LedgerEntry, digests: dict[str, str]) -> None:
    """Refuse to hand out files that differ from the release of that name."""
    changed = [name for name in digests if release.files.get(name) != digests[name]]
    if changed or digests.keys() != release.files.keys():
        raise StateError(
            f"{release.name} would not be the same: {', '.join(changed)} differs. Sources, quotes "
            f"or nejtak itself have changed since; go back to what they were then."
        )
