"""The command line: the roof of the house, and the only part that prints.

What a script may want goes to stdout, what a person reads goes to stderr.
Libraries are imported inside the commands, so that --help answers at once.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from nejtak.base.command import NAME, run
from nejtak.base.version import VERSION
from nejtak.cli import ending, proof, purge, reports, review, stages
from nejtak.cli.base import Folders, Group, folder_option, on_wave, remark_dates, say
from nejtak.cli.demo import demo
from nejtak.cli.export import export
from nejtak.errors import NejtakError, SourceError, StateError

EPILOG = (
    "Exit codes: 0 done, 1 a fault that the message tells how to mend, 2 a command that is not "
    "understood, 3 a plan with something to do, 130 stopped by Ctrl-C."
)


@click.group(cls=Group, invoke_without_command=True, epilog=EPILOG)
@folder_option("source", "NEJTAK_SOURCE", "Surveys and clients.")
@folder_option("build-dir", "NEJTAK_BUILD", "What is built.")
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
        context.invoke(build)


cli.add_command(demo)


@cli.command()
@click.pass_obj
def check(folders: Folders) -> None:
    """Check all sources, and open waves against their contracts."""
    from nejtak.site.build import logo_remarks
    from nejtak.wave import sealed_files
    from nejtak.wave.purge import due

    project = stages.checked(folders)
    remark_dates(project)
    if damaged := [*sealed_files.faults(project)]:
        raise SourceError(damaged)
    counts = len(project.surveys), len(project.clients), len(list(project.waves()))
    say("{} surveys, {} clients, {} waves: no faults.".format(*counts))
    for remark in (*logo_remarks(project), *sealed_files.remarks(project, date.today())):
        say(remark)
    for one in due((wave for _, wave, _ in project.waves()), date.today(), folders.project.exports):
        client, wave = one.wave.client, one.wave.id
        say(f"{client}/{wave}: raw answers due since {one.since}: {run('purge', client, wave)}")


@cli.command()
@click.pass_obj
def build(folders: Folders) -> None:
    """Build the site and the collector's package."""
    from nejtak.site.build import build as build_all

    say("\n".join(build_all(folders.source, folders.build).said()))
    click.echo(folders.build / "site")


@cli.command()
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535))
@click.pass_obj
def preview(folders: Folders, port: int) -> None:
    """Serve site, collector and database on this machine."""
    from nejtak.local.preview import serve

    serve(folders.source, folders.build, folders.state, port, say)


@cli.group(cls=Group)
def keys() -> None:
    """Make the keys that answers are sealed with."""


@keys.command("new")
@click.argument("name", default="partner")
@click.option("--if-missing", is_flag=True, help="Do nothing where the key exists.")
@click.pass_obj
def keys_new(folders: Folders, name: str, if_missing: bool) -> None:
    """Make an age key pair and print its public half."""
    from nejtak.base import private_keys
    from nejtak.base.ids import is_slug

    if not is_slug(name):
        raise StateError(f"{name!r} is no name for a key. Use a-z, 0-9 and hyphens.")
    path = folders.keys / f"{name}.key"
    if if_missing and path.exists():
        return
    click.echo(private_keys.new_key(path))
    say(f"The private key is in {path}, readable by you alone.")
    say("Copy it to a safe place now: whoever holds it can read the answers, and without it")
    say("nobody can. Make a second key that lies elsewhere, so that a lost key is not lost data.")


@cli.group(cls=Group)
def wave() -> None:
    """Open a wave, look at it, close it."""


