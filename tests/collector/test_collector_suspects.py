"""What seems to be a program's is taken like everything else, and marked under the seal."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from chalicelib import proof, seal
from chalicelib.contracts import WaveContract
from chalicelib.receive import lead, receive
from chalicelib.reply import Reply
from collector_support import (
    FORM_TYPE,
    JSON_TYPE,
    NUMBER,
    Built,
    Inbox,
    as_form,
    as_json,
    is_suspect,
    opened,
    proven,
)
from hypothesis import given, settings
from hypothesis import strategies as st

ANSWERS = {"worries": 'Tempoet ","proof":"1"}', "rating": "4"}


def send(built: Built, inbox: Inbox, raw: bytes, media: str = JSON_TYPE) -> Reply:
    """Send to the open wave."""
    return receive("nordlys", "2026-q3", media, raw, inbox.put, built.waves)


def marked(built: Built, raw: bytes, media: str = JSON_TYPE) -> bool:
    """Send to the open wave, which must take it; whether it was marked."""
    inbox = Inbox()
    assert send(built, inbox, raw, media).status in (201, 303)
    assert opened(built, inbox.only)
    return is_suspect(built, inbox.only)


def test_a_proof_clears_an_answer(built: Built) -> None:
    """With a proof there is no mark; without one, or with part of one, there is."""
    raw = as_json(ANSWERS, website="")
    good = proven(raw)
    number = good.rpartition(b'"proof":"')[2].removesuffix(b'"}')
    assert not marked(built, good)
    assert marked(built, raw)
    for bad in (b"", b"x", b"-1", b"0" + number, str(int(number) + 1).encode(), b"9" * 400):
        assert marked(built, raw[:-1] + b',"proof":"' + bad + b'"}')
    assert marked(built, good[:-1] + b" }")


def test_a_proof_is_for_one_answer_to_one_wave() -> None:
    """None can be used again: for another wave, another number, or other answers."""
    good = proven(as_json(ANSWERS))
    assert proof.holds("nordlys", "2026-q3", good)
    assert not proof.holds("nordlys", "2026-q4", good)
    assert not proof.holds("harbour", "2026-q3", good)
    assert not proof.holds("nordlys", "2026-q3", good.replace(NUMBER.encode(), b"1" * 32))
    assert not proof.holds("nordlys", "2026-q3", good.replace(b'"4"', b'"5"'))


def test_a_proof_asks_for_twelve_bits() -> None:
    """The numbers that will do are those whose hash begins with three zeros in hex, and no more."""
    raw = as_json(ANSWERS)
    seed = hashlib.sha256(b"/api/responses/nordlys/2026-q3" + raw).digest()
    start = ",".join(map(str, seed))
    numbers = range(40_000)
    fit = [n for n in numbers if hashlib.sha256(f"{start}{n}".encode()).hexdigest()[:3] == "000"]
    tried = [raw[:-1] + f',"proof":"{number}"}}'.encode() for number in numbers]
    assert [n for n in numbers if proof.holds("nordlys", "2026-q3", tried[n])] == fit != []


def test_without_javascript_no_proof_is_asked_for(built: Built) -> None:
    """A plain form is marked for its honeypot alone."""
    raw = as_form([("rating", "4")], "4" * 32)
    assert not marked(built, raw, FORM_TYPE)
    assert marked(built, raw.replace(b"website=", b"website=x"), FORM_TYPE)


def test_a_filled_honeypot_is_a_mark(built: Built) -> None:
    """A field that people do not see was filled in: marked, whatever work was done."""
    assert marked(built, proven(as_json(ANSWERS, website="https://x.example")))
    assert not marked(built, proven(as_json(ANSWERS, website="")))


def test_a_retry_is_one_however_it_is_marked(built: Built) -> None:
    """The mark is in neither hash: with and without proof, as form and as JSON, it is one item."""
    inbox = Inbox()
    answers = {"positives": "Søde folk"}
    assert send(built, inbox, as_json(answers)).status == 201
    assert send(built, inbox, proven(as_json(answers))).status == 201
    form = as_form([("positives", "Søde folk")], NUMBER)
    assert send(built, inbox, form.replace(b"website=", b"website=x"), FORM_TYPE).status == 303
    assert send(built, inbox, as_json({"positives": "Andre"})).status == 409
    assert len(inbox.items) == 1


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(seal.PADS[:2]), st.integers(-60, 0), st.sampled_from(["x", "ø", '"', "字"]))
def test_the_length_does_not_tell_the_mark(
    contract: WaveContract, built: Built, pad: int, less: int, letter: str
) -> None:
    """Near the edge of a size, too, an answer takes the same room with and without a mark."""
    one = len(json.dumps(letter, ensure_ascii=False).encode()) - 2
    answers: dict[str, Any] = {"worries": letter * ((pad + less) // one)}
    sizes = {
        len(built.opened(seal.seal_answers(contract, NUMBER, answers, suspect=suspect).sealed))
        for suspect in (False, True)
    }
    assert len(sizes) == 1
    assert sizes < set(seal.PADS)


def test_the_mark_changes_no_hash(contract: WaveContract) -> None:
    """Who holds the table sees no difference: id, check, place and date are the same."""
    one, two = (
        seal.seal_answers(contract, NUMBER, {"rating": "4"}, suspect=suspect)
        for suspect in (False, True)
    )
    assert (one.pk, one.id, one.check, one.expires) == (two.pk, two.id, two.check, two.expires)


@pytest.mark.parametrize("wave", ["2026-q3", "2026-q2"])
def test_the_address_of_a_form_leads_to_the_survey(built: Built, wave: str) -> None:
    """An open wave shows its questions there, a closed one that it has closed."""
    reply = lead("nordlys", wave, built.waves)
    assert (reply.status, reply.headers["Location"]) == (303, f"/nordlys/{wave}/da/")
    assert (reply.body, reply.headers["Cache-Control"]) == ("", "no-store")


@pytest.mark.parametrize("wave", ["2030-q1", "..", "2026-q3\n", "", "x" * 300])
def test_an_address_that_is_not_there_leads_nowhere(built: Built, wave: str) -> None:
    """404 with its page, and no redirect to the requested address."""
    reply = lead("nordlys", wave, built.waves)
    assert (reply.status, "Location" in reply.headers) == (404, False)
    assert "Findes ikke" in reply.body
