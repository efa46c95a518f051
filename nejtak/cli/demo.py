"""The command that makes a demo project with two invented employers."""

from __future__ import annotations

from pathlib import Path

import click

from nejtak.base.command import run
from nejtak.cli.base import say


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path))
def demo_command(folder: Path) -> None:
    """Make a project with two invented employers."""
    from nejtak.project.demo import make_demo

    made = make_demo(folder)
    say(f"{folder} is a project with two invented employers and their surveys. Next:")
    say(f"  cd {folder}")
    for words in ("keys new", *(f"wave open {client} {wave}" for client, wave in made), "preview"):
        say(f"  {run(words, there=folder)}")
