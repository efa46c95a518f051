"""One whole wave by hand: answered, closed, reviewed, coded twice, reported and exported.

Seven answered on the page and four were interviewed: 11 answers, the fewest that quotes need. Four
more had answered on the page before, and an interviewer took down their words alone. Thirty were
asked. Every expected figure was counted by hand from the three lists below; each comment says how.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from close_support import tree
from interview_support import Interviewer, OpenWave
from review_support import Visitor
from sources import WAVE
from talked_wave import Held, answer_page, told

from nejtak.base import private_keys
from nejtak.review import sealed
from nejtak.review.second_page import second_session
from nejtak.wave import export
from nejtak.wave.close import Closing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from nejtak.report import Release

Note = tuple[str, str, str]  # the words, their reason, and who chose it

# What decided it, what was missed, the rating, and a text.
PAGE: tuple[tuple[str, list[str], str, str], ...] = (
    ("pay", ["people"], "2", "Ring før I skriver."),
    ("pay", ["people"], "4", ""),
    ("pay", ["people", "place"], "4", ""),
    ("pay", [], "5", "Sig lønnen."),
    ("tasks", ["people"], "4", ""),
    ("tasks", ["place"], "3", ""),
    ("tasks", [], "1", ""),
)
# The same of interviews, whose text is a note or two.
SENT: Note = ("Lønnen kom sent.", "pay", "candidate")
LOW: Note = ("Den var lav.", "pay", "interviewer")
WAITED: Note = ("Ventetiden var lang.", "else", "candidate")
KIND: Note = ("Alle var flinke.", "", "")
UNCLEAR: Note = ("Opgaverne var uklare.", "tasks", "candidate")
TALKS: tuple[tuple[str, list[str], str, tuple[Note, ...]], ...] = (
    ("pay", ["place"], "4", (SENT, LOW)),
    ("pay", ["people"], "4", (WAITED, KIND)),
    ("tasks", [], "5", (UNCLEAR,)),
    ("else", ["people", "place"], "2", ()),
)
# Words alone; each of the four is sent with figures, too, which are stored nowhere.
WORDS: tuple[tuple[Note, ...], ...] = (
    (("Lønnen skal frem.", "pay", "candidate"), ("Sig hvad jobbet er.", "tasks", "interviewer")),
    (("Giv flere penge.", "pay", "candidate"),),
    (("Det var for mange opgaver.", "tasks", "interviewer"),),
    (("Tak for kaffe.", "", ""),),
)
UNCOUNTED = {"answer.deciding": "pay", "answer.missed": "people", "answer.rating": "1"}

QUOTED = ["Giv flere penge.", "Lønnen kom sent.\n\nDen var lav.", "Sig lønnen."]

# Of the second coder: the first codes but for two notes.
RECODED = {"Den var lav.": "tasks", "Ventetiden var lang.": "-"}

ROWS = """\
{"deciding": "else", "missed": ["people", "place"], "rating": "2"}
{"deciding": "pay", "missed": ["people", "place"], "rating": "4"}
{"deciding": "pay", "missed": ["people"], "rating": "2"}
{"deciding": "pay", "missed": ["people"], "rating": "4"}
{"deciding": "pay", "missed": ["people"], "rating": "4"}
{"deciding": "pay", "missed": ["place"], "rating": "4"}
{"deciding": "pay", "rating": "5"}
{"deciding": "tasks", "missed": ["people"], "rating": "4"}
{"deciding": "tasks", "missed": ["place"], "rating": "3"}
{"deciding": "tasks", "rating": "1"}
{"deciding": "tasks", "rating": "5"}
"""
TEXTS = [
    "Det var for mange opgaver.",
    "Giv flere penge.",
    "Lønnen kom sent.\n\nDen var lav.",
    "Lønnen skal frem.\n\nSig hvad jobbet er.",
    "Opgaverne var uklare.",
    "Ring før I skriver.",
    "Sig lønnen.",
    "Tak for kaffe.",
    "Ventetiden var lang.\n\nAlle var flinke.",
]


@pytest.fixture
def opened(tmp_path: Path, dynamodb: DynamoDBClient, inbox_table: str) -> Iterator[OpenWave]:
    """The wave, open, with thirty asked."""
    wave = OpenWave(tmp_path, dynamodb, inbox_table, (WAVE, "declined = 12", "declined = 30"))
    yield wave
    wave.empty()


def answer(opened: OpenWave) -> None:
    """Answer on the page, and be interviewed."""
    with opened.entering() as desk:
        for number, (decided, missed, rating, text) in enumerate(PAGE):
            said = {"deciding": decided, "missed": missed, "rating": rating, "advice": text}
            answer_page(number, said)
        interviewer = Interviewer(desk.url).sit_down()
        for decided, missed, rating, notes in TALKS:
            figures = {"deciding": decided, "missed": missed, "rating": rating}
            given = {f"answer.{id_}": value for id_, value in figures.items()}
            interviewer.fresh()
            assert interviewer.give({"already": "no", **given, **boxes(notes)})[0] == 303
        for notes in WORDS:
            interviewer.fresh()
            assert interviewer.give({"already": "yes", **UNCOUNTED, **boxes(notes)})[0] == 303


def boxes(notes: Sequence[Note]) -> dict[str, Any]:
    """The form's fields of some notes."""
    names = ("note", "code", "by")
    return {
        f"{name}.advice.{at}": value
        for at, note in enumerate(notes)
        for name, value in zip(names, note, strict=True)
    }