@wave.command("open")
@on_wave
@click.option("--recipient", multiple=True, help="NAME=age1...: a public key more.")
@click.option("--if-draft", is_flag=True, help="Do nothing where the wave is open or closed.")
def wave_open(
    folders: Folders, client: str, wave: str, recipient: tuple[str, ...], if_draft: bool
) -> None:
    """Freeze what the wave accepts, so that its page can go out."""
    from nejtak.base import gitignore, private_keys
    from nejtak.wave.open import open_wave

    _, owner, found, survey = folders.wave(client, wave)
    if if_draft and found.status != "draft":
        return
    readers = open_wave(owner, found, survey, folders.keys, recipient, date.today())
    gitignore.cover(folders.root, found.folder)
    say(f"{client}/{wave} is open. Its answers can be read with {len(readers)} key(s):")
    say("\n".join(f"  {one.name}: {one.key}" for one in readers))
    if not owner.fictional and (folders.keys / f"{private_keys.DEMO}.key").exists():
        say("The demo's key is not among them: it is for fictional clients alone.")
    if len(readers) == 1:
        say("One key only: if it is lost, so are the answers. A second one costs nothing.")
    click.echo(found.contract_file)


@wave.command("status")
@on_wave
def wave_status(folders: Folders, client: str, wave: str) -> None:
    """Tell how far a wave is. Answers are counted in steps of five."""
    from nejtak.disclosure import fives, in_fives
    from nejtak.wave import dates
    from nejtak.wave.purge import standing

    _, _, found, _ = folders.wave(client, wave)
    for remark in dates.remarks([found], date.today()):
        say(remark)
    click.echo(f"{client}/{wave}: {found.status}, {found.opens} to {found.closes}")
    if found.within:  # and no more: how many they are is told of both together
        click.echo(f"counted together with {client}/{found.within}")
        return
    if found.together:
        click.echo(f"counted with it: {', '.join(part.id for part in found.together)}")
    if found.offers is not None and found.declined is not None:
        click.echo(f"declined: {found.declined} of {found.offers} offers")
    if found.status == "closed":
        click.echo(f"raw answers: {standing(found, date.today())}")
    if found.status == "draft":
        return
    count = folders.inbox(found).count()
    if found.status == "closed":
        click.echo(f"late answers in the inbox: {in_fives(count)}")
        return
    click.echo(f"answers in the inbox: {in_fives(count)}")
    if found.declined is not None and fives(count) > found.declined:
        click.echo("flooded: more answers than declines")


wave.add_command(ending.close)
wave.add_command(ending.take_back)


@cli.command()
@on_wave
@click.option("--count", default=40, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same answers.")
def sample(folders: Folders, client: str, wave: str, count: int, seed: int) -> None:
    """Send made-up answers to the running preview."""
    from nejtak.wave import sample as samples

    _, owner, found, _ = folders.wave(client, wave)
    if found.status != "open" or found.contract is None:
        raise StateError(f"{client}/{wave} is {found.status}. Only an open wave takes answers.")
    url = folders.local()
    if url is None:
        raise StateError("No preview is running, and made-up answers go nowhere else.")
    said = samples.texts(folders.source, owner.languages[0])
    for response in samples.answers(found.contract, count, seed, said):
        samples.send(url, found, owner.languages[0], response)
    say(f"{count} made-up answers sent to {client}/{wave}.")
    say(f"Next: {run('wave close', client, found.within or wave)}")


for command in (
    review.review, reports.report, export, purge.purge, proof.policy, stages.plan, stages.deploy,
    stages.status, proof.verify, proof.verify_site, proof.field_test, stages.destroy,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line: the one place that catches expected faults, prints, and exits."""
    if sys.platform == "win32":
        say("nejtak runs on Linux and macOS. On Windows, install it in WSL: wsl --install")
        sys.exit(1)
    try:
        cli.main(standalone_mode=False)
    except NejtakError as error:
        say(str(error))
        if isinstance(error, SourceError):
            count = len(error.problems)
            say(f"{count} fault{'s' if count > 1 else ''}. Nothing was written.")
        sys.exit(1)
    except OSError as error:  # no right to read, no room to write
        say(f"{error.filename or 'nejtak'}: {error.strerror or type(error).__name__}.")
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        sys.exit(130)
