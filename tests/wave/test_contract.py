"""The contract: frozen once, without a word of the survey, and held against what changes later."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from contract_support import PUBLIC_KEY
from sources import (
    CLIENT,
    CLOSED,
    CONTRACT,
    DA,
    EN,
    NOTE,
    SITE,
    SURVEY,
    WAVE,
    Site,
)

from nejtak.base.recipients import Recipient
from nejtak.project.contract import Contract, to_bytes
from nejtak.wave import contract
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent
KEY = "age1cpdaul0rywyuh43emt86us55urwssqxadk4l2u4nj2c7scx6txdq0tlym5"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small site with an open wave."""
    return Site(tmp_path).open_wave()


def frozen(site: Site, *recipients: tuple[str, str]) -> Contract:
    """What `freeze` makes of the one wave, sealed to keys by name."""
    named = [Recipient(*one) for one in recipients or [("partner", PUBLIC_KEY)]]
    return contract.freeze(*find_wave(site.load(), "nordlys", "2026-q3"), named)


def written(site: Site) -> dict[str, Any]:
    """The same as its file has it."""
    found: dict[str, Any] = json.loads(to_bytes(frozen(site)))
    return found


def test_freezing_is_stable(site: Site) -> None:
    """The same wave and keys give the same bytes, in whatever order the keys come."""
    safe, partner = ("safe", KEY), ("partner", PUBLIC_KEY)
    one = to_bytes(frozen(site, safe, partner))
    assert one == to_bytes(frozen(site, partner, safe, partner))
    assert json.loads(one)["recipients"] == [
        {"name": "partner", "key": PUBLIC_KEY},
        {"name": "safe", "key": KEY},
    ]
    assert to_bytes(frozen(site, partner)) == (site.root / CONTRACT).read_bytes()


def test_a_contract_is_read_as_it_was_frozen(site: Site) -> None:
    """From the file to the report it is one object, equal to the written one."""
    wave = site.load().clients["nordlys"].waves[0]
    assert wave.contract == frozen(site)
    assert wave.contract.questions["rating"].untold == "3"
    assert wave.contract.public_keys == (PUBLIC_KEY,)


def test_the_contract_has_the_format_that_the_docs_describe(site: Site) -> None:
    """docs/architecture.md shows every key, for the contract and for each kind of question."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"## The contract.*?```json\n(.*?)```", text, re.DOTALL)
    described = json.loads(shown)
    made = written(site)
    assert list(made) == list(described)
    assert {k: type(v) for k, v in made.items()} == {k: type(v) for k, v in described.items()}
    kinds = {question["kind"]: question for question in described["questions"].values()}
    assert {question["kind"] for question in made["questions"].values()} == kinds.keys()
    for question in made["questions"].values():
        assert list(question) == list(kinds[question["kind"]])


def test_no_words_of_the_survey_are_in_the_contract() -> None:
    """Of the demo's contracts nothing is left once ids, keys and kinds are taken away."""
    project = load_project(SITE)
    for client, wave, survey in project.waves():
        frozen_ = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
        made = json.loads(to_bytes(frozen_))
        ids = {client.id, wave.id, survey.id, PUBLIC_KEY, *client.languages, "open"}
        ids |= {"accepted", "declined", "partner", *(section.id for section in survey.sections)}
        for question in survey.questions:
            ids |= {question.id, question.kind}
            ids |= {choice.id for choice in (*question.rows, *question.choices)}
        assert strings(made) - set(KEYS) <= ids
        text = to_bytes(frozen_).decode()
        for words in survey.words.values():
            said = [words.title, words.intro, *words.parts.values()]
            said += [w for q in words.questions.values() for w in (q.title, q.hint)]
            said += [w for q in words.questions.values() for w in q.labels.values() if " " in w]
            assert not [sentence for sentence in said if sentence and sentence in text]


