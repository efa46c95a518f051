"""The command that reviews free texts."""

from __future__ import annotations

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, on_wave, say


@click.command()
@on_wave
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="A free one if left out.")
def review(folders: Folders, client: str, wave: str, port: int) -> None:
    """Decide on a local page what may be quoted of free texts."""
    from nejtak.base import private_keys
    from nejtak.disclosure import QUOTES
    from nejtak.review import session
    from nejtak.wave import review_flag

    project, owner, found, _ = folders.wave(client, wave)
    with session(project, owner, found, private_keys.identities(folders.keys), port) as reviewing:
        texts = reviewing.desk.review
        if reviewing.desk.lost:
            say(f"{reviewing.desk.lost} decided texts are in the closed wave no more, and dropped.")
        say(f"{reviewing.desk.counted} answers are counted.")
        if reviewing.desk.counted < QUOTES:
            say(f"Fewer than {QUOTES} are: no report will quote any of these texts.")
        say(f"{len(texts.texts) - texts.left} of {len(texts.texts)} texts are read.")
        say("Paste this address into your browser; it works once. Ctrl-C ends the review.")
        click.echo(reviewing.server.url)
        reviewing.serve()
        left = reviewing.desk.review.left
        review_flag.mark(found, done=not left)
    say(f"{left or 'No'} text{'' if left == 1 else 's'} left to read. Every decision is saved.")
    if left:
        say(f"Go on where you were: {run('review', client, wave)}")
