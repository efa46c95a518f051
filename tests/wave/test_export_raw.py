"""Raw answers: for the key holder alone, sealed unless asked otherwise, and texts stay texts."""

import csv
import io
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from close_support import TEXTS, Case, age, people, person, said, who
from commands import as_project

from nejtak.cli.base import Folders
from nejtak.cli.commands import main
from nejtak.errors import StateError
from nejtak.wave import export
from nejtak.wave.closed_wave import Responses


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A closed wave with six people's answers, of which one wrote a formula."""
    made = Case(tmp_path)
    made.put(*people(*range(5)), {**person(5), "positives": "=HYPERLINK(1);+1"})
    made.close()
    return made


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Call:
    """Run `nejtak export nordlys 2026-h2` with words, and something typed."""
    as_project(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Folders, "wave", lambda *_: (None, None, case.wave, None))

    def run(*words: str, typed: str = "") -> tuple[int, str, str]:
        named = ["export", case.wave.client, case.wave.id]
        monkeypatch.setattr(
            sys, "argv", ["nejtak", "--keys", str(case.keys_folder), *named, *words]
        )
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, *capsys.readouterr()

    return run


def test_an_export_is_sealed_and_private(case: Case, call: Call) -> None:
    """The wave's key opens it with the age program alone, and only its owner can read the file."""
    code, out, err = call("--raw")
    path = Path(out.strip())
    assert (code, path.name) == (0, f"{case.wave.id}.raw.jsonl.age")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "personal data" in err
    assert "delete" in err
    assert b"godt" not in path.read_bytes()
    opened = age(case.keys_folder / "partner.key", path)
    assert opened.stdout == export.export(case.wave, case.read(), "jsonl", plain=True)[1]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_every_answer_is_there_and_texts_stand_apart(case: Case) -> None:
    """One line per respondent and one per text, in the random order of the closed file."""
    responses = case.read()
    _, content = export.export(case.wave, responses, "jsonl", plain=True)
    lines = [json.loads(line) for line in content.decode().split("\n")[:-1]]
    answers = [line["answers"] for line in lines if "answers" in line]
    assert [int(found["who"][1:]) for found in answers] == who(responses)
    assert all(set(found) == set(person(0)) - set(TEXTS) for found in answers)
    for question in TEXTS:
        found = [line["text"] for line in lines if line.get("question") == question]
        assert found == [written.text for written in (responses.texts or {})[question]]
    assert said(responses, "worries") == [
        int(line["text"].split("-")[1]) for line in lines if line.get("question") == "worries"
    ]
    assert not any(id_.hex() in content.decode() for id_ in responses.ids)


def test_the_table_has_no_formula(case: Case) -> None:
    """A candidate who writes a formula gets an apostrophe in front, wherever a cell may begin."""
    _, content = export.export(case.wave, case.read(), "csv", plain=True)
    text = content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[:5] == [
        {"respondent": "1", "question": q, "row": r, "answer": a}
        for q, r, a in [
            ("rating", "", rows[0]["answer"]),
            ("rivals", "", "a"),
            ("rivals", "", "b"),
            ("weights", "pay", "decisive"),
            ("weights", "tasks", "no"),
        ]
    ]
    assert {row["respondent"] for row in rows} == {"", *map(str, range(1, 7))}
    assert "'=HYPERLINK(1);'+1" in [row["answer"] for row in rows if not row["respondent"]]
    for delimiter in ",;":
        cells = [c for row in csv.reader(io.StringIO(text), delimiter=delimiter) for c in row]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_plain_needs_the_name_typed(case: Case, call: Call) -> None:
    """Nothing lies open on a disk by one wrong word on the command line."""
    name = f"{case.wave.client}/{case.wave.id}"
    code, _, err = call("--raw", "--plain", typed="yes\n")
    assert (code, f"That is not {name}. Nothing was written." in err) == (1, True)
    assert call("--raw", "--plain")[0] == 130
    assert not Path("exports").exists()
    code, out, _ = call("--raw", "--plain", "--format", "csv", typed=f"{name}\n")
    path = Path(out.strip())
    assert (code, path.suffixes[-1]) == (0, ".csv")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_raw_is_asked_for_by_name(call: Call) -> None:
    """Who only types `export` gets no personal data."""
    code, _, err = call()
    assert (code, "Use --raw" in err) == (2, True)
    assert not Path("exports").exists()


def test_a_draft_has_nothing_raw() -> None:
    """There is no contract that says who may read it."""
    draft = SimpleNamespace(client="nordlys", id="2027-q1", contract=None)
    with pytest.raises(StateError, match=r"nordlys/2027-q1 is a draft"):
        export.export(draft, Responses(), "csv", plain=False)
