"""Closing a wave: counted answers, items set aside, and the content of the sealed file."""

from __future__ import annotations

import base64
import json
import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from close_support import TEXTS, Case, age, holds, people, person, said, tree, who
from pyrage import passphrase
from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.errors import EngineError, StateError
from nejtak.wave import close, closed_wave
from nejtak.wave.close import Closing
from nejtak.wave.closed_wave import Written
from nejtak.wave.envelope import Code

# --- the threshold ---


@pytest.mark.parametrize("count", range(5))
def test_under_five_nothing_happens(case: Case, tmp_path: Path, count: int) -> None:
    """Four answers stay in the inbox, with any number of unreadable items, and the wave is open."""
    case.put(*people(*range(count)))
    case.inbox.held += [case.raw(b"garbage"), case.item(b"[]")]
    inbox, files = case.inbox.items(), tree(tmp_path)
    with pytest.raises(StateError) as refused:
        case.close()
    assert str(refused.value) == (
        "nordlys/2026-h2 has fewer than 5 answers that can be counted, so it stays "
        "open: a report on so few would show who said what. Others could not be opened "
        "or do not fit. Extend it: write a later 'closes' in its file. Or count it "
        'with the next wave: write `together = ["2026-h2"]` in that wave\'s file.'
    )
    assert (case.inbox.items(), tree(tmp_path)) == (inbox, files)


def test_a_wave_of_which_fewer_than_five_would_be_counted_stays_open(case: Case) -> None:
    """Six of six asked are four counted; the refusal does not say how many came."""
    case.put(*people(*range(6)))
    case.wave = replace(case.wave, declined=6)
    with pytest.raises(StateError, match="At most two fewer than were asked are counted") as told:
        case.close()
    assert "6" not in str(told.value).replace("2026-h2", "")
    assert len(case.inbox.items()) == 6


@pytest.mark.parametrize(("declined", "counted"), [(90, 8), (8, 5), (None, None)])
def test_closing_says_how_many_are_counted(
    case: Case, declined: int | None, counted: int | None
) -> None:
    """Nine came: eight are counted, or fewer of fewer asked; unknown until the wave's file says."""
    case.put(*people(*range(9)))
    case.wave = replace(case.wave, declined=declined)
    assert case.close().counted == counted


def test_five_are_closed(case: Case) -> None:
    """Five answers make a file that the owner alone can read, and an empty inbox."""
    case.put(*people(*range(5)))
    assert case.close() == Closing(responses=5, aside=0, late=0)
    assert holds(case.read(), *range(5))
    assert case.inbox.items() == []
    assert stat.S_IMODE(case.file.stat().st_mode) == 0o600


def test_a_draft_cannot_be_closed_and_an_open_wave_not_read(case: Case) -> None:
    """Each message says what to run instead."""
    with pytest.raises(StateError) as refused:
        close.close(replace(case.wave, contract=None), case.inbox, case.keys)
    assert str(refused.value) == (
        "nordlys/2026-h2 is a draft: nobody has answered it. "
        "Open it with `nejtak wave open nordlys 2026-h2`."
    )
    with pytest.raises(StateError) as refused:
        case.read()
    assert str(refused.value) == (
        "nordlys/2026-h2 is not closed. Close it with `nejtak wave close nordlys 2026-h2`."
    )


# --- what does not open or does not fit ---

FULL = person(9)
UNFIT: Mapping[str, object] = {
    "nothing": b"",
    "no-json": b"hej",
    "no-utf8": b'{"answers": "\xff\xfe"}',
    "null": b"null",
    "list": b"[]",
    "string": b'"answers"',
    "number": b"1",
    "no-answers": b"{}",
    "other-key": {"answer": FULL},
    "answers-list": {"answers": [FULL]},
    "answers-null": {"answers": None},
    "empty": {"answers": {}},
    "deep": b'{"answers":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep-open": b"[" * 200_000,
    "deep-in-an-answer": b'{"answers":{"rivals":' + b"[" * 900 + b"]" * 900 + b"}}",
    "huge-int": b'{"answers":{"rating":' + b"9" * 20_000 + b"}}",
    "huge-float": b'{"answers":{"rating":1e999999}}',
    "nan": b'{"answers":{"rating":NaN}}',
    "unknown-question": {"answers": {**FULL, "name": "x"}},
    "unknown-choice": {"answers": {"who": "nobody"}},
    "unknown-row": {"answers": {"weights": {"other": "no"}}},
    "unknown-column": {"answers": {"weights": {"pay": "yes"}}},
    "empty-grid": {"answers": {"weights": {}}},
    "no-choices": {"answers": {"rivals": []}},
    "doubled-choice": {"answers": {"rivals": ["a", "a"]}},
    "choices-of-lists": {"answers": {"rivals": [["a"], {"b": 1}]}},
    "choice-list": {"answers": {"who": ["p1"]}},
    "choice-dict": {"answers": {"who": {}}},
    "grid-list": {"answers": {"weights": ["pay"]}},
    "grid-of-dicts": {"answers": {"weights": {"pay": {"x": []}}}},
    "text-number": {"answers": {"positives": 5}},
    "text-true": {"answers": {"positives": True}},
    "text-empty": {"answers": {"positives": ""}},
    "text-long": {"answers": {"positives": "x" * 300_000}},
    "half-a-character": b'{"answers": {"positives": "hej \\ud800"}}',
    "half-a-character-as-id": b'{"answers": {"\\udfff": "x"}}',
    "half-a-character-as-choice": b'{"answers": {"rivals": ["a", "\\ud83d"]}}',
}


