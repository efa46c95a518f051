"""From nothing to a page: the commands that make a project, a client, a survey and a wave."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from commands import Done, Terminal

from nejtak.cli.commands import main
from nejtak.project import folder
from nejtak.project.scaffold import first_period
from nejtak.wave.load import load_project

Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in an empty folder, or in `there`; `typed` is what is typed at the terminal."""

    def command(*words: str, there: Path = tmp_path, typed: str = "") -> Done:
        monkeypatch.chdir(there)
        monkeypatch.setattr(sys, "argv", ["nejtak", *words])
        monkeypatch.setattr(sys, "stdin", Terminal(typed) if typed else io.StringIO())
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        return Done(int(str(code or 0)), *capsys.readouterr())

    return command


def test_defaults_make_a_project_and_are_printed(run: Run, tmp_path: Path) -> None:
    """Without a terminal nothing is asked: each default is named with its option."""
    done = run("init", "own")
    assert done.code == 0, done.err
    wrote = done.out.splitlines()
    assert [path for path in wrote if not (tmp_path / path).is_file()] == []
    assert wrote[-2:] == ["own/.nejtak/keys/partner.key", "own/.nejtak/keys/reserve.key"]
    assert "Its colour: #005f73 (--colour)\n" in done.err
    said = done.err.splitlines()
    assert said[said.index("Next:") + 1].split("  ")[1] == "cd own"
    checked = run("check", there=tmp_path / "own")
    assert checked.code == 0
    fine, *changed = checked.err.splitlines()
    assert fine == "1 survey, 1 client, 1 wave: no faults."
    assert [line.partition(" -> ")[0] for line in changed] == ["example-company: #005f73"]
    found = folder.load_folder(tmp_path / "own")
    assert [one.name for one in found.recipients] == ["partner", "reserve"]


def test_a_wave_is_not_opened_with_the_example_of_an_address(run: Run, tmp_path: Path) -> None:
    """Candidates who ask about their data would write to nobody."""
    own = tmp_path / "own"
    run("init", "own")
    ((wave,),) = (one.waves for one in load_project(own / "sources").clients.values())
    done = run("wave", "open", "example-company", wave.id, there=own)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "clients/example-company/client.toml:contact: privacy@company.example is an example, and "
        "candidates would write to nobody. Write an address that somebody reads.\n"
    )
    assert not wave.contract_file.exists()
    file = own / "sources/clients/example-company/client.toml"
    file.write_text(file.read_text().replace("company.example", "company.test"))
    assert run("wave", "open", "example-company", wave.id, there=own).code == 0


def test_five_questions_are_asked_in_a_terminal(run: Run, tmp_path: Path) -> None:
    """What an option says is not asked; Enter takes the default."""
    done = run("init", "own", "--partner", "Åben Dør", typed="Blå Bølge\nen\n\nhr@blaa.example\n")
    assert done.code == 0, done.err
    client = load_project(tmp_path / "own" / "sources").clients["blaa-boelge"]
    assert (client.name, client.partner, client.languages, client.contact) == (
        "Blå Bølge",
        "Åben Dør",
        ("en",),
        "hr@blaa.example",
    )
    assert client.brand.colour == "#005f73"
    assert client.waves[0].opens == date.today()


def test_every_wrong_answer_is_named_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    """All faults at once, with what would be right."""
    words = ("--name", " ", "--languages", "da,ne", "--colour", "blue", "--contact", "me")
    done = run("init", "own", *words)
    assert done.code == 1
    assert done.err.splitlines()[1:] == [
        "There is no language 'ne'. Languages: da, de, en, nb, sv. "
        "Add one to a project: nejtak translate ne",
        "The employer's name must not be empty.",
        "'blue' is no colour. Write it like '#005f73'.",
        "'me' is no e-mail address.",
    ]
    assert [*tmp_path.iterdir()] == []


