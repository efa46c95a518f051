"""The command that reviews free texts."""

from __future__ import annotations

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, on_wave, say


@click.command("review")
@on_wave
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Default: any free port.")
def review_command(folders: Folders, client: str, wave: str, port: int) -> None:
    """Decide on a local page which free texts may be quoted."""
    from nejtak.base import private_keys
    from nejtak.disclosure import QUOTES
    from nejtak.review import session

    project, owner, closed, _ = folders.wave(client, wave)
    with session(project, owner, closed, private_keys.identities(folders.keys), port) as reviewing:
        texts = reviewing.desk.review
        if reviewing.desk.lost:
            say(f"{reviewing.desk.lost} reviewed texts are no longer in the wave and were dropped.")
        say(f"{reviewing.desk.counted} answers are counted.")
        if reviewing.desk.counted < QUOTES:
            say(f"That is fewer than {QUOTES}: no report will quote any of these texts.")
        say(f"{len(texts.texts) - texts.left} of {len(texts.texts)} texts are reviewed.")
        say("Paste this address into your browser; it works once. Ctrl-C ends the review.")
        click.echo(reviewing.server.url)
        reviewing.serve()
        left = reviewing.desk.review.left
    say(f"{left or 'No'} text{'' if left == 1 else 's'} left to review. All decisions are saved.")
    if left:
        say(f"Continue: {run('review', client, wave)}")
