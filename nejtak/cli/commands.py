"""All commands, in the order of `--help`, and the printing of expected errors.

Commands import libraries when they run, so that --help answers at once.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from nejtak.base.command import NAME, run
from nejtak.base.version import VERSION
from nejtak.cli import proof, purge, reports, review, stages, waves
from nejtak.cli.base import (
    Folders,
    OrderedGroup,
    folder_option,
    message_of,
    new_recipient,
    number_of,
    on_wave,
    remark_dates,
    say,
)
from nejtak.cli.demo import demo_command
from nejtak.cli.export import export_command
from nejtak.cli.handouts import handouts_command, verify_handout_command
from nejtak.cli.interview import interview_group
from nejtak.cli.new import client_group, init_command, survey_group, translate_command
from nejtak.cli.overview import overview_command
from nejtak.errors import NejtakError, SourceError, StateError

EPILOG = (
    "Exit codes: 0 success, 1 error (the message says how to fix it), 2 usage error, 3 plan with "
    "changes, 130 stopped by Ctrl-C."
)


@click.group(cls=OrderedGroup, invoke_without_command=True, epilog=EPILOG)
@folder_option("source", "NEJTAK_SOURCE", "Surveys and clients.")
@folder_option("build-dir", "NEJTAK_BUILD", "The built site and collector.")
@folder_option("state", "NEJTAK_STATE", "Local state: the preview's answers.")
@folder_option("keys", "NEJTAK_KEYS", "Private keys.")
@click.version_option(VERSION, prog_name=NAME)
@click.pass_context
def cli(
    context: click.Context,
    source: Path | None,
    build_dir: Path | None,
    state: Path | None,
    keys: Path | None,
) -> None:
    """Ask the candidates who said "no, thanks" why, without knowing who they are.

    Paths follow from the nearest nejtak.toml, from the current folder upwards. Without a command,
    the site is built.
    """
    context.obj = Folders(source, build_dir, state, keys)
    if context.invoked_subcommand is None:
        context.invoke(build_command)


cli.add_command(init_command)
cli.add_command(demo_command)
cli.add_command(client_group)
cli.add_command(survey_group)
cli.add_command(translate_command)


@cli.command("check")
@click.pass_obj
def check_command(folders: Folders) -> None:
    """Check all sources, and open waves against their contracts."""
    from nejtak.project.remarks import project_remarks
    from nejtak.project.translate import translation_remarks
    from nejtak.site.build import brand_remarks, font_remarks
    from nejtak.wave import sealed_files
    from nejtak.wave.purge import due
    from nejtak.wave.recipients import recipient_remarks

    project = stages.checked(folders)
    remark_dates(project)
    if damaged := [*sealed_files.damaged_files(project)]:
        raise SourceError(damaged)
    fonts = [*font_remarks(project)]
    read = {"survey": project.surveys, "client": project.clients, "wave": [*project.waves()]}
    counts = ", ".join(number_of(len(found), noun) for noun, found in read.items())
    say(f"{counts}: no faults.")
    for remark in (
        *brand_remarks(project),
        *project_remarks(project),
        *fonts,
        *sealed_files.file_remarks(project, date.today()),
        *(recipient_remarks(folders.recipients, folders.keys) if folders.settings else ()),
        *translation_remarks(project),
    ):
        say(remark)
    for one in due((wave for _, wave, _ in project.waves()), date.today(), folders.exports):
        client, wave = one.wave.client, one.wave.id
        say(f"{client}/{wave}: raw answers due since {one.since}: {run('purge', client, wave)}")


@cli.command("build")
@click.pass_obj
def build_command(folders: Folders) -> None:
    """Build the site and the collector's package."""
    from nejtak.site.build import build

    say("\n".join(build(folders.source, folders.build).said()))
    click.echo(folders.build / "site")


@cli.command("preview")
@click.option("--port", type=click.IntRange(0, 65535), help="8700 if you name none.")
@click.option("--open", "show", is_flag=True, help="Open the list of pages in a browser.")
@click.pass_obj
def preview_command(folders: Folders, port: int | None, show: bool) -> None:
    """Serve site, collector and database on this machine."""
    from nejtak.local.preview import PORT, serve

    port = PORT if port is None else port
    serve(folders.source, folders.build, folders.state, port, say, show=show)


@cli.group("keys", cls=OrderedGroup)
def keys_group() -> None:
    """Make the keys that answers are sealed to."""


@keys_group.command("new")
@click.argument("name", default="partner")
@click.option("--if-missing", is_flag=True, help="Do nothing if the key exists.")
@click.pass_obj
def new_key_command(folders: Folders, name: str, if_missing: bool) -> None:
    """Make an age key pair and print its public half."""
    from nejtak.base import private_keys
    from nejtak.base.ids import is_slug

    if not is_slug(name):
        raise StateError(f"{name!r} cannot name a key. Use a-z, 0-9 and hyphens.")
    path = folders.keys / f"{name}.key"
    if if_missing and path.exists():
        return
    if not path.exists() and name in {one.name for one in folders.recipients}:
        raise StateError(f"nejtak.toml calls another key {name!r} already. Choose another name.")
    settings = None if name == private_keys.DEMO else folders.settings
    click.echo(new_recipient(path, settings))
    say(f"The private key is in {path}; only you can read it.")
    if settings:
        say(f"{settings} names it as a recipient: waves opened from now on are sealed to it.")
    say("Copy it to a safe place now: it opens all answers, and without it nobody can read them.")
    say("Make a second key and keep it in another place, in case the first one is lost.")


cli.add_command(waves.wave_group)


@cli.command("sample")
@on_wave
@click.option("--count", default=40, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same answers.")
def sample_command(folders: Folders, client: str, wave: str, count: int, seed: int) -> None:
    """Send made-up answers to the running preview."""
    from nejtak.wave import sample as samples

    _, owner, answered, _ = folders.wave(client, wave)
    if answered.status != "open" or answered.contract is None:
        draft = answered.status == "draft"
        mend = f" Open it: {run('wave open', client, wave)}" if draft else ""
        raise StateError(
            f"{client}/{wave} is {answered.status}. Only an open wave takes answers.{mend}"
        )
    url = folders.local()
    if url is None:
        raise StateError("No preview is running. Start one: made-up answers are sent only there.")
    said = samples.sample_texts(folders.source, owner.languages[0], answered.asks)
    for response in samples.sample_answers(answered.contract, count, seed, said):
        samples.send_sample(url, answered, owner.languages[0], response)
    say(f"{count} made-up answers sent to {client}/{wave}.")
    say(f"Next: {run('wave close', client, answered.within or wave)}")


for command in (
    handouts_command,
    verify_handout_command,
    interview_group,
    overview_command,
    review.review_command,
    reports.report_command,
    export_command,
    purge.purge_command,
    proof.policy_command,
    stages.plan_command,
    stages.deploy_command,
    stages.status_command,
    proof.verify_command,
    proof.verify_site_command,
    proof.field_test_command,
    stages.destroy_command,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line: catch expected errors, print them, and exit."""
    if sys.platform == "win32":
        say("nejtak runs on Linux and macOS. On Windows, install it in WSL: wsl --install")
        sys.exit(1)
    try:
        cli.main(standalone_mode=False)
    except (NejtakError, OSError) as error:
        say(message_of(error))
        if isinstance(error, SourceError):
            say(f"{number_of(len(error.faults), 'fault')}. Nothing was written.")
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        sys.exit(130)
