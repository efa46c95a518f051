"""An item holds five attributes that tell nobody who answered, what, or when."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from chalicelib import check, seal
from chalicelib.contracts import ContractQuestion, WaveContract
from collector_support import NUMBER, Built
from hypothesis import given, settings
from hypothesis import strategies as st

from nejtak.project.kinds import MAX_TOTAL_LENGTH

ANSWERS: dict[str, Any] = {"worries": "Tempoet var højt 🙂", "rating": "4"}


def age(identity: object, sealed: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Open with the `age` program, which shares no code with pyrage."""
    key = folder / "key.txt"
    key.write_text(f"{identity}\n")
    command = ["age", "--decrypt", "--identity", str(key)]
    return subprocess.run(command, input=sealed, capture_output=True, check=False)


def test_each_recipient_opens_with_the_age_program(
    built: Built, contract: WaveContract, tmp_path: Path
) -> None:
    """What we seal needs nothing of ours to be opened: any age program and one private key."""
    sealed = seal.seal_answers(contract, NUMBER, ANSWERS, suspect=False).sealed
    for identity in built.identities:
        result = age(identity, sealed, tmp_path)
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout) == {"answers": ANSWERS}


def test_no_other_key_opens(contract: WaveContract, tmp_path: Path) -> None:
    """A key that is not the wave's opens nothing."""
    keygen = subprocess.run(["age-keygen"], capture_output=True, check=True, text=True)
    other = keygen.stdout.splitlines()[-1]
    result = age(
        other, seal.seal_answers(contract, NUMBER, ANSWERS, suspect=False).sealed, tmp_path
    )
    assert result.returncode != 0
    assert result.stdout == b""


def test_id_and_check_are_hashes_under_the_number(contract: WaveContract) -> None:
    """The two hashes are those of `docs/architecture.md`, worked out here by other means."""
    item = seal.seal_answers(
        contract, NUMBER, {"worries": "Ødsel 🙂", "rating": "4"}, suspect=False
    )
    key = bytes.fromhex(NUMBER)
    canonical = '{"rating":"4","worries":"Ødsel 🙂"}'.encode()
    assert item.id == hmac.new(key, b"id", hashlib.sha256).digest()
    assert item.check == hmac.new(key, b"answers" + canonical, hashlib.sha256).digest()
    assert (item.pk, item.expires) == ("nordlys/2026-q3/0", 1822435200)


def test_equal_answers_look_unlike(contract: WaveContract) -> None:
    """Two people who answer the same share nothing but the wave and its constants."""
    one = seal.seal_answers(contract, "0" * 32, ANSWERS, suspect=False)
    two = seal.seal_answers(contract, "1" * 32, ANSWERS, suspect=False)
    assert (one.pk, one.expires) == (two.pk, two.expires)
    assert one.id != two.id
    assert one.check != two.check
    assert one.sealed != two.sealed


def test_a_retry_meets_itself_in_its_shard(contract: WaveContract) -> None:
    """The shard follows from the number alone, and the numbers use all shards."""
    wide = dataclasses.replace(contract, shards=32)
    numbers = [f"{number:032x}" for number in range(400)]
    shards = [
        seal.seal_answers(wide, number, {"rating": "1"}, suspect=False).pk for number in numbers
    ]
    again = [
        seal.seal_answers(wide, number, {"rating": "2"}, suspect=False).pk for number in numbers
    ]
    assert shards == again
    # A collector of tomorrow must find what one of today stored.
    assert [shard.rpartition("/")[2] for shard in shards[:3]] == ["3", "14", "28"]
    assert set(shards) == {f"nordlys/2026-q3/{shard}" for shard in range(32)}


@pytest.mark.parametrize(
    ("length", "pad"),
    [(1, 16_384), (15_000, 16_384), (16_272, 16_384), (16_273, 65_536), (66_000, 262_144)],
)
def test_an_envelope_fills_its_size(
    built: Built, contract: WaveContract, length: int, pad: int
) -> None:
    """JSON and then spaces, up to a listed size; what age adds tells nothing of the answers."""
    item = seal.seal_answers(contract, NUMBER, {"worries": "x" * length}, suspect=False)
    text = b'{"answers":{"worries":"%s"}}' % (b"x" * length)
    assert built.opened(item.sealed) == text.ljust(pad)
    assert pad < len(item.sealed) < pad + 1024