@pytest.mark.parametrize("name", UNFIT)
def test_unfit_items_are_set_aside(case: Case, name: str) -> None:
    """No content of an item is fatal: it is kept as ciphertext, and the others are closed."""
    envelope = UNFIT[name]
    odd = case.item(envelope)
    case.put(*people(*range(3)))
    case.inbox.held.append(odd)
    case.put(*people(3, 4))
    assert case.close() == Closing(responses=5, aside=1, late=0)
    responses = case.read()
    assert holds(responses, *range(5))
    assert responses.aside == (odd.sealed,)
    assert case.inbox.items() == []


def test_unreadable_items_are_set_aside(case: Case) -> None:
    """Garbage, a missing ciphertext, an altered one, a stranger's, a password's: all kept."""
    stranger = str(Identity.generate().to_public())
    good = case.item({"answers": person(7)}).sealed
    odd = [
        b"",
        b"\x00" * 5000,
        good[:-1],
        good[:-1] + bytes([good[-1] ^ 1]),
        good + b"x",
        seal(b'{"answers": {"who": "p1"}}', [stranger]),
        passphrase.encrypt(b"{}", "password"),
    ]
    case.inbox.held = [case.raw(sealed) for sealed in odd]
    case.put(*people(*range(5)))
    assert case.close() == Closing(responses=5, aside=len(odd), late=0)
    assert sorted(case.read().aside) == sorted(odd)


def test_items_set_aside_can_still_be_opened(case: Case) -> None:
    """An answer that no longer fits is not lost: the key holder finds it in the file."""
    odd = case.item({"answers": {"retired-question": "x"}})
    case.inbox.held.append(odd)
    case.put(*people(*range(5)))
    case.close()
    (aside,) = case.read().aside
    assert json.loads(private_keys.unseal(aside, case.keys)) == {
        "answers": {"retired-question": "x"}
    }


def test_items_set_aside_have_no_order_of_arrival(case: Case) -> None:
    """Ciphertexts stand sorted by their own bytes, which begin at random."""
    case.inbox.held = [case.item(b"[]") for _ in range(30)]
    case.put(*people(*range(5)))
    written = [item.sealed for item in case.inbox.held[:30]]
    case.close()
    aside = list(case.read().aside)
    assert aside == sorted(written) != written


# --- what the file says, and does not say ---


def test_the_file_opens_with_age_and_has_only_answers(case: Case) -> None:
    """Debian's age and the key show all there is: no time, no order, no text with a choice."""
    case.put(*people(*range(6)))
    case.inbox.held.append(case.raw(b"odd"))
    ids = [item.id for item in case.inbox.held]
    case.close()
    opened = age(case.keys_folder / "partner.key", case.file)
    content = json.loads(opened.stdout)
    assert content.keys() == {
        "format",
        "wave",
        "together",
        "answers",
        "texts",
        "aside",
        "suspects",
        "ids",
    }
    assert (content["format"], content["wave"], content["together"]) == (2, "nordlys/2026-h2", [])
    assert content["ids"] == sorted(id_.hex() for id_ in ids)
    assert content["aside"] == [base64.b64encode(b"odd").decode()]
    assert content["texts"].keys() == set(TEXTS)
    for row in content["answers"]:
        assert row.keys() == {"who", "weights", "rivals", "rating"}
    assert b"godt" not in json.dumps(content["answers"]).encode()


def test_nobody_but_the_recipients_opens_the_file(case: Case, tmp_path: Path) -> None:
    """Another key opens nothing, with age or with us, and the file shows nothing by itself."""
    case.put(*people(*range(5)))
    case.close()
    other = tmp_path / "other" / "other.key"
    private_keys.new_key(other)
    refused = age(other, case.file)
    assert (refused.returncode, refused.stdout) == (1, b"")
    with pytest.raises(StateError) as told:
        closed_wave.read_responses(case.wave, private_keys.identities(other.parent))
    assert str(told.value) == (
        f"None of your keys opens {case.file}. Fetch the key that the wave was opened with, and "
        "name its folder with --keys."
    )
    sealed = case.file.read_bytes()
    assert not any(word in sealed for word in (b"godt-", b"skidt-", b"positives", b"decisive"))


