"""Second coding: blind to the first codes, sealed, and nobody's but the partner's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pyrage
import pytest
from coded_wave import NOTES, SHOWN, CodedWave
from report_project import answers
from review_support import ClosedWave, Visitor, redactor

from nejtak.errors import StateError
from nejtak.report import make
from nejtak.review import second
from nejtak.review.second import NO_REASON, SecondDesk
from nejtak.review.second_page import SecondPage
from nejtak.wave import closed_wave
from nejtak.wave.envelope import Code


@pytest.fixture
def coded(tmp_path: Path) -> CodedWave:
    """The closed wave."""
    return CodedWave(tmp_path)


def send(visitor: Visitor, page: SecondPage, action: str, codes: dict[str, str]) -> int:
    """Send the form with codes by note."""
    notes = {f"note-{at}": codes.get(n.text, "") for at, n in enumerate(page.desk.notes)}
    body = urlencode({"token": page.form, "action": action, **notes})
    return visitor.ask("POST", visitor.base, body)[0]


def test_only_notes_with_a_reason_are_coded(coded: CodedWave) -> None:
    """Each box of an interview that has a reason, redacted; no text of the page."""
    desk = coded.desk()
    assert sorted(note.text for note in desk.notes) == sorted(SHOWN)
    assert (desk.left, desk.compared) == (3, False)


def test_no_first_code_is_on_the_page_before_comparing(coded: CodedWave) -> None:
    """The page is the same whatever the first codes are."""

    def pages() -> str:
        with coded.coding() as (visitor, page):
            send(visitor, page, "save", {SHOWN[0]: "process"})
            text = visitor.ask("GET", visitor.base)[2]
        rows = re.findall(r"<tr><td.*?</tr>", re.sub(r"(text|note|before)-\d+", r"\1", text), re.S)
        return "".join(sorted(rows))

    before = pages()
    assert SHOWN[0] in before
    assert "selected" in before
    assert "interviewer" not in before
    coded.write({note: Code("process", "candidate") for note in NOTES})
    assert pages() == before


def test_comparing_needs_every_code_and_fixes_them(coded: CodedWave) -> None:
    """Before, nothing is shown; after, both codes and alpha are, and nothing can be changed."""
    codes = {SHOWN[0]: "pay", SHOWN[1]: "pay"}
    with coded.coding() as (visitor, page):
        assert send(visitor, page, "compare", codes) == 400
        assert page.desk.left == 1
        assert not page.desk.compared
        assert send(visitor, page, "compare", {**codes, SHOWN[2]: "pay"}) == 303
        text = visitor.ask("GET", visitor.base)[2]
        assert "No. Talk about it" in text
        assert "2 have the same code" in text
        assert ">0.000</p>" in text  # of six codes, five are one: 1 - 5 * 2 / (36 - 26)
        send(visitor, page, "save", {SHOWN[1]: "process"})
        assert page.desk.stored.codes["advice", SHOWN[1]] == "pay"
    assert coded.desk().compared


def test_codes_that_could_not_be_written_are_said_to_be_unsaved(coded: CodedWave) -> None:
    """Not "not compared", which nobody asked for."""
    with coded.coding() as (visitor, page):
        closed_wave.second_codes_file(coded.wave).mkdir()
        body = urlencode({"token": page.form, "action": "save", "note-0": "pay"})
        status, _, text = visitor.ask("POST", visitor.base, body)
    assert (status, "Not saved" in text, "Not compared" in text) == (507, True, False)


@pytest.mark.parametrize("changed", [0, 1])
def test_notes_with_the_same_words_share_the_code_that_was_changed(
    coded: CodedWave, changed: int
) -> None:
    """Whichever of their lists it was; the other one still says what was stored."""
    coded.write({f"Ring {number} 30 40 50.": Code("pay", "candidate") for number in (20, 60)})
    with coded.coding() as (visitor, page):
        assert [note.text for note in page.desk.notes] == ["Ring [telefon]."] * 2
        send(visitor, page, "save", {"Ring [telefon].": "pay"})
        before = {"before-0": "pay", "before-1": "pay"}
        codes = {"note-0": "pay", "note-1": "pay", f"note-{changed}": "process"}
        body = urlencode({"token": page.form, "action": "save", **before, **codes})
        assert visitor.ask("POST", visitor.base, body)[0] == 303
        assert page.desk.stored.codes == {("advice", "Ring [telefon]."): "process"}


def test_a_tab_that_was_opened_earlier_takes_nothing_back(coded: CodedWave) -> None:
    """It sends its old codes again, too: only what was chosen in it is saved."""
    with coded.coding() as (visitor, page):
        old = re.findall(r'name="(before-\d+)" value="(.*?)"', visitor.open(""))
        assert sorted(old) == [(f"before-{at}", "") for at in range(3)]
        assert send(visitor, page, "save", dict.fromkeys(SHOWN, "pay")) == 303
        form = {"token": page.form, "action": "save", "before-0": "pay"}
        for codes in ({"note-0": "process"}, {"note-0": "pay", "note-1": NO_REASON}):
            assert visitor.ask("POST", visitor.base, urlencode(form | codes))[0] == 303
        stored = [page.desk.stored.codes[note.key] for note in page.desk.notes]
    assert stored == ["process", NO_REASON, "pay"]


def test_a_wave_of_very_many_notes_can_be_coded(coded: CodedWave) -> None:
    """As many as two hundred long interviews have."""
    coded.write({f"Punkt {number}.": Code("pay", "candidate") for number in range(4000)})
    with coded.coding() as (visitor, page):
        notes = {f"before-{at}": "" for at in range(4000)} | {
            f"note-{at}": "-" for at in range(4000)
        }
        body = urlencode({"token": page.form, "action": "save", **notes})
        assert visitor.ask("POST", visitor.base, body)[0] == 303
        assert page.desk.left == 0


def test_late_notes_are_coded_blind_and_the_others_stay_fixed(coded: CodedWave) -> None:
    """What was compared is not open again; what joins is coded first."""
    desk = coded.desk()
    desk.save({note.key: "pay" for note in desk.notes})
    assert desk.compare()
    coded.write({**NOTES, "Et nyt punkt.": Code("process", "candidate")})
    desk = coded.desk()
    assert (desk.left, desk.compared) == (1, False)
    desk.save({note.key: NO_REASON for note in desk.notes})
    codes = desk.stored.codes
    assert codes["advice", "Et nyt punkt."] == NO_REASON
    assert codes["advice", SHOWN[0]] == "pay"


def test_second_codes_are_sealed(coded: CodedWave) -> None:
    """Only the wave's keys open them; the file is the owner's, and no plain word is on disk."""
    desk = coded.desk()
    desk.save({desk.notes[0].key: "process"})
    path = closed_wave.second_codes_file(coded.wave)
    assert path.stat().st_mode & 0o777 == 0o600
    for file in coded.folder.rglob("*"):
        if file.is_file():
            assert desk.notes[0].text.encode() not in file.read_bytes(), file.name
    held = json.loads(pyrage.decrypt(path.read_bytes(), list(coded.keys)))
    assert held["codes"] == [
        {"question": "advice", "note": desk.notes[0].text, "code": "process", "shown": False}
    ]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize("content", [b"{}", b"[]", b"\xff", b'{"format": 1, "wave": "x/y"}'])
def test_a_file_of_something_else_is_refused(coded: CodedWave, content: bytes) -> None:
    """With its name, and with no word of it."""
    assert coded.wave.contract
    sealed = second.seal(content, coded.wave.contract.public_keys)
    closed_wave.second_codes_file(coded.wave).write_bytes(sealed)
    with pytest.raises(StateError, match="does not hold the second codes"):
        coded.desk()


def test_fields_that_the_page_has_not_are_left_out(coded: CodedWave) -> None:
    """Reasons that the survey lacks and notes that are not there change nothing."""
    with coded.coding() as (visitor, page):
        assert send(visitor, page, "save", {SHOWN[0]: "salary"}) == 303
        assert page.desk.left == 3
        body = urlencode({"token": page.form, "action": "save", "note-9": "pay"})
        assert visitor.ask("POST", visitor.base, body)[0] == 303
        assert visitor.ask("POST", visitor.base, "token=x&action=compare")[0] == 403
        assert visitor.ask("GET", f"{visitor.base}advice/")[0] == 404
        assert page.desk.stored.codes == {}


def test_a_wave_without_interviews_has_nothing_to_code(tmp_path: Path) -> None:
    """Texts of the page have no first code."""
    closed = ClosedWave(tmp_path, {"advice": ["Ring før."]})
    with pytest.raises(StateError, match="nothing to code"):
        SecondDesk(closed.wave, closed.keys, redactor())


def test_no_release_knows_of_second_codes(coded: CodedWave) -> None:
    """Every file of a report is the same with them and without."""
    said = answers(12, deciding={"pay": 12})

    def files() -> dict[str, bytes]:
        return dict(make(coded.project, coded.client, coded.wave, said).files)

    before = files()
    desk = coded.desk()
    desk.save({note.key: "process" for note in desk.notes})
    assert desk.compare()
    assert files() == before
    code = Path(make.__code__.co_filename).parent
    sources = [path.read_text(encoding="utf-8") for path in code.rglob("*.py")]
    assert any("review import sealed" in source for source in sources)
    assert not [source for source in sources if re.search(r"review(\.| import .*)second", source)]
