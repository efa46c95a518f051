"""The commands that begin a wave and show its status; those that end it are in ending.py."""

from __future__ import annotations

from datetime import date

import click

from nejtak.cli.base import Folders, OrderedGroup, number_of, on_wave, say
from nejtak.cli.ending import close_command, take_back_command
from nejtak.cli.new import new_wave_command


@click.group("wave", cls=OrderedGroup)
def wave_group() -> None:
    """Open a wave, show its status, close it."""


wave_group.add_command(new_wave_command)


@wave_group.command("open")
@on_wave
@click.option("--one-key", is_flag=True, help="Allow a single recipient.")
@click.option("--if-draft", is_flag=True, help="Do nothing if the wave is open or closed.")
def open_command(folders: Folders, client: str, wave: str, one_key: bool, if_draft: bool) -> None:
    """Freeze the wave's questions, so that its page can be deployed."""
    from nejtak.base import gitignore
    from nejtak.project.translate import check_translated
    from nejtak.wave.open import check_openable, open_wave
    from nejtak.wave.recipients import is_demo_key, recipients_for

    project, owner, draft, survey = folders.wave(client, wave)
    if if_draft and draft.status != "draft":
        return
    check_openable(owner, draft, date.today())
    check_translated(project, owner, survey)
    named = folders.recipients
    readers = recipients_for(owner, named, folders.keys, one_key=one_key)
    open_wave(owner, draft, survey, readers, date.today())
    gitignore.cover(folders.root, draft.folder)
    say(f"{client}/{wave} is open. Its answers can be read with {number_of(len(readers), 'key')}:")
    say("\n".join(f"  {one.name}: {one.key}" for one in readers))
    if not owner.fictional and any(is_demo_key(one, folders.keys) for one in named):
        say("The demo's key is not among them: it is for fictional clients only.")
    if len(readers) == 1:
        say("There is only one key: if it is lost, so are the answers. Better make a second one.")
    click.echo(draft.contract_file)


@wave_group.command("status")
@on_wave
def wave_status_command(folders: Folders, client: str, wave: str) -> None:
    """Show a wave's status. Answers are counted in steps of five."""
    from nejtak.wave import dates
    from nejtak.wave.status import inbox_lines, status_lines

    _, _, shown, _ = folders.wave(client, wave)
    for remark in dates.date_remarks([shown], date.today()):
        say(remark)
    for line in status_lines(shown, date.today()):
        click.echo(line)
    if shown.status != "draft" and not shown.within:  # the wave that counts it has the number
        for line in inbox_lines(shown, folders.inbox(shown).count()):
            click.echo(line)


wave_group.add_command(close_command)
wave_group.add_command(take_back_command)