def test_a_wrong_answer_is_named_with_the_one_that_is_meant(run: Run, tmp_path: Path) -> None:
    """A language by its name, and an address among words."""
    words = ("--name", "A", "--languages", "Danish,Spanish", "--contact", "E-mail: hr@a.example")
    done = run("init", "own", *words)
    assert done.code == 1
    assert done.err.splitlines()[-3:] == [
        "There is no language 'Danish'. Did you mean 'da'? Languages: da, de, en, nb, sv.",
        "There is no language 'Spanish'. Languages: da, de, en, nb, sv.",
        "'E-mail: hr@a.example' is no e-mail address. Did you mean 'hr@a.example'?",
    ]
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_holds_something_is_left_alone(run: Run, tmp_path: Path) -> None:
    """A second `init` of the same folder changes nothing."""
    run("init", "own")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = run("init", "own")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("own is there already. Name a new folder.\n")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_second_client_and_the_next_waves(run: Run, tmp_path: Path) -> None:
    """A client, its first wave, and one like it: three commands, each naming the next."""
    own = tmp_path / "own"
    run("init", "own")
    done = run("client", "new", "harbour", "--name", "Harbour", "--languages", "en", there=own)
    assert done.out == "sources/clients/harbour/client.toml\n"
    assert f"nejtak wave new harbour {first_period(date.today())[0]}" in done.err
    assert run("wave", "new", "harbour", "2027-h1", there=own).code == 0
    done = run("wave", "new", "harbour", "2027-h2", there=own)
    assert done.out == "sources/clients/harbour/waves/2027-h2.toml\n"
    assert "nejtak wave open harbour 2027-h2" in done.err
    first, second = load_project(own / "sources").clients["harbour"].waves
    assert (second.opens - first.closes).days == 1
    assert run("check", there=own).code == 0


def test_a_client_may_have_a_language_of_the_projects_own(run: Run, tmp_path: Path) -> None:
    """As soon as `translate` has begun it, so that its pages can be seen."""
    own = tmp_path / "own"
    run("init", "own")
    words = ("client", "new", "harbour", "--languages", "fr")
    assert run(*words, there=own).err.splitlines()[-1].endswith("nejtak translate fr")
    run("translate", "fr", there=own)
    assert run(*words, there=own).code == 0
    assert run("check", there=own).code == 0


def test_a_reserved_id_is_not_given_to_a_client(run: Run, tmp_path: Path) -> None:
    """Else the new project would have a fault, in a file that nejtak wrote itself."""
    own = tmp_path / "own"
    assert run("init", "own", "--name", "Static").code == 0
    assert [*load_project(own / "sources").clients] == ["employer"]
    done = run("client", "new", "api", there=own)
    assert done.err.splitlines()[-1] == "'api' is reserved by nejtak. Choose another id."
    assert not (own / "sources/clients/api").exists()


def test_a_survey_is_copied_to_be_changed(run: Run, tmp_path: Path) -> None:
    """With two surveys, a first wave has to say which."""
    own = tmp_path / "own"
    run("init", "own")
    done = run("survey", "new", "short", "--from", "three-questions", there=own)
    assert "sources/surveys/short/survey.toml" in done.out.splitlines()
    run("client", "new", "harbour", there=own)
    refused = run("wave", "new", "harbour", "a", there=own)
    assert refused.err == (
        "Name the survey of the first wave: --survey, one of offer-declined, short.\n"
    )
    assert run("wave", "new", "harbour", "a", "--survey", "short", there=own).code == 0
    assert load_project(own / "sources").clients["harbour"].waves[0].survey == "short"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("example-compny", "b"),
            "no client 'example-compny' in sources. Did you mean 'example-company'?",
        ),
        (("example-company", "b", "--like", "x"), "example-company has no wave 'x'."),
        (("example-company", "b", "--survey", "offer"), "There is no survey 'offer'."),
        (("example-company", "b", "--like", "x", "--survey", "y"), "Say --like or --survey"),
    ],
)
def test_a_wave_of_what_is_not_there_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    """With a guess; no file is written."""
    run("init", "own")
    done = run("wave", "new", *words, there=tmp_path / "own")
    assert done.code == (2 if message.startswith("Say") else 1)
    assert message in done.err
    assert not [*tmp_path.rglob("b.toml")]
