"""The command that reviews free texts."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, on_wave, say

LINE = 4096  # bytes of one press of Enter, at most

if TYPE_CHECKING:
    from nejtak.review.server import ReviewServer


@click.command()
@on_wave
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="A free one if left out.")
def review(folders: Folders, client: str, wave: str, port: int) -> None:
    """Decide on a local page what may be quoted of free texts."""
    from nejtak.base import private_keys
    from nejtak.disclosure import QUOTES
    from nejtak.review import session

    project, owner, found, _ = folders.wave(client, wave)
    with session(project, owner, found, private_keys.identities(folders.keys), port) as reviewing:
        texts = reviewing.desk.review
        if reviewing.desk.lost:
            say(f"{reviewing.desk.lost} decided texts are in the closed wave no more, and dropped.")
        counted = reviewing.desk.counted.number
        say(f"{counted} answers are counted.")
        if counted < QUOTES:
            say(f"Fewer than {QUOTES}: no quotes, only paraphrases of two texts or more.")
        say(f"{len(texts.texts) - texts.left} of {len(texts.texts)} texts are read.")
        say("Paste this address into your browser; it works once. Ctrl-C ends the review.")
        say("Closed the browser? Press Enter here for a new address.")
        click.echo(reviewing.server.url)
        threading.Thread(target=_readmit, args=[reviewing.server], daemon=True).start()
        reviewing.serve()
        left = reviewing.desk.review.left
    say(f"{left or 'No'} text{'' if left == 1 else 's'} left to read. Every decision is saved.")
    if left:
        say(f"Go on where you were: {run('review', client, wave)}")


def _readmit(server: ReviewServer) -> None:
    """Print a new address for each Enter; the browser that has the review is shut out by it."""
    with contextlib.suppress(AttributeError, OSError):  # there may be no terminal to press it in
        keyboard = sys.stdin.fileno()
        # Not by sys.stdin's own buffer: Python could not end while a thread waits there.
        while os.read(keyboard, LINE):
            click.echo(server.readmit())
