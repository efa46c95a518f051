"""The command that makes a project to look at: two invented employers, and nothing of yours."""

from __future__ import annotations

from pathlib import Path

import click

from nejtak.base.command import run
from nejtak.cli.base import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Make a project with two invented employers."""
    from nejtak.project.demo import make

    made = make(folder)
    say(f"{folder} is a project: two invented employers, and their surveys. Next:")
    say(f"  cd {folder}")
    for words in ("keys new", *(f"wave open {client} {wave}" for client, wave in made), "preview"):
        say(f"  {run(words, there=folder)}")
