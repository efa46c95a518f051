"""A wave of page answers, interviews and words alone: closed, reviewed, reported and exported.

Five answered on the page, three were interviewed, and of four who had answered on the page before,
an interviewer took down words alone. All figures here were counted by hand.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from interview_support import Interviewer, OpenWave
from talked_wave import Held, answer_page, told

from nejtak.errors import StateError
from nejtak.review import sealed
from nejtak.wave import export
from nejtak.wave.close import Closing, close

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

# What decided it, and a text if there is one.
PAGE = (("pay", "Lønnen var lav."), ("pay", ""), ("pay", ""), ("tasks", ""), ("tasks", "Kedeligt."))
TALKS = (("pay", "Lønnen kom sent."), ("pay", "Ventetiden."), ("tasks", "Opgaverne."))
WORDS = ("Lønnen.", "Forløbet.", "Chefen.", "Vejen.")
SAME = "Lønnen var for lav."  # told by two texts: one from the page, one of words alone


def fill(
    opened: OpenWave,
    page: Sequence[tuple[str, str]] = PAGE,
    talks: Sequence[tuple[str, str]] = TALKS,
    words: Sequence[str] = WORDS,
) -> None:
    """Let people answer, be interviewed, and say some words."""
    with opened.entering() as desk:
        for number, (decided, text) in enumerate(page):
            answer_page(number, {"deciding": decided, "advice": text})
        interviewer = Interviewer(desk.url).sit_down()
        forms = [{"already": "no", "answer.deciding": d, "note.advice.0": t} for d, t in talks]
        forms += [{"already": "yes", "answer.deciding": "pay", "note.advice.0": t} for t in words]
        for fields in forms:
            interviewer.fresh()
            coded = {"code.advice.0": "pay", "by.advice.0": "candidate"}
            seen = fields["note.advice.0"].rstrip(".").split()  # a capital may be a name's
            assert interviewer.give({**fields, **coded, "warned": seen})[0] == 303


@pytest.fixture
def held(opened: OpenWave) -> Held:
    """The whole wave, closed."""
    fill(opened)
    return Held(opened)


def test_words_are_no_respondents(held: Held) -> None:
    """Eight rows of twelve entries, nine texts, and not one mark; the inbox is empty."""
    assert held.closing == Closing(8, 0, 0, 0)
    assert held.closing.counted == 8
    decided = sorted(str(answers["deciding"]) for answers in held.responses.answers)
    assert decided == ["pay"] * 5 + ["tasks"] * 3
    assert all(set(answers) == {"deciding"} for answers in held.responses.answers)
    assert held.responses.texts is not None
    texts = sorted(one.text for one in held.responses.texts["advice"])
    assert texts == sorted(["Lønnen var lav.", "Kedeligt.", *(t for _, t in TALKS), *WORDS])
    coded = [one.text for one in held.responses.texts["advice"] if one.codes]
    assert sorted(coded) == sorted([*(t for _, t in TALKS), *WORDS])
    assert held.opened.inbox.count() == 0


def test_a_report_counts_talks_and_no_words(held: Held) -> None:
    """Eight are counted: five of them for pay and three for the duties, each in a block of three.

    Twelve people said something, and quotes need eleven *counted*: so there are none, and the two
    texts that were paraphrased by the same words are one paraphrase. No mark is in any file.
    """
    held.review(
        {
            "Lønnen var lav.": ("paraphrase", SAME),
            "Lønnen.": ("paraphrase", SAME),
            "Ventetiden.": ("keep", "Ventetiden."),
            "Chefen.": ("keep", "Chefen."),
        }
    )
    release = held.report()
    assert release.basis.counted == {"": 8}
    assert told(release, "deciding") == {"pay": "3-5", "tasks": "3-5"}
    page = release.files["da.html"].decode()
    assert page.count(SAME) >= 1
    assert "Nogle er blevet ringet op" in page
    assert not any(kept in page for kept in ("Ventetiden.", "Chefen."))
    for name, content in release.files.items():
        assert b'"words"' not in content, name
        assert b'"mark"' not in content, name


def test_a_wave_without_words_has_the_same_report(
    held: Held, tmp_path: Path, dynamodb: DynamoDBClient, engine: Mapping[str, str]
) -> None:
    """Had all eight answered on the page and nobody said a word more: the same bytes."""
    (tmp_path / "b").mkdir()
    other = OpenWave(tmp_path / "b", dynamodb, engine["NEJTAK_TABLE"])
    fill(other, [*PAGE, *TALKS], (), ())
    one, two = held.report(), Held(other).report()
    assert one.basis == two.basis
    assert one.figures == two.figures
    for name in ("figures.csv", "figures.json", "codebook.json", "da.html", "en.html"):
        assert one.files[name] == two.files[name], name


def test_words_do_not_help_a_wave_over_a_threshold(opened: OpenWave) -> None:
    """Four who answered and eight who said words: too few, and the wave stays open."""
    fill(opened, PAGE[:2], TALKS[:2], [*WORDS, *WORDS])
    with pytest.raises(StateError, match="has fewer than 5 answers that can be counted"):
        close(opened.wave, opened.inbox, opened.keys)
    assert not opened.wave.closed_file.exists()
    assert opened.inbox.count() == 12


def test_late_words_alone_reopen_nothing(held: Held) -> None:
    """Eight words after closing stay in the inbox: they are no answers, however many."""
    before = held.wave.responses_file.read_bytes()
    files = held.wave.closed_file, held.wave.responses_file
    for file in files:  # another machine has not heard that the wave is closed
        file.rename(file.with_suffix(".aside"))
    fill(held.opened, (), (), [*WORDS, *WORDS])
    for file in files:
        file.with_suffix(".aside").rename(file)
    assert close(held.wave, held.opened.inbox, held.opened.keys).late == 8
    assert held.wave.responses_file.read_bytes() == before


def test_an_export_has_no_mark_and_no_row_of_words(held: Held) -> None:
    """A line for each of the eight, one for each of the nine texts, and nothing else."""
    _, content = export.export(held.wave, held.responses, "jsonl", plain=True)
    lines: list[dict[str, Any]] = [json.loads(line) for line in content.splitlines()]
    assert [sorted(line) for line in lines] == [["answers"]] * 8 + [["question", "text"]] * 9
    _, table = export.export(held.wave, held.responses, "csv", plain=True)
    rows = [*csv.reader(io.StringIO(table.decode("utf-8-sig")))]
    assert len(rows) == 1 + 8 + 9
    assert sealed.read(held.wave, held.opened.keys).texts == ()
