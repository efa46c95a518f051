"""The commands that hand something out: the report of a closed wave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.cli.base import Folders, on_wave, say
from nejtak.errors import StateError

if TYPE_CHECKING:
    from nejtak.ledger import Release


@click.command()
@on_wave
@click.option("--out", default=Path("reports"), type=click.Path(path_type=Path), metavar="DIR")
@click.option("--again", metavar="NAME", help="Make a release again, as the ledger has it.")
@click.option("--pdf", is_flag=True, help="Print the pages to PDF too; needs Chromium or Chrome.")
def report(
    folders: Folders, client: str, wave: str, out: Path, again: str | None, pdf: bool
) -> None:
    """Make a closed wave's report, and record it as a release."""
    from nejtak import ledger, quotes, report, seal
    from nejtak.output import File, write_tree
    from nejtak.responses import read

    project, owner, found, _ = folders.wave(client, wave)
    identities = seal.identities(folders.keys)
    responses = read(found, identities)
    before = list(ledger.releases(found))
    if again:
        before = before[: _number(before, again) + 1]
    recorded = before.pop() if again else None
    pooled = report.pooled(project, owner, found)
    norms = report.from_record(recorded.norms) if recorded else pooled
    beside = report.Beside(quotes.published(found, identities), norms)
    made = report.make(project, owner, found, responses.answers, before, beside)
    release = recorded or ledger.record(
        found, made.responses, made.files, made.figures, report.to_record(norms)
    )
    _check_same(release, ledger.digests(made.files))
    folder = out / client / release.name
    files = {**made.files, **(report.to_pdf(made.files) if pdf else {})}
    write_tree(folder, [File(name, content) for name, content in files.items()])
    say(f"{client}/{release.name}: {made.responses} responses. Nothing in it gave way to attack.")
    for name in sorted(files, key=lambda name: (not name.endswith(".html"), name)):
        click.echo(folder / name)


def _number(before: list[Release], name: str) -> int:
    """Which of the releases has this name."""
    names = [release.name for release in before]
    if name not in names:
        raise StateError(f"There is no release {name!r}. Releases: {', '.join(names) or 'none'}.")
    return names.index(name)


def _check_same(release: Release, digests: dict[str, str]) -> None:
    """Refuse to give out under its name what is not the release."""
    changed = [name for name in digests if release.files.get(name) != digests[name]]
    if changed or digests.keys() != release.files.keys():
        raise StateError(
            f"{release.name} would not be the same: {', '.join(changed)} differs. Sources, quotes "
            f"or nejtak itself have changed since; go back to what they were then."
        )