def code_again(held: Held) -> str:
    """Code each note a second time; the page that compares, without its markup."""
    first = {words: reason for notes in WORDS for words, reason, _ in notes}
    first |= {words: reason for _, _, _, notes in TALKS for words, reason, _ in notes}
    session = second_session(held.project, held.client, held.wave, held.opened.keys)
    with session as page, page.serving():
        coder = Visitor(page.url)
        coder.enter()
        coded = {note.text: at for at, note in enumerate(page.desk.notes)}
        codes = {f"note-{at}": RECODED.get(t, first[t]) for t, at in coded.items()}
        body = urlencode({"token": page.form, "action": "compare", **codes})
        assert coder.ask("POST", coder.base, body)[0] == 303
        said = re.sub(r"<style>.*?</style>|<[^>]+>", " ", coder.open(""), flags=re.DOTALL)
    return " ".join(said.split())


def test_a_whole_wave_comes_out_as_counted_by_hand(opened: OpenWave) -> None:
    """Each step as the partner takes it; no word of anybody is in a file in plain on the way."""
    answer(opened)
    held = Held(opened)
    # Eleven rows of 15 entries. Had words counted, 14 of 15 would be.
    assert held.closing == Closing(responses=11, aside=0, late=0, suspects=0, counted=11)
    held.review({text: ("keep", text) for text in QUOTED})
    agreement = code_again(held)
    release = held.report()
    check_report(held, release)
    check_agreement(agreement, release)
    check_export(held)
    said = [note[0] for notes in WORDS for note in notes] + ["Ring før", *QUOTED]
    readable = [
        name
        for name, content in tree(opened.folder).items()
        if any(words.encode() in content for words in said)
    ]
    assert readable == []


def check_report(held: Held, release: Release) -> None:
    """The figures of eleven, and the three quotes, one each of page, interview and words alone."""
    assert release.basis.counted == {"": 11}
    # pay: 4 on the page and 2 interviews; tasks: 3 and 1; "else" is told nowhere.
    assert told(release, "deciding") == {"pay": "6-8", "tasks": "3-5"}
    # people: 4 and 2; place: 2 and 2; nobody missed the retired colour.
    assert told(release, "missed") == {"people": "6-8", "place": "3-5", "colour": "0-2"}
    # 1 or 2: 2 and 1; 4 or 5: 4 and 3. The middle, which one chose, is told nowhere.
    assert told(release, "rating") == {"'1-2": "3-5", "'4-5": "6-8"}
    published = [quote.text for quote in sealed.published(held.wave, held.opened.keys, 11)]
    assert sorted(published) == QUOTED
    page = release.files["da.html"].decode()
    assert all(words in page for words in ("Giv flere penge.", "Den var lav.", "Sig lønnen."))
    assert not any(words in page for words in ("Ring før", "Ventetiden", "Opgaverne var", "kaffe"))


def check_agreement(agreement: str, release: Release) -> None:
    """Shown to the coder alone, and in no file of the release.

    Eight notes have a reason: first pay 4, tasks 3, else 1; then pay 3, tasks 4, none 1. Of these
    16 codes 7 are pay, 7 tasks, 1 else and 1 none, and two notes differ. Two codes in order differ
    in 16 * 16 - 49 - 49 - 1 - 1 = 156 ways: alpha is 1 - 15 * (2 * 2) / 156 = 0.6153.
    """
    assert "0.615 Krippendorff’s alpha over 8 notes. 6 have the same code." in agreement
    assert "Below 0.667" in agreement
    assert agreement.count("No. Talk about it") == 2
    for name, content in unpacked(release).items():
        plain = content.decode().lower()
        for word in (
            "krippendorff",
            "0.615",
            "0,615",
            '"mark"',
            '"codes"',
            '"words"',
            "interviewer",
        ):
            assert word not in plain, (name, word)


def unpacked(release: Release) -> Mapping[str, bytes]:
    """The files of a release, and those inside of its workbook."""
    book = zipfile.ZipFile(io.BytesIO(release.files["figures.xlsx"]))
    inside = {name: book.read(name) for name in book.namelist()}
    return {n: c for n, c in {**release.files, **inside}.items() if not n.endswith(".xlsx")}


def check_export(held: Held) -> None:
    """A row for each of the eleven, nine texts, and nothing of marks, codes or who chose them."""
    _, content = export.export(held.wave, held.responses, "jsonl", plain=True)
    lines = [json.loads(line) for line in content.decode().splitlines()]
    assert len(lines) == 11 + 9
    rows = [json.dumps(line["answers"], sort_keys=True) for line in lines[:11]]
    assert sorted(rows) == ROWS.splitlines()
    assert sorted(line["text"] for line in lines[11:]) == TEXTS
    assert [[*line] for line in lines] == [["answers"]] * 11 + [["question", "text"]] * 9
    _, shut = export.export(held.wave, held.responses, "jsonl", plain=False)
    assert private_keys.unseal(shut, held.opened.keys) == content
