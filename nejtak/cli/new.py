"""The commands that make a project, a client, a survey or a wave to start from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nejtak.base.command import run
from nejtak.cli.base import Folders, OrderedGroup, new_recipient, number_of, say
from nejtak.errors import StateError, guess

if TYPE_CHECKING:
    from nejtak.project.scaffold import NewClient

SURVEY = "offer-declined"


# Each key of a client that can be asked for: its option's help, its question, and the default.
_QUESTIONS = {
    "name": ("The employer's name.", "The employer's name", "Example Company"),
    "languages": ("Of the pages, like da,en.", "Languages of the pages", "da,en"),
    "colour": ("The employer's colour, like #005f73.", "Its colour", "#005f73"),
    "contact": (
        "An e-mail address for questions about data.",
        "Address for questions about data",
        "privacy@company.example",
    ),
    "partner": (
        "Who reads the answers; none if the employer does.",
        "Outside partner who reads the answers (empty: the employer)",
        "",
    ),
}


def _about_client(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each question."""
    for key, (text, *_) in reversed(_QUESTIONS.items()):
        command = click.option(f"--{key}", help=text, default=None)(command)
    return command


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@_about_client
def init_command(folder: Path, **given: str | None) -> None:
    """Make a project of your own, with two keys.

    What no option says is asked in a terminal; without a terminal the default is taken.
    """
    from nejtak.base import gitignore
    from nejtak.base.private_keys import PARTNER, RESERVE
    from nejtak.project import folder as project
    from nejtak.project import scaffold

    answers = {key: _answer(key, value) for key, value in given.items()}
    client = _client(scaffold.id_from(answers["name"]) or "employer", answers)
    wrote = scaffold.new_project(folder)
    made = project.load_folder(folder)
    wave, days = scaffold.first_period(date.today())
    wrote += scaffold.new_client(made.sources, client)
    wrote += scaffold.new_survey(made.sources, SURVEY, SURVEY)
    wrote.append(scaffold.new_wave(made.sources, client.id, wave, SURVEY, days))
    gitignore.cover(folder, made.sources)
    for name in (PARTNER, RESERVE):
        path = made.keys / f"{name}.key"
        new_recipient(path, folder / project.FILE)
        wrote.append(path)
    _list(wrote)
    say("")
    say("Either of the two keys opens the answers; without one, nobody can read them. Move")
    say(f"{wrote[-1]} to a safe place that is not this machine.")
    _next(
        (f"cd {folder}", "go to the project"),
        (run("preview", there=folder), "see the page, and change the files beside it"),
        (run("wave open", client.id, wave, there=folder), "when it is right"),
    )


def _answer(key: str, value: str | None) -> str:
    _, question, default = _QUESTIONS[key]
    if value is not None:
        return value
    if sys.stdin.isatty():
        return str(click.prompt(question, default=default, show_default=bool(default), err=True))
    say(f"{question}: {default or 'none'} (--{key})")
    return default


def _client(id_: str, answers: dict[str, str], *sources: Path) -> NewClient:
    """Check the answers and put them together; raise StateError with every fault.

    Languages are those of nejtak and of the `sources`.
    """
    from nejtak.project.scaffold import NewClient

    languages = [code for word in answers["languages"].split(",") if (code := word.strip())]
    name, colour, contact, partner = (
        answers[key].strip() for key in ("name", "colour", "contact", "partner")
    )
    if faults := [*_language_faults(languages, sources), *_client_faults(name, colour, contact)]:
        raise StateError("\n".join(faults))
    return NewClient(id_, name, tuple(dict.fromkeys(languages)), colour, contact, partner)


def _language_faults(languages: Sequence[str], sources: Iterable[Path]) -> Iterator[str]:
    from nejtak.base.shipped import SITE
    from nejtak.project.i18n import language_guess
    from nejtak.project.places import is_language

    known = sorted(
        {path.stem for root in (SITE, *sources) for path in (root / "locales").glob("*.toml")}
    )
    for code in languages:
        if code not in known:
            add = f" Add one to a project: {run('translate', code)}" if is_language(code) else ""
            yield (
                f"There is no language {code!r}.{language_guess(code, known)} "
                f"Languages: {', '.join(known)}.{add}"
            )
    if not languages:
        yield "Name one language at least, like --languages en."


