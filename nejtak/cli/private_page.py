"""Prints the addresses of a local page for one person."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nejtak.base.private_page import PrivatePage

LINE = 4096  # bytes of one press of Enter, at most


def admit(page: PrivatePage) -> None:
    """Print the address, and from now on a new one for each Enter.

    Whoever opens the new one shuts the browser before out.
    """
    click.echo(page.url)
    threading.Thread(target=_readmit, args=[page], daemon=True).start()


def _readmit(page: PrivatePage) -> None:
    with contextlib.suppress(AttributeError, OSError):  # there may be no terminal to press it in
        keyboard = sys.stdin.fileno()
        # Not by sys.stdin's own buffer: Python could not end while a thread waits there.
        while os.read(keyboard, LINE):
            click.echo(page.readmit())
