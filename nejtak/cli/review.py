"""The command that reviews free texts."""

from __future__ import annotations

import contextlib

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, on_wave, say
from nejtak.cli.private_page import admit


@click.command("review")
@on_wave
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Default: any free port.")
@click.option("--second", is_flag=True, help="Code the notes of interviews a second time, blind.")
def review_command(folders: Folders, client: str, wave: str, port: int, second: bool) -> None:
    """Decide on a local page which free texts may be quoted."""
    if second:
        _code_again(folders, client, wave, port)
        return
    from nejtak.base import private_keys
    from nejtak.review.session import session
    from nejtak.wave import review_flag

    project, owner, closed, _ = folders.wave(client, wave)
    with session(project, owner, closed, private_keys.identities(folders.keys), port) as reviewing:
        say("\n".join(reviewing.remarks()))
        say("Paste this address into your browser; it works once. Ctrl-C ends the review.")
        say("Closed the browser? Press Enter here for a new address.")
        admit(reviewing.server)
        reviewing.serve()
        left = reviewing.desk.review.left
        review_flag.mark(closed, done=not left)
    say(f"{left or 'No'} text{'' if left == 1 else 's'} left to review. All decisions are saved.")
    if left:
        say(f"Continue: {run('review', client, wave)}")


def _code_again(folders: Folders, client: str, wave: str, port: int) -> None:
    from nejtak.base import private_keys
    from nejtak.review.second_page import second_session

    project, owner, closed, _ = folders.wave(client, wave)
    keys = private_keys.identities(folders.keys)
    with second_session(project, owner, closed, keys, port) as page:
        say(f"{len(page.desk.notes) - page.desk.left} of {len(page.desk.notes)} notes are coded.")
        say("Paste this address into your browser; it works once. Ctrl-C ends the coding.")
        say("Closed the browser? Press Enter here for a new address.")
        admit(page)
        with contextlib.suppress(KeyboardInterrupt):
            page.serve()
        left = page.desk.left
    say(f"{left or 'No'} note{'' if left == 1 else 's'} left to code. What you saved is sealed.")
