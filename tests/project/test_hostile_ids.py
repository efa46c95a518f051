"""Ids and paths in bad faith: ten thousand, each refused at its place, or an id like any other.

Ids become folders, files and addresses, so whatever is not plainly an id must stop at the parser;
and if one came through, the writer of trees would still not leave its tree.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made import site_files
from sources import CLIENT, SURVEY, WAVE, Site

from nejtak.base.files import File, write_tree
from nejtak.errors import Faults
from nejtak.project import parse, source
from nejtak.project.model import Project
from nejtak.project.source import Source

COUNT = 10_000
PARTS = (
    "..", ".", "", "~", "a", "nordlys", "x-1", "api", "static", "con", "NUL", "aux.html", "-", "--",
    "a-", "-a", "a--b", "A", "æ", "ｎordlys", "İ", "ß", "а", "e\u0301", "\u202e", "\ufeff",
    "☃", "\0", "\n", "\r", "\t", "\x1b[31m", "\x7f", " ", "a b", "a.b", ".git", "index.html",
    "%2e%2e", "%2f", "%00", "..%2f", "....//", "..;", "..\\", "C:", "\\\\host", "file:", "//", "*",
    "?", "#", "&", "$(id)", "`id`", ";", "|", "'", '"', "<b>", "{{x}}", "{% x %}", "${x}",
    "__proto__", "constructor", "a" * 41, "1" * 300, "a-" * 20 + "a", "\U0001d41a", "１", "٣", "²",
    "ﬁ", "⟦x⟧",
)  # fmt: skip
JOINS = ("", "/", "\\", "-", ".", "../", "/../", "//", "\0", "\n", "%2f", " ")


def hostile() -> tuple[str, ...]:
    """Each part, pairs with everything between them, then longer names by a fixed chance."""
    pairs = (f"{a}{join}{b}" for a, join, b in itertools.product(PARTS, JOINS, PARTS))
    names = dict.fromkeys([*PARTS, *itertools.islice(pairs, 0, None, 9)])
    chance = random.Random(3)
    while len(names) < COUNT:
        names["".join(chance.choices(PARTS + JOINS, k=chance.randint(3, 6)))] = None
    return tuple(names)[:COUNT]


NAMES = hostile()
# What an id is, said here once more.
FINE = {n for n in NAMES if len(n) <= 40 and re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", n)}
FOLDERS = [n for n in NAMES if n not in {"", ".", ".."} and not set(n) & {"/", "\0"}]


def spread(site: Site) -> Source:
    """Put each name where ids and paths stand.

    It is a question, a choice, a reason, a client, a wave, a language, the survey that a wave
    asks, and the path to a logo and to a font.
    """
    read = source.read_sources(site.root)
    tables: dict[str, dict[str, Any]] = {**read.tables}
    client, wave, survey = tables[CLIENT], tables[WAVE], tables[SURVEY]
    for name in FOLDERS:
        tables[f"clients/{name}/client.toml"] = {**client, "reach": {}, "brand": {
            "colour": "#007ea7"}}  # fmt: skip
        tables[f"clients/nordlys/waves/{name}.toml"] = wave
    for number, name in enumerate(NAMES):
        font = {"regular": name, "bold": name, "licence": name}
        brand = {"colour": "#007ea7", "logo": name, "font": font}
        at = f"clients/at-{number}"
        tables[f"{at}/client.toml"] = {**client, "languages": [name], "brand": brand}
        tables[f"{at}/waves/w.toml"] = {**wave, "survey": name}
    questions = [{"id": name, "kind": "text", "looks": "back"} for name in NAMES]
    questions.append({"id": "many", "kind": "choice", "looks": "back", "choices": list(NAMES)})
    reasons = [{"id": name, "family": "other"} for name in NAMES]
    tables["surveys/hostile/survey.toml"] = {
        **survey, "questions": [*survey["questions"], *questions],
        "reasons": [*survey["reasons"], *reasons],
    }  # fmt: skip
    return replace(read, tables=tables, files=frozenset(read.files.union(tables)))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, set[str]]]:
    """The model that the parser makes of all this, and the places of its problems by file."""
    site = Site(tmp_path_factory.mktemp("ids"))
    faults = Faults()
    project = parse.parse_project(spread(site), faults)
    places: dict[str, set[str]] = {}
    for problem in faults.collected:
        places.setdefault(problem.file, set()).add(problem.where)
    return project, places


def test_there_are_ten_thousand() -> None:
    """Some are ids like any other, so that refusing everything would be noticed."""
    assert len(NAMES) == len(set(NAMES)) == COUNT
    assert 10 < len(FINE) < 500


def test_invalid_ids_are_reported_at_their_place(
    read: tuple[Project, dict[str, set[str]]],
) -> None:
    """Every name in every place that it is put in, and no name that is an id."""
    _, places = read
    survey = places["surveys/hostile/survey.toml"]
    for number, name in enumerate(NAMES):
        first = 1 + 5 + number, 1 + 3 + number  # after the survey's own questions and reasons
        wrong = name not in FINE
        assert (f"questions[{first[0]}].id" in survey) == wrong, name
        assert (f"reasons[{first[1]}].id" in survey) == wrong, name
        assert (f"questions[{COUNT + 6}].choices[{number + 1}]" in survey) == wrong, name
        at = f"clients/at-{number}"
        assert "languages[1]" in places[f"{at}/client.toml"], name
        assert "survey" in places[f"{at}/waves/w.toml"], name
    for name in FOLDERS:
        reserved = name in {"api", "static"}
        assert ("" in places.get(f"clients/{name}", set())) == (name not in FINE or reserved), name
        assert ("" in places.get(f"clients/nordlys/waves/{name}.toml", set())) == (
            name not in FINE
        ), name


def test_no_path_leads_out_of_the_clients_folder(
    read: tuple[Project, dict[str, set[str]]],
) -> None:
    """A logo or font is a file beside client.toml or nothing."""
    project, _ = read
    for number in range(COUNT):
        brand = project.clients[f"at-{number}"].brand
        assert brand.logo is None
        assert brand.font is None


def test_valid_ids_are_built_inside_the_output(
    read: tuple[Project, dict[str, set[str]]], tmp_path: Path
) -> None:
    """The pages of clients and waves with the names that are ids lie where they should."""
    project, _ = read
    clients = {id_: project.clients[id_] for id_ in FINE & set(FOLDERS) - {"api", "static"}}
    nordlys = project.clients["nordlys"]
    waves = tuple(wave for wave in nordlys.waves if wave.id in FINE)
    assert len(waves) == len(FINE)
    clients = {id_: replace(client, waves=waves[:1]) for id_, client in clients.items()}
    clients["nordlys"] = replace(nordlys, waves=waves)
    files = site_files(replace(project, clients=clients), drafts=True)
    write_tree(tmp_path / "site", files)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert {path.name for path in (tmp_path / "site").iterdir()} == {
        *clients, "static", "index.html", "404.html",
    }  # fmt: skip


def outside(root: Path) -> Iterator[Path]:
    """What lies beside the tree that is written."""
    return (path for path in root.rglob("*") if "site" not in path.relative_to(root).parts[:3])


def test_the_writer_never_leaves_its_tree(tmp_path: Path) -> None:
    """Were a name to come through as a path, it would be refused, or stay inside."""
    target = tmp_path / "deep" / "er" / "site"
    for name in NAMES[::4]:
        try:
            write_tree(target, [File(f"a/{name}", b"x"), File("b", b"x")])
        except (ValueError, OSError):
            continue
        assert (target / "b").read_bytes() == b"x"
    assert {path.relative_to(tmp_path).as_posix() for path in outside(tmp_path)} == {
        "deep", "deep/er",
    }  # fmt: skip