@settings(deadline=None)
@given(st.text(st.characters(), max_size=3000))
def test_every_text_has_a_listed_size(built: Built, contract: WaveContract, text: str) -> None:
    """No text makes an envelope of a size of its own, and all come back as they were kept."""
    kept = check.clean(text)
    envelope = built.opened(
        seal.seal_answers(contract, NUMBER, {"worries": kept}, suspect=False).sealed
    )
    assert len(envelope) in seal.PADS
    assert json.loads(envelope) == {"answers": {"worries": kept}}


# What the partner's machine can add, and what the collector can.
MARKED: list[tuple[bool, seal.Entered | None]] = [
    (False, None),
    (True, None),
    (False, seal.Entered("words", {})),
    (False, seal.Entered("interview", {})),
    (False, seal.Entered("interview", {"worries": [("pay", "candidate"), ("", "")]})),
    (True, seal.Entered("interview", {"worries": [("contributed", "interviewer")] * 2})),
]


@pytest.mark.parametrize("length", [1, 400, 7000, 16_200, 16_235, 16_236, 16_240, 60_000])
def test_the_size_discloses_no_mark(built: Built, contract: WaveContract, length: int) -> None:
    """From the page or from an interview, with codes or without: the same answers, one size."""
    said: dict[str, Any] = {"worries": "x" * length + seal.BOX_BREAK + "y"}
    items = [
        seal.seal_answers(contract, NUMBER, said, suspect=suspect, entered=entered)
        for suspect, entered in MARKED
    ]
    plain = [built.opened(item.sealed) for item in items]  # age's own length is random
    assert len(set(map(len, plain))) == 1
    held = list(map(json.loads, plain))
    assert all(envelope["answers"] == said for envelope in held)
    assert [envelope.get("mark") for envelope in held] == [
        None,
        None,
        "words",
        "interview",
        "interview",
        "interview",
    ]
    assert held[4]["codes"] == {"worries": [["pay", "candidate"], ["", ""]]}


def test_an_entry_that_is_changed_is_another_content(contract: WaveContract) -> None:
    """A retry keeps its check, and another mark or code under the same number does not."""
    checks = [
        seal.seal_answers(contract, NUMBER, ANSWERS, suspect=suspect, entered=entered).check
        for suspect, entered in MARKED
    ]
    assert checks[0] == checks[1]
    assert len(set(checks)) == len(MARKED) - 1


@pytest.mark.parametrize("letter", ["x", "ø", '"'])
def test_every_answer_in_latin_letters_has_one_size(contract: WaveContract, letter: str) -> None:
    """A tick and nothing else, or all that the largest survey takes, with every box coded."""
    ids = [f"a-reason-with-a-long-name-{n:02}" for n in range(20)]
    grid = ContractQuestion("grid", frozenset({"contributed"}), frozenset(ids), 0)
    large = dataclasses.replace(contract, questions={**contract.questions, "weights": grid})
    text = seal.BOX_BREAK.join([letter * 873] * 8)
    assert MAX_TOTAL_LENGTH - len(text) == 2
    full = {"worries": text, "weights": dict.fromkeys(ids, "contributed")}
    coded = seal.Entered("interview", {"worries": [(ids[0], "interviewer")] * 8})
    for answers, entered in (({"rating": "1"}, None), (full, None), (full, coded)):
        item = seal.seal_answers(large, NUMBER, answers, suspect=False, entered=entered)
        assert len(item.sealed) // 1024 == 16


def test_the_worst_body_fits_the_largest_size(contract: WaveContract) -> None:
    """64 KB of the characters that JSON doubles still fit, within DynamoDB's 400 KB."""
    item = seal.seal_answers(contract, NUMBER, {"worries": '"\\' * (32 * 1024)}, suspect=False)
    assert max(seal.PADS) < len(item.sealed) < 400 * 1000
