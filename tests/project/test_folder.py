"""A project's folder, and an admin's sources over what comes with nejtak."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sources import CLIENT, PUBLIC_KEY, SITE, Site

from nejtak.base import command
from nejtak.errors import SourceError, StateError
from nejtak.project import folder
from nejtak.wave.load import load_project
from nejtak.wave.sample import sample_texts

OWN_WORD = '[page]\nlanguages = "Vælg sprog"\n'
OWN_ACTION = "# Gør\n\n## Sig lønnen først {#pay}\n\nI annoncen.\n"


def written(root: Path, text: str) -> Path:
    """A project's folder with this nejtak.toml."""
    root.mkdir(parents=True, exist_ok=True)
    (root / folder.FILE).write_text(text, encoding="utf-8")
    return root


def test_the_nearest_project_is_found_upwards(tmp_path: Path) -> None:
    """As a path from the current folder, so that printed paths can be pasted there."""
    written(tmp_path, 'sources = "s"\n')
    inner = written(tmp_path / "inner", 'sources = "s"\n')
    deep = inner / "a" / "b"
    deep.mkdir(parents=True)
    assert folder.find_folder(deep) == Path("../..")
    assert folder.find_folder(inner) == Path()
    assert folder.find_folder(tmp_path) == Path()


def test_no_project_is_a_sentence(tmp_path: Path) -> None:
    """It says how to get one."""
    with pytest.raises(StateError, match=r"There is no nejtak\.toml in .* make one: .*init DIR"):
        folder.find_folder(tmp_path)


@pytest.mark.parametrize("name", ["Nejtak.toml", "nejtak.toml.txt", "nejtak.TOML", "NEJTAK.toml"])
def test_a_project_file_with_almost_the_right_name_is_named(tmp_path: Path, name: str) -> None:
    """Windows hides endings, and adds them."""
    (tmp_path / name).write_text('sources = "s"\n')
    with pytest.raises(StateError) as caught:
        folder.find_folder(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / name}: is not read under this name. Rename it 'nejtak.toml'."
    )


@pytest.mark.parametrize("way", ["\n", "\r\n", "\r", "\ufeff"])
def test_the_project_file_is_read_like_every_other(tmp_path: Path, way: str) -> None:
    """With a byte order mark, and with any line ends."""
    text = 'sources = "kilder"\n\n[stages.prod]\nregion = "eu-north-1"\n'
    text = way + text if way == "\ufeff" else text.replace("\n", way)
    (tmp_path / folder.FILE).write_bytes(text.encode())
    found = folder.load_folder(tmp_path)
    assert (found.sources, set(found.stages)) == (tmp_path / "kilder", {"prod"})


def test_all_paths_follow_from_the_folder(tmp_path: Path) -> None:
    """The file names the sources; all other folders are next to it."""
    found = folder.load_folder(written(tmp_path, 'sources = "../data"\n'))
    assert found.sources == tmp_path / "../data"
    assert (found.build, found.reports, found.exports, found.state, found.keys) == tuple(
        tmp_path / name for name in ("build", "reports", "exports", ".nejtak", ".nejtak/keys")
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", 'sources: is missing. Add it, like "sources".'),
        (
            'sources = "."\n',
            (
                'sources: must name a subfolder, like "sources": nejtak makes other folders '
                "next to it."
            ),
        ),
        (
            'sources = "s"\nsource = "s"\n',
            "source: unknown key. Did you mean 'sources'? Known keys: recipients, sources, stages.",
        ),
        (
            'sources = "s"\n[recipients]\npartner = "age1x"\n',
            "recipients.partner: is not an age public key. Paste the line that `nejtak keys new` "
            "printed; it begins with age1.",
        ),
        (
            f'sources = "s"\n[recipients]\na = "{PUBLIC_KEY}"\nb = "{PUBLIC_KEY}"\n',
            "recipients.b: is the same key as 'a'. Name each key once; a second key protects "
            "against losing the first.",
        ),
    ],
)
def test_faults_of_the_project_file_are_reported(tmp_path: Path, text: str, fault: str) -> None:
    """The message has the key, and how to fix it."""
    with pytest.raises(SourceError) as caught:
        folder.load_folder(written(tmp_path, text))
    assert str(caught.value) == f"nejtak.toml:{fault}"


