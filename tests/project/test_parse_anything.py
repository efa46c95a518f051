"""Whatever the sources hold, the outcome is a model or a list of faults, never another error."""

from __future__ import annotations

import copy
import json
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from contract_support import PUBLIC_KEY
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from sources import CLIENT, CONTRACT, DA, EN, FILES, SURVEY, WAVE, OwnSite

from nejtak.base.recipients import Recipient
from nejtak.errors import Fault, Faults, SourceError
from nejtak.project import parse, source
from nejtak.project.contract import parse_contract, to_bytes
from nejtak.project.model import Project
from nejtak.project.source import Source
from nejtak.wave import contract

KEYS = HOSTILE["keys"]
WORDS = [*KEYS, *HOSTILE["words"]]
scalars = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.integers(-(2**70), 2**70),
    st.integers(0, 12),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
keys = st.one_of(st.sampled_from(KEYS), st.text(max_size=6))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@st.composite
def mutations(draw: st.DrawFn, table: dict[str, Any]) -> dict[str, Any]:
    """A table with a few of its values replaced, removed, doubled or added, at any depth."""
    table = copy.deepcopy(table)
    for _ in range(draw(st.integers(1, 3))):
        place: Any = table
        while isinstance(place, (dict, list)) and place:
            key = draw(
                st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
            )
            if not isinstance(place[key], (dict, list)) or not place[key] or draw(st.booleans()):
                break
            place = place[key]
        if not place:
            break
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                place[key] = draw(values)
            case "remove":
                del place[key]
            case "add" if isinstance(place, dict):
                place[draw(keys)] = draw(values)
            case "add":
                place.insert(key, draw(values))
    return table


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The raw tables and documents of a sound site with an open wave."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        site = OwnSite(tmp_path_factory.mktemp("site"), monkeypatch).open_wave()
        return source.read_sources(site.root)


def outcome(raw: Source) -> tuple[Project, Faults]:
    """What `load` does once the files are read."""
    faults = Faults(raw.faults)
    project = parse.parse_project(raw, faults)
    contract.drift(project, faults)
    return project, faults


def check_outcome(raw: Source) -> None:
    """Either there are faults, which can be printed, or the model holds together."""
    project, faults = outcome(raw)
    if faults.collected:
        assert all(isinstance(p, Fault) and p.file and p.message for p in faults.collected)
        str(SourceError(faults.collected)).encode("utf-8", "backslashreplace")
        return
    for client, wave, survey in project.waves():
        assert set(client.languages) <= survey.words.keys() & project.locales.keys()
        frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
        again, whole = json.loads(to_bytes(frozen)), Faults()
        assert parse_contract("", again, client.id, wave.id, whole) == frozen, whole.collected
        for words in survey.words.values():
            for question in (*survey.asked("back"), *survey.asked("forward")):
                labels = words.questions[question.id].labels
                shown = [c.id for c in question.rows if not c.retired]
                if question.kind != "scale":
                    shown += [c.id for c in question.choices if not c.retired]
                assert set(shown) <= labels.keys()


TABLES = [SURVEY, CLIENT, WAVE, CONTRACT, "locales/da.toml", "locales/en.toml"]


@settings(max_examples=300, deadline=None)
@given(data=st.data(), file=st.sampled_from(TABLES))
def test_no_mutated_table_breaks_the_parser(sound: Source, data: st.DataObject, file: str) -> None:
    """Tables with replaced, removed and added values give faults or a sound model."""
    table = data.draw(mutations(sound.tables[file]))
    check_outcome(replace(sound, tables={**sound.tables, file: table}))


@settings(max_examples=200, deadline=None)
@given(table=st.dictionaries(keys, values, max_size=6), file=st.sampled_from(TABLES))
def test_no_arbitrary_table_breaks_the_parser(
    sound: Source, table: dict[str, Any], file: str
) -> None:
    """Tables of anything that TOML and JSON can hold give faults or a sound model."""
    check_outcome(replace(sound, tables={**sound.tables, file: table}))


lines = st.lists(
    st.one_of(
        st.sampled_from(textwrap.dedent(FILES[DA] + FILES[EN]).splitlines()),
        st.builds(
            "{} {} {{#{}}}".format,
            st.sampled_from(["#", "##", "###", "####", "-", "*", "+", ">", "1.", ""]),
            st.text(max_size=8),
            st.sampled_from([*WORDS, "", "weights", "deciding", "rating", "missed", "tasks"]),
        ),
        st.text(max_size=20),
        st.sampled_from(["<script>", "<!--", "-->", "<div", "](", "[x](", "```", "    x", "&lt;"]),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(
    head=st.integers(0, 30),
    tail=st.integers(0, 30),
    middle=lines,
    file=st.sampled_from([DA, EN, "clients/nordlys/da.md"]),
)
def test_no_document_breaks_the_parser(
    sound: Source, head: int, tail: int, middle: list[str], file: str
) -> None:
    """Documents cut in two with anything in between give faults or a sound model."""
    old = sound.documents[file].split("\n")
    text = "\n".join([*old[:head], *middle, *old[tail:]])
    check_outcome(replace(sound, documents={**sound.documents, file: text}))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), file=st.sampled_from([*TABLES, DA, "clients/nordlys/da.md"]))
def test_no_bytes_in_a_file_break_the_reading(
    sound: Source, data: st.DataObject, file: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file with bytes cut out, put in or changed gives faults or a sound model."""
    good = (sound.root / file).read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    bad = good[:start] + data.draw(st.binary(max_size=6)) + good[end:]
    folder = tmp_path_factory.mktemp("bytes")
    (folder / file).parent.mkdir(parents=True)
    (folder / file).write_bytes(bad)
    read = source.read_sources(folder)
    check_outcome(
        replace(
            sound,
            tables={**without(sound.tables, file), **read.tables},
            documents={**without(sound.documents, file), **read.documents},
            faults=read.faults,
        )
    )


def without(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The mapping without one key."""
    return {name: value for name, value in mapping.items() if name != key}