KEYS = (
    "format",
    "client",
    "wave",
    "survey",
    "asks",
    "status",
    "languages",
    "expires",
    "shards",
    "recipients",
    "name",
    "key",
    "retention_days",
    "sections",
    "questions",
    "kind",
    "choices",
    "rows",
    "columns",
    "untold",
    "max_length",
)


def strings(value: object) -> set[str]:
    """Every text in a JSON value, keys included."""
    if isinstance(value, dict):
        return set(value) | {text for inner in value.values() for text in strings(inner)}
    if isinstance(value, list):
        return {text for inner in value for text in strings(inner)}
    return {value} if isinstance(value, str) else set()


def test_retired_questions_and_choices_stay_in_the_contract(site: Site) -> None:
    """Who opened the page before something was retired can still send it."""
    before = frozen(site).questions
    assert "colour" in before["missed"].choices
    site.edit(
        (SURVEY, 'id = "advice"', 'id = "advice"\nretired = true'),
        (SURVEY, '"place", {', '{ id = "place", retired = true }, "view", {'),
        (DA, "- Stedet {#place}", "- Udsigten {#view}"),
        (EN, "- Whereabouts {#place}", "- The view {#view}"),
        (CONTRACT, None, None),
    )
    after = frozen(site).questions
    assert after["advice"] == before["advice"]
    assert after["missed"].choices == ("people", "place", "view", "colour")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_answers_expire_at_midnight_a_year_after_the_wave_closes(
    site: Site, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One constant per wave, which says nothing of who opened it, when or where."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        expires = frozen(site).expires
    finally:
        monkeypatch.undo()
        time.tzset()
    assert datetime.fromtimestamp(expires, UTC) == datetime(2027, 9, 30, tzinfo=UTC)


def test_the_collector_gets_contracts_of_open_and_closed_waves(site: Site) -> None:
    """With the status as it is now; a draft has none."""

    def handed() -> list[tuple[str, Any]]:
        files = contract.contract_files(site.load())
        return [(file.path, json.loads(file.content)) for file in files]

    path = "chalicelib/waves/nordlys/2026-q3/contract.json"
    written = json.loads(site.read(CONTRACT))
    assert handed() == [(path, written)]
    site.write(CLOSED, NOTE)
    assert handed() == [(path, {**written, "status": "closed"})]
    site.edit((CLOSED, None, None), (CONTRACT, None, None))
    assert handed() == []


RETIRED = '[[questions]]\nid = "x"\nkind = "text"\nlooks = "back"\nretired = true'
TAKEN = [
    ("words", [(DA, "# Hvorfor nej tak?", "# Et ord?"), (EN, "The salary", "Money")]),
    ("reach", [(SURVEY, 'reach = "control"', 'reach = "outside"')]),
    (
        "family",
        [
            (SURVEY, 'family = "job"', 'family = "process"'),
            (DA, "{#job}", "{#process}"),
            (EN, "{#job}", "{#process}"),
        ],
    ),
    ("untold", [(SURVEY, "points = 5", 'points = 5\nuntold = "2"')]),
    ("looks", [(SURVEY, '"choices"\nlooks = "back"', '"choices"\nlooks = "forward"')]),
    ("retired", [(SURVEY, 'id = "advice"', 'id = "advice"\nretired = true')]),
    ("order", [(SURVEY, '["decisive", "contributed", "no"]', '["no", "contributed", "decisive"]')]),
    ("shorter", [(SURVEY, "max_length = 500", "max_length = 499")]),
    ("prolonged", [(WAVE, "2026-09-30", "2027-09-29")]),
    ("counts", [(WAVE, "declined = 12", "declined = 13")]),
    ("new and retired", [(SURVEY, '"place", {', '"place", { id = "x", retired = true }, {')]),
    ("a retired question", [(SURVEY, "max_length = 500", f"max_length = 500\n{RETIRED}")]),
    ("brand", [(CLIENT, "#007EA7", "#123456"), (CLIENT, '"Nordlys A/S"', '"N A/S"')]),
]


@pytest.mark.parametrize("edits", [e for _, e in TAKEN], ids=[name for name, _ in TAKEN])
def test_harmless_changes_to_an_open_wave_are_no_fault(site: Site, edits: list[Any]) -> None:
    """Texts, reach, order, retirement, shorter limits and later closing do not change answers."""
    assert site.edit(*edits).problems() == []


def test_a_closed_wave_is_not_compared_with_the_survey(site: Site) -> None:
    """Once closed, the survey is free to change; the contract still has to be whole."""
    site.write(CLOSED, NOTE)
    site.replace(SURVEY, "max_length = 500", "max_length = 900")
    assert site.problems() == []
    site.replace(CONTRACT, '"format": 2', '"format": 3')
    assert len(site.problems()) == 1


def test_drafts_are_held_against_nothing(site: Site) -> None:
    """A second wave that is not open yet may come with any change."""
    site.edit((CONTRACT, None, None), (SURVEY, "max_length = 500", "max_length = 900"))
    assert site.problems() == []


def test_every_open_wave_is_compared_with_the_survey(site: Site) -> None:
    """Two open waves of one survey, frozen at different times, are both looked at."""
    later = json.loads(site.read(CONTRACT)) | {"wave": "2026-q4"}
    later["questions"]["advice"]["max_length"] = 400
    del later["questions"]["rating"]
    site.write("clients/nordlys/waves/2026-q4.contract.json", json.dumps(later))
    site.write("clients/nordlys/waves/2026-q4.toml", site.read(WAVE))
    assert site.problems() == [
        f"{SURVEY}:questions[4]: 'rating' is not in the open wave. Add it when the wave is closed.",
        f"{SURVEY}:questions[5].max_length: 'advice' may have 400 characters in the open wave, "
        "and 500 now. Keep 400 until the wave is closed.",
    ]


TEXT = {"kind": "text", "max_length": 9}
CHOICE = {"kind": "choice", "choices": ["b", "c"], "untold": "c"}
SCALE = {"kind": "scale", "choices": ["0", "1", "2"], "untold": "1"}
GRID = {"kind": "grid", "rows": ["a"], "columns": ["b"], "untold": "b"}
NAMED = {"name": "partner", "key": PUBLIC_KEY}
BROKEN: list[tuple[str, Any, str]] = [
    ("format", 3, "format"),
    ("format", True, "format"),
    ("client", "norldys", "client"),
    ("wave", "2026-q4", "wave"),
    ("survey", 5, "survey"),
    ("asks", "both", "asks"),
    ("asks", ["declined"], "asks"),
    ("status", "closed", "status"),
    ("languages", [], "languages"),
    ("languages", ["da", "da"], "languages"),
    ("languages", ["../da"], "languages"),
    ("languages", [["da"]], "languages"),
    ("expires", "1", "expires"),
    ("expires", 0, "expires"),
    ("expires", 10**30, "expires"),
    ("shards", 0, "shards"),
    ("shards", 33, "shards"),
    ("shards", 1.0, "shards"),
    ("recipients", [], "recipients"),
    ("recipients", [PUBLIC_KEY], "recipients"),
    ("recipients", [5], "recipients"),
    ("recipients", [{**NAMED, "key": "age1"}], "recipients"),
    ("recipients", [{**NAMED, "key": 5}], "recipients"),
    ("recipients", [{**NAMED, "name": "My key"}], "recipients"),
    ("recipients", [{**NAMED, "note": "x"}], "recipients"),
    ("recipients", [NAMED, NAMED], "recipients"),
    ("recipients", [NAMED, {**NAMED, "name": "safe"}], "recipients"),
    ("retention_days", -1, "retention_days"),
    ("sections", ["a", "a"], "sections"),
    ("sections", "a", "sections"),
    ("questions", {}, "questions"),
    ("questions", [], "questions"),
    ("questions", {"Bad id": TEXT}, "questions"),
    ("questions", {"a": None}, "questions.a"),
    ("questions", {"a": {}}, "questions.a.kind"),
    ("questions", {"a": {"kind": ["text"]}}, "questions.a.kind"),
    ("questions", {"a": {**TEXT, "kind": "essay"}}, "questions.a.kind"),
    ("questions", {"a": {"kind": "text"}}, "questions.a.max_length"),
    ("questions", {"a": {**TEXT, "max_length": True}}, "questions.a.max_length"),
    ("questions", {"a": {**TEXT, "title": "Hvorfor?"}}, "questions.a.title"),
    ("questions", {"a": {**TEXT, "untold": "x"}}, "questions.a.untold"),
    ("questions", {"a": {**CHOICE, "choices": "bc"}}, "questions.a.choices"),
    ("questions", {"a": {**CHOICE, "choices": ["c", "c"]}}, "questions.a.choices"),
    ("questions", {"a": {**CHOICE, "choices": ["c", {}]}}, "questions.a.choices"),
    ("questions", {"a": {**CHOICE, "rows": ["c"]}}, "questions.a.rows"),
    ("questions", {"a": {**CHOICE, "untold": "d"}}, "questions.a.untold"),
    ("questions", {"a": {**CHOICE, "untold": None}}, "questions.a.untold"),
    ("questions", {"a": {**SCALE, "untold": "0"}}, "questions.a.untold"),
    ("questions", {"a": {**SCALE, "untold": "2"}}, "questions.a.untold"),
    ("questions", {"a": {**SCALE, "untold": 1}}, "questions.a.untold"),
    ("questions", {"a": {**GRID, "untold": "c"}}, "questions.a.untold"),
    ("questions", {"a": {**GRID, "untold": ["b"]}}, "questions.a.untold"),
    ("questions", {"a": {**GRID, "rows": []}}, "questions.a.rows"),
    ("questions", {"a": GRID, "b": {**GRID, "columns": {}}}, "questions.b.columns"),
    ("note", "edited", "note"),
]


@pytest.mark.parametrize(("key", "value", "where"), BROKEN)
def test_a_contract_that_was_edited_is_refused(
    site: Site, key: str, value: object, where: str
) -> None:
    """Every changed value is reported by its key, and nothing else is."""
    site.write(CONTRACT, json.dumps(json.loads(site.read(CONTRACT)) | {key: value}))
    assert site.problems() == [
        f"{CONTRACT}:{where}: was changed or damaged. Restore it from your backup; never edit it."
    ]


def test_every_fault_of_a_contract_is_reported_at_once(site: Site) -> None:
    """Each is reported with file and key, so that the admin can fix all at once."""
    broken = {"shards": 0, "asks": "both", "questions": {"a": {**TEXT, "max_length": 0}}}
    site.write(CONTRACT, json.dumps(json.loads(site.read(CONTRACT)) | broken))
    assert [problem.split(": ")[0] for problem in site.problems()] == [
        f"{CONTRACT}:asks",
        f"{CONTRACT}:questions.a.max_length",
        f"{CONTRACT}:shards",
    ]


@pytest.mark.parametrize("key", ["format", "client", "expires", "recipients", "questions"])
def test_a_contract_that_lost_a_key_is_refused(site: Site, key: str) -> None:
    """A missing key is reported like a wrong one."""
    whole = json.loads(site.read(CONTRACT))
    del whole[key]
    site.write(CONTRACT, json.dumps(whole))
    assert [problem.split(": ")[0] for problem in site.problems()] == [f"{CONTRACT}:{key}"]


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "5", "[1]"])
def test_json_that_is_no_table_is_a_broken_contract(site: Site, text: str) -> None:
    """Valid JSON of another shape is refused like an edited contract."""
    site.write(CONTRACT, text)
    assert [problem.split(": ")[0] for problem in site.problems()] == [f"{CONTRACT}:format"]


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, "{", "", '{"a": 1} x'])
def test_unreadable_json_is_reported(site: Site, text: str) -> None:
    """Nesting and numbers beyond all measure are faults of the file, not of the program."""
    site.write(CONTRACT, text)
    (problem,) = site.problems()
    assert problem.startswith(CONTRACT)
    assert "is not valid JSON" in problem
