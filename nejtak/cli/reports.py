"""The commands that hand something out: the report of a closed wave."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.cli.base import Folders, on_wave, say
from nejtak.errors import StateError

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

    from nejtak.ledger import Release
    from nejtak.model import Client, Project, Wave


@click.command()
@on_wave
@click.option("--out", default=Path("reports"), type=click.Path(path_type=Path), metavar="DIR")
@click.option("--again", metavar="NAME", help="Make a release again, as the ledger has it.")
@click.option("--pdf", is_flag=True, help="Print the pages to PDF too; needs Chromium or Chrome.")
def report(
    folders: Folders, client: str, wave: str, out: Path, again: str | None, pdf: bool
) -> None:
    """Make a closed wave's report, and record it as a release."""
    from nejtak import quotes, report, seal

    project, owner, found, _ = folders.wave(client, wave)
    identities = seal.identities(folders.keys)
    with quotes.alone(found):  # so that no answer joins between reading them and the record
        release, made = _recorded(project, owner, found, identities, again)
        files = {**made, **(report.to_pdf(made) if pdf else {})}
        folder = out / client / release.name
        _write(folder, files)
    say(
        f"{client}/{release.name}: {release.responses} responses. Nothing in it gave way to attack."
    )
    for name in sorted(files, key=lambda name: (not name.endswith(".html"), name)):
        click.echo(folder / name)


def _recorded(
    project: Project, owner: Client, wave: Wave, keys: Sequence[Identity], again: str | None
) -> tuple[Release, Mapping[str, bytes]]:
    """Make the files of a release, and record it where it is new."""
    from nejtak import ledger, quotes, report
    from nejtak.responses import read

    responses = read(wave, keys)
    before = list(ledger.releases(wave))
    if again:
        before = before[: _number(before, again) + 1]
    recorded = before.pop() if again else None
    pooled = report.pooled(project, owner, wave)
    norms = report.from_record(recorded.norms) if recorded else pooled
    beside = report.Beside(quotes.published(wave, keys), norms)
    made = report.make(project, owner, wave, responses.answers, before, beside)
    release = recorded or ledger.record(
        wave, made.responses, made.files, made.figures, report.to_record(norms)
    )
    _check_same(release, ledger.digests(made.files))
    return release, made.files


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the release's folder as a whole, and clear what a kill left beside it."""
    from nejtak.output import File, write_tree

    for end in ("", "-old"):
        for leftover in folder.parent.glob(f".{folder.name}-????????{end}"):
            shutil.rmtree(leftover)
    write_tree(folder, [File(name, content) for name, content in files.items()])


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