def test_each_of_several_recipients_closes_and_opens_alone(tmp_path: Path) -> None:
    """A wave that was opened with two keys is closed with one and read with the other."""
    spare = tmp_path / "safe" / "spare.key"
    case = Case(tmp_path, [private_keys.new_key(spare)])
    case.put(*people(*range(5)))
    close.close(case.wave, case.inbox, private_keys.identities(spare.parent))
    assert holds(case.read(), *range(5))
    for key in (spare, case.keys_folder / "partner.key"):
        assert len(json.loads(age(key, case.file).stdout)["answers"]) == 5


def test_every_respondent_is_counted_once(case: Case) -> None:
    """Two equal answers are two people; who wrote texts only, and who wrote none, count too."""
    alike = {"who": "p1", "rating": "2"}
    case.put(alike, alike, {"positives": "kun ord"}, {"worries": "kun ord"}, {"rating": "1"})
    assert case.close().responses == 5
    responses = case.read()
    rows = Counter(json.dumps(answers, sort_keys=True) for answers in responses.answers)
    assert rows == {
        json.dumps(alike, sort_keys=True): 2,
        "{}": 2,
        json.dumps({"rating": "1"}): 1,
    }
    assert responses.texts == {id_: (Written("kun ord"),) for id_ in TEXTS}


CODES = {"positives": [["pay", "candidate"], ["", ""]]}


def test_interviews_count_like_others(case: Case) -> None:
    """A row for each, the codes with their text, and no trace of the mark in the answers."""
    case.put(*people(*range(4)))
    told = {**person(4), "positives": "godt-0004-æøå\n\nog mere"}
    case.enter("interview", told, codes=CODES)
    assert case.close() == Closing(responses=5, aside=0, late=0)
    found = case.read()
    assert holds(found, *range(5))
    assert all("mark" not in answers for answers in found.answers)
    coded = [written for written in (found.texts or {})["positives"] if written.codes]
    assert coded == [Written(told["positives"], (Code("pay", "candidate"), Code("", "")))]


def test_words_alone_are_read_and_never_counted(case: Case) -> None:
    """Texts of somebody who may have answered on the page too: no row, and no number moves."""
    case.put(*people(*range(5)))
    case.enter("words", {"positives": "godt-0009-æøå"}, codes={})
    assert case.close() == Closing(responses=5, aside=0, late=0)
    assert sorted(who(case.read())) == list(range(5))
    assert sorted(said(case.read(), "positives")) == [*range(5), 9]
    assert case.inbox.held == []


def test_words_alone_lift_no_wave_over_the_threshold(case: Case, tmp_path: Path) -> None:
    """Four answers and any number of words are too few to close, or to be added."""
    case.put(*people(*range(4)))
    for number in range(6):
        case.enter("words", {"positives": f"godt-{number:04}-æøå"})
    files = tree(tmp_path)
    with pytest.raises(StateError, match="fewer than 5 answers"):
        case.close()
    assert tree(tmp_path) == files
    case.put(*people(4))
    case.close()
    for number in range(6):
        case.enter("words", {"positives": f"godt-{number:04}-æøå"})
    case.put(*people(*range(5, 9)))
    assert case.close() == Closing(responses=5, aside=0, late=10)


def test_words_with_a_closed_answer_are_set_aside(case: Case) -> None:
    """What no desk enters is kept sealed, and counted nowhere."""
    case.put(*people(*range(5)))
    case.enter("words", {"positives": "x", "rating": "1"})
    assert case.close() == Closing(responses=5, aside=1, late=0)


def test_the_order_of_keys_is_not_the_one_that_was_sent(case: Case) -> None:
    """Two browsers that send the same in another order leave the same row."""
    row = person(1)
    turned = {key: row[key] for key in reversed(row)}
    turned["weights"] = dict(reversed(turned["weights"].items()))
    case.put(*[row] * 3, *[turned] * 3)
    case.close()
    plain = json.loads(age(case.keys_folder / "partner.key", case.file).stdout)
    assert len({json.dumps(answers) for answers in plain["answers"]}) == 1


# --- words ---


def test_no_answer_is_readable_on_disk_or_in_any_message(
    case: Case, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """After closings that work, fail and are repeated: no word of a candidate but under seal."""
    caplog.set_level(0)
    messages = []
    words = ("godt-", "skidt-", "æøå", "p1")
    case.put(*people(*range(4)))
    case.inbox.held += [case.item(UNFIT[name]) for name in UNFIT]
    for step in range(6):
        case.inbox.stamina = step * 7 if step < 5 else None
        try:
            messages.append(repr(case.close()))
        except (StateError, EngineError) as error:
            messages += [str(error), repr(error.__cause__)]
        case.put(person(10 + step))
    assert case.file.exists()
    files = {name: content for name, content in tree(tmp_path).items() if "contract" not in name}
    for word in words:
        assert not any(word in message for message in messages)
        assert not any(word.encode() in content for content in files.values() if len(word) > 2)
    printed = capfd.readouterr()
    assert (printed.out, printed.err, caplog.text) == ("", "", "")