def _client_faults(name: str, colour: str, contact: str) -> Iterator[str]:
    from nejtak.base.email_address import address_in, is_address
    from nejtak.project.brands import COLOUR

    if not name:
        yield "The employer's name must not be empty."
    if not COLOUR.fullmatch(colour):
        yield f"{colour!r} is no colour. Write it like '#005f73'."
    if not is_address(contact):
        found = address_in(contact)
        mend = f" Did you mean {found!r}?" if found else ""
        yield f"{contact!r} is no e-mail address.{mend}"


@click.group("client", cls=OrderedGroup)
def client_group() -> None:
    """Employers whose candidates are asked."""


@client_group.command("new")
@click.argument("client")
@_about_client
@click.pass_obj
def new_client_command(folders: Folders, /, client: str, **given: str | None) -> None:
    """Make a client to fill in."""
    from nejtak.project import scaffold

    answers = {key: _answer(key, value) for key, value in given.items()}
    _list(scaffold.new_client(folders.source, _client(client, answers, folders.source)))
    wave, _ = scaffold.first_period(date.today())
    _next((run("wave new", client, wave), "a draft of its first wave"))


@click.group("survey", cls=OrderedGroup)
def survey_group() -> None:
    """Questions, and their words in each language."""


@survey_group.command("new")
@click.argument("survey")
@click.option("--from", "origin", default=SURVEY, show_default=True, help="The survey to copy.")
@click.pass_obj
def new_survey_command(folders: Folders, survey: str, origin: str) -> None:
    """Copy a survey, the project's own or one of nejtak's, to change it."""
    from nejtak.project import scaffold

    _list(scaffold.new_survey(folders.source, survey, origin))
    _next((run("check"), "after you changed its questions"))


@click.command("new")
@click.argument("client")
@click.argument("wave")
@click.option("--like", help="A wave of the client to copy; the latest by default.", default=None)
@click.option("--survey", help="The survey, for a first wave.", default=None)
@click.pass_obj
def new_wave_command(
    folders: Folders, client: str, wave: str, like: str | None, survey: str | None
) -> None:
    """Make a draft like the client's latest wave, for the period after it."""
    from nejtak.project import scaffold
    from nejtak.wave.load import find_client, load_project

    if like is not None and survey is not None:
        raise click.UsageError("Say --like or --survey: a copy has the survey of its wave.")
    project = load_project(folders.source)
    waves = {one.id: one for one in find_client(project, client).waves}
    if like is not None and like not in waves:
        raise StateError(f"{client} has no wave {like!r}.{guess(like, waves)}")
    if survey is not None and survey not in project.surveys:
        raise StateError(f"There is no survey {survey!r}.{guess(survey, project.surveys)}")
    today = date.today()
    latest = max(waves.values(), key=lambda one: one.closes, default=None)
    origin = like or (latest.id if latest else "")
    if survey is None and origin:
        path = scaffold.wave_like(folders.source, client, wave, origin, today)
    else:
        _, days = scaffold.first_period(today)
        chosen = survey or _only(project.surveys)
        path = scaffold.new_wave(folders.source, client, wave, chosen, days)
    _list([path])
    _next(
        (run("preview"), "see its page"),
        (run("wave open", client, wave), "when it is right"),
    )


@click.command("translate")
@click.argument("language")
@click.pass_obj
def translate_command(folders: Folders, language: str) -> None:
    """Write nejtak's texts for a translator."""
    from nejtak.project.translate import write_translation

    path, left = write_translation(folders.source, language)
    _list([path])
    todo = number_of(left, "text")
    say(f"{todo} to translate. Until then pages of drafts have the English ones.")
    _next((run("check"), "how many are left"), (run("preview"), "see the pages"))


def _only(surveys: Iterable[str]) -> str:
    """The survey of a first wave, if there is only one to choose."""
    known = sorted(surveys)
    if len(known) != 1:
        raise StateError(f"Name the survey of the first wave: --survey, one of {', '.join(known)}.")
    return known[0]


def _list(wrote: Iterable[Path]) -> None:
    for path in wrote:
        click.echo(path)


def _next(*lines: tuple[str, str]) -> None:
    """Print the next command to type, and its effect."""
    wide = max(len(line) for line, _ in lines)
    say("Next:")
    for line, why in lines:
        say(f"  {line:<{wide}}  {why}")