def test_an_own_text_lies_over_nejtaks(tmp_path: Path) -> None:
    """A locale may be one text; all others stay nejtak's, and so do other languages."""
    site = Site(tmp_path)
    plain = load_project(SITE).locales
    site.write("locales/da.toml", OWN_WORD)
    own = site.load().locales
    assert own["da"].strings["page"]["languages"] == "Vælg sprog"
    page = {**plain["da"].strings["page"], "languages": "Vælg sprog"}
    assert own["da"].strings == {**plain["da"].strings, "page": page}
    assert own["en"] == plain["en"]


def test_an_own_text_that_nejtak_does_not_know_is_a_fault(tmp_path: Path) -> None:
    """With the likeliest name, although none is missing."""
    site = Site(tmp_path)
    site.write("locales/da.toml", OWN_WORD.replace("languages", "langages"))
    assert site.problems() == [
        "locales/da.toml:page.langages: is not in locales/da.toml. Did you mean 'languages'? "
        "Remove it, or correct its name."
    ]


def test_an_own_action_lies_over_nejtaks(tmp_path: Path) -> None:
    """One section is enough; nejtak's are left out if no survey has their reason."""
    site = Site(tmp_path)
    site.write("playbook/da.md", OWN_ACTION)
    own, plain = site.load().playbook, load_project(SITE).playbook
    assert own["da"]["pay"].title == "Sig lønnen først"
    assert own["da"]["reach-control"] == plain["da"]["reach-control"]
    assert own["en"]["pay"] == plain["en"]["pay"]
    known = {"pay", "tasks"}
    assert {id_ for id_ in own["da"] if not id_.startswith(("reach-", "family-"))} <= known


def test_own_samples_take_the_place_of_nejtaks(tmp_path: Path) -> None:
    """File by file."""
    site = Site(tmp_path)
    site.write("samples/da.md", "- Vores eget.\n")
    assert sample_texts(site.root, "da") == ("Vores eget.",)
    assert sample_texts(site.root, "en") == sample_texts(SITE, "en")


def test_the_demos_clients_and_surveys_are_in_no_other_project(tmp_path: Path) -> None:
    """A client of nejtak's name there would be somebody else's."""
    project = Site(tmp_path).load()
    assert set(project.clients) == {"nordlys"}
    assert set(project.surveys) == {"asked"}
    assert project.clients["nordlys"].contact in Site(tmp_path).read(CLIENT)


@pytest.mark.parametrize(
    ("program", "here", "line"),
    [
        ("build.py", ".", "env/bin/python build.py wave open A B"),
        ("build.py", "env", "bin/python {root}/build.py wave open A B"),
        ("env/bin/nejtak", ".", "env/bin/nejtak wave open A B"),
        ("env/bin/nejtak", "env", "bin/nejtak wave open A B"),
        ("pytest", ".", "nejtak wave open A B"),
    ],
)
def test_a_command_is_spelled_as_this_process_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, here: str, line: str
) -> None:
    """From the current folder, so that it runs when it is pasted."""
    (tmp_path / "env" / "bin").mkdir(parents=True)
    for name in ("build.py", "env/bin/nejtak", "env/bin/python"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.chdir(tmp_path / here)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "env/bin/python"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / program)])
    monkeypatch.setenv("PATH", "/nowhere")
    assert command.run("wave open", "A", "B") == line.format(root=tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "env/bin"))
    if program.endswith("nejtak"):
        assert command.run("check") == "nejtak check"
